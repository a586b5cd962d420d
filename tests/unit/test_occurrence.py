"""What happened and makes a unit owe something within a limit."""

import pytest
from msgspec.structs import replace

from events.types import Item, OccurrenceNoted, Participants, ScheduledTask, TasksScheduled
from tests.support.domain import RULES, at, changed, day, issued, item, refused
from tests.unit.test_schedule import H1, follow
from workflows.occurrence import NoteOccurrence, decide
from workflows.plan import AmendPlan, ClosePlan, Plan
from workflows.schedule import Fate, Schedule, evolve, extend, find, pending, reconcile

COMPLAINT = "on event within 3 workdays"
PLAN = issued(item("i1", COMPLAINT), item("i2"))
HAPPENED = at("09-10 15:30")  # a Thursday


def noting(**more: object) -> NoteOccurrence:
    return replace(NoteOccurrence("hospital-1", "health-2026", "i1", "case-7", HAPPENED, "digest"), **more)


def noted(
    schedule: Schedule = H1, plan: Plan = PLAN, moment: str = "09-10 16:00", **more: object
) -> Schedule:
    for event in decide(schedule, plan, RULES, noting(**more), at(moment)):
        schedule = evolve(schedule, event)
    return schedule


def test_what_happened_and_its_task_are_recorded_together() -> None:
    schedule = follow(H1, PLAN, "10-01")
    happened, scheduled = decide(schedule, PLAN, RULES, noting(), at("09-10 16:00"))
    assert happened == OccurrenceNoted("hospital-1", "health-2026", "i1", "e-case-7", HAPPENED, "digest")
    facts = Participants("i1", "text", "standard", "m-owner", issuer="health-bureau")
    line = ScheduledTask("i1", "e-case-7", HAPPENED, at("09-15 18:00"), at("09-14 18:00"))
    window = (day("10-01"), day("10-01"))
    assert scheduled == TasksScheduled("hospital-1", "health-2026", *window, 1, "cn", 2, (facts,), (line,))
    assert follow(H1, PLAN, "10-01").tasks.keys() == {key for key in schedule.tasks if key[0] == "i2"}


@pytest.mark.parametrize(
    ("cadence", "due"),
    [
        ("on event within 24 hours", "09-11 15:30"),
        ("on event within 1 day", "09-11 18:00"),
        ("on event within 1 workday", "09-11 18:00"),
        ("on event within 2 workdays", "09-14 18:00"),
        ("on event within 7 days", "09-17 18:00"),
        ("on event within 2 days", "09-12 18:00"),
        ("on event within 2 days or after", "09-14 18:00"),
        ("on event within 2 days or before", "09-11 18:00"),
        ("on event within 48 hours or after", "09-14 18:00"),
        ("on event within 24 hours or after", "09-11 15:30"),
    ],
)
def test_it_is_due_when_the_limit_is_over(cadence: str, due: str) -> None:
    schedule = noted(plan=issued(item("i1", cadence)))
    assert find(schedule, "i1", "e-case-7").due == at(due)


def test_a_limit_that_ends_on_a_day_off_is_not_moved_to_before_it_happened() -> None:
    happened = at("09-11 20:00")  # a Friday, after the item's time of day
    schedule = noted(plan=issued(item("i1", "on event within 1 day or before")), moment="09-12", at=happened)
    assert find(schedule, "i1", "e-case-7").due == at("09-12 18:00")


def test_the_same_occurrence_is_noted_once_and_another_moment_needs_another_id() -> None:
    schedule = noted()
    assert decide(schedule, PLAN, RULES, noting(note="other words"), at("09-12")) == ()
    with refused("noted-otherwise", "another id"):
        noted(schedule, at=at("09-10 15:31"))
    assert len(noted(schedule, occurrence="case-8").tasks) == 2


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("bad-id", {"occurrence": "Case 7"}),
        ("unknown-item", {"item": "i9"}),
        ("not-lead", {"unit": "hospital-2"}),
        ("not-event-driven", {"item": "i2"}),
        ("bad-occurred", {"at": at("09-10 16:01")}),
        ("bad-occurred", {"at": at("08-31 23:59")}),
    ],
)
def test_what_cannot_be_noted_is_refused(code: str, more: dict[str, object]) -> None:
    with refused(code):
        noted(**more)  # type: ignore[arg-type]  # any field


def test_a_plan_that_is_closed_notes_nothing() -> None:
    with refused("wrong-status", "closed"):
        noted(plan=changed(PLAN, "09-09 08:00", ClosePlan("health-2026", "keep")))


def test_the_horizon_stays_where_it_is_before_and_after_something_was_noted() -> None:
    late = follow(noted(), PLAN, "10-01")
    early = noted(follow(H1, PLAN, "10-01"))
    assert late.tasks.keys() == early.tasks.keys()
    assert (late.until, late.version) == (early.until, 3) == (day("10-01"), 3)
    assert extend(early, PLAN, RULES, day("10-01"), at("09-01")) == ()


def fates(
    treatment: str, *put: Item, removed: tuple[str, ...] = (), now: str = "09-11 08:00"
) -> tuple[Fate, ...]:
    """What an amendment of that day means for the task of what happened."""
    schedule = noted(follow(H1, PLAN, "10-01"))
    plan = changed(PLAN, now, AmendPlan("health-2026", day(now[:5]), treatment, put, removed))
    waiting = pending(schedule, plan)
    assert waiting is not None
    task = find(schedule, "i1", "e-case-7")
    return reconcile(schedule, plan, waiting, RULES, (task,), at(now)).fates


def test_an_amendment_keeps_withdraws_or_moves_what_happened_as_it_says() -> None:
    longer = item("i1", "on event within 5 workdays")
    assert fates("keep", longer) == ()
    (withdrawn,) = fates("withdraw", longer)
    assert withdrawn.due == 0
    (moved,) = fates("move", longer)
    assert (moved.due, moved.opens) == (at("09-17 18:00"), 0)


def test_a_limit_that_is_over_by_then_moves_nothing() -> None:
    assert fates("move", item("i1", "on event within 1 hour")) == ()


@pytest.mark.parametrize(
    "put", [(), (item("i1", "weekly on fri"),), (item("i1", COMPLAINT, "hospital-2"),)], ids=str
)
def test_what_is_no_longer_asked_each_time_is_withdrawn_by_a_move(put: tuple[Item, ...]) -> None:
    (fate,) = fates("move", *put, removed=() if put else ("i1",))
    assert fate.due == 0


def test_a_change_that_is_not_followed_yet_still_reaches_what_is_noted_meanwhile() -> None:
    schedule = follow(H1, PLAN, "10-01")
    plan = changed(
        PLAN, "09-10 08:00", AmendPlan("health-2026", day("09-11"), "move", (item("i1", COMPLAINT),))
    )
    schedule = noted(schedule, plan)
    assert pending(schedule, plan) is not None, "the horizon has not followed it"
