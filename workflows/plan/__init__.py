"""A plan: draft → submitted → issued → closed; each change makes a numbered revision."""

from workflows.plan.rules import TREATMENTS, Around, decide
from workflows.plan.state import (
    AmendPlan,
    Change,
    ClosePlan,
    DraftPlan,
    IssuePlan,
    Plan,
    PlanCommand,
    PlanEvent,
    RevisePlan,
    SubmitPlan,
    evolve,
)

__all__ = [
    "TREATMENTS",
    "AmendPlan",
    "Around",
    "Change",
    "ClosePlan",
    "DraftPlan",
    "IssuePlan",
    "Plan",
    "PlanCommand",
    "PlanEvent",
    "RevisePlan",
    "SubmitPlan",
    "decide",
    "evolve",
]
