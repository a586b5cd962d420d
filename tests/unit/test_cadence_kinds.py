"""The kinds with several turns or none of a natural period: beside dateutil, and by hand."""

import datetime as dt

import pytest
from dateutil import rrule
from hypothesis import given
from hypothesis import strategies as st

from services.holidays import built_in_notice
from workflows.cadence import occurrences, parse
from workflows.calendar import Calendar, decide, evolve

DAY = dt.timedelta(days=1)
BARE = Calendar("bare", "Asia/Shanghai")
DATEUTIL_DAYS = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)
wide = st.dates(dt.date(1970, 1, 1), dt.date(2090, 1, 1))


def with_notice(year: int) -> Calendar:
    notice, calendar = built_in_notice("cn", year), Calendar("cn", "Asia/Shanghai")
    assert notice is not None
    for event in decide(calendar, notice):
        calendar = evolve(calendar, event)
    return calendar


CN_2026 = with_notice(2026)


def turns(text: str, since: str, until: str, calendar: Calendar = CN_2026) -> list[tuple[str, str, str]]:
    """(period, opens, due) of each turn due in [since, until), month and day only."""
    found = occurrences(parse(text), dt.date.fromisoformat(since), dt.date.fromisoformat(until), calendar)
    return [(turn.period, f"{turn.opens:%m-%d}", f"{turn.due:%m-%d}") for turn in found]


def dues(text: str, since: str, until: str, calendar: Calendar = CN_2026) -> list[str]:
    return [due for _, _, due in turns(text, since, until, calendar)]


# --- beside dateutil --------------------------------------------------------------------------------------


def same(text: str, since: dt.date, length: int, start: dt.date | None = None, **rule: object) -> None:
    """The same due days over the window as rrule from `start` on, without holidays."""
    until = since + length * DAY
    begin = dt.datetime.combine(start or since.replace(month=1, day=1), dt.time())
    low, high = dt.datetime.combine(since, dt.time()), dt.datetime.combine(until - DAY, dt.time())
    rules = rrule.rrule(dtstart=begin, until=high, **rule)  # type: ignore[arg-type]  # keywords differ by rule
    expected = [day.date() for day in rules if day >= low]
    assert [turn.due for turn in occurrences(parse(text), since, until, BARE)] == expected


@given(wide, st.integers(1, 800), st.sets(st.integers(0, 6), min_size=2))
def test_several_weekdays_agree_with_dateutil(since: dt.date, length: int, days: set[int]) -> None:
    names = " ".join(str(DATEUTIL_DAYS[day]).lower() for day in days)
    names = names.replace("mo", "mon").replace("tu", "tue").replace("we", "wed").replace("th", "thu")
    names = names.replace("fr", "fri").replace("sa", "sat").replace("su", "sun")
    by = [DATEUTIL_DAYS[day] for day in days]
    same(f"weekly on {names}", since, length, freq=rrule.WEEKLY, byweekday=by)


@given(wide, st.integers(1, 800), st.sets(st.integers(1, 28), min_size=2))
def test_several_days_of_a_month_agree_with_dateutil(since: dt.date, length: int, days: set[int]) -> None:
    text = f"monthly on {' '.join(map(str, days))}"
    same(text, since, length, freq=rrule.MONTHLY, bymonthday=sorted(days))


@given(wide, st.integers(1, 3000), st.sets(st.integers(1, 12), min_size=1), st.integers(1, 28))
def test_month_lists_agree_with_dateutil(since: dt.date, length: int, months: set[int], day: int) -> None:
    text = f"in {' '.join(map(str, months))} on"
    same(f"{text} {day}", since, length, freq=rrule.YEARLY, bymonth=sorted(months), bymonthday=day)
    same(f"{text} last day", since, length, freq=rrule.YEARLY, bymonth=sorted(months), bymonthday=-1)


@given(wide, st.integers(-900, 900), st.integers(1, 900), st.integers(2, 53))
def test_every_so_many_days_and_weeks_agree_with_dateutil(
    start: dt.date, later: int, length: int, count: int
) -> None:
    since = start + later * DAY
    same(f"every {count} days from {start}", since, length, start, freq=rrule.DAILY, interval=count)
    same(f"every {count} weeks from {start}", since, length, start, freq=rrule.WEEKLY, interval=count)


@given(wide, st.integers(-900, 900), st.integers(1, 2000), st.integers(2, 24), st.integers(1, 28))
def test_every_so_many_months_agree_with_dateutil(
    start: dt.date, later: int, length: int, count: int, day: int
) -> None:
    since, first = start + later * DAY, start.replace(day=1)
    text = f"every {count} months on {day} from {start:%Y-%m}"
    same(text, since, length, first, freq=rrule.MONTHLY, interval=count, bymonthday=day)


@given(wide, st.integers(1, 800))
def test_last_days_of_parts_of_months_agree_with_dateutil(since: dt.date, length: int) -> None:
    same("ten-daily on last day", since, length, freq=rrule.MONTHLY, bymonthday=(10, 20, -1))
    same("half-monthly on last day", since, length, freq=rrule.MONTHLY, bymonthday=(15, -1))
    same("ten-daily on 8", since, length, freq=rrule.MONTHLY, bymonthday=(8, 18, 28))
    same("half-monthly on 10", since, length, freq=rrule.MONTHLY, bymonthday=(10, 25))


# --- by hand: parts of months -----------------------------------------------------------------------------


def test_the_ten_days_of_a_month_have_keys_a_b_c_and_end_on_10_20_and_its_last_day() -> None:
    assert turns("ten-daily on last day", "2026-11-01", "2026-12-01") == [
        ("2026-11a", "11-01", "11-10"),
        ("2026-11b", "11-11", "11-20"),
        ("2026-11c", "11-21", "11-30"),
    ]


@pytest.mark.parametrize(
    ("month", "last"),
    [("2023-02", "02-28"), ("2024-02", "02-29"), ("2026-01", "01-31"), ("2026-04", "04-30")],
)
def test_the_last_part_of_a_month_ends_with_it(month: str, last: str) -> None:
    since, until = f"{month}-01", f"{month}-{last[-2:]}"
    until = (dt.date.fromisoformat(until) + DAY).isoformat()
    assert turns("ten-daily on last day", since, until)[-1] == (f"{month}c", f"{month[-2:]}-21", last)
    assert turns("half-monthly on last day", since, until)[-1] == (f"{month}-H2", f"{month[-2:]}-16", last)
    assert dues("ten-daily on 10", since, until)[-1] == min(last, f"{month[-2:]}-30")
    assert dues("half-monthly on 15", since, until)[-1] == min(last, f"{month[-2:]}-30")


def test_last_working_days_of_parts_follow_the_notice() -> None:
    # 1 to 7 October 2026 are off, Saturday the 10th is worked
    assert dues("ten-daily on last workday", "2026-10-01", "2026-11-01") == ["10-10", "10-20", "10-30"]
    assert dues("half-monthly on last workday", "2026-10-01", "2026-11-01") == ["10-15", "10-30"]
    assert dues("ten-daily on first workday", "2026-10-01", "2026-11-01") == ["10-08", "10-12", "10-21"]
    assert dues("ten-daily on last mon", "2026-11-01", "2026-12-01") == ["11-09", "11-16", "11-30"]


# --- by hand: several turns of a period -------------------------------------------------------------------


def test_each_of_several_weekdays_opens_after_the_one_before() -> None:
    assert turns("weekly on tue thu", "2026-11-23", "2026-12-02") == [
        ("2026-11-24", "11-23", "11-24"),
        ("2026-11-26", "11-25", "11-26"),
        ("2026-12-01", "11-30", "12-01"),
    ]


def test_several_weekdays_across_iso_week_53() -> None:
    assert [key for key, *_ in turns("weekly on mon fri", "2026-12-28", "2027-01-09", BARE)] == [
        "2026-12-28",
        "2027-01-01",
        "2027-01-04",
        "2027-01-08",
    ]
    assert [key for key, *_ in turns("every 2 weeks from 2026-12-18", "2026-12-18", "2027-02-01", BARE)] == [
        "2026-W51",
        "2026-W53",
        "2027-W02",
        "2027-W04",
    ]


def test_each_of_several_days_of_a_month_opens_after_the_one_before() -> None:
    assert turns("monthly on 5 20", "2026-11-01", "2026-12-06") == [
        ("2026-11-05", "11-01", "11-05"),
        ("2026-11-20", "11-06", "11-20"),
        ("2026-12-05", "12-01", "12-05"),
    ]


def test_days_that_a_short_month_lacks_are_one_turn_on_its_last_day() -> None:
    assert turns("monthly on 28 30 31", "2026-02-01", "2026-04-01") == [
        ("2026-02-28", "02-01", "02-28"),
        ("2026-03-28", "03-01", "03-28"),
        ("2026-03-30", "03-29", "03-30"),
        ("2026-03-31", "03-31", "03-31"),
    ]


def test_a_moved_turn_of_several_keeps_the_key_of_its_nominal_day() -> None:
    assert turns("monthly on 5 20 or after", "2026-10-01", "2026-10-15") == [("2026-10-05", "10-01", "10-08")]


def test_months_of_a_list_open_with_the_month() -> None:
    assert turns("in 3 6 9 on 25", "2026-01-01", "2027-01-01") == [
        ("2026-03", "03-01", "03-25"),
        ("2026-06", "06-01", "06-25"),
        ("2026-09", "09-01", "09-25"),
    ]
    assert dues("in 9 on last workday", "2026-01-01", "2027-01-01") == ["09-30"]
    assert dues("双月最后一天", "2028-01-01", "2028-05-01") == ["02-29", "04-30"]


# --- by hand: every so many -------------------------------------------------------------------------------


def test_nothing_is_due_or_opens_before_the_first_turn_of_every_so_many() -> None:
    assert turns("every 3 days from 2026-03-02", "2026-01-01", "2026-03-09") == [
        ("2026-03-02", "03-02", "03-02"),
        ("2026-03-05", "03-03", "03-05"),
        ("2026-03-08", "03-06", "03-08"),
    ]
    assert turns("every 2 weeks on fri from 2026-03-06", "2026-01-01", "2026-04-01") == [
        ("2026-W10", "03-02", "03-06"),
        ("2026-W12", "03-09", "03-20"),
    ]
    assert turns("every 2 months on 15 from 2026-01", "2025-11-01", "2026-06-01") == [
        ("2026-01", "01-01", "01-15"),
        ("2026-03", "02-01", "03-15"),
        ("2026-05", "04-01", "05-15"),
    ]


# --- by hand: windows -------------------------------------------------------------------------------------


def test_a_window_opens_before_its_day_and_is_due_after_it() -> None:
    assert turns("3-05 ± 7d", "2026-01-01", "2027-01-01") == [("2026", "02-26", "03-12")]
    assert turns("1-01 ± 3d", "2026-12-01", "2027-02-01", BARE) == [("2027", "12-29", "01-04")]


def test_a_window_whose_last_day_moves_still_opens_when_it_did() -> None:
    assert turns("10-01 ± 3d or after", "2026-09-01", "2026-11-01") == [("2026", "09-28", "10-08")]
    assert turns("10-01 ± 3d or before", "2026-09-01", "2026-11-01") == [("2026", "09-28", "09-30")]


def test_from_one_day_to_another_may_turn_the_year() -> None:
    assert turns("from 3-01 to 4-30", "2026-01-01", "2027-01-01") == [("2026", "03-01", "04-30")]
    assert turns("from 11-01 to 3-31", "2026-01-01", "2028-01-01", BARE) == [
        ("2025", "11-01", "03-31"),
        ("2026", "11-01", "03-31"),
    ]
    assert turns("from 2-29 to 3-01", "2026-01-01", "2027-01-01") == [("2026", "02-28", "03-01")]


# --- by hand: irregular -----------------------------------------------------------------------------------


def test_irregular_work_has_as_many_turns_as_asked_open_all_the_period() -> None:
    assert turns("irregular ≥ 2 per quarter", "2026-07-01", "2026-10-01") == [
        ("2026-Q3-n1", "07-01", "09-30"),
        ("2026-Q3-n2", "07-01", "09-30"),
    ]
    assert turns("每周不少于1次", "2026-12-28", "2027-01-11", BARE) == [
        ("2026-W53-n1", "12-28", "01-03"),
        ("2027-W01-n1", "01-04", "01-10"),
    ]
    assert turns("irregular ≥ 1 per ten days", "2026-02-01", "2026-03-01")[-1] == (
        "2026-02c-n1",
        "02-21",
        "02-28",
    )
    assert len(turns("每年不少于12次", "2026-01-01", "2027-01-01")) == 12


@pytest.mark.parametrize(
    "text",
    [
        "weekly on mon sun",
        "monthly on 1 31",
        "ten-daily on last day",
        "half-monthly on 1",
        "every 3 days from 0001-01-01",
        "every 2 weeks from 0001-01-01",
        "every 2 months on 1 from 0001-01",
        "in 1 12 on last day",
        "12-31 ± 180d",
        "from 12-01 to 1-31",
        "festival new year's day - 180d",
        "irregular ≥ 1 per week",
        "irregular ≥ 1 per year",
    ],
)
@pytest.mark.parametrize("shift", ["", " or before", " or after"])
def test_a_window_at_either_end_of_time_is_no_error(text: str, shift: str) -> None:
    cadence = parse(text + shift)
    first = occurrences(cadence, dt.date.min, dt.date(2, 7, 15), BARE)
    last = occurrences(cadence, dt.date(9999, 10, 1), dt.date.max, BARE)
    assert all(turn.opens <= turn.due for turn in (*first, *last))
    assert first
