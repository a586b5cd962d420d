"""When a member may be told: quiet hours, days off, mornings."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.support.domain import CN, at
from workflows.calendar import instant_of, is_working_day, local_day, local_time
from workflows.quiet import MINUTE, Quiet, checked, in_quiet_hours, next_morning, told_at
from workflows.refusal import Refused

NIGHT = Quiet("22:00", "07:00")
NEW_YORK = replace(CN, time_zone="America/New_York")
times = st.builds(lambda m: f"{m // 60:02}:{m % 60:02}", st.integers(0, 24 * 60 - 1))
moments = st.integers(at("01-01"), at("12-01"))
calendars = st.sampled_from((CN, NEW_YORK))


@pytest.mark.parametrize(
    ("quiet", "now", "told"),
    [
        (Quiet(), "09-05 03:00", "09-05 03:00"),
        (NIGHT, "09-04 21:59", "09-04 21:59"),
        (NIGHT, "09-04 22:00", "09-05 07:00"),
        (NIGHT, "09-05 06:59", "09-05 07:00"),
        (NIGHT, "09-05 07:00", "09-05 07:00"),
        (Quiet("12:00", "14:00"), "09-04 13:00", "09-04 14:00"),
        (Quiet("08:00", "08:00"), "09-04 08:00", "09-04 08:00"),
        # 4 September is a Friday; the next working day is Monday
        (Quiet("22:00", "07:00", True), "09-04 23:00", "09-07 07:00"),
        (Quiet("", "", True), "09-05 12:00", "09-07 00:00"),
        # 20 September is a Sunday that is worked, 1 to 7 October are holidays
        (Quiet("", "", True), "09-20 12:00", "09-20 12:00"),
        (Quiet("", "", True), "10-01 12:00", "10-08 00:00"),
    ],
)
def test_a_notice_goes_out_at_the_next_moment_that_is_allowed(quiet: Quiet, now: str, told: str) -> None:
    assert told_at(quiet, CN, at(now)) == at(told)


@given(times, times, st.booleans(), calendars, moments)
@example("01:30", "02:30", False, NEW_YORK, 1793514000000000)  # between the two half past ones of autumn
@example("02:10", "01:50", False, NEW_YORK, 1793514000000000)
def test_nobody_is_told_in_quiet_hours_on_days_off_or_before_now(
    since: str, until: str, working: bool, calendar: object, now: int
) -> None:
    assert calendar in (CN, NEW_YORK)
    zone = CN if calendar == CN else NEW_YORK
    quiet = Quiet(since, until, working)

    told = told_at(quiet, zone, now)

    assert told >= now
    assert not in_quiet_hours(quiet, zone, told)
    assert not working or is_working_day(zone, local_day(zone, told))
    assert told_at(quiet, zone, told) == told


@given(times, times, moments)
def test_no_earlier_moment_was_allowed(since: str, until: str, now: int) -> None:
    quiet = Quiet(since, until)

    told = told_at(quiet, CN, now)

    assert told == now or in_quiet_hours(quiet, CN, told - MINUTE)


def test_a_calendar_without_working_days_holds_nothing_back_for_ever() -> None:
    days = (dt.date(2026, 1, 1) + dt.timedelta(days=n) for n in range(800))
    nothing = replace(CN, holidays=frozenset(one.toordinal() for one in days), make_up=frozenset())

    told = told_at(Quiet("22:00", "07:00", True), nothing, at("03-01 12:00"))

    assert at("04-29") < told < at("05-02")


@given(moments, times)
def test_a_digest_comes_on_a_working_morning_that_lies_ahead(now: int, morning: str) -> None:
    day, when = next_morning(CN, now, morning)

    assert when > now
    assert is_working_day(CN, day)
    assert when == instant_of(CN, day, morning)
    assert local_time(CN, when).date() == day


@pytest.mark.parametrize("quiet", [Quiet("25:00", "07:00"), Quiet("22:00", ""), Quiet("24:00", "07:00")])
def test_hours_that_are_none_are_refused(quiet: Quiet) -> None:
    with pytest.raises(Refused, match="HH:MM"):
        checked(quiet)
