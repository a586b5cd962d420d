"""A holiday notice that comes late: what it asks of what is scheduled, looking forward only."""

import datetime as dt
from collections.abc import Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from events.types import HolidayNoticeImported, ReplanOrdered
from tests.support.domain import CN, RULES, at, day, issued, item
from workflows import calendar as calendars
from workflows import schedule as schedules
from workflows.calendar import Calendar, local_day, working_days_between
from workflows.orders import replanned
from workflows.plan import Plan
from workflows.replan import MOVES, Proposed, missing, replan
from workflows.schedule import Rules, Schedule
from workflows.task import (
    ReportTask,
    Surroundings,
    Task,
    TaskEvent,
    decide,
    due_after,
    evolve,
    light,
    status,
)

AHEAD = dt.date(2026, 12, 1)
UNTOLD = replace(CN, years=frozenset(), holidays=frozenset(), make_up=frozenset())


def told(calendar: Calendar, holidays: Sequence[str], worked: Sequence[str] = ()) -> Calendar:
    """The calendar after a notice of 2026."""
    notice = HolidayNoticeImported("cn", 2026, "通知", tuple(map(day, holidays)), tuple(map(day, worked)))
    return calendars.evolve(calendar, notice)


def rules(calendar: Calendar) -> Rules:
    return replace(RULES, calendar=calendar)


def scheduled(plan: Plan, calendar: Calendar = UNTOLD) -> Schedule:
    schedule = Schedule("hospital-1", plan.plan)
    for event in schedules.extend(schedule, plan, rules(calendar), AHEAD, at("09-01")):
        schedule = schedules.evolve(schedule, event)
    return schedule


def tasks_of(schedule: Schedule) -> tuple[Task, ...]:
    return tuple(schedules.find(schedule, item_, period) for item_, period in schedule.tasks)


def moves(found: Sequence[Proposed]) -> list[tuple[str, str, str]]:
    """Kind, period, new due day."""
    return [
        (line.kind, line.task.split("/")[3], f"{local_day(CN, line.due):%m-%d}" if line.due else "")
        for line in found
    ]


def proposed(
    cadence: str,
    now: str,
    holidays: Sequence[str],
    worked: Sequence[str] = (),
    change: Mapping[str, Mapping[str, object]] = {},
) -> list[tuple[str, str, str]]:
    """What is proposed at `now` for a plan of one item, whose tasks `change` may alter by period."""
    plan = issued(item(cadence=cadence))
    schedule = scheduled(plan)
    tasks = tuple(replace(task, **change.get(task.period, {})) for task in tasks_of(schedule))
    return moves(replan(schedule, plan, rules(told(UNTOLD, holidays, worked)), tasks, at(now)))


WEEKLY = "weekly on fri or after"


def test_a_due_day_that_becomes_a_day_off_moves_to_the_working_day_after() -> None:
    assert proposed(WEEKLY, "09-08 09:00", ["09-25"]) == [("later", "2026-W39", "09-28")]


def test_a_due_day_moves_to_the_working_day_before_where_the_cadence_says_so() -> None:
    assert proposed("weekly on fri or before", "09-08 09:00", ["09-25"]) == [("earlier", "2026-W39", "09-24")]


def test_a_make_up_saturday_takes_back_what_was_put_off_for_a_day_off() -> None:
    found = proposed("weekly on sat or after", "09-08 09:00", [], ["09-19"])
    assert found == [("earlier", "2026-W38", "09-19")]


def test_what_is_due_by_now_or_done_stays() -> None:
    assert proposed(WEEKLY, "09-25 18:00", ["09-25"]) == []
    assert proposed(WEEKLY, "09-08 09:00", ["09-25"], change={"2026-W39": {"state": "reported"}}) == []


def test_an_earlier_day_that_leaves_no_working_day_is_left_to_be_seen_to() -> None:
    assert proposed("weekly on fri or before", "09-24 09:00", ["09-25"]) == [("short", "2026-W39", "09-24")]


def test_a_date_that_was_granted_outlives_a_notice_that_asks_for_less() -> None:
    granted = {"2026-W39": {"due": at("10-16 18:00")}}
    assert proposed(WEEKLY, "09-08 09:00", ["09-25"], change=granted) == []


def test_turns_that_vanish_are_listed_and_left() -> None:
    found = proposed("working days", "09-24 09:00", ["09-25"])
    assert found == [("gone", "2026-09-25", "")]


def test_turns_that_newly_come_are_listed_and_left() -> None:
    plan = issued(item(cadence="working days"))
    schedule = scheduled(plan)
    found = missing(schedule, plan, rules(told(UNTOLD, [], ["09-19"])), at("09-08 09:00"))
    assert moves(found) == [("new", "2026-09-19", "09-19")]
    assert missing(schedule, plan, rules(UNTOLD), at("09-08 09:00")) == ()


def test_tasks_of_another_calendar_are_left() -> None:
    other = {"2026-W39": {"calendar": "school"}}
    assert proposed(WEEKLY, "09-08 09:00", ["09-25"], change=other) == []


def test_a_turn_that_waits_for_an_earlier_one_or_began_late_keeps_its_days() -> None:
    overlapping = replace(tasks_of(scheduled(issued()))[0].facts, overlap="buffer")
    begun = {"facts": overlapping, "due": at("09-29 18:00"), "planned_due": at("09-29 18:00")}
    for change in ({"state": "deferred"}, begun | {"begun": True}):
        assert proposed(WEEKLY, "09-08 09:00", ["09-25"], change={"2026-W39": change}) == []
    moved = proposed(WEEKLY, "09-08 09:00", ["09-25"], change={"2026-W39": begun})
    assert moved == [("earlier", "2026-W39", "09-28")], "another order moved it, and it has not begun"


def test_a_task_that_has_not_opened_opens_with_its_new_turn_but_not_in_the_past() -> None:
    plan = issued(item(cadence="weekly on fri or before", opens_before=7))
    schedule = scheduled(plan)
    after = rules(told(UNTOLD, ["09-24", "09-25"]))
    (line,) = replan(schedule, plan, after, tasks_of(schedule), at("09-17 09:00"))
    assert (line.opens_before, line.opens) == (at("09-18"), at("09-17")), "it would have been 16 September"


def test_a_later_amendment_that_says_the_same_day_changes_nothing() -> None:
    plan = issued(item(cadence=WEEKLY))
    schedule = scheduled(plan)
    tasks = tasks_of(schedule)
    (line,) = replan(schedule, plan, rules(told(UNTOLD, ["09-25"])), tasks, at("09-08 09:00"))
    (task,) = [task for task in tasks if task.task == line.task]
    (moved,) = replanned(task, line.move, ReplanOrdered("r", "cn", 2, (line.move,)), 0)
    task = evolve(task, at("09-08 09:00"), moved)
    task = replace(task, due=task.due + 1)  # as an extension does
    assert due_after(task, line.due) == task.due


def test_a_turn_that_a_later_notice_opens_before_its_window_is_not_lost_between_two_windows() -> None:
    plan = issued(item(cadence="monthly on 3rd workday", opens_before=4))
    before, after = rules(told(UNTOLD, ["11-02"])), rules(UNTOLD)
    schedule = Schedule("hospital-1", plan.plan)
    for ahead, known in ((dt.date(2026, 11, 1), before), (AHEAD, after)):
        for event in schedules.extend(schedule, plan, known, ahead, at("10-08 09:00")):
            schedule = schedules.evolve(schedule, event)
    assert [period for _, period in schedule.tasks] == ["2026-09", "2026-10", "2026-11", "2026-12"]
    assert schedules.find(schedule, "i1", "2026-11").opens == at("10-31"), "in the window that ended then"


def test_a_turn_that_a_later_notice_moves_back_as_a_whole_comes_with_the_next_window_if_it_is_ahead() -> None:
    plan = issued(item(cadence="weekly on mon or before", opens_before=0))
    before, after = rules(UNTOLD), rules(told(UNTOLD, ["11-02"]))
    assert "2026-W45" in _periods(plan, before, after, "10-30 09:00"), "on Friday the 30th, not Monday"
    assert "2026-W45" not in _periods(plan, before, after, "10-31 09:00"), "over: nothing is asked late"


def _periods(plan: Plan, before: Rules, after: Rules, now: str) -> list[str]:
    """What a window before November by one calendar, and one after by another, schedule."""
    schedule = Schedule("hospital-1", plan.plan)
    for ahead, known in ((dt.date(2026, 11, 1), before), (AHEAD, after)):
        for event in schedules.extend(schedule, plan, known, ahead, at(now)):
            schedule = schedules.evolve(schedule, event)
    return [period for _, period in schedule.tasks]


# --- property: only forward -------------------------------------------------------------------------------

WEEKDAYS = [d for d in (day("09-01") + dt.timedelta(days=n) for n in range(100)) if d.weekday() < 5]
WEEKEND = [d for d in (day("09-01") + dt.timedelta(days=n) for n in range(100)) if d.weekday() >= 5]
NOTICES = st.tuples(
    st.sets(st.sampled_from(WEEKDAYS), max_size=12),
    st.sets(st.sampled_from(WEEKEND), max_size=6),
    st.integers(0, 90 * 24),  # hours after 1 September at which it comes
    st.sets(st.integers(0, 400), max_size=30),  # which of the waiting tasks were reported by then
)
CADENCES = (
    "weekly on fri or before",
    "weekly on mon or after",
    "working days",
    "monthly on last workday",
    "half-monthly on last day or before",
    "monthly on 3rd workday",
    "ten-daily on last day or after",
)


def seen(task: Task, now: int) -> tuple[str, str, int, int]:
    return (
        status(task.state, task.opens, task.due, task.done_at, now),
        light(task.state, task.due, task.level, now),
        task.due,
        task.opens,
    )


@settings(max_examples=60, deadline=None)
@given(notices=st.lists(NOTICES, min_size=1, max_size=4))
def test_whatever_notices_come_when_the_past_stays_and_nothing_on_time_becomes_late(
    notices: list[tuple[set[dt.date], set[dt.date], int, set[int]]],
) -> None:
    plan = issued(*(item(f"i{n}", cadence) for n, cadence in enumerate(CADENCES)))
    schedule = scheduled(plan)
    tasks = {task.task: task for task in tasks_of(schedule)}
    calendar = UNTOLD
    for off, worked, hours, reports in sorted(notices, key=lambda one: one[2]):
        now = at("09-01 00:00") + hours * 3_600_000_000
        for place, task in enumerate(list(tasks.values())):
            if place in reports and task.state == "scheduled" and task.opens <= now:
                for event in decide(task, ReportTask(task.task), Surroundings(now)):
                    tasks[task.task] = evolve(tasks[task.task], now, event)
        calendar = told(calendar, [f"{d:%m-%d}" for d in sorted(off)], [f"{d:%m-%d}" for d in sorted(worked)])
        before = {name: seen(task, now) for name, task in tasks.items()}
        changed = approved(plan, schedule, calendar, tasks, now)
        after = {name: seen(task, now) for name, task in tasks.items()}
        for name, was in before.items():
            is_ = after[name]
            if was[2] <= now or was[0] in ("on_time", "late"):
                assert is_ == was, name
            else:
                assert is_[0] in ("upcoming", "open"), name
                assert (is_[1], is_[2] > now) == ("green", True), name
                assert is_[3] == was[3] if was[3] <= now else is_[3] >= at(f"{local_day(CN, now):%m-%d}"), (
                    name
                )
                if is_[2] < was[2]:
                    left = working_days_between(calendar, local_day(CN, now), local_day(CN, is_[2] - 1))
                    assert left >= 1, f"{name}: nobody could know of it in time"
        assert changed <= len(before)
        assert approved(plan, schedule, calendar, tasks, now) == 0, "to approve it again adds nothing"


def approved(plan: Plan, schedule: Schedule, calendar: Calendar, tasks: dict[str, Task], now: int) -> int:
    """Carry out all that is proposed; how many tasks moved."""
    found = replan(schedule, plan, rules(calendar), tuple(tasks.values()), now)
    lines = [line for line in found if line.kind in MOVES]
    for line in lines:
        order = ReplanOrdered("r", "cn", calendar.version, (line.move,))
        events: tuple[TaskEvent, ...] = replanned(tasks[line.task], line.move, order, 0)
        for event in events:
            tasks[line.task] = evolve(tasks[line.task], now, event)
    return len(lines)
