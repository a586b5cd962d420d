"""A turn that would begin while an earlier one of its item is owed."""

import pytest
from msgspec.structs import replace

from events.types import TaskDeferred, TaskMoved, TaskReported, TaskSkipped, TaskWakeMoved
from tests.support.domain import CN, ORG, RULES, STANDARD, a_task, at, day, issued, item, refused, when
from workflows.ladder import Consulted
from workflows.overlap import must_wait_its_turn, overlap, turns_before
from workflows.schedule import Schedule, evolve, extend
from workflows.task import AskExtension, ReportTask, StartTask, Task, light, status, withdraw
from workflows.task import evolve as live

AROUND = Consulted(STANDARD, CN, ORG)
EARLIER = a_task(task="hospital-1/health-2026/i1/2026-W36", period="2026-W36")


def waiting(rule: str, **more: object) -> Task:
    """The task of most tests, at whose opening its item lets no two turns overlap."""
    born = a_task(wake_at=at("09-07"))
    return replace(born, facts=replace(born.facts, overlap=rule), **more)


def look(task: Task, *before: Task, moment: str = "09-07") -> tuple[object, ...]:
    return overlap(task, before, AROUND, at(moment))


@pytest.mark.parametrize("state", ["scheduled", "started", "returned"])
def test_a_turn_is_skipped_while_an_earlier_one_is_owed(state: str) -> None:
    assert look(waiting("skip"), replace(EARLIER, state=state)) == (TaskSkipped(EARLIER.task),)


def test_a_turn_waits_while_an_earlier_one_is_owed_and_is_looked_at_each_morning() -> None:
    deferred = TaskDeferred(EARLIER.task, at("09-08"))
    assert look(waiting("buffer"), EARLIER) == (deferred,)
    task = live(waiting("buffer"), at("09-07"), deferred)
    assert look(task, EARLIER, moment="09-07 12:00") == (), "not due to be looked at"
    assert look(task, EARLIER, moment="09-09 10:00") == (TaskDeferred(EARLIER.task, at("09-10")),)


def test_at_most_one_turn_waits() -> None:
    deferred = replace(EARLIER, state="deferred")
    started = replace(EARLIER, task="hospital-1/health-2026/i1/2026-W35", state="started")
    assert look(waiting("buffer"), started, deferred) == (TaskSkipped(started.task),)


@pytest.mark.parametrize("state", ["reported", "accepted", "excused", "cancelled", "skipped"])
def test_the_ladder_goes_on_where_no_earlier_turn_is_owed(state: str) -> None:
    for rule in ("skip", "buffer"):
        assert look(waiting(rule), replace(EARLIER, state=state)) == ()


def test_a_turn_that_waited_begins_on_the_first_morning_with_nothing_owed_and_has_its_days() -> None:
    task = live(waiting("buffer"), at("09-07"), TaskDeferred(EARLIER.task, at("09-08")))
    (begun,) = look(task, replace(EARLIER, state="reported"), moment="09-08")
    # Monday to Friday became Tuesday to Saturday, which is a day off: Monday
    assert begun == TaskMoved(2, at("09-14 18:00"), at("09-13 18:00"), 0, at("09-08"))
    assert isinstance(begun, TaskMoved)
    after = live(task, at("09-08"), begun)
    assert (after.state, after.opens, after.due) == ("scheduled", at("09-08"), at("09-14 18:00"))
    assert after.original_due == task.original_due
    assert not must_wait_its_turn(after), "it has begun, and is not held back again"


def test_an_amendment_that_moves_a_waiting_turn_does_not_begin_it() -> None:
    task = live(waiting("buffer"), at("09-07"), TaskDeferred(EARLIER.task, at("09-08")))
    moved = live(task, at("09-07 12:00"), TaskMoved(2, at("09-18 18:00"), at("09-08"), 5))
    assert moved.state == "scheduled"
    assert must_wait_its_turn(moved)


def test_what_was_looked_at_or_worked_on_is_not_held_back() -> None:
    for event in (TaskWakeMoved(1, at("09-10 18:00")), TaskReported(1)):
        assert not must_wait_its_turn(live(waiting("skip"), at("09-07"), event))
    assert not must_wait_its_turn(a_task()), "its item lets turns overlap"


def test_nobody_sees_a_waiting_or_skipped_turn_as_overdue() -> None:
    later = at("09-20")
    for state in ("deferred", "skipped"):
        assert status(state, at("09-07"), at("09-11 18:00"), 0, later) == state
        assert light(state, at("09-11 18:00"), 0, later) == "green"


def test_a_waiting_turn_can_be_reported_and_withdrawn_but_neither_started_nor_extended() -> None:
    task = live(waiting("buffer"), at("09-07"), TaskDeferred(EARLIER.task, at("09-08")))
    assert when(task, "09-07 09:00", ReportTask(task.task)) == (TaskReported(1),)
    assert live(task, at("09-07 09:00"), withdraw(task, 2)[0]).state == "cancelled"
    for command in (StartTask(task.task), AskExtension(task.task, "reason", at("09-20"))):
        with refused("deferred", "begins"):
            when(task, "09-07 09:00", command)


def test_turns_of_an_item_that_lets_none_overlap_are_first_looked_at_when_they_open() -> None:
    plan = issued(item("i1", "weekly on fri, overlap skip"), item("i2", "weekly on fri, overlap allow"))
    (event,) = extend(Schedule("hospital-1", "health-2026"), plan, RULES, day("09-14"), at("09-01"))
    facts = {one.item: one.overlap for one in event.participants}
    assert facts == {"i1": "skip", "i2": ""}
    wakes = [(line.item, line.wake_at == line.opens) for line in event.tasks]
    assert wakes == [("i1", True), ("i1", True), ("i2", False), ("i2", False)]


def test_the_turns_before_are_those_of_the_item_with_an_earlier_due() -> None:
    plan = issued(item("i1", "irregular ≥ 2 per month, overlap skip"), item("i2"))
    schedule = Schedule("hospital-1", "health-2026")
    for event in extend(schedule, plan, RULES, day("11-01"), at("09-01")):
        schedule = evolve(schedule, event)
    task = a_task(period="2026-10-n2", original_due=at("10-31 18:00"))
    names = [f"hospital-1/health-2026/i1/2026-09-n{number}" for number in (1, 2)]
    assert turns_before(schedule, task) == names, "the other one of the same month does not overlap it"
