"""Orders over many tasks: what may be ordered, and what an order makes of a task."""

import datetime as dt

import pytest
from msgspec.structs import replace

from events.types import (
    BulkExcuseOrdered,
    EscalationResolved,
    Move,
    OrderCarriedOut,
    ReplanOrdered,
    TaskExcused,
    TaskMoved,
)
from tests.support.domain import ORG, T, a_task, at, day, org_of, refused
from workflows.orders import (
    MOST_MOVES,
    Around,
    Order,
    OrderBulkExcuse,
    OrderReplan,
    decide,
    evolve,
    excuse,
    means,
    replanned,
)
from workflows.org import AddUnit, CloseUnit
from workflows.task import evolve as lived

AROUND = Around(ORG, frozenset(("health-2026",)))
STORM = OrderBulkExcuse("storm", "weather", ("health-bureau",), day("09-10"), day("09-12"), "why")
MOVE = Move(T, at("09-07"), at("09-14 18:00"))
REPLAN = OrderReplan("replan", "cn", 3, (MOVE,))
PROPOSED = Around(ORG, calendar_version=3, proposed=frozenset({(MOVE.task, MOVE.opens, MOVE.due)}))


def ordered(command: OrderBulkExcuse | OrderReplan, around: Around) -> BulkExcuseOrdered | ReplanOrdered:
    (event,) = decide(None, command, around)
    assert isinstance(event, BulkExcuseOrdered | ReplanOrdered)
    return event


# --- bulk excuse ------------------------------------------------------------------------------------------


def test_a_bulk_excuse_records_the_units_named_and_all_below_them_as_they_stand() -> None:
    event = ordered(STORM, AROUND)
    assert isinstance(event, BulkExcuseOrdered)
    assert event.units == ("health-bureau",)
    assert event.covers == ("health-bureau", "hospital-1", "hospital-2")


def test_a_unit_that_is_named_beside_the_one_above_it_is_covered_once() -> None:
    event = ordered(replace(STORM, units=("hospital-2", "health-bureau")), AROUND)
    assert isinstance(event, BulkExcuseOrdered)
    assert event.covers == ("hospital-2", "health-bureau", "hospital-1")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (replace(STORM, order="Sturm!"), "bad-id"),
        (replace(STORM, cause="laziness"), "unknown-cause"),
        (replace(STORM, units=()), "no-units"),
        (replace(STORM, units=("hospital-9",)), "unknown-unit"),
        (replace(STORM, until=day("09-09")), "bad-range"),
        (replace(STORM, until=day("09-10") + dt.timedelta(days=367)), "bad-range"),
        (replace(STORM, plans=("health-1999",)), "unknown-plan"),
        (replace(STORM, reason=""), "no-reason"),
    ],
)
def test_what_cannot_be_ordered_is_refused_by_name(command: OrderBulkExcuse, code: str) -> None:
    with refused(code):
        decide(None, command, AROUND)


def test_a_closed_unit_is_refused() -> None:
    org = org_of(AddUnit("school", "学校", "school", "city-office"), CloseUnit("school"), start=ORG)
    with refused("unit-closed"):
        decide(None, replace(STORM, units=("school",)), Around(org))


def test_an_order_is_given_once() -> None:
    given = evolve(None, 1, "m-chief", "c-1", ordered(STORM, AROUND))
    with refused("order-exists", "storm"):
        decide(given, STORM, AROUND)


def test_an_order_is_for_its_days_and_its_plans() -> None:
    event = ordered(replace(STORM, plans=("health-2026",)), AROUND)
    assert isinstance(event, BulkExcuseOrdered)
    found = [means(event, "health-2026", day(text)) for text in ("09-09", "09-10", "09-12", "09-13")]
    assert found == [False, True, True, False]
    assert not means(event, "fire-2026", day("09-11"))


def test_an_escalated_task_comes_off_the_desks_with_its_excuse() -> None:
    event = ordered(STORM, AROUND)
    assert isinstance(event, BulkExcuseOrdered)
    found = excuse(a_task(level=2), event, at("09-14 09:00"))
    assert found == (TaskExcused("why", "storm"), EscalationResolved(1, 2, "excuse"))


@pytest.mark.parametrize("state", ["reported", "accepted", "excused", "cancelled"])
def test_what_was_reported_or_ended_stays(state: str) -> None:
    event = ordered(STORM, AROUND)
    assert isinstance(event, BulkExcuseOrdered)
    assert excuse(a_task(state=state), event, at("09-11 09:00")) == ()


# --- moving to a calendar's new version -------------------------------------------------------------------


def test_what_is_proposed_can_be_ordered() -> None:
    assert ordered(REPLAN, PROPOSED) == ReplanOrdered("replan", "cn", 3, (MOVE,))


@pytest.mark.parametrize(
    ("command", "around", "code"),
    [
        (REPLAN, replace(PROPOSED, calendar_version=0), "unknown-calendar"),
        (REPLAN, replace(PROPOSED, calendar_version=4), "calendar-moved-on"),
        (replace(REPLAN, moves=()), PROPOSED, "nothing-to-move"),
        (replace(REPLAN, moves=(MOVE,) * (MOST_MOVES + 1)), PROPOSED, "too-many-moves"),
        (replace(REPLAN, moves=(MOVE, MOVE)), PROPOSED, "not-proposed"),
        (replace(REPLAN, moves=(Move(T, MOVE.opens, MOVE.due + 1),)), PROPOSED, "not-proposed"),
    ],
)
def test_what_is_not_proposed_now_is_refused(command: OrderReplan, around: Around, code: str) -> None:
    with refused(code):
        decide(None, command, around)


def test_a_moved_task_keeps_the_revision_of_its_plan_and_begins_a_new_round() -> None:
    order = ReplanOrdered("replan", "cn", 3, (MOVE,))
    (moved,) = replanned(a_task(plan_revision=2), MOVE, order, 7)
    assert moved == TaskMoved(2, MOVE.due, 7, 2, 0, None, 3, "replan")


def test_the_day_of_the_new_calendar_is_what_the_plan_says_from_then_on() -> None:
    (moved,) = replanned(a_task(), MOVE, ReplanOrdered("replan", "cn", 3, (MOVE,)), 7)
    task = lived(a_task(), at("09-08"), moved)
    assert (task.planned_due, task.due, task.original_due) == (MOVE.due, MOVE.due, a_task().due)


# --- state ------------------------------------------------------------------------------------------------


def test_an_order_adds_up_what_was_gone_through() -> None:
    order: Order | None = evolve(None, 5, "m-chief", "c-1", ordered(STORM, AROUND))
    for done, passed, up_to in ((3, 1, 40), (2, 0, 90)):
        order = evolve(order, 6, "system", "c-2", OrderCarriedOut("storm", done, passed, up_to))
    assert order is not None
    assert (order.by, order.at, order.command) == ("m-chief", 5, "c-1")
    assert (order.version, order.done, order.passed, order.up_to) == (3, 5, 1, 90)
