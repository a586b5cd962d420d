"""What the API tells about plans."""

from msgspec import Struct

from services.read import queries
from services.read.queries import ItemLine, PlanLine, QuestionLine
from services.web.operations import Operation
from services.web.views import AsOf, Paged, Rows, View, reading
from workflows.refusal import Refused


class OfPlan(AsOf, frozen=True, forbid_unknown_fields=True, kw_only=True):
    plan: str


class PlanPage(Paged, frozen=True, forbid_unknown_fields=True, kw_only=True):
    plan: str


class PlanFound(Struct, frozen=True):
    plan: PlanLine
    as_of_position: int


def plans(view: View, ask: Paged) -> Rows[PlanLine]:
    return view.cut(queries.plans(view.db), lambda one: one.plan, ask)


def plan(view: View, ask: OfPlan) -> PlanFound:
    return PlanFound(_plan(view, ask.plan), view.position)


def items(view: View, ask: PlanPage) -> Rows[ItemLine]:
    _plan(view, ask.plan)
    return view.cut(queries.items(view.db, ask.plan), lambda one: one.item, ask)


def questions(view: View, ask: PlanPage) -> Rows[QuestionLine]:
    _plan(view, ask.plan)
    return view.cut(queries.questions(view.db, ask.plan), lambda one: one.question, ask)


def _plan(view: View, name: str) -> PlanLine:
    found = queries.plan(view.db, name)
    if found is None:
        raise Refused("unknown-plan", f"there is no plan {name}", plan=name)
    return found


PLAN_READS: tuple[Operation, ...] = (
    reading("/plans", "All plans", "Plans", plans, Paged, Rows[PlanLine]),
    reading("/plans/{plan}", "A plan", "Plans", plan, OfPlan, PlanFound),
    reading(
        "/plans/{plan}/items", "The items of a plan, in its order", "Plans", items, PlanPage, Rows[ItemLine]
    ),
    reading(
        "/plans/{plan}/questions",
        "Questions that a plan leaves open",
        "Plans",
        questions,
        PlanPage,
        Rows[QuestionLine],
    ),
)
