"""The rolling horizon: windows of recorded facts, none twice and none missed."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.types import Item, Participants, ScheduledTask, TasksScheduled
from tests.support.domain import CN, RULES, at, changed, day, issued, item, policy_of, refused
from workflows.calendar import local_time
from workflows.plan import AmendPlan, ClosePlan, Plan
from workflows.schedule import DAY, Rules, Schedule, evolve, extend, find, horizon
from workflows.task import born

H1 = Schedule("hospital-1", "health-2026")


def follow(schedule: Schedule, plan: Plan, ahead: str, rules: Rules = RULES) -> Schedule:
    """After the next window."""
    for event in extend(schedule, plan, rules, day(ahead), at("09-01")):
        schedule = evolve(schedule, event)
    return schedule


def lines(schedule: Schedule) -> list[ScheduledTask]:
    return sorted((entry.line for entry in schedule.tasks.values()), key=lambda line: line.due)


def shown(schedule: Schedule) -> list[tuple[str, str, str]]:
    """Item and period, opening, due: local moments."""
    return [
        (
            f"{line.item} {line.period}",
            f"{local_time(CN, line.opens):%m-%d %H:%M}",
            f"{local_time(CN, line.due):%m-%d %H:%M}",
        )
        for line in lines(schedule)
    ]


# --- the horizon ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "ahead"),
    [("2026-09-01", "2026-11-01"), ("2026-09-30", "2026-11-01"), ("2026-11-15", "2027-01-01")],
)
def test_the_horizon_is_the_end_of_the_next_month(today: str, ahead: str) -> None:
    assert horizon(dt.date.fromisoformat(today)) == dt.date.fromisoformat(ahead)
    assert horizon(dt.date(2026, 12, 31)) == dt.date(2027, 2, 1)


def test_only_an_issued_plan_is_scheduled() -> None:
    closed = changed(issued(), "09-01 08:00", ClosePlan("health-2026", "keep"))
    assert extend(H1, closed, RULES, day("11-01"), at("09-01")) == ()


def test_a_window_holds_the_tasks_that_open_in_it_with_their_facts() -> None:
    plan = issued(item(review=True, cooperating=("hospital-2",), informed=("city-office",)))
    (event,) = extend(H1, plan, RULES, day("09-14"), at("09-01"))
    assert event == TasksScheduled(
        *("hospital-1", "health-2026", day("09-01"), day("09-14"), 1, "cn", 2),
        (
            Participants(
                *("i1", "text", "standard", "m-owner"),
                review=True,
                cooperating=("hospital-2",),
                informed=("city-office",),
                issuer="health-bureau",
            ),
        ),
        (
            ScheduledTask("i1", "2026-W36", at("09-01"), at("09-04 18:00"), at("09-03 18:00")),
            ScheduledTask("i1", "2026-W37", at("09-07"), at("09-11 18:00"), at("09-10 18:00")),
        ),
    )


def test_what_would_have_opened_before_the_plan_opens_with_it() -> None:
    plan = issued(item(cadence="quarterly on last day"))
    assert shown(follow(H1, plan, "10-01")) == [("i1 2026-Q3", "09-01 00:00", "09-30 18:00")]


def test_an_item_may_open_some_days_before_due_and_be_due_at_another_time() -> None:
    plan = issued(item(cadence="monthly on 25", opens_before=3, due_time="24:00"))
    assert shown(follow(H1, plan, "11-01")) == [
        ("i1 2026-09", "09-22 00:00", "09-26 00:00"),
        ("i1 2026-10", "10-22 00:00", "10-26 00:00"),
    ]


def test_a_unit_gets_only_what_it_leads() -> None:
    plan = issued(item("i1", "daily", "hospital-2"), item("i2", "monthly on 20"))
    assert {line.item for line in lines(follow(H1, plan, "11-01"))} == {"i2"}


def test_a_window_without_tasks_is_recorded_all_the_same() -> None:
    after = follow(H1, issued(item(cadence="yearly on 12-20")), "11-01")
    assert (after.until, after.tasks, after.version) == (day("11-01"), {}, 1)
    assert extend(after, issued(item(cadence="yearly on 12-20")), RULES, day("11-01"), at("09-01")) == ()


def test_the_second_month_appears_when_the_horizon_moves() -> None:
    plan = issued(item(cadence="monthly on 25"))
    first = follow(H1, plan, "11-01")
    assert [line.period for line in lines(first)] == ["2026-09", "2026-10"]
    second = follow(first, plan, "12-01")
    assert [line.period for line in lines(second)] == ["2026-09", "2026-10", "2026-11"]
    assert (second.version, second.until) == (2, day("12-01"))


def test_nothing_is_scheduled_beyond_the_last_day_of_the_plan() -> None:
    plan = issued(item(cadence="daily"), until=day("09-10"))
    after = follow(H1, plan, "11-01")
    assert lines(after)[-1].due == at("09-10 18:00")
    assert after.until == day("09-11")
    assert extend(after, plan, RULES, day("12-01"), at("09-01")) == ()


def test_what_was_due_before_the_plan_was_issued_is_not_asked() -> None:
    plan = issued(item(cadence="daily", due_time="09:00"), item("i2", "daily"), moment="09-08 14:00")
    assert [line.period for line in lines(follow(H1, plan, "09-10")) if line.item == "i1"] == ["2026-09-09"]
    assert [line.period for line in lines(follow(H1, plan, "09-10")) if line.item == "i2"] == [
        "2026-09-08",
        "2026-09-09",
    ]


def test_a_plan_that_was_over_before_it_could_be_scheduled_gets_one_empty_window() -> None:
    plan = issued(until=day("09-10"), moment="09-10 23:59")
    late = Plan(**{name: getattr(plan, name) for name in plan.__struct_fields__} | {"issued_at": at("09-11")})
    after = follow(H1, late, "11-01")
    assert (after.tasks, after.until) == ({}, day("09-11"))
    assert extend(after, late, RULES, day("12-01"), at("09-01")) == ()


def test_a_window_of_many_tasks_is_cut_into_events_of_at_most_5000() -> None:
    many = tuple(item(f"i{n}", "daily") for n in range(60))
    events = extend(H1, issued(*many), RULES, dt.date(2027, 1, 1), at("09-01"))
    assert [len(event.tasks) for event in events] == [5000, 60 * 122 - 5000]
    assert all(
        {p.item for p in event.participants} == {line.item for line in event.tasks} for event in events
    )
    schedule = H1
    for event in events:
        schedule = evolve(schedule, event)
    assert len(schedule.tasks) == 60 * 122


def test_a_task_is_found_as_it_was_scheduled() -> None:
    schedule = follow(H1, issued(), "11-01")
    task = find(schedule, "i1", "2026-W37")
    assert (task.task, task.opens, task.due) == (
        "hospital-1/health-2026/i1/2026-W37",
        at("09-07"),
        at("09-11 18:00"),
    )
    entry = schedule.tasks["i1", "2026-W37"]
    assert task == born(entry.event, 1, entry.line, entry.facts)
    with refused("unknown-task", "i1/2026-W01"):
        find(schedule, "i1", "2026-W01")


def test_the_items_own_policy_gives_its_first_wake() -> None:
    plan = issued(item(policy="strict"), item("i2"))
    first = {line.item: line.wake_at for line in reversed(lines(follow(H1, plan, "09-05")))}
    assert first == {"i1": at("09-04 18:00"), "i2": at("09-03 18:00")}


# --- windows --------------------------------------------------------------------------------------------

CADENCES = (
    *("daily", "working days", "weekly on fri", "weekly on mon or after", "monthly on 25"),
    *("monthly on last day", "monthly on last workday", "monthly on 2nd tue", "quarterly on last workday"),
    *("quarterly on 3rd month 20", "half-yearly on last day", "yearly on 12-20", "on 11-05 or before"),
    "once 2026-10-01 or after",
)
ITEMS = st.lists(
    st.tuples(st.sampled_from(CADENCES), st.integers(-1, 40), st.sampled_from(["08:30", "18:00", "24:00"])),
    min_size=1,
    max_size=4,
).map(
    lambda found: tuple(
        item(f"i{n}", cadence, opens_before=opens, due_time=time)
        for n, (cadence, opens, time) in enumerate(found)
    )
)
DAYS = st.integers(0, 130).map(lambda n: day("09-01") + n * DAY)


@st.composite
def amended(draw: st.DrawFn, plan: Plan) -> Plan:
    """The plan after some amendments that were made before anything was scheduled."""
    since = day("09-01")
    for _ in range(draw(st.integers(0, 3))):
        since = min(since + draw(st.integers(0, 100)) * DAY, day("12-31"))
        put = draw(ITEMS)
        others = [name for name in plan.items if name not in {one.item for one in put}]
        removed = tuple(name for name in others if draw(st.booleans()))
        treatment = draw(st.sampled_from(["keep", "withdraw", "move"]))
        plan = changed(plan, "08-31 09:00", AmendPlan("health-2026", since, treatment, put, removed))
    return plan


@settings(max_examples=150, deadline=None)
@given(st.data(), ITEMS, st.lists(DAYS, max_size=5))
def test_however_the_windows_are_cut_they_come_to_the_same_tasks(
    data: st.DataObject, items: tuple[Item, ...], cuts: list[dt.date]
) -> None:
    plan = data.draw(amended(issued(*items)))
    end = dt.date(2027, 1, 1)
    at_once = H1
    for event in extend(H1, plan, RULES, end, at("09-01")):
        at_once = evolve(at_once, event)
    by_windows, made = H1, list[tuple[str, str]]()
    for ahead in [*sorted(cuts), end]:
        for event in extend(by_windows, plan, RULES, ahead, at("09-01")):
            made += [(line.item, line.period) for line in event.tasks]
            assert event.since == (by_windows.until or day("09-01"))
            assert all(event.since <= local_time(CN, line.opens).date() < event.until for line in event.tasks)
            by_windows = evolve(by_windows, event)
    assert len(made) == len(set(made)), "no task is made twice"
    assert {key: entry.line for key, entry in by_windows.tasks.items()} == {
        key: entry.line for key, entry in at_once.tasks.items()
    }
    assert by_windows.until == at_once.until == end


@settings(deadline=None)
@given(st.data(), ITEMS)
def test_every_task_opens_before_it_is_due_within_its_plan(
    data: st.DataObject, items: tuple[Item, ...]
) -> None:
    plan = data.draw(amended(issued(*items)))
    for event in extend(H1, plan, RULES, dt.date(2027, 1, 1), at("09-01")):
        for line in event.tasks:
            assert at("09-01") <= line.opens < line.due <= at("12-31 24:00")
            assert line.wake_at == 0 or line.wake_at >= line.opens


def test_a_policy_without_steps_after_the_opening_wakes_nobody() -> None:
    reminder = policy_of((RULES.policies["standard"].revisions[1][0],))
    rules = Rules(CN, {"standard": reminder})
    plan = issued(item(opens_before=0))
    assert {line.wake_at for line in lines(follow(H1, plan, "11-01", rules))} == {0}
