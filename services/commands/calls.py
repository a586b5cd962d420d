"""What commands ask and do, in the words of the API: each is answered here, or by the server that runs.

One declaration serves both ways. The functions and Structs are those of services/web, so that a command line
prints the same whoever answers it.
"""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from services.handle import Command
from services.importing import draft_command
from services.plans import Draft
from services.read.queries import (
    Counts,
    Escalation,
    ItemLine,
    PlanLine,
    QuestionLine,
    TaskLine,
    Unit,
)
from services.web import house_reads, plan_reads, task_reads, unit_reads
from services.web.plan_writes import Closing, Head
from services.web.task_reads import TASK
from services.web.task_writes import (
    Acceptance,
    Acknowledgement,
    Extension,
    ExtensionRequest,
    MaybeReason,
    Reason,
    Return,
    report,
)
from services.web.views import Ask, Paged, Rows, View
from services.web.writing import Making, Upload
from workflows.plan import ClosePlan, IssuePlan, SubmitPlan
from workflows.task import (
    AcceptTask,
    AcknowledgeEscalation,
    AskExtension,
    ExcuseTask,
    GrantExtension,
    RefuseExtension,
    ReturnTask,
    StartTask,
    UrgeTask,
)


class Reading(Struct, frozen=True):
    """GET `path`: `read` answers an `ask` with a `gives`. `one_unit`: the past of that unit is enough."""

    path: str
    read: Callable[[View, Any], Any]
    ask: type[Ask]
    gives: Any
    one_unit: bool = False


class Writing(Struct, frozen=True):
    """POST `path`: `make` turns a body into the command."""

    path: str
    make: Callable[[Making, Any], Command]


class Import(Struct, frozen=True):
    """A document as it was read here, and as it is sent; `head` overrides it."""

    draft: Draft
    document: Upload
    answers: Upload | None
    head: Head


SCHEDULE = Reading(
    "/units/{unit}/schedule", unit_reads.schedule, unit_reads.UnitWindow, Rows[TaskLine], one_unit=True
)
OWED = Reading("/units/{unit}/owed", unit_reads.owed, unit_reads.UnitPage, Rows[TaskLine], one_unit=True)
UNITS = Reading("/units", unit_reads.units, Paged, Rows[Unit])
UNIT = Reading("/units/{unit}", unit_reads.unit, unit_reads.OfUnit, unit_reads.UnitFound)
OVERVIEW = Reading("/overview", unit_reads.overview, unit_reads.Overview, Rows[Counts])
INBOX = Reading("/members/{member}/inbox", unit_reads.inbox, unit_reads.OfMember, Rows[Escalation])
PLANS = Reading("/plans", plan_reads.plans, Paged, Rows[PlanLine])
PLAN = Reading("/plans/{plan}", plan_reads.plan, plan_reads.OfPlan, plan_reads.PlanFound)
ITEMS = Reading("/plans/{plan}/items", plan_reads.items, plan_reads.PlanPage, Rows[ItemLine])
QUESTIONS = Reading("/plans/{plan}/questions", plan_reads.questions, plan_reads.PlanPage, Rows[QuestionLine])
ONE_TASK = Reading(TASK, task_reads.task, task_reads.OfTask, task_reads.TaskFound, one_unit=True)
HISTORY = Reading(
    f"{TASK}/history", task_reads.task_history, task_reads.OfTask, Rows[task_reads.Happened], one_unit=True
)
POLICIES = Reading("/policies", house_reads.policies, Paged, Rows[house_reads.PolicyFound])
CALENDARS = Reading("/calendars", house_reads.calendars, Paged, Rows[house_reads.CalendarFound])
EVENTS = Reading("/events", house_reads.events, house_reads.EventPage, house_reads.Records)


def _accept(on: Making, body: Acceptance) -> AcceptTask:
    return AcceptTask(on.task, body.done_at, on.keep(body.on_time_because))


def _return(on: Making, body: Return) -> ReturnTask:
    return ReturnTask(on.task, on.keep(body.reason), body.due)


def _ask(on: Making, body: ExtensionRequest) -> AskExtension:
    return AskExtension(on.task, on.keep(body.reason), body.due)


def _grant(on: Making, body: Extension) -> GrantExtension:
    return GrantExtension(on.task, body.due)


def _refuse(on: Making, body: MaybeReason) -> RefuseExtension:
    return RefuseExtension(on.task, on.keep(body.reason))


def _excuse(on: Making, body: Reason) -> ExcuseTask:
    return ExcuseTask(on.task, on.keep(body.reason))


def _urge(on: Making, body: MaybeReason) -> UrgeTask:
    return UrgeTask(on.task, on.keep(body.reason))


def _acknowledge(on: Making, body: Acknowledgement) -> AcknowledgeEscalation:
    return AcknowledgeEscalation(on.task, body.hold_until)


def _import(on: Making, body: Import) -> Command:
    return draft_command(on.app.kept, body.draft, on.command_id)


def _close(on: Making, body: Closing) -> ClosePlan:
    return ClosePlan(on.path["plan"], body.open_tasks, on.keep(body.reason))


START = Writing(f"{TASK}/start", lambda on, _: StartTask(on.task))
REPORT = Writing(f"{TASK}/reports", report)
ACCEPT = Writing(f"{TASK}/acceptances", _accept)
RETURN = Writing(f"{TASK}/returns", _return)
ASK_EXTENSION = Writing(f"{TASK}/extension-requests", _ask)
GRANT = Writing(f"{TASK}/extensions", _grant)
REFUSE = Writing(f"{TASK}/extension-refusals", _refuse)
EXCUSE = Writing(f"{TASK}/excuses", _excuse)
URGE = Writing(f"{TASK}/urges", _urge)
ACKNOWLEDGE = Writing(f"{TASK}/acknowledgements", _acknowledge)
IMPORT = Writing("/plans/imports", _import)
SUBMIT = Writing("/plans/{plan}/submissions", lambda on, _: SubmitPlan(on.path["plan"]))
ISSUE = Writing("/plans/{plan}/issues", lambda on, _: IssuePlan(on.path["plan"]))
CLOSE = Writing("/plans/{plan}/closings", _close)
