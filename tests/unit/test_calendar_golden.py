"""Golden tables of 2004 to 2027: working days, festivals and parts of the year beside independent sources.

Which days are worked is said by the notices of the State Council and by nothing else. The program has them
from chinesecalendar; tests/golden/calendar/holidays.txt is what the package holidays makes of them,
which has other authors. Where the two differ the notice decides: they differ on one day, see below. For a
year whose notice is not out yet holidays guesses (of 2027 the statutory days, without make-up days); that is
no source, so the program calls 2027 provisional and knows weekends only. Festivals of the lunar calendar
are compared with sxtwl, for 1990 to 2100, in test_cadence_lunar.py.
"""

import datetime as dt
from calendar import monthrange
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.holidays import MISSED, built_in_notice
from workflows.cadence import occurrences, parse
from workflows.calendar import (
    Calendar,
    add_working_days,
    decide,
    evolve,
    is_working_day,
    provisional,
    working_days_between,
)

TABLE = Path(__file__).resolve().parents[1] / "golden/calendar/holidays.txt"
DAY = dt.timedelta(days=1)
FIRST, LAST = dt.date(2004, 1, 1), dt.date(2026, 12, 31)
KNOWN = range(2004, 2027)
YEARS = range(2004, 2028)


@cache
def cn() -> Calendar:
    """Every notice that comes with the program."""
    calendar = Calendar("cn", "Asia/Shanghai")
    for year in KNOWN:
        notice = built_in_notice("cn", year)
        assert notice is not None
        for event in decide(calendar, notice):
            calendar = evolve(calendar, event)
    return calendar


@cache
def worked() -> tuple[dt.date, ...]:
    """The working days of the table, counted out one by one."""
    off, on = set[dt.date](), set[dt.date]()
    for line in TABLE.read_text("utf-8").splitlines()[1:]:
        year, kind, *days = line.split()
        (off if kind == "off" else on).update(dt.date.fromisoformat(f"{year}-{day}") for day in days)
    every = [FIRST + n * DAY for n in range((LAST - FIRST).days + 1)]
    return tuple(day for day in every if day in on or (day.weekday() < 5 and day not in off))


@pytest.mark.parametrize("year", KNOWN)
def test_each_day_of_23_years_is_worked_where_another_source_has_it_worked(year: int) -> None:
    theirs = {day for day in worked() if day.year == year}
    ours, day = set(), dt.date(year, 1, 1)
    while day.year == year:
        ours |= {day} if is_working_day(cn(), day) else set()
        day += DAY
    assert ours ^ theirs == set()


def test_the_one_day_that_chinesecalendar_lacks_is_worked_by_the_notice_of_2006() -> None:
    assert {dt.date(2005, 12, 31)} == MISSED
    assert is_working_day(cn(), dt.date(2005, 12, 31))
    assert add_working_days(cn(), dt.date(2005, 12, 30), 2) == dt.date(2006, 1, 4)


def test_a_year_without_a_notice_is_provisional_whatever_others_guess() -> None:
    assert [year for year in YEARS if provisional(cn(), year)] == [2027]
    assert is_working_day(cn(), dt.date(2027, 10, 1))


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [  # by the notices of the State Council
        ("2004-01-21", 1, "2004-01-29"),  # Spring Festival
        ("2004-01-29", -1, "2004-01-21"),
        ("2004-09-30", 1, "2004-10-08"),  # National Day
        ("2004-09-30", 3, "2004-10-10"),  # Saturday and Sunday made up
        ("2006-01-26", 2, "2006-01-28"),  # the Saturday before the Spring Festival
        ("2006-01-28", 1, "2006-02-05"),  # and the Sunday after it
        ("2008-09-28", 1, "2008-10-06"),
        ("2012-09-29", 1, "2012-10-08"),  # with Mid-autumn
        ("2015-09-02", 1, "2015-09-06"),  # the victory 70 years ago
        ("2017-09-30", 1, "2017-10-09"),
        ("2020-01-23", 1, "2020-02-03"),  # made longer by the epidemic
        ("2020-04-30", 1, "2020-05-06"),
        ("2023-01-20", 1, "2023-01-28"),
        ("2023-01-20", 3, "2023-01-30"),
        ("2024-02-09", 1, "2024-02-18"),  # the eve itself was worked
        ("2024-02-29", 1, "2024-03-01"),  # a leap day
        ("2025-09-30", 3, "2025-10-11"),
        ("2026-02-14", 1, "2026-02-24"),
        ("2026-02-24", -1, "2026-02-14"),
        ("2026-12-31", 1, "2027-01-01"),  # provisional
    ],
)
def test_working_days_are_counted_over_holidays_and_make_up_days(day: str, count: int, found: str) -> None:
    assert add_working_days(cn(), dt.date.fromisoformat(day), count) == dt.date.fromisoformat(found)


@given(st.integers(0, 5000), st.integers(1, 500))
def test_counting_working_days_agrees_with_counting_them_out(place: int, count: int) -> None:
    days = worked()
    start, end = days[place % (len(days) - 500)], days[place % (len(days) - 500) + count]
    assert add_working_days(cn(), start, count) == end
    assert add_working_days(cn(), end, -count) == start
    assert working_days_between(cn(), start, end) == count


# --- festivals --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("festival", "since"), [("春节", 2004), ("清明", 2008), ("端午", 2008), ("中秋", 2008)]
)
def test_a_festival_that_is_a_statutory_holiday_is_off_in_the_notice_of_its_year(
    festival: str, since: int
) -> None:
    """The notice is made from another almanac than ours."""
    turns = occurrences(parse(festival), dt.date(since, 1, 1), dt.date(2027, 1, 1), cn())
    assert len(turns) == 2027 - since
    assert [turn.due for turn in turns if is_working_day(cn(), turn.due)] == []


# --- parts of months and years ----------------------------------------------------------------------------


@pytest.mark.parametrize("year", YEARS)
def test_the_tens_and_halves_of_each_month_end_where_they_must(year: int) -> None:
    since, until = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
    tens, halves = (
        occurrences(parse(text), since, until, cn()) for text in ("每旬最后一天", "每半月最后一天")
    )
    ends = [monthrange(year, month)[1] for month in range(1, 13)]
    assert [(turn.due.month, turn.due.day) for turn in tens] == [
        (month + 1, day) for month, end in enumerate(ends) for day in (10, 20, end)
    ]
    assert [(turn.due.month, turn.due.day) for turn in halves] == [
        (month + 1, day) for month, end in enumerate(ends) for day in (15, end)
    ]
    assert ends[1] == (29 if year in (2004, 2008, 2012, 2016, 2020, 2024) else 28)


def test_the_years_of_53_weeks_are_those_of_the_standard() -> None:
    def weeks(year: int) -> int:
        turns = occurrences(parse("weekly on thu"), dt.date(year, 1, 1), dt.date(year + 1, 1, 1), cn())
        assert [turn.period for turn in turns] == [f"{year}-W{n + 1:02}" for n in range(len(turns))]
        return len(turns)

    assert [year for year in YEARS if weeks(year) == 53] == [2004, 2009, 2015, 2020, 2026]
