"""Cadences as the days of a window: invariants, beside dateutil, and by hand."""

import datetime as dt

import pytest
from dateutil import rrule
from hypothesis import assume, given
from hypothesis import strategies as st

import benchmarks.cadence as benchmark
from services.holidays import built_in_notice
from tests.unit.cadences import cadences, leap_days, weekdays
from workflows.cadence import Cadence, occurrences, parse, written
from workflows.cadence.kinds import Every, Weekly
from workflows.cadence.places import NthWeekday, Workday
from workflows.cadence.words import LAST
from workflows.calendar import Calendar, decide, evolve, is_working_day

DAY = dt.timedelta(days=1)
BARE = Calendar("bare", "Asia/Shanghai")


def with_notice(year: int) -> Calendar:
    notice, calendar = built_in_notice("cn", year), Calendar("cn", "Asia/Shanghai")
    assert notice is not None
    for event in decide(calendar, notice):
        calendar = evolve(calendar, event)
    return calendar


CN_2026 = with_notice(2026)


def dues(text: str, since: dt.date, until: dt.date, calendar: Calendar = CN_2026) -> list[dt.date]:
    return [turn.due for turn in occurrences(parse(text), since, until, calendar)]


def in_2026(text: str, calendar: Calendar = CN_2026) -> list[tuple[str, str, str]]:
    """(period, opens, due) of each turn of 2026, month and day only."""
    turns = occurrences(parse(text), dt.date(2026, 1, 1), dt.date(2027, 1, 1), calendar)
    return [(turn.period, f"{turn.opens:%m-%d}", f"{turn.due:%m-%d}") for turn in turns]


# --- any cadence ------------------------------------------------------------------------------------------

near = st.dates(dt.date(2019, 6, 1), dt.date(2031, 6, 1))
ordinals = st.integers(dt.date(2025, 6, 1).toordinal(), dt.date(2027, 6, 1).toordinal())
calendars = st.builds(
    lambda off, worked: Calendar("cn", "Asia/Shanghai", holidays=frozenset(off), make_up=frozenset(worked)),
    st.sets(ordinals, max_size=60),
    st.sets(ordinals, max_size=30),
)


@given(cadences, calendars, near, st.integers(0, 500), st.integers(0, 500))
def test_two_windows_side_by_side_make_the_whole(
    cadence: Cadence, calendar: Calendar, start: dt.date, first: int, second: int
) -> None:
    middle, end = start + first * DAY, start + (first + second) * DAY
    left, right = occurrences(cadence, start, middle, calendar), occurrences(cadence, middle, end, calendar)
    assert left + right == occurrences(cadence, start, end, calendar)


@given(cadences, calendars, near, st.integers(0, 1000))
def test_every_turn_is_due_in_the_window_and_opens_before_and_is_unique(
    cadence: Cadence, calendar: Calendar, since: dt.date, length: int
) -> None:
    until = since + length * DAY
    turns = occurrences(cadence, since, until, calendar)
    assert all(since <= turn.due < until for turn in turns)
    assert all(turn.opens <= turn.due for turn in turns)
    assert [turn.due for turn in turns] == sorted(turn.due for turn in turns)
    assert len({turn.period for turn in turns}) == len(turns)
    if cadence.shift != "kept":
        assert all(is_working_day(calendar, turn.due) for turn in turns)


@given(cadences, calendars, st.dates(dt.date(2025, 9, 1), dt.date(2026, 12, 1)))
def test_moving_keeps_the_period_and_takes_the_nearest_working_day(
    cadence: Cadence, calendar: Calendar, since: dt.date
) -> None:
    assume(cadence.shift != "kept")
    nominal = occurrences(Cadence(cadence.rule), since, since + 200 * DAY, calendar)
    around = occurrences(cadence, since - 150 * DAY, since + 350 * DAY, calendar)
    moved = {turn.period: turn.due for turn in around}
    step = DAY if cadence.shift == "after" else -DAY
    for turn in nominal:
        day = turn.due
        while not is_working_day(calendar, day):
            day += step
        assert moved[turn.period] == day


def test_an_empty_or_reversed_window_has_no_turns() -> None:
    day = dt.date(2026, 5, 1)
    assert occurrences(parse("daily"), day, day, BARE) == ()
    assert occurrences(parse("daily or after"), day, day - 9 * DAY, BARE) == ()


@pytest.mark.parametrize("shift", ["", " or before", " or after"])
def test_a_window_may_reach_both_ends_of_time(shift: str) -> None:
    yearly = parse("yearly on 12-31" + shift)
    assert occurrences(yearly, dt.date(9999, 1, 1), dt.date.max, BARE) == ()
    first = occurrences(parse("on 1-05" + shift), dt.date.min, dt.date(1, 2, 1), BARE)
    assert [(turn.period, turn.opens) for turn in first] == [("0001", dt.date.min)]


# --- beside dateutil --------------------------------------------------------------------------------------

DATEUTIL_DAYS = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)
wide = st.dates(dt.date(1970, 1, 1), dt.date(2100, 1, 1))


def same(text: str, since: dt.date, length: int, **rule: object) -> None:
    """The same due days as rrule over the window, without holidays."""
    until = since + length * DAY
    start, end = dt.datetime.combine(since, dt.time()), dt.datetime.combine(until - DAY, dt.time())
    expected = rrule.rrule(dtstart=start, until=end, **rule)  # type: ignore[arg-type]  # keywords differ by rule
    assert dues(text, since, until, BARE) == [day.date() for day in expected]


@given(wide, st.integers(1, 800))
def test_days_and_working_days_agree_with_dateutil(since: dt.date, length: int) -> None:
    same("daily", since, length, freq=rrule.DAILY)
    same("working days", since, length, freq=rrule.DAILY, byweekday=DATEUTIL_DAYS[:5])


@given(wide, st.integers(1, 800), weekdays)
def test_weeks_agree_with_dateutil(since: dt.date, length: int, weekday: int) -> None:
    text = written(Cadence(Weekly(weekday)))
    same(text, since, length, freq=rrule.WEEKLY, byweekday=DATEUTIL_DAYS[weekday])


@given(wide, st.integers(1, 1500), st.integers(1, 31))
def test_days_of_months_agree_with_dateutil(since: dt.date, length: int, day: int) -> None:
    start = since.replace(day=1)  # a set position counts whole months
    up_to = tuple(range(min(day, 28), day + 1))
    same(f"monthly on {day}", start, length, freq=rrule.MONTHLY, bymonthday=up_to, bysetpos=-1)
    same("monthly on last day", since, length, freq=rrule.MONTHLY, bymonthday=-1)


@given(wide, st.integers(1, 1500), weekdays, st.sampled_from([1, 2, 3, 4, LAST]))
def test_nth_weekdays_of_months_agree_with_dateutil(
    since: dt.date, length: int, weekday: int, nth: int
) -> None:
    text = written(Cadence(Every(1, NthWeekday(nth, weekday))))
    same(text, since, length, freq=rrule.MONTHLY, byweekday=DATEUTIL_DAYS[weekday](nth))


@given(wide, st.integers(1, 1500), st.integers(1, 15) | st.just(LAST))
def test_nth_working_days_of_months_agree_with_dateutil(since: dt.date, length: int, nth: int) -> None:
    text = written(Cadence(Every(1, Workday(nth))))
    start = since.replace(day=1)  # a set position counts whole months
    same(text, start, length, freq=rrule.MONTHLY, byweekday=DATEUTIL_DAYS[:5], bysetpos=nth)


@given(wide, st.integers(1, 4000), st.integers(1, 28))
def test_quarters_and_halves_agree_with_dateutil(since: dt.date, length: int, day: int) -> None:
    quarters, halves = (2, 5, 8, 11), (6, 12)
    same(f"quarterly on 2nd month {day}", since, length, freq=rrule.YEARLY, bymonth=quarters, bymonthday=day)
    same(f"half-yearly on 6th month {day}", since, length, freq=rrule.YEARLY, bymonth=halves, bymonthday=day)
    same("half-yearly on last day", since, length, freq=rrule.YEARLY, bymonth=halves, bymonthday=-1)


@given(wide, st.integers(1, 8000), leap_days)
def test_dates_of_the_year_agree_with_dateutil(since: dt.date, length: int, day: dt.date) -> None:
    assume((day.month, day.day) != (2, 29))
    for text in (f"yearly on {day.month}-{day.day}", f"on {day.month}-{day.day:02}"):
        same(text, since, length, freq=rrule.YEARLY, bymonth=day.month, bymonthday=day.day)


# --- by hand ----------------------------------------------------------------------------------------------


def test_each_kind_has_its_period_key_and_opens_with_its_period() -> None:
    assert in_2026("daily")[326] == ("2026-11-23", "11-23", "11-23")
    assert in_2026("weekly on fri")[47] == ("2026-W48", "11-23", "11-27")
    assert in_2026("monthly on 25")[10] == ("2026-11", "11-01", "11-25")
    assert in_2026("quarterly on last workday")[3] == ("2026-Q4", "10-01", "12-31")
    assert in_2026("half-yearly on last day")[1] == ("2026-H2", "07-01", "12-31")


def test_yearly_dates_fixed_dates_and_single_days_open_thirty_days_before() -> None:
    assert in_2026("yearly on 12-20") == [("2026", "11-20", "12-20")]
    assert in_2026("on 3-05") == [("2026", "02-03", "03-05")]
    assert in_2026("once 2026-11-30") == [("once", "10-31", "11-30")]
    assert in_2026("yearly on last workday") == [("2026", "12-01", "12-31")]


def test_working_days_around_national_day_2026_follow_the_notice() -> None:
    assert dues("working days", dt.date(2026, 9, 18), dt.date(2026, 10, 13)) == [
        dt.date(2026, 9, day) for day in (18, 20, 21, 22, 23, 24, 28, 29, 30)
    ] + [dt.date(2026, 10, day) for day in (8, 9, 10, 12)]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("on 10-01", "10-01"),
        ("on 10-01 or before", "09-30"),
        ("on 10-01 or after", "10-08"),
        ("on 10-07 or after", "10-08"),
        ("on 10-10 or before", "10-10"),  # a Saturday that is worked
        ("on 10-11 or before", "10-10"),
        ("on 10-11 or after", "10-12"),
        ("on 9-20 or after", "09-20"),  # a Sunday that is worked
    ],
)
def test_a_due_day_off_moves_over_the_holiday(text: str, due: str) -> None:
    assert [turn[2] for turn in in_2026(text)] == [due]


def test_the_last_working_day_of_february_2026_is_a_saturday_made_up_for() -> None:
    assert in_2026("monthly on last workday")[1] == ("2026-02", "02-01", "02-28")
    assert in_2026("monthly on first workday")[9] == ("2026-10", "10-01", "10-08")
    assert in_2026("monthly on 3rd workday")[9] == ("2026-10", "10-01", "10-10")


def test_a_moved_day_keeps_the_period_of_its_nominal_date_across_the_year() -> None:
    days = (
        dt.date(2023, 1, 1),
        dt.date(2023, 1, 31),
    )  # 31 December 2022 was a Saturday, 1 and 2 January were off
    (turn,) = occurrences(parse("monthly on 31 or after"), *days, with_notice(2023))
    assert (turn.period, turn.opens, turn.due) == ("2022-12", dt.date(2022, 12, 1), dt.date(2023, 1, 3))


def test_a_day_moved_before_its_period_opens_on_that_day() -> None:
    assert in_2026("monthly on 1 or before")[9] == ("2026-11", "10-30", "10-30")
    assert ("2026-10-03", "09-30", "09-30") in in_2026("daily or before")


def test_a_moved_yearly_day_opens_thirty_days_before_the_day_it_moved_to() -> None:
    assert in_2026("on 10-01 or after") == [("2026", "09-08", "10-08")]


def test_a_year_of_53_iso_weeks_has_53_turns_and_they_carry_its_name() -> None:
    turns = occurrences(parse("weekly on fri"), dt.date(2026, 12, 21), dt.date(2027, 1, 18), BARE)
    assert [(turn.period, str(turn.due)) for turn in turns] == [
        ("2026-W52", "2026-12-25"),
        ("2026-W53", "2027-01-01"),
        ("2027-W01", "2027-01-08"),
        ("2027-W02", "2027-01-15"),
    ]
    assert turns[1].opens == dt.date(2026, 12, 28)


def test_short_months_and_common_years_take_their_last_day() -> None:
    january, may = dt.date(2024, 1, 1), dt.date(2024, 5, 1)
    assert [f"{day:%m-%d}" for day in dues("monthly on 31", january, may)] == [
        "01-31",
        "02-29",
        "03-31",
        "04-30",
    ]
    years = dues("on 2-29", dt.date(2023, 1, 1), dt.date(2029, 1, 1))
    assert [day.day for day in years] == [28, 29, 28, 28, 28, 29]
    assert dues("quarterly on 2nd month 31", january, may) == [dt.date(2024, 2, 29)]


def test_a_month_with_too_few_working_days_takes_what_it_has() -> None:
    february = range(dt.date(2026, 2, 1).toordinal(), dt.date(2026, 3, 1).toordinal())
    one_left = Calendar(
        "cn", "Asia/Shanghai", holidays=frozenset(february) - {dt.date(2026, 2, 4).toordinal()}
    )
    none_left = Calendar("cn", "Asia/Shanghai", holidays=frozenset(february))
    assert in_2026("monthly on 3rd workday", one_left)[1] == ("2026-02", "02-01", "02-04")
    assert in_2026("monthly on 3rd workday", none_left)[1] == ("2026-02", "02-01", "02-28")


def test_the_benchmark_compares_equal_days() -> None:
    assert benchmark.check(benchmark.the_calendar()) > 365


def test_two_calendars_with_one_name_and_version_do_not_share_turns() -> None:
    off = Calendar("bare", "Asia/Shanghai", holidays=frozenset({dt.date(2026, 1, 5).toordinal()}))
    since, until = dt.date(2026, 1, 5), dt.date(2026, 1, 6)
    assert dues("working days", since, until, BARE) == [since]
    assert dues("working days", since, until, off) == []
