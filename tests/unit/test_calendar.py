"""Working days with make-up days, and local time in a zone whose rules have changed."""

import datetime as dt
from zoneinfo import ZoneInfo

import chinese_calendar  # type: ignore[import-untyped]  # ships no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.types import HolidayNoticeImported
from services.holidays import MISSED, built_in_notice
from workflows.calendar import (
    Calendar,
    CalendarCommand,
    ImportHolidayNotice,
    OpenCalendar,
    add_working_days,
    decide,
    evolve,
    instant_of,
    is_working_day,
    local_day,
    local_time,
    provisional,
    working_day_in,
    working_days_between,
    working_ordinals,
)
from workflows.refusal import Refused

DAY = dt.timedelta(days=1)


def after(*commands: CalendarCommand, calendar: Calendar | None = None) -> Calendar:
    for command in commands:
        for event in decide(calendar, command):
            calendar = evolve(calendar, event)
    assert calendar is not None
    return calendar


def refused(calendar: Calendar | None, command: CalendarCommand) -> Refused:
    with pytest.raises(Refused) as caught:
        decide(calendar, command)
    return caught.value


def built_in(year: int) -> ImportHolidayNotice:
    notice = built_in_notice("cn", year)
    assert notice is not None
    return notice


OPENED = after(OpenCalendar("cn", "Asia/Shanghai"))
CN_2026 = after(built_in(2026), calendar=OPENED)


def notice(
    holidays: tuple[dt.date, ...] = (),
    make_up_days: tuple[dt.date, ...] = (),
    year: int = 2026,
    document: str = "文件",
) -> ImportHolidayNotice:
    return ImportHolidayNotice("cn", year, document, holidays, make_up_days)


# --- the built-in notices ---------------------------------------------------------------------------------


def test_national_day_2026_is_off_and_made_up_for() -> None:
    by_hand = {  # Sunday 20 September to Sunday 11 October 2026
        dt.date(2026, 9, 20): True,  # Sunday, made up for
        dt.date(2026, 9, 25): False,  # Mid-autumn
        dt.date(2026, 9, 26): False,
        dt.date(2026, 9, 27): False,
        dt.date(2026, 9, 30): True,
        dt.date(2026, 10, 1): False,
        dt.date(2026, 10, 2): False,
        dt.date(2026, 10, 3): False,
        dt.date(2026, 10, 4): False,
        dt.date(2026, 10, 5): False,
        dt.date(2026, 10, 6): False,
        dt.date(2026, 10, 7): False,
        dt.date(2026, 10, 8): True,
        dt.date(2026, 10, 9): True,
        dt.date(2026, 10, 10): True,  # Saturday, made up for
        dt.date(2026, 10, 11): False,
    }
    assert {day: is_working_day(CN_2026, day) for day in by_hand} == by_hand


def test_a_calendar_without_a_notice_knows_weekends_only() -> None:
    assert is_working_day(OPENED, dt.date(2026, 10, 1))
    assert not is_working_day(OPENED, dt.date(2026, 10, 10))


def test_a_year_is_provisional_until_its_notice_is_imported() -> None:
    assert provisional(OPENED, 2026)
    assert not provisional(CN_2026, 2026)
    assert provisional(CN_2026, 2027)


def test_the_library_is_believed_only_for_years_that_it_knows() -> None:
    known = [year for year in range(2000, 2031) if built_in_notice("cn", year) is not None]
    assert known == list(range(2004, 2027))
    assert built_in_notice("cn", 2027) is None


@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_built_in_notice_can_be_imported_and_agrees_with_the_library(year: int) -> None:
    calendar = after(built_in(year), calendar=OPENED)
    day = dt.date(year, 1, 1)
    while day.year == year:
        assert is_working_day(calendar, day) == (day in MISSED or chinese_calendar.is_workday(day))
        day += DAY


def test_a_built_in_notice_says_where_it_is_from() -> None:
    assert built_in(2026).document.startswith("chinesecalendar 1.")
    assert "2026" in built_in(2026).document


# --- notices ----------------------------------------------------------------------------------------------

NEW_YEAR, SATURDAY, SUNDAY = dt.date(2026, 1, 1), dt.date(2026, 1, 3), dt.date(2026, 1, 4)


def test_a_later_notice_replaces_the_year_and_no_other() -> None:
    first = after(notice((NEW_YEAR,), (SUNDAY,)), notice((dt.date(2027, 1, 1),), year=2027), calendar=OPENED)
    second = after(notice((dt.date(2026, 1, 2),), (SATURDAY,), document="更正"), calendar=first)
    assert is_working_day(second, NEW_YEAR)
    assert not is_working_day(second, dt.date(2026, 1, 2))
    assert is_working_day(second, SATURDAY)
    assert not is_working_day(second, SUNDAY)
    assert not is_working_day(second, dt.date(2027, 1, 1))
    assert second.documents == {(2026, "更正"), (2027, "文件")}
    assert (OPENED.version, first.version, second.version) == (1, 3, 4)


def test_the_days_of_a_notice_are_kept_in_order_and_once() -> None:
    (event,) = decide(OPENED, notice((dt.date(2026, 1, 2), NEW_YEAR, NEW_YEAR), (SUNDAY,)))
    in_order = (NEW_YEAR, dt.date(2026, 1, 2))
    assert event == HolidayNoticeImported("cn", 2026, "文件", in_order, (SUNDAY,))


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (OpenCalendar("cn", "Asia/Shanghai"), "calendar-exists"),
        (ImportHolidayNotice("tw", 2026, "文件", (), ()), "unknown-calendar"),
        (notice((NEW_YEAR,), document=" "), "no-document"),
        (notice(year=0), "bad-year"),
        (notice((dt.date(2027, 1, 1),)), "outside-year"),
        (notice((), (dt.date(2025, 12, 28),)), "outside-year"),
        (notice((), (dt.date(2026, 1, 5),)), "make-up-on-weekday"),
        (notice((SUNDAY,), (SUNDAY,)), "day-in-both-lists"),
        (notice((NEW_YEAR,), (NEW_YEAR,)), "day-in-both-lists"),
        (notice((NEW_YEAR,), (SUNDAY,)), "already-known"),
        (notice((NEW_YEAR, NEW_YEAR), (SUNDAY,)), "already-known"),
    ],
)
def test_a_notice_that_makes_no_sense_is_refused(command: CalendarCommand, code: str) -> None:
    calendar = after(notice((NEW_YEAR,), (SUNDAY,)), calendar=OPENED)
    assert refused(calendar, command).code == code


def test_the_same_days_from_another_document_are_news() -> None:
    calendar = after(notice((NEW_YEAR,)), calendar=OPENED)
    assert len(decide(calendar, notice((NEW_YEAR,), document="正式通知"))) == 1


@pytest.mark.parametrize("zone", ["Asia/Atlantis", "", "Asia", "../etc/passwd", "上海"])
def test_a_zone_that_is_none_is_refused(zone: str) -> None:
    refusal = refused(None, OpenCalendar("cn", zone))
    assert refusal.code == "unknown-time-zone"
    assert refusal.facts == {"time_zone": zone}


def test_a_calendar_needs_an_id_and_to_be_opened_first() -> None:
    assert refused(None, OpenCalendar("中国", "Asia/Shanghai")).code == "bad-id"
    assert refused(None, notice((NEW_YEAR,))).code == "unknown-calendar"


# --- counting working days --------------------------------------------------------------------------------

noticed = st.builds(
    lambda off, worked: Calendar("cn", "Asia/Shanghai", holidays=frozenset(off), make_up=frozenset(worked)),
    st.sets(st.integers(dt.date(2025, 12, 1).toordinal(), dt.date(2027, 2, 1).toordinal()), max_size=60),
    st.sets(st.integers(dt.date(2025, 12, 1).toordinal(), dt.date(2027, 2, 1).toordinal()), max_size=30),
)
around_2026 = st.dates(dt.date(2025, 11, 1), dt.date(2027, 3, 1))


@given(noticed, around_2026, around_2026)
def test_counting_agrees_with_looking_at_each_day(calendar: Calendar, a: dt.date, b: dt.date) -> None:
    low, high = min(a, b), max(a, b)
    between = [low + n * DAY for n in range(1, (high - low).days + 1)]
    counted = sum(is_working_day(calendar, day) for day in between)
    assert working_days_between(calendar, low, high) == counted
    assert working_days_between(calendar, high, low) == -counted


@given(noticed, around_2026, st.integers(1, 80))
def test_adding_working_days_lands_on_the_nth(calendar: Calendar, day: dt.date, count: int) -> None:
    later = add_working_days(calendar, day, count)
    assert is_working_day(calendar, later)
    assert working_days_between(calendar, day, later) == count
    earlier = add_working_days(calendar, day, -count)
    assert is_working_day(calendar, earlier)
    assert sum(is_working_day(calendar, earlier + n * DAY) for n in range((day - earlier).days)) == count
    assert add_working_days(calendar, day, 0) == day


def test_three_working_days_before_and_after_national_day() -> None:
    assert add_working_days(CN_2026, dt.date(2026, 9, 30), 3) == dt.date(2026, 10, 10)
    assert add_working_days(CN_2026, dt.date(2026, 10, 8), -3) == dt.date(2026, 9, 28)
    assert working_days_between(CN_2026, dt.date(2026, 9, 30), dt.date(2026, 10, 12)) == 4


def test_a_working_day_is_found_in_a_span_from_either_end() -> None:
    first, last = dt.date(2026, 10, 1).toordinal(), dt.date(2026, 10, 11).toordinal()
    assert working_day_in(CN_2026, first, last, 1) == dt.date(2026, 10, 8).toordinal()
    assert working_day_in(CN_2026, first, last, 3) == dt.date(2026, 10, 10).toordinal()
    assert working_day_in(CN_2026, first, last, -1) == dt.date(2026, 10, 10).toordinal()
    assert working_day_in(CN_2026, first, last, 4) is None
    assert working_day_in(CN_2026, first, last, -4) is None


def test_two_calendars_with_one_name_and_version_do_not_share_what_is_remembered() -> None:
    one = Calendar("cn", "Asia/Shanghai")
    other = Calendar("cn", "Asia/Shanghai", holidays=frozenset({dt.date(2026, 1, 5).toordinal()}))
    assert len(working_ordinals(one, 2026)) == len(working_ordinals(other, 2026)) + 1


# --- local time -------------------------------------------------------------------------------------------


def utc(year: int, month: int, day: int, hour: int = 0) -> int:
    return int(dt.datetime(year, month, day, hour, tzinfo=dt.UTC).timestamp()) * 1_000_000


def test_shanghai_had_summer_time_in_1991_and_has_none_now() -> None:
    assert instant_of(OPENED, dt.date(1991, 7, 1), "18:00") == utc(1991, 7, 1, 9)
    assert instant_of(OPENED, dt.date(1991, 12, 1), "18:00") == utc(1991, 12, 1, 10)
    assert instant_of(OPENED, dt.date(2026, 7, 1), "18:00") == utc(2026, 7, 1, 10)
    assert local_day(OPENED, utc(1991, 7, 1, 15)) == dt.date(1991, 7, 2)
    assert local_day(OPENED, utc(1991, 12, 1, 15)) == dt.date(1991, 12, 1)


def test_a_day_with_a_change_of_clocks_is_shorter_or_longer() -> None:
    hour = 3_600_000_000
    forward, back = dt.date(1991, 4, 14), dt.date(1991, 9, 15)
    assert instant_of(OPENED, forward, "24:00") - instant_of(OPENED, forward, "00:00") == 23 * hour
    assert instant_of(OPENED, back, "24:00") - instant_of(OPENED, back, "00:00") == 25 * hour


def test_midnight_at_the_end_is_the_start_of_the_next_day() -> None:
    assert instant_of(OPENED, dt.date(2026, 12, 31), "24:00") == instant_of(
        OPENED, dt.date(2027, 1, 1), "00:00"
    )


@pytest.mark.parametrize(
    "time",
    ["", "18", "9:00", "24:01", "18:60", "-1:00", "18:00:00", "six o'clock", "１８:００", "18.00", "25:00"],
)
def test_a_time_that_is_none_is_named(time: str) -> None:
    with pytest.raises(ValueError, match="is not a time of day: write HH:MM"):
        instant_of(OPENED, dt.date(2026, 1, 1), time)


zones = st.sampled_from(["Asia/Shanghai", "UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"])
instants = st.integers(utc(1950, 1, 1), utc(2090, 1, 1))


@given(zones, instants)
def test_local_day_and_local_time_agree_to_the_microsecond(zone: str, instant: int) -> None:
    calendar = Calendar("c", zone)
    local = local_time(calendar, instant)
    assert local.date() == local_day(calendar, instant)
    assert local.tzinfo == ZoneInfo(zone)
    assert (local - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1) == instant


@given(st.dates(dt.date(1992, 1, 1), dt.date(2090, 1, 1)), st.integers(0, 24 * 60 - 1))
def test_an_instant_of_a_day_lies_in_that_day(day: dt.date, minutes: int) -> None:
    time = f"{minutes // 60:02}:{minutes % 60:02}"
    instant = instant_of(OPENED, day, time)
    assert local_day(OPENED, instant) == day
    assert local_time(OPENED, instant).strftime("%H:%M") == time
