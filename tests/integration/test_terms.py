"""School terms that are announced when their days are scheduled already."""

import datetime as dt
from pathlib import Path

from events.types import TasksScheduled, Term
from services.parts import work_through
from tests.support.domain import at, item
from tests.support.life import PLAN, Life, life_on
from workflows.calendar import AnnounceTerms, OpenCalendar
from workflows.org import ChooseUnitCalendar

AUTUMN = Term("2026-autumn", dt.date(2026, 9, 1), dt.date(2027, 1, 22))
ITEMS = (
    item("i1", "3rd week of term"),
    item("i2", "term start"),
    item("i3", "term end - 60 workdays"),
    item("i4", "monthly on last workday"),
)


def _school(life: Life) -> None:
    life.settle()
    life.give(OpenCalendar("school", "Asia/Shanghai", "cn"))
    life.give(ChooseUnitCalendar("hospital-1", "school"))
    life.issue(*ITEMS)


def _opens(life: Life) -> dict[str, int]:
    """When what hangs on terms opens, by item; each is scheduled once."""
    recorded = life.events(f"unit/hospital-1/schedule/{PLAN}")
    lines = [line for event in recorded if isinstance(event, TasksScheduled) for line in event.tasks]
    ours = [(line.item, line.opens) for line in lines if line.period == "2026-autumn"]
    assert len(ours) == len(dict(ours))
    return dict(ours)


def test_terms_announced_late_schedule_what_is_still_ahead_of_them_at_once(tmp_path: Path) -> None:
    with life_on(tmp_path) as life:
        _school(life)
        life.live_until("09-08 10:00")
        assert _opens(life) == {}
        life.give(AnnounceTerms("school", "校历", (AUTUMN,)))
        work_through(life.app)
        # the term has begun, so its first day is over: nobody is asked for it
        assert _opens(life) == {"i1": at("09-14"), "i3": at("09-08")}
        assert life.task(f"hospital-1/{PLAN}/i1/2026-autumn").due == at("09-18 18:00")
        life.live_until("10-02 10:00")
        assert len(_opens(life)) == 2
        assert life.line(f"hospital-1/{PLAN}/i1/2026-autumn").status == "overdue"
        assert life.differences() == ()


def test_a_unit_that_chose_the_school_calendar_after_it_was_scheduled_gets_its_turns_too(
    tmp_path: Path,
) -> None:
    with life_on(tmp_path) as life:
        life.settle()
        life.issue(*ITEMS)
        life.live_until("09-08 10:00")
        life.give(OpenCalendar("school", "Asia/Shanghai", "cn"))
        life.give(ChooseUnitCalendar("hospital-1", "school"))
        life.give(AnnounceTerms("school", "校历", (AUTUMN,)))
        work_through(life.app)
        assert sorted(_opens(life)) == ["i1", "i3"]
        assert life.differences() == ()


def test_terms_above_a_units_calendar_and_terms_put_right_bring_each_turn_once(tmp_path: Path) -> None:
    with life_on(tmp_path) as life:
        _school(life)
        life.live_until("09-08 10:00")
        life.give(AnnounceTerms("cn", "统一校历", (AUTUMN,)))
        work_through(life.app)
        put_right = Term("2026-autumn", dt.date(2026, 9, 2), AUTUMN.until)
        life.give(AnnounceTerms("school", "校历", (put_right,)))
        work_through(life.app)
        assert sorted(_opens(life)) == ["i1", "i3"]
        assert life.differences() == ()
