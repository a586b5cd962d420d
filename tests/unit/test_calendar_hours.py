"""Working time: only the hours of working days count, whatever the clock on the wall does."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from events.types import DayHours
from tests.support.domain import CN
from workflows.calendar import (
    Calendar,
    Hours,
    add_working_minutes,
    hours_on,
    instant_of,
    is_working_day,
    local_time,
    morning,
    spans_of,
    working_minutes_between,
)
from workflows.calendar.hours import working_year

HOUR = 60
DAY = 7 * HOUR
MINUTE = 60_000_000


def at(calendar: Calendar, text: str) -> int:
    day, time = text.split()
    return instant_of(calendar, dt.date.fromisoformat(day), time)


def told(calendar: Calendar, instant: int) -> str:
    return f"{local_time(calendar, instant):%Y-%m-%d %H:%M}"


def with_hours(*hours: tuple[str, str, dict[str, str]]) -> Calendar:
    revisions = tuple(
        Hours(
            dt.date.fromisoformat(since).toordinal(),
            regular,
            tuple(DayHours(day, text) for day, text in exceptions.items()),
        )
        for since, regular, exceptions in hours
    )
    return replace(CN, hours=revisions)


HALF_DAYS = with_hours(
    ("2026-01-01", "09:00-12:00 13:00-18:00", {"sat": "09:00-12:00", "2026-02-13": "09:00-11:30"}),
    ("2026-06-01", "08:00-11:30 15:00-18:30", {}),
)


@pytest.mark.parametrize(
    ("since", "minutes", "until"),
    [
        ("2026-11-24 10:00", HOUR, "2026-11-24 11:00"),
        ("2026-11-24 11:30", HOUR, "2026-11-24 14:30"),  # over the break at noon
        ("2026-11-24 11:00", HOUR, "2026-11-24 12:00"),  # the break is not waited for
        ("2026-11-24 17:00", HOUR, "2026-11-25 09:00"),  # over night
        ("2026-11-27 17:00", HOUR, "2026-11-30 09:00"),  # over a weekend
        ("2026-11-24 20:00", HOUR, "2026-11-25 09:30"),  # from the evening
        ("2026-09-30 17:00", HOUR, "2026-10-08 09:00"),  # over National Day
        ("2026-10-09 17:00", HOUR, "2026-10-10 09:00"),  # into a make-up Saturday
        ("2026-10-10 17:00", HOUR, "2026-10-12 09:00"),
        ("2026-11-24 08:30", DAY, "2026-11-24 17:30"),
        ("2026-11-24 10:00", DAY, "2026-11-25 10:00"),
        ("2026-11-27 10:00", 2 * DAY, "2026-12-01 10:00"),
        ("2026-11-25 09:00", -HOUR, "2026-11-24 17:00"),
        ("2026-11-24 14:30", -HOUR, "2026-11-24 11:30"),
        ("2026-10-08 08:30", -DAY, "2026-09-30 08:30"),
        ("2026-11-24 10:00", 0, "2026-11-24 10:00"),
        ("2026-11-29 10:00", 0, "2026-11-29 10:00"),
    ],
)
def test_working_minutes_pass_only_during_hours(since: str, minutes: int, until: str) -> None:
    assert told(CN, add_working_minutes(CN, at(CN, since), minutes)) == until


@pytest.mark.parametrize(
    ("since", "minutes", "until"),
    [
        ("2026-02-13 11:00", HOUR, "2026-02-14 09:30"),  # half a day, then a make-up Saturday
        ("2026-02-14 11:30", HOUR, "2026-02-24 09:30"),  # half a Saturday, then the Spring Festival
        ("2026-05-29 17:30", HOUR, "2026-06-01 08:30"),  # other hours from June on
        ("2026-06-01 11:00", HOUR, "2026-06-01 15:30"),
    ],
)
def test_half_days_and_new_hours_from_a_day_on_are_kept_to(since: str, minutes: int, until: str) -> None:
    assert told(HALF_DAYS, add_working_minutes(HALF_DAYS, at(CN, since), minutes)) == until


def test_a_day_of_the_week_has_its_own_hours_and_a_date_beats_it() -> None:
    calendar = with_hours(("2026-01-01", "09:00-12:00", {"fri": "09:00-10:00", "2026-11-27": ""}))

    hours = [hours_on(calendar, dt.date(2026, 11, day).toordinal()) for day in (19, 20, 27)]

    assert hours == [((540, 720),), ((540, 600),), ()]


def test_before_hours_were_set_those_that_everyone_knows_hold() -> None:
    assert hours_on(HALF_DAYS, dt.date(2025, 12, 31).toordinal()) == ((510, 720), (840, 1050))


def test_a_working_day_is_never_24_hours_nor_24_working_hours() -> None:
    due = at(CN, "2026-11-27 12:00")  # a Friday
    assert told(CN, add_working_minutes(CN, due, 24 * HOUR)) == "2026-12-02 17:00"
    assert told(CN, add_working_minutes(CN, due, DAY)) == "2026-11-30 12:00"


def test_the_morning_is_nine_where_no_hours_are_set_and_else_the_first_working_minute() -> None:
    day = dt.date(2026, 6, 2)
    assert told(CN, morning(CN, day)) == "2026-06-02 09:00"
    assert told(HALF_DAYS, morning(HALF_DAYS, day)) == "2026-06-02 08:00"
    none = with_hours(("2026-01-01", "08:00-12:00", {"2026-06-02": ""}))
    assert told(none, morning(none, day)) == "2026-06-02 09:00"


def test_working_time_counts_over_years() -> None:
    since, until = at(CN, "2024-06-03 08:30"), at(CN, "2027-06-03 17:30")
    minutes = working_minutes_between(CN, since, until)
    assert minutes == sum(
        DAY
        for n in range((dt.date(2027, 6, 3) - dt.date(2024, 6, 3)).days + 1)
        if is_working_day(CN, dt.date(2024, 6, 3) + dt.timedelta(days=n))
    )
    assert add_working_minutes(CN, since, minutes) == until
    assert add_working_minutes(CN, until, -minutes) == since


@pytest.mark.parametrize(
    ("zone", "day", "worked"),
    [
        ("Europe/Berlin", "2026-03-27", 8 * HOUR),
        ("Europe/Berlin", "2026-03-29", 7 * HOUR),  # 02:00 is 03:00
        ("Europe/Berlin", "2026-10-25", 9 * HOUR),  # 02:00 comes twice
        ("America/New_York", "2026-03-08", 7 * HOUR),
        ("America/New_York", "2026-11-01", 9 * HOUR),
        ("Asia/Shanghai", "1991-04-14", 7 * HOUR),  # the last summer of summer time
        ("Asia/Shanghai", "1991-09-15", 9 * HOUR),
        ("Asia/Shanghai", "2026-04-12", 8 * HOUR),
    ],
)
def test_a_night_on_which_the_clock_is_changed_has_the_hours_that_it_has(
    zone: str, day: str, worked: int
) -> None:
    every = frozenset({dt.date.fromisoformat(day).toordinal()})
    night = Calendar("night", zone, make_up=every, hours=(Hours(0, "00:00-08:00"),))
    start, end = at(night, f"{day} 00:00"), at(night, f"{day} 08:00")
    assert working_minutes_between(night, start, end) == worked
    assert add_working_minutes(night, start, worked) == end


def test_spans_that_meet_when_the_clock_is_put_forward_are_not_counted_twice() -> None:
    day = frozenset({dt.date(2026, 3, 29).toordinal()})
    night = Calendar("night", "Europe/Berlin", make_up=day, hours=(Hours(0, "01:30-02:30 03:00-04:00"),))
    start, end = at(night, "2026-03-29 00:00"), at(night, "2026-03-29 06:00")
    assert working_minutes_between(night, start, end) == 90  # 01:30 – 02:00, and 03:00 – 04:00


def test_a_calendar_without_working_time_says_so_instead_of_looking_for_ever() -> None:
    never = Calendar("never", "Asia/Shanghai", hours=(Hours(0, ""),))
    for minutes in (1, -1):
        with pytest.raises(ValueError, match="no working time"):
            add_working_minutes(never, at(never, "2026-01-05 09:00"), minutes)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("08:30", "'08:30' is no span"),
        ("08:30-25:00", "'25:00' is not a time of day"),
        ("12:00-08:30", "'12:00-08:30' ends before it begins"),
        ("09:00-09:00", "ends before it begins"),
        ("08:30-12:00 11:00-17:00", "'11:00-17:00' begins before"),
    ],
)
def test_hours_that_cannot_be_are_named(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        spans_of(text)


def test_spans_may_touch_and_reach_midnight() -> None:
    assert spans_of("00:00-08:00  08:00-24:00") == ((0, 480), (480, 1440))
    assert spans_of("") == ()


# --- what holds for every calendar -------------------------------------------------------------------------

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")


@st.composite
def written_hours(draw: st.DrawFn) -> str:
    edges = sorted(draw(st.lists(st.integers(0, 1440), min_size=2, max_size=6, unique=True)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return " ".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in pairs)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    days = st.integers(dt.date(2025, 11, 1).toordinal(), dt.date(2027, 3, 1).toordinal())
    exceptions = draw(
        st.dictionaries(
            st.sampled_from(["fri", "sat", "2026-03-27", "2026-10-26"]), written_hours() | st.just("")
        )
    )
    hours = [Hours(0, draw(written_hours()), tuple(DayHours(*one) for one in exceptions.items()))]
    hours += draw(st.lists(st.builds(Hours, days, written_hours()), max_size=1))
    return Calendar(
        "any",
        draw(st.sampled_from(ZONES)),
        holidays=frozenset(draw(st.sets(days, max_size=20))),
        make_up=frozenset(draw(st.sets(days, max_size=20))),
        hours=tuple(hours),
    )


INSTANTS = st.integers(
    int(dt.datetime(2025, 12, 1, tzinfo=dt.UTC).timestamp()),
    int(dt.datetime(2027, 2, 1, tzinfo=dt.UTC).timestamp()),
).map(lambda seconds: seconds * 1_000_000)
MINUTES = st.integers(1, 20_000)


@given(calendars(), INSTANTS, MINUTES)
def test_adding_and_counting_are_inverse(calendar: Calendar, instant: int, minutes: int) -> None:
    later = add_working_minutes(calendar, instant, minutes)
    earlier = add_working_minutes(calendar, instant, -minutes)
    assert earlier < instant < later
    assert working_minutes_between(calendar, instant, later) == minutes
    assert working_minutes_between(calendar, earlier, instant) == minutes
    assert working_minutes_between(calendar, later, instant) == -minutes


@given(calendars(), INSTANTS, MINUTES, MINUTES)
def test_waiting_twice_is_waiting_for_the_sum(calendar: Calendar, instant: int, one: int, other: int) -> None:
    for sign in (1, -1):
        first = add_working_minutes(calendar, instant, sign * one)
        both = add_working_minutes(calendar, instant, sign * (one + other))
        assert add_working_minutes(calendar, first, sign * other) == both


@given(calendars(), INSTANTS, INSTANTS, st.integers(-20_000, 20_000).filter(bool))
def test_who_begins_later_is_never_done_earlier(
    calendar: Calendar, one: int, other: int, minutes: int
) -> None:
    first, second = sorted((one, other))
    assert add_working_minutes(calendar, first, minutes) <= add_working_minutes(calendar, second, minutes)


@given(calendars(), INSTANTS, st.integers(-20_000, 20_000).filter(bool))
def test_an_instant_that_was_waited_for_lies_within_the_hours_of_a_working_day(
    calendar: Calendar, instant: int, minutes: int
) -> None:
    found = add_working_minutes(calendar, instant, minutes)
    year = local_time(calendar, found).year
    spans = [
        span
        for one in (year - 1, year)
        for span in zip(working_year(calendar, one).starts, working_year(calendar, one).ends, strict=True)
    ]
    assert any(start <= found <= end for start, end in spans)


@given(calendars(), INSTANTS, st.integers(0, 5000))
def test_counting_agrees_with_looking_at_each_minute(calendar: Calendar, instant: int, length: int) -> None:
    start = instant - instant % MINUTE

    def works(minute: int) -> bool:
        local = local_time(calendar, minute)
        of_day = local.hour * 60 + local.minute
        spans = hours_on(calendar, local.date().toordinal())
        return is_working_day(calendar, local.date()) and any(a <= of_day < b for a, b in spans)

    looked = sum(works(start + n * MINUTE) for n in range(length))
    counted = working_minutes_between(calendar, start, start + length * MINUTE)
    if _same_offset(calendar, start, start + length * MINUTE):
        assert counted == looked


def _same_offset(calendar: Calendar, start: int, end: int) -> bool:
    """An hour that comes twice is read as its first turn: minutes of the second one are not told apart."""
    return local_time(calendar, start).utcoffset() == local_time(calendar, end).utcoffset()
