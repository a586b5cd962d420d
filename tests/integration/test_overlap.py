"""Turns of an item that must not overlap, through the real App."""

from pathlib import Path

import pytest

from events.types import TaskDeferred, TaskMoved, TaskSkipped, TaskWakeMoved
from services.parts import work_through
from services.read import queries
from tests.support.domain import at, item
from tests.support.life import PLAN, Life, life_on
from workflows.plan import ClosePlan
from workflows.task import ExcuseTask, ReportTask


def name(period: str) -> str:
    return f"hospital-1/{PLAN}/i1/{period}"


def states(life: Life, *weeks: int) -> list[str]:
    """Of the weeks' tasks, by the log and by the tables, which agree."""
    names = [name(f"2026-W{week}") for week in weeks]
    assert [life.line(one).state for one in names] == [life.task(one).state for one in names]
    return [life.task(one).state for one in names]


def begun(life: Life, rule: str) -> None:
    life.settle()
    life.issue(item("i1", f"weekly on fri, overlap {rule}"))


def test_turns_are_skipped_while_one_is_owed_and_come_again_when_it_is_done(tmp_path: Path) -> None:
    with life_on(tmp_path) as life:
        begun(life, "skip")
        life.live_until("09-22 12:00")
        assert states(life, 36, 37, 38, 39) == ["scheduled", "skipped", "skipped", "skipped"]
        assert life.history(name("2026-W37")) == [TaskSkipped(name("2026-W36"))]
        assert life.steps(name("2026-W37")) == [], "nobody is told of it"
        life.give(ReportTask(name("2026-W36")))
        life.live_until("10-13 12:00")
        assert states(life, 40, 41, 42) == ["scheduled", "skipped", "skipped"]
        assert life.steps(name("2026-W40"))[0][1] == "remind"
        assert life.line(name("2026-W37")).status == "skipped"
        assert life.differences() == ()


def test_a_skipped_turn_counts_for_nothing(tmp_path: Path) -> None:
    with life_on(tmp_path) as life:
        begun(life, "skip")
        life.live_until("09-30 12:00")
        rows = (
            life.app.read()
            .execute(
                "SELECT sum(scheduled), sum(undone) FROM overview"
                " WHERE unit = 'hospital-1' AND due_day < '2026-10-01'"
            )
            .get
        )
        assert rows == (1, 1), "of four weeks the one that is owed"


@pytest.mark.parametrize("end", ["report", "excuse"])
def test_one_turn_waits_for_the_end_of_the_one_before_and_then_has_its_days(tmp_path: Path, end: str) -> None:
    with life_on(tmp_path) as life:
        begun(life, "buffer")
        life.live_until("09-16 12:00")
        assert states(life, 36, 37, 38) == ["scheduled", "deferred", "skipped"]
        assert life.steps(name("2026-W37")) == [], "nobody is told of it"
        assert life.line(name("2026-W37")).status == "deferred"
        first = name("2026-W36")
        life.give(ReportTask(first) if end == "report" else ExcuseTask(first, "reason"))
        life.live_until("09-17 12:00")
        task = life.task(name("2026-W37"))
        assert (task.state, task.opens, task.due) == ("scheduled", at("09-17"), at("09-21 18:00"))
        assert isinstance(life.history(task.task)[-1], TaskMoved)
        life.live_until("09-21 12:00")
        assert life.steps(task.task) == [("09-20 18:00", "remind", 0)]
        assert states(life, 39) == ["deferred"], "W37 is owed by then, and only W39 waits for it"
        life.give(ReportTask(task.task))
        life.live_until("09-22 12:00")
        assert states(life, 37, 39) == ["reported", "scheduled"]
        assert life.differences() == ()


def test_a_waiting_turn_is_looked_at_once_a_day(tmp_path: Path) -> None:
    with life_on(tmp_path) as life:
        begun(life, "buffer")
        life.live_until("09-12 12:00")
        found = life.history(name("2026-W37"))
        assert [type(event) for event in found] == [TaskDeferred] * 6, "the mornings of the 7th to the 12th"


def test_turns_that_all_open_while_the_program_rests_are_settled_in_their_order(tmp_path: Path) -> None:
    with life_on(tmp_path) as life:
        begun(life, "buffer")
        life.at("09-22 12:00")
        work_through(life.app)
        assert states(life, 36, 37, 38, 39) == ["scheduled", "deferred", "skipped", "skipped"]


def test_closing_the_plan_withdraws_a_waiting_turn_too(tmp_path: Path) -> None:
    with life_on(tmp_path) as life:
        begun(life, "buffer")
        life.live_until("09-09 12:00")
        life.give(ClosePlan(PLAN, "withdraw"), "m-owner")
        work_through(life.app)
        assert states(life, 36, 37, 38) == ["cancelled"] * 3


def test_where_turns_may_overlap_nothing_is_looked_at_before_the_ladder_says_so(tmp_path: Path) -> None:
    with life_on(tmp_path) as life:
        begun(life, "allow")
        life.live_until("09-08 12:00")
        assert life.history(name("2026-W37")) == []
        assert states(life, 36, 37) == ["scheduled", "scheduled"]


def test_with_nothing_owed_before_the_first_look_hands_over_to_the_ladder(tmp_path: Path) -> None:
    with life_on(tmp_path) as life:
        begun(life, "skip")
        life.live_until("09-01 12:00")
        assert life.history(name("2026-W36")) == [TaskWakeMoved(1, at("09-03 18:00"))]
        rows = queries.task(life.app.read(), name("2026-W36"), life.clock.now)
        assert rows is not None
