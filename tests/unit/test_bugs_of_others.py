"""Bugs that other systems of reminders, calendars and ladders are known for, each in a line; not here."""

import datetime as dt

from msgspec.structs import replace

from events.types import EscalationRaised, Step, TaskReminded
from tests.support.domain import (
    CN,
    ORG,
    T,
    World,
    a_task,
    after,
    at,
    day,
    given,
    look,
    looked_at,
    looks,
    org_of,
    stands_in,
    steps,
)
from workflows import calendar as calendars
from workflows.calendar import SetWorkingHours, add_working_minutes
from workflows.org import AppointMember, EndAppointment, MoveUnit
from workflows.policy import instant
from workflows.task import ExcuseTask, ReportTask, ReturnTask, Task, UrgeTask

AFTER = "10-30 00:00"


def told_members(task: Task, step: str, world: World) -> list[list[str]]:
    found = [event for _, event in looks(task, AFTER, world)]
    told = [one for one in found if isinstance(one, TaskReminded | EscalationRaised) and one.step == step]
    return [[one.member for one in event.told] for event in told]


def test_a_reminder_is_not_lost_when_work_returns_to_an_earlier_state() -> None:
    """Elsewhere a reminder that was sent once stays marked as sent when the work is reopened."""
    reminded = given(("09-10 20:00", ReportTask(T)), till="09-10 21:00")
    assert reminded.raised == (("remind", 0),)
    again = after(reminded, "09-11 09:00", ReturnTask(T, "poor", at("09-18 18:00")))
    assert steps(looks(again, AFTER))[0] == ("09-17 18:00", "remind", 0)


def test_a_late_completion_does_not_swallow_todays_turn() -> None:
    """Elsewhere the next turn is counted from the completion: doing last week's work late skips one."""
    late, this = a_task(), _turn("2026-W38", "09-14", "09-18 18:00")
    done = after(looked_at(late, "09-16 00:00"), "09-16 10:00", ReportTask(T))
    assert looks(done, AFTER) == []
    assert steps(looks(this, "09-18 18:00"))[:2] == [("09-17 18:00", "remind", 0), ("09-18 18:00", "head", 0)]


def _turn(period: str, opens: str, due: str) -> Task:
    first = at(due) - 86_400_000_000
    other = a_task(task=f"hospital-1/health-2026/i1/{period}", period=period)
    return replace(
        other,
        opens=at(opens),
        due=at(due),
        original_due=at(due),
        planned_due=at(due),
        round_since=at(opens),
        wake_at=first,
    )


def test_catching_up_after_an_outage_does_not_fire_for_what_has_ended() -> None:
    """Elsewhere the missed runs of a schedule are all fired after a restart, for work long finished too."""
    reported = after(a_task(), "09-08 10:00", ReportTask(T))
    excused = after(a_task(), "09-08 10:00", ExcuseTask(T, "storm"))
    for ended in (reported, excused):
        assert look(ended, "09-30 09:00") is None


def test_catching_up_after_an_outage_fires_no_step_twice() -> None:
    """Elsewhere a run that had fired just before the outage is fired again by the catch-up."""
    told = given(till="09-11 18:00")
    found = steps(looks(told, AFTER))
    assert ("head", 0) not in [(step, repeat) for _, step, repeat in found]
    assert len(found) == len(set(found))


def test_a_wait_of_one_working_day_is_neither_24_hours_nor_24_working_hours() -> None:
    """Elsewhere one day is read as 24 business hours, which is three days of eight, or as 24 hours."""
    hours = SetWorkingHours("cn", "机关工作时间", dt.date(2026, 1, 1), "08:30-12:00 14:00-17:30")
    calendar = calendars.evolve(CN, calendars.decide(CN, hours)[0])
    due = at("09-11 17:30")  # a Friday
    one_day = instant(Step("a", 1, 1, "working_day", ("head",)), 0, due, calendar)
    assert one_day == at("09-14 08:30")
    day_of_hours = instant(Step("b", 1, 7, "working_hour", ("head",)), 0, due, calendar)
    assert day_of_hours == at("09-14 17:30")
    assert instant(Step("c", 1, 420, "working_minute", ("head",)), 0, due, calendar) == day_of_hours
    assert instant(Step("d", 1, 24, "working_hour", ("head",)), 0, due, calendar) == at("09-17 11:30")
    assert add_working_minutes(calendar, due, 24 * 60) == at("09-17 11:30")


def test_working_hours_go_over_a_make_up_saturday_and_a_holiday() -> None:
    due = at("09-30 17:30")  # 1 to 7 October are off, Saturday the 10th is worked
    days = [instant(Step("a", 1, 7 * n, "working_hour", ("head",)), 0, due, CN) for n in (1, 2, 3)]
    assert days == [at("10-08 17:30"), at("10-09 17:30"), at("10-10 17:30")]


def test_during_a_substitution_the_escalation_goes_to_the_chief_of_the_one_replaced() -> None:
    """Elsewhere the next level is looked up from the substitute, who may work in another office."""
    org = org_of(stands_in("m-head-2", "m-head-1", "09-01", "09-30"), start=ORG)
    elsewhere = org_of(
        EndAppointment("a-head-2", day("09-01")),
        AppointMember("a-x", "m-head-2", "city-office", "clerk", day("09-02")),
        start=org,
    )
    assert told_members(a_task(), "head", World(elsewhere))[0] == ["m-head-2"]
    assert told_members(a_task(), "parent", World(elsewhere))[0] == ["m-chief"]


def test_a_change_of_the_group_reaches_the_tasks_that_are_open() -> None:
    """Elsewhere who is told is copied when the work is made, and a change of the group misses it."""
    begun = given(till="09-14 20:00")
    changed = org_of(
        EndAppointment("a-chief", day("09-14")),
        AppointMember("a-new", "m-new", "health-bureau", "head", day("09-15")),
        start=ORG,
    )
    assert told_members(begun, "parent", World(changed)) == [["m-new"]] * 3
    moved = org_of(MoveUnit("hospital-1", "city-office"), start=ORG)
    assert told_members(begun, "parent", World(moved)) == [["m-mayor"]] * 3


def test_urging_does_not_restart_the_wait() -> None:
    """Elsewhere touching an escalation restarts its timer."""
    urged = given(("09-14 19:00", UrgeTask(T)), ("09-14 20:00", UrgeTask(T)))
    assert next(comes for comes in steps(looks(urged, AFTER)) if comes[1] == "parent")[0] == "09-15 09:00"
