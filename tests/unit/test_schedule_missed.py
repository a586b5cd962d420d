"""Turns that were over before they could be asked: none, the latest or all are made up."""

import pytest

from tests.support.domain import RULES, at, changed, day, issued, item
from tests.unit.test_schedule import H1, follow, shown
from workflows.plan import AmendPlan
from workflows.schedule import evolve, extend, find, pending, reconcile
from workflows.task import Task
from workflows.turns import made_up

LATE = "09-16 10:00"  # a Wednesday; the plan begins on 1 September


def asked(cadence: str, moment: str = LATE) -> list[tuple[str, str, str]]:
    """What a plan that was issued late asks for until the end of September."""
    return shown(follow(H1, issued(item(cadence=cadence), moment=moment), "09-30"))


@pytest.mark.parametrize(
    ("missed", "expected"),
    [
        ("", []),
        (", missed skip", []),
        (", missed one", [("i1 2026-W37", "09-16 00:00", "09-18 18:00")]),
        (
            ", missed all",
            [("i1 2026-W36", "09-16 00:00", "09-18 18:00"), ("i1 2026-W37", "09-16 00:00", "09-18 18:00")],
        ),
    ],
)
def test_what_a_late_plan_missed_is_asked_at_once_as_the_cadence_says(
    missed: str, expected: list[tuple[str, str, str]]
) -> None:
    regular = [("i1 2026-W38", "09-16 00:00", "09-18 18:00"), ("i1 2026-W39", "09-21 00:00", "09-25 18:00")]
    assert sorted(asked(f"weekly on fri{missed}")[: len(expected) + 2]) == sorted([*expected, *regular])


def test_a_turn_that_is_made_up_has_its_own_days_but_not_more_than_the_next_turn() -> None:
    # nine days from the 16th on, and the next turn is due later than that
    assert asked("monthly on 10, missed one")[0] == ("i1 2026-09", "09-16 00:00", "09-25 18:00")
    # the next weekly turn is due on the very day of issuing: the first working day after it counts
    (next_turn, made, *_) = asked("weekly on thu, missed one", "09-17 10:00")
    assert (next_turn[2], made[2]) == ("09-17 18:00", "09-18 18:00")


def test_a_turn_that_is_made_up_has_at_least_the_first_working_day_after_it_was_asked() -> None:
    assert asked("daily, missed one", "09-18 20:00")[-1] == ("i1 2026-09-29", "09-29 00:00", "09-29 18:00")
    made = [line for line in asked("daily, missed one", "09-18 20:00") if line[0] == "i1 2026-09-18"]
    assert made == [("i1 2026-09-18", "09-18 00:00", "09-20 18:00")], "a Sunday that is worked"


def test_a_single_day_that_is_over_is_made_up_too() -> None:
    assert asked("once 2026-09-10") == []
    assert [line[0] for line in asked("once 2026-09-10, missed one")] == ["i1 once"]


def test_nothing_is_made_up_of_a_plan_that_was_issued_in_time() -> None:
    assert asked("weekly on fri, missed all", "08-31 08:00") == asked("weekly on fri", "08-31 08:00")


def test_what_was_made_up_is_scheduled_once() -> None:
    plan = issued(item(cadence="weekly on fri, missed all"), moment=LATE)
    schedule = follow(H1, plan, "10-01")
    more = follow(schedule, plan, "12-01")
    assert {key for key in more.tasks if key not in schedule.tasks} == {
        key for key in more.tasks if more.tasks[key].event.since == day("10-01")
    }
    assert ("i1", "2026-W36") in schedule.tasks


def test_an_item_that_is_added_late_has_its_missed_turns_made_up_from_that_day_on() -> None:
    plan = issued(item())
    schedule = follow(H1, plan, "10-01")
    added = AmendPlan("health-2026", day("09-16"), "keep", (item("i2", "weekly on fri, missed all"),))
    plan = changed(plan, LATE, added)
    waiting = pending(schedule, plan)
    assert waiting is not None
    for event in reconcile(schedule, plan, waiting, RULES, (), plan.changes[0].at).scheduled:
        schedule = evolve(schedule, event)
    weeks = [line for line in shown(schedule) if line[0].startswith("i2")]
    assert weeks == [
        ("i2 2026-W36", "09-16 00:00", "09-18 18:00"),
        ("i2 2026-W37", "09-16 00:00", "09-18 18:00"),
        ("i2 2026-W38", "09-16 00:00", "09-18 18:00"),
        ("i2 2026-W39", "09-21 00:00", "09-25 18:00"),
        ("i2 2026-W40", "09-28 00:00", "10-02 18:00"),
    ]
    at_once = shown(follow(H1, plan, "10-01"))
    assert [line for line in at_once if line[0].startswith("i2")] == weeks, "followed later, it is the same"
    assert extend(schedule, plan, RULES, day("10-01"), at("09-01")) == ()


@pytest.mark.parametrize("treatment", ["keep", "move"])
def test_an_amendment_leaves_what_was_made_up_before_it_is_over(treatment: str) -> None:
    plan = issued(item(cadence="weekly on fri, missed one"), moment=LATE)
    schedule = follow(H1, plan, "10-01")
    plan = changed(
        plan,
        "09-17 08:00",
        AmendPlan(
            "health-2026", day("09-17"), treatment, (item(cadence="weekly on fri, missed one", review=True),)
        ),
    )
    waiting = pending(schedule, plan)
    assert waiting is not None
    tasks: list[Task] = [find(schedule, item_, period) for item_, period in schedule.tasks]
    fates = reconcile(schedule, plan, waiting, RULES, tasks, plan.changes[0].at).fates
    assert [fate.task.period for fate in fates if not fate.due] == [], "nothing is withdrawn"


def test_only_what_the_unit_leads_is_made_up() -> None:
    plan = issued(item("i1", "weekly on fri, missed all", "hospital-2"), moment=LATE)
    assert made_up("hospital-1", plan.items.values(), plan, RULES, day("09-16"), plan.issued_at) == {}
