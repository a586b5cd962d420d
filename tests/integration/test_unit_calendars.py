"""Units with a calendar of their own: what is scheduled from then on goes by it, what stands stays."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from events.codec import event_of
from events.types import TasksScheduled
from services.parts import work_through
from services.replanning import proposal
from tests.support.domain import CN, day, item
from tests.support.life import PLAN, Life, life_on
from workflows.calendar import DeclareDays, ImportHolidayNotice, OpenCalendar, due_day
from workflows.org import ChooseUnitCalendar, MoveUnit
from workflows.plan import AmendPlan
from workflows.refusal import Refused

WEEKLY = item("i1", "weekly on fri or after", "hospital-1", "hospital-2")
FRIDAY, AFTER = day("09-18"), day("09-19")


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    with life_on(tmp_path) as life:
        life.settle()
        life.give(OpenCalendar("ward", "Asia/Shanghai", "cn"))
        life.give(DeclareDays("ward", "院办通知", FRIDAY, AFTER, (FRIDAY,), (AFTER,)))
        yield life


def scheduled(life: Life, unit: str) -> list[TasksScheduled]:
    records = life.app.log.read_stream(f"unit/{unit}/schedule/{PLAN}")
    return [event for one in records if isinstance(event := event_of(one), TasksScheduled)]


def due_days(life: Life, unit: str) -> set[dt.date]:
    return {due_day(CN, line.due) for event in scheduled(life, unit) for line in event.tasks}


def test_a_units_tasks_are_scheduled_by_its_own_calendar_and_its_siblings_are_not(life: Life) -> None:
    life.give(ChooseUnitCalendar("hospital-1", "ward"))
    life.issue(WEEKLY)
    assert {event.calendar for event in scheduled(life, "hospital-1")} == {"ward"}
    assert {event.calendar for event in scheduled(life, "hospital-2")} == {"cn"}
    assert AFTER in due_days(life, "hospital-1")
    assert FRIDAY in due_days(life, "hospital-2")
    assert due_days(life, "hospital-1") ^ due_days(life, "hospital-2") == {FRIDAY, AFTER}


def test_what_was_consulted_names_every_calendar_of_the_chain(life: Life) -> None:
    life.give(ChooseUnitCalendar("hospital-1", "ward"))
    life.issue(WEEKLY)
    (record, *_) = life.app.log.read_stream(f"unit/hospital-1/schedule/{PLAN}")
    assert dict(json.loads(record.consulted)) == {"calendar/ward": 2, "calendar/cn": 2}


def test_a_calendar_chosen_above_holds_below_until_one_chooses_otherwise(life: Life) -> None:
    life.give(ChooseUnitCalendar("city-office", "ward"))
    life.give(ChooseUnitCalendar("hospital-2", "cn"))
    life.issue(WEEKLY)
    assert {event.calendar for event in scheduled(life, "hospital-1")} == {"ward"}
    assert {event.calendar for event in scheduled(life, "hospital-2")} == {"cn"}


def test_choosing_a_calendar_moves_nothing_that_is_scheduled_already(life: Life) -> None:
    life.issue(WEEKLY)
    before = scheduled(life, "hospital-1")
    life.give(ChooseUnitCalendar("hospital-1", "ward"))
    work_through(life.app)
    assert scheduled(life, "hospital-1") == before
    life.live_until("11-02 08:00")
    later = scheduled(life, "hospital-1")[len(before) :]
    assert {event.calendar for event in later} == {"ward"}


def test_an_amendment_after_a_choice_keeps_what_is_scheduled_to_the_calendar_it_was_scheduled_by(
    life: Life,
) -> None:
    life.issue(WEEKLY)
    life.give(ChooseUnitCalendar("hospital-1", "ward"))
    life.give(AmendPlan(PLAN, dt.date(2026, 9, 1), "move", (replace(WEEKLY, text="新的说法"),)), "m-owner")
    work_through(life.app)
    period = f"{FRIDAY:%G-W%V}"
    task = life.task(f"hospital-1/{PLAN}/{WEEKLY.item}/{period}")
    assert (task.facts.text, task.calendar, due_day(CN, task.due)) == ("新的说法", "cn", FRIDAY)
    assert proposal(life.app.states, life.app.read(), "cn", life.clock.now).lines == ()


def test_a_choice_that_is_taken_back_leaves_the_plans_calendar(life: Life) -> None:
    life.give(ChooseUnitCalendar("hospital-1", "ward"))
    life.give(ChooseUnitCalendar("hospital-1", ""))
    life.issue(WEEKLY)
    assert {event.calendar for event in scheduled(life, "hospital-1")} == {"cn"}


def test_a_unit_that_moves_comes_under_the_calendar_of_where_it_goes(life: Life) -> None:
    life.give(ChooseUnitCalendar("health-bureau", "ward"))
    life.give(MoveUnit("hospital-1", "city-office"))
    life.issue(WEEKLY)
    assert {event.calendar for event in scheduled(life, "hospital-1")} == {"cn"}
    assert {event.calendar for event in scheduled(life, "hospital-2")} == {"ward"}


@pytest.mark.parametrize(
    ("unit", "calendar", "code"),
    [
        ("moon", "ward", "unknown-unit"),
        ("hospital-1", "moon", "unknown-calendar"),
        ("hospital-1", "", "unchanged"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(life: Life, unit: str, calendar: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        life.give(ChooseUnitCalendar(unit, calendar))
    assert caught.value.code == code


def test_a_later_notice_of_the_country_is_seen_through_the_units_calendar(life: Life) -> None:
    notice = ImportHolidayNotice("cn", 2027, "国办", (dt.date(2027, 1, 1),), ())
    before = life.app.states.calendar("ward")
    life.give(notice)
    after = life.app.states.calendar("ward")
    assert (2027 in before.years, 2027 in after.years) == (False, True)
    assert before.version == after.version


def test_the_tables_say_which_calendar_a_unit_chose_and_which_one_inherits(life: Life) -> None:
    life.give(ChooseUnitCalendar("hospital-1", "ward"))
    work_through(life.app)
    db = life.app.read()
    assert list(db.execute("SELECT unit, calendar FROM unit WHERE calendar != ''")) == [
        ("hospital-1", "ward")
    ]
    assert list(db.execute("SELECT calendar, inherits, version FROM calendar ORDER BY 1")) == [
        ("cn", "", 2),
        ("ward", "cn", 2),
    ]
    assert life.differences() == ()
