"""Orders through the real App: carried out task by task, whatever happens between."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from events.codec import event_of
from events.log import Answer, Append, Write, append
from events.types import Move, OccurrenceNoted, OrderCarriedOut, TaskExcused, TaskMoved
from services.orders import CHUNK, carry_out
from services.parts import work_through
from services.read.calendars import heirs
from services.replanning import proposal
from tests.support.domain import at, day, item, refused
from tests.support.life import PLAN, Life, life_on
from workflows.calendar import ImportHolidayNotice, OpenCalendar
from workflows.orders import OrderBulkExcuse, OrderReplan
from workflows.org import ChooseUnitCalendar
from workflows.replan import MOVES
from workflows.task import ExcuseTask, ReportTask, ReturnTask, stream_of

BOTH = ("hospital-1", "hospital-2")
STORM = OrderBulkExcuse("storm", "weather", ("health-bureau",), day("09-10"), day("09-18"), "why")


def name(period: str, unit: str = "hospital-1", item_: str = "i1") -> str:
    return f"{unit}/{PLAN}/{item_}/{period}"


def carried(life: Life, order: str = "storm") -> list[tuple[int, int]]:
    found = [one for one in life.events(f"order/{order}") if isinstance(one, OrderCarriedOut)]
    return [(one.done, one.passed) for one in found]


def states(life: Life, *periods: str, unit: str = "hospital-1") -> list[str]:
    return [life.line(name(period, unit)).state for period in periods]


def weekly(life: Life, moment: str = "09-08 09:00") -> None:
    """Two hospitals owe something each Friday."""
    life.issue(item("i1", "weekly on fri", *BOTH))
    life.live_until(moment)


# --- bulk excuse ------------------------------------------------------------------------------------------


def test_all_that_is_due_on_the_days_of_an_order_comes_off_and_the_rest_stays(life: Life) -> None:
    weekly(life)
    life.give(ReportTask(name("2026-W37")), "m-clerk-1")
    life.give(STORM, "m-chief")
    work_through(life.app)
    assert states(life, "2026-W36", "2026-W37", "2026-W38", "2026-W39") == [
        "scheduled",
        "reported",
        "excused",
        "scheduled",
    ]
    assert states(life, "2026-W37", "2026-W38", unit="hospital-2") == ["excused", "excused"]
    assert carried(life) == [(3, 1)]
    assert life.differences() == ()


def test_each_task_says_which_order_took_it_off_and_for_whom_the_system_acted(life: Life) -> None:
    weekly(life)
    life.give(STORM, "m-chief", "the-order")
    work_through(life.app)
    record = life.app.log.read_stream(stream_of(name("2026-W38")))[-1]
    assert event_of(record) == TaskExcused("why", "storm")
    assert (record.actor, record.on_behalf, record.causation) == ("system", "m-chief", "the-order")
    assert record.command == f"order/storm/{name('2026-W38')}"


def test_what_is_scheduled_later_and_due_on_those_days_comes_off_too(life: Life) -> None:
    weekly(life)
    life.give(
        OrderBulkExcuse("flu", "epidemic", ("hospital-1",), day("11-01"), day("12-31"), "why"), "m-chief"
    )
    work_through(life.app)
    assert carried(life, "flu") == [(0, 0)], "nothing of November is scheduled yet"
    life.live_until("11-02 09:00")
    assert states(life, "2026-W45", "2026-W52") == ["excused", "excused"]
    assert states(life, "2026-W45", unit="hospital-2") == ["scheduled"]
    assert sum(done for done, _ in carried(life, "flu")) == 8
    assert life.differences() == ()


def test_a_plan_that_is_issued_after_the_order_is_covered_by_it(life: Life) -> None:
    weekly(life)
    life.give(STORM, "m-chief")
    work_through(life.app)
    life.issue(item("i1", "weekly on thu", "hospital-1"), plan="fire-2026")
    assert life.line("hospital-1/fire-2026/i1/2026-W37").state == "excused"
    assert life.line("hospital-1/fire-2026/i1/2026-W39").state == "scheduled"


def test_an_order_for_a_plan_leaves_the_other_plans(life: Life) -> None:
    weekly(life)
    life.issue(item("i1", "weekly on thu", "hospital-1"), plan="fire-2026")
    order = OrderBulkExcuse(
        "drill", "other", ("city-office",), day("09-10"), day("09-18"), "why", ("fire-2026",)
    )
    life.give(order, "m-chief")
    work_through(life.app)
    assert life.line("hospital-1/fire-2026/i1/2026-W37").state == "excused"
    assert states(life, "2026-W37", "2026-W38") == ["scheduled", "scheduled"]


def test_what_a_supervisor_returns_after_the_order_is_owed_again(life: Life) -> None:
    weekly(life)
    life.give(ReportTask(name("2026-W37")), "m-clerk-1")
    life.give(STORM, "m-chief")
    work_through(life.app)
    life.give(ReturnTask(name("2026-W37"), "again", at("09-17 18:00")), "m-chief")
    work_through(life.app)
    life.live_until("09-09 09:00")
    assert states(life, "2026-W37") == ["returned"]


def test_an_order_that_was_given_twice_under_one_command_id_is_carried_out_once(life: Life) -> None:
    weekly(life)
    life.give(STORM, "m-chief", "once")
    work_through(life.app)
    assert life.give(STORM, "m-chief", "once").again
    work_through(life.app)
    assert carried(life) == [(4, 0)]


class Crash(Exception):
    """The process ends here."""


def test_a_crash_between_any_two_appends_leaves_nothing_undone_and_nothing_done_twice(tmp_path: Path) -> None:
    whole = 4
    for appends in range(whole + 2):
        with life_on(tmp_path / str(appends)) as life:
            life.settle()
            weekly(life)
            life.give(STORM, "m-chief")
            left = [appends]

            def commit(several: Sequence[Append], left: list[int] = left, life: Life = life) -> list[Answer]:
                """Durable up to some append, then the end."""
                answers = life.app.log.commit(several[: left[0]])
                left[0] -= len(several)
                if left[0] < 0:
                    raise Crash
                return answers

            if appends <= whole:
                with pytest.raises(Crash):
                    carry_out(life.app.states, commit, life.clock, "storm")
            else:
                carry_out(life.app.states, commit, life.clock, "storm")
        with life_on(tmp_path / str(appends), clock=life.clock) as again:
            work_through(again.app)
            assert carried(again) == [(whole, 0)], f"after a crash behind append {appends}"
            for unit in BOTH:
                for period in ("2026-W37", "2026-W38"):
                    assert [type(one) for one in again.history(name(period, unit))].count(TaskExcused) == 1
            assert again.differences() == ()


def test_a_task_that_others_change_at_the_same_moment_is_decided_again(life: Life) -> None:
    weekly(life)
    life.give(STORM, "m-chief")
    raced = [False]

    def commit(several: Sequence[Append]) -> list[Answer]:
        if not raced[0]:
            raced[0] = True
            life.give(ReportTask(name("2026-W37")), "m-clerk-1")
            life.give(ExcuseTask(name("2026-W38"), "mine"), "m-chief")
        return life.app.log.commit(several)

    gone = carry_out(life.app.states, commit, life.clock, "storm")
    assert (gone.done, gone.passed) == (2, 2)
    assert states_of(life, "2026-W37") == "reported"


def states_of(life: Life, period: str) -> str:
    return life.task(name(period)).state


def test_more_tasks_than_a_chunk_holds_are_all_gone_through(life: Life) -> None:
    life.issue(*(item(f"i{n}", "working days") for n in range(30)))
    life.give(STORM, "m-chief")
    work_through(life.app)
    assert carried(life) == [(7 * 30, 0)]
    assert CHUNK < 7 * 30


# --- a notice that comes late -----------------------------------------------------------------------------


def notice(life: Life, *off: str, worked: tuple[str, ...] = ()) -> None:
    """A notice of 2026 that also has these days."""
    calendar = life.app.states.calendar("cn")
    known = [dt.date.fromordinal(d) for d in calendar.holidays]
    made_up = [dt.date.fromordinal(d) for d in calendar.make_up]
    days = tuple(map(day, off))
    life.give(ImportHolidayNotice("cn", 2026, "补充通知", (*known, *days), (*made_up, *map(day, worked))))
    work_through(life.app)


def proposed(life: Life) -> list[tuple[str, str]]:
    found = proposal(life.app.states, life.app.read(), "cn", life.clock.now)
    return [(line.kind, line.task) for line in found.lines]


def replan(life: Life, order: str = "replan") -> OrderReplan:
    found = proposal(life.app.states, life.app.read(), "cn", life.clock.now)
    return OrderReplan(
        order, "cn", found.version, tuple(line.move for line in found.lines if line.kind in MOVES)
    )


def test_an_approved_notice_moves_what_lies_ahead_and_is_followed_from_then_on(life: Life) -> None:
    life.issue(item("i1", "weekly on fri or after", *BOTH))
    life.live_until("09-08 09:00")
    notice(life, "09-18")
    assert proposed(life) == [("later", name("2026-W38", unit)) for unit in BOTH]
    version = life.app.states.calendar("cn").version
    life.give(replan(life), "m-chief")
    work_through(life.app)
    (moved,) = life.history(name("2026-W38"))
    assert isinstance(moved, TaskMoved)
    assert (moved.due, moved.calendar_version, moved.revision, moved.order) == (
        at("09-20 18:00"),  # a make-up Sunday before the national holiday
        version,
        0,
        "replan",
    )
    assert carried(life, "replan") == [(2, 0)]
    assert proposed(life) == [], "nothing is left to approve"
    assert life.differences() == ()


def test_a_move_that_no_longer_fits_is_passed_over(life: Life) -> None:
    life.issue(item("i1", "weekly on fri or after", *BOTH))
    life.live_until("09-14 09:00")
    notice(life, "09-18")
    life.give(replan(life), "m-chief")
    life.give(ReportTask(name("2026-W38")), "m-clerk-1")
    work_through(life.app)
    assert carried(life, "replan") == [(1, 1)]
    assert states_of(life, "2026-W38") == "reported"


@pytest.mark.parametrize("appends", [0, 1, 2])
def test_a_crash_amid_the_moves_is_taken_up_again(life: Life, appends: int) -> None:
    life.issue(item("i1", "weekly on fri or after", *BOTH))
    life.live_until("09-08 09:00")
    notice(life, "09-18")
    life.give(replan(life), "m-chief")
    left = [appends]

    def commit(several: Sequence[Append]) -> list[Answer]:
        answers = life.app.log.commit(several[: left[0]])
        left[0] -= len(several)
        if left[0] < 0:
            raise Crash
        return answers

    with pytest.raises(Crash):
        carry_out(life.app.states, commit, life.clock, "replan")
    work_through(life.app)
    assert carried(life, "replan") == [(2, 0)]
    for unit in BOTH:
        assert [type(one) for one in life.history(name("2026-W38", unit))] == [TaskMoved]
    assert life.differences() == ()


def test_an_order_that_is_carried_out_twice_at_once_changes_each_task_once(life: Life) -> None:
    weekly(life)
    life.give(STORM, "m-chief")
    inner = [False]

    def commit(several: Sequence[Append]) -> list[Answer]:
        """Another worker does all of it between the reading and the writing of this one."""
        if not inner[0]:
            inner[0] = True
            carry_out(life.app.states, life.app.commit_many, life.clock, "storm")
        return life.app.log.commit(several)

    carry_out(life.app.states, commit, life.clock, "storm")
    work_through(life.app)
    assert carried(life) == [(4, 0)]
    assert [type(one) for one in life.history(name("2026-W37"))] == [TaskExcused]


def test_a_list_that_an_even_later_notice_overtook_is_refused(life: Life) -> None:
    life.issue(item("i1", "weekly on fri or after", *BOTH))
    life.live_until("09-08 09:00")
    notice(life, "09-18")
    order = replan(life)
    notice(life, "09-21")
    with refused("calendar-moved-on"):
        life.give(order, "m-chief")


def test_a_move_that_is_not_proposed_is_refused(life: Life) -> None:
    life.issue(item("i1", "weekly on fri or after", *BOTH))
    life.live_until("09-08 09:00")
    notice(life, "09-18")
    version = life.app.states.calendar("cn").version
    move = Move(name("2026-W38"), at("09-14"), at("09-30 18:00"))
    with refused("not-proposed", "2026-W38"):
        life.give(OrderReplan("replan", "cn", version, (move,)), "m-chief")


def test_a_notice_is_seen_through_by_the_calendars_that_inherit_from_it(life: Life) -> None:
    life.give(OpenCalendar("school", "Asia/Shanghai", "cn"))
    life.give(ChooseUnitCalendar("hospital-2", "school"))
    life.issue(item("i1", "weekly on fri or after", *BOTH))
    life.live_until("09-08 09:00")
    notice(life, "09-18")
    assert heirs(life.app.read(), "cn") == ("cn", "school")
    assert proposed(life) == [("later", name("2026-W38", unit)) for unit in BOTH]
    only = proposal(life.app.states, life.app.read(), "school", life.clock.now)
    assert [line.task for line in only.lines] == [name("2026-W38", "hospital-2")]
    life.give(replan(life), "m-chief")
    work_through(life.app)
    assert carried(life, "replan") == [(2, 0)]
    assert life.line(name("2026-W38", "hospital-2")).due_day == "2026-09-20"


def test_what_is_noted_as_an_occurrence_after_the_order_is_dealt_with(life: Life) -> None:
    weekly(life)
    life.give(STORM, "m-chief")
    work_through(life.app)
    schedule = life.app.states.schedule("hospital-1", PLAN)
    entry = schedule.tasks["i1", "2026-W38"]
    line = replace(entry.line, period="e-1", opens=life.clock.now, due=at("09-11 18:00"), wake_at=0)
    noted = OccurrenceNoted("hospital-1", PLAN, "i1", "e-1", life.clock.now)
    events = (noted, replace(entry.event, tasks=(line,), since=entry.event.until))
    write = Write(f"unit/hospital-1/schedule/{PLAN}", schedule.version, events)
    append(life.app.log, Append("noted", b"n" * 32, (write,), "m-clerk-1", life.clock.now))
    work_through(life.app)
    assert life.line(name("e-1")).state == "scheduled"
    assert carried(life) == [(4, 0), (0, 0)], "it was looked at, and left"
