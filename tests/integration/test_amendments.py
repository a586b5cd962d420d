"""What an amendment or a closing makes of tasks that stand on schedules already, through the real App."""

import datetime as dt
from contextlib import suppress
from pathlib import Path

import pytest

from events.log import Append, Appended, Conflict, LogUnavailable, append
from events.types import EscalationResolved, Item, TaskCancelled, TaskMoved, TasksScheduled
from services.horizon import keep_ahead
from services.parts import work_through
from services.read import queries
from services.read.queries import TaskLine
from tests.support.domain import at, day, item
from tests.support.life import PLAN, Life, life_on
from workflows.plan import AmendPlan, ClosePlan
from workflows.task import AskExtension, GrantExtension, ReportTask

AHEAD = dt.date(2026, 11, 1)
STREAM = "unit/hospital-1/schedule/health-2026"


def name(period: str, item_: str = "i1", unit: str = "hospital-1") -> str:
    return f"{unit}/{PLAN}/{item_}/{period}"


def amend(
    life: Life,
    moment: str,
    *put: Item,
    since: str = "",
    treatment: str = "keep",
    removed: tuple[str, ...] = (),
) -> None:
    """Amend from `since` (that day, if empty) on, and let the schedules follow."""
    life.live_until(moment)
    life.give(AmendPlan(PLAN, day(since or moment[:5]), treatment, put, removed), "m-owner")
    work_through(life.app)


def due(life: Life, unit: str = "hospital-1", state: str = "scheduled") -> list[tuple[str, str]]:
    """Item and due day of what stands on a unit's schedule in a state."""
    return [(line.item, line.due_day[5:]) for line in lines(life, unit) if line.state == state]


def lines(life: Life, unit: str = "hospital-1") -> tuple[TaskLine, ...]:
    until = dt.date(2027, 1, 1)
    return queries.schedule(life.app.read(), unit, day("09-01"), until, life.clock.now, limit=500).rows


# --- treatments -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("treatment", "opened"),
    [
        ("keep", ("scheduled", "09-11")),
        ("withdraw", ("cancelled", "09-11")),
        ("move", ("scheduled", "09-10")),
    ],
)
def test_opened_tasks_are_kept_withdrawn_or_moved_and_the_others_follow(
    life: Life, treatment: str, opened: tuple[str, str]
) -> None:
    life.issue(item())
    amend(life, "09-08 10:00", item(cadence="weekly on thu"), treatment=treatment)
    line = life.line(name("2026-W37"))
    assert (line.state, line.due_day[5:]) == opened
    assert life.line(name("2026-W36")).due_day == "2026-09-04", "what was due before runs by the old revision"
    assert life.line(name("2026-W38")).due_day == "2026-09-17"
    assert life.differences() == ()


@pytest.mark.parametrize("treatment", ["keep", "withdraw", "move"])
def test_a_removed_item_leaves_only_what_is_kept(life: Life, treatment: str) -> None:
    life.issue(item(), item("i2", "monthly on 25"))
    amend(life, "09-08 10:00", treatment=treatment, removed=("i1",))
    left = [entry for entry in due(life) if entry[0] == "i1"]
    kept = [("i1", "09-04"), ("i1", "09-11")]
    overdue = [("i1", "09-04")]
    assert left == {"keep": kept, "withdraw": [], "move": overdue}[treatment]
    assert ("i2", "09-25") in due(life)


def test_a_unit_that_no_longer_leads_is_rid_of_what_has_not_opened_and_the_new_one_gets_it(
    life: Life,
) -> None:
    life.issue(item())
    amend(life, "09-08 10:00", item("i1", "weekly on fri", "hospital-2"))
    assert due(life) == [("i1", "09-04"), ("i1", "09-11")]
    assert due(life, "hospital-2")[:2] == [("i1", "09-11"), ("i1", "09-18")]


def test_an_item_that_is_added_asks_for_nothing_that_was_due_already(life: Life) -> None:
    life.issue(item())
    amend(life, "09-08 10:00", item("i2", "daily", due_time="09:00"))
    assert next(entry for entry in due(life) if entry[0] == "i2") == ("i2", "09-09")


def test_a_changed_cadence_keeps_the_tasks_of_periods_that_both_know(life: Life) -> None:
    life.issue(item(cadence="monthly on 25"))
    amend(life, "09-08 10:00", item(cadence="monthly on 28"), treatment="move")
    assert due(life) == [("i1", "09-28"), ("i1", "10-28")]
    assert [type(event) for event in life.history(name("2026-09"))] == [TaskMoved]
    assert life.line(name("2026-09")).original_due == at("09-25 18:00")


def test_a_cadence_of_other_periods_replaces_what_has_not_opened(life: Life) -> None:
    life.issue(item(cadence="monthly on 25"))
    amend(life, "09-08 10:00", item(cadence="quarterly on last day"))
    assert due(life) == [("i1", "09-25"), ("i1", "09-30"), ("i1", "12-31")]
    assert due(life, state="cancelled") == [("i1", "10-25")]


def test_a_move_to_a_day_that_is_past_leaves_the_task_where_it_is(life: Life) -> None:
    life.issue(item(cadence="monthly on 25"))
    amend(life, "09-12 10:00", item(cadence="monthly on 10"), treatment="move")
    assert due(life) == [("i1", "09-25"), ("i1", "10-10")]


def test_a_task_moved_before_its_opening_opens_by_the_new_revision(life: Life) -> None:
    life.issue(item(cadence="monthly on 25", opens_before=3))
    amend(life, "09-08 10:00", item(cadence="monthly on 15", opens_before=2))
    line = life.line(name("2026-09"))
    assert (line.opens, line.due) == (at("09-13"), at("09-15 18:00"))
    life.at("09-14 09:00")
    assert life.give(ReportTask(line.task), "m-clerk-1").changed


def test_a_task_that_opens_later_by_the_new_revision_than_the_horizon_reaches_is_not_lost(life: Life) -> None:
    life.issue(item(cadence="quarterly on last day"))
    life.live_until("09-02 09:00")
    assert ("i1", "12-31") in due(life)
    amend(life, "09-08 10:00", item(cadence="quarterly on last day", opens_before=3))
    line = life.line(name("2026-Q4"))
    assert (line.opens, line.due_day, line.state) == (at("12-28"), "2026-12-31", "scheduled")
    life.live_until("12-01 09:00")
    assert [entry for entry in due(life) if entry[1] == "12-31"] == [("i1", "12-31")]


def test_what_has_not_opened_follows_in_its_wording_review_and_policy(life: Life) -> None:
    life.issue(item())
    changed = Item("i1", "other words", "weekly on fri", ("hospital-1",), review=True, policy="strict")
    amend(life, "09-08 10:00", changed)
    opened, coming = life.task(name("2026-W37")), life.task(name("2026-W38"))
    assert (opened.facts.text, opened.facts.review, opened.facts.policy) == ("text", False, "standard")
    assert (coming.facts.text, coming.facts.review, coming.facts.policy) == ("other words", True, "strict")
    life.live_until("09-18 18:00")
    assert life.steps(coming.task) == [("09-18 18:00", "head", 0)], "no reminder by the other ladder"
    assert life.line(coming.task).review


def test_an_extension_outlives_an_amendment_that_leaves_the_day(life: Life) -> None:
    life.issue(item())
    life.live_until("09-08 09:00")
    life.give(AskExtension(name("2026-W37"), "why", at("09-14 18:00")), "m-clerk-1")
    life.give(GrantExtension(name("2026-W37")), "m-head-1")
    amend(life, "09-08 10:00", item(review=True), treatment="move")
    assert life.line(name("2026-W37")).due == at("09-14 18:00")


def test_an_overdue_task_is_withdrawn_and_its_escalation_resolved(life: Life) -> None:
    life.issue(item())
    amend(life, "09-14 10:00", treatment="withdraw", removed=("i1",))
    assert life.history(name("2026-W37"))[-2:] == [TaskCancelled(2), EscalationResolved(1, 1, "withdrawal")]
    assert queries.inbox(life.app.read(), "m-head-1", life.clock.now).rows == ()
    life.live_until("10-20 10:00")
    assert len(life.history(name("2026-W37"))) == 6, "nobody is told anything more"


def test_what_is_reported_stays_reported(life: Life) -> None:
    life.issue(item())
    life.live_until("09-08 09:00")
    life.give(ReportTask(name("2026-W37")), "m-clerk-1")
    amend(life, "09-08 10:00", item(cadence="weekly on thu"), treatment="withdraw")
    assert life.line(name("2026-W37")).state == "reported"


def test_an_amendment_that_begins_later_leaves_what_is_due_before(life: Life) -> None:
    life.issue(item())
    amend(life, "09-08 10:00", item(cadence="weekly on thu"), since="09-21", treatment="withdraw")
    assert [entry[1] for entry in due(life)][:3] == ["09-11", "09-18", "09-24"]
    assert life.line(name("2026-W36")).state == "cancelled", "what is overdue by now is open, and withdrawn"


def test_an_amendment_beyond_the_horizon_comes_to_the_same_as_one_inside(tmp_path: Path) -> None:
    """Withdrawn in mid-November: the task of the whole quarter is never asked, whenever it was scheduled."""
    found = []
    for moment in ("09-08 10:00", "10-05 10:00"):
        with life_on(tmp_path / moment[:2]) as life:
            life.settle()
            life.issue(item(cadence="monthly on 25"), item("i2", "quarterly on last day"))
            amend(life, moment, since="11-15", treatment="withdraw", removed=("i1", "i2"))
            life.live_until("12-30 09:00")
            found.append([entry for entry in due(life) if entry[1] > "10-05"])
            assert life.differences() == ()
    assert found[0] == found[1] == [("i1", "10-25")]


# --- several, and the end -------------------------------------------------------------------------------


def test_two_amendments_at_once_come_to_the_same_as_one_after_the_other(tmp_path: Path) -> None:
    found = []
    for between in (False, True):
        with life_on(tmp_path / str(between)) as life:
            life.settle()
            life.issue(item(), item("i2", "monthly on 25"))
            life.live_until("09-08 10:00")
            life.give(AmendPlan(PLAN, day("09-08"), "withdraw", (), ("i1",)), "m-owner")
            if between:
                work_through(life.app)
            life.give(AmendPlan(PLAN, day("09-21"), "keep", (item(cadence="weekly on thu"),)), "m-owner")
            work_through(life.app)
            found.append((due(life), due(life, state="cancelled")))
            assert life.differences() == ()
    assert found[0] == found[1]
    scheduled, cancelled = found[0]
    assert ("i1", "09-11") in cancelled
    assert ("i1", "09-18") in cancelled
    assert ("i1", "09-24") in scheduled


@pytest.mark.parametrize("treatment", ["keep", "withdraw"])
def test_a_closing_takes_away_what_has_not_opened_and_treats_the_rest_as_it_says(
    life: Life, treatment: str
) -> None:
    life.issue(item(), item("i2", "daily"))
    life.live_until("09-08 10:00")
    life.give(ClosePlan(PLAN, treatment, "why"), "m-owner")
    work_through(life.app)
    left = [entry for entry in due(life) if entry[1] >= "09-08"]
    assert left == ([("i2", "09-08"), ("i1", "09-11")] if treatment == "keep" else [])
    life.live_until("12-20 09:00")
    assert [event for event in life.events(STREAM) if isinstance(event, TasksScheduled)][-1].revision == 2
    assert life.differences() == ()


def test_a_kept_task_of_a_closed_plan_goes_on_up_the_ladder(life: Life) -> None:
    life.issue(item())
    life.live_until("09-08 10:00")
    life.give(ClosePlan(PLAN, "keep", "why"), "m-owner")
    life.live_until("09-20 00:00")
    assert [step for _, step, _ in life.steps(name("2026-W37"))][-1] == "owner"


# --- crashes and races ----------------------------------------------------------------------------------


@pytest.mark.parametrize("survive", range(10))
def test_a_crash_between_the_appends_of_an_amendment_is_resumed_to_the_same_end(
    tmp_path: Path, survive: int
) -> None:
    put = (item(cadence="weekly on thu", opens_before=2),)
    ends = []
    for crash in (False, True):
        with life_on(tmp_path / str(crash)) as life:
            life.settle()
            life.issue(item())
            life.live_until("09-09 10:00")
            life.give(AmendPlan(PLAN, day("09-09"), "withdraw", put), "m-owner")
            if crash:
                _follow_partly(life, survive)
                life.at("09-12 10:00")  # three days down
            work_through(life.app)
            ends.append([(line.task, line.state, line.opens, line.due, line.round) for line in lines(life)])
            assert life.differences() == ()
            for line in lines(life):
                followed = [e for e in life.history(line.task) if isinstance(e, TaskMoved | TaskCancelled)]
                assert len(followed) <= 1, f"{line.task} followed the amendment more than once"
    assert ends[0] == ends[1]


class Crashed(Exception):
    """The process is gone."""


def _follow_partly(life: Life, survive: int) -> None:
    """Follow the amendment with a process that dies after some appends."""
    left = [survive]

    def commit(one: Append) -> Appended:
        if not left[0]:
            raise Crashed
        left[0] -= 1
        return append(life.app.log, one)

    with suppress(Crashed):
        keep_ahead(life.app.states, commit, life.clock, "hospital-1", PLAN, AHEAD)


def test_a_report_that_comes_first_wins_over_the_withdrawal(life: Life) -> None:
    life.issue(item())
    life.live_until("09-08 10:00")
    life.give(AmendPlan(PLAN, day("09-08"), "withdraw", (), ("i1",)), "m-owner")
    reported = [False]

    def commit(one: Append) -> Appended:
        if not reported[0] and one.command.startswith("change/") and "2026-W37" in one.command:
            reported[0] = True
            life.give(ReportTask(name("2026-W37")), "m-clerk-1")
        return append(life.app.log, one)

    keep_ahead(life.app.states, commit, life.clock, "hospital-1", PLAN, AHEAD)
    assert life.task(name("2026-W37")).state == "reported"
    assert life.task(name("2026-W38")).state == "cancelled"


def test_an_amendment_between_reading_and_scheduling_is_not_passed_by(life: Life) -> None:
    life.issue(item())
    life.live_until("09-30 10:00")
    raced = [False]

    def commit(one: Append) -> Appended:
        if not raced[0]:
            raced[0] = True
            life.give(AmendPlan(PLAN, day("09-30"), "keep", (item(cadence="weekly on thu"),)), "m-owner")
        return append(life.app.log, one)

    keep_ahead(life.app.states, commit, life.clock, "hospital-1", PLAN, dt.date(2026, 12, 1))
    november = [
        line
        for event in life.events(STREAM)
        if isinstance(event, TasksScheduled) and event.since == day("11-01")
        for line in event.tasks
    ]
    assert [line.due for line in november][:2] == [at("11-05 18:00"), at("11-12 18:00")]


def test_a_horizon_that_always_meets_a_conflict_gives_up_loudly(life: Life) -> None:
    life.issue(item())

    def commit(one: Append) -> Appended:
        raise Conflict(one.writes[0].stream, 1, 2)

    with pytest.raises(Conflict):
        keep_ahead(life.app.states, commit, life.clock, "hospital-1", PLAN, dt.date(2027, 1, 1))


def test_a_log_that_fails_stops_the_horizon(life: Life) -> None:
    life.issue(item())

    def commit(one: Append) -> Appended:
        raise LogUnavailable("the disk is full")

    with pytest.raises(LogUnavailable):
        keep_ahead(life.app.states, commit, life.clock, "hospital-1", PLAN, dt.date(2027, 1, 1))
