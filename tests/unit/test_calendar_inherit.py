"""A calendar that inherits: what it says itself beats what is above it, and later news from there is seen."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.types import CalendarOpened, DayHours, Term, WorkingHoursSet
from workflows.calendar import (
    AnnounceTerms,
    Calendar,
    CalendarCommand,
    DeclareDays,
    ImportHolidayNotice,
    OpenCalendar,
    SetWorkingHours,
    chain,
    decide,
    evolve,
    hours_on,
    inherit,
    is_working_day,
    provisional,
)
from workflows.refusal import Refused

MAY_DAY, TUESDAY, SATURDAY = dt.date(2026, 5, 1), dt.date(2026, 5, 5), dt.date(2026, 5, 9)
ASIDE = dt.date(2026, 5, 20)


def after(calendar: Calendar | None, *commands: CalendarCommand, parent: Calendar | None = None) -> Calendar:
    for command in commands:
        for event in decide(calendar, command, parent):
            calendar = evolve(calendar, event)
    assert calendar is not None
    return calendar


def refused(calendar: Calendar | None, command: CalendarCommand) -> Refused:
    with pytest.raises(Refused) as caught:
        decide(calendar, command)
    return caught.value


CN = after(
    None,
    OpenCalendar("cn", "Asia/Shanghai"),
    ImportHolidayNotice("cn", 2026, "国办", (MAY_DAY, TUESDAY), (SATURDAY,)),
)
BARE = after(None, OpenCalendar("school", "Asia/Shanghai", "cn"), parent=CN)


def days(*off: dt.date, worked: tuple[dt.date, ...] = (), document: str = "校历") -> DeclareDays:
    return DeclareDays("school", document, dt.date(2026, 5, 1), dt.date(2026, 5, 31), off, worked)


def test_a_calendar_that_says_nothing_is_the_one_above_it() -> None:
    school = inherit(BARE, CN)
    assert (school.holidays, school.make_up, school.years) == (CN.holidays, CN.make_up, CN.years)
    assert chain(school) == (("school", 1), ("cn", 2))
    assert not provisional(school, 2026)
    assert provisional(school, 2027)


def test_days_declared_by_a_calendar_beat_those_above_it() -> None:
    school = inherit(after(BARE, days(ASIDE, SATURDAY, worked=(TUESDAY,))), CN)
    assert not is_working_day(school, ASIDE)
    assert not is_working_day(school, SATURDAY)
    assert is_working_day(school, TUESDAY)
    assert not is_working_day(school, MAY_DAY)


def test_a_later_declaration_replaces_the_days_of_its_span_only() -> None:
    first = after(
        BARE,
        DeclareDays(
            "school", "校历", dt.date(2026, 4, 1), dt.date(2026, 5, 31), (ASIDE, dt.date(2026, 4, 20))
        ),
    )
    second = after(first, days())
    school = inherit(second, CN)
    assert is_working_day(school, ASIDE)
    assert not is_working_day(school, dt.date(2026, 4, 20))


def test_an_own_notice_of_a_year_replaces_the_whole_year_above_it() -> None:
    own = after(BARE, ImportHolidayNotice("school", 2026, "本省", (ASIDE,), ()))
    school = inherit(own, CN)
    assert is_working_day(school, MAY_DAY)
    assert not is_working_day(school, SATURDAY)
    assert not is_working_day(school, ASIDE)
    assert school.documents == {(2026, "本省")}


def test_news_of_the_country_are_seen_through_a_school() -> None:
    later = after(CN, ImportHolidayNotice("cn", 2027, "国办", (dt.date(2027, 1, 1),), ()))
    before, now = inherit(BARE, CN), inherit(BARE, later)
    assert is_working_day(before, dt.date(2027, 1, 1))
    assert not is_working_day(now, dt.date(2027, 1, 1))
    assert chain(now) == (("school", 1), ("cn", 3))


def test_days_that_the_country_declares_are_inherited_too() -> None:
    storm = after(CN, DeclareDays("cn", "防汛指挥部", ASIDE, ASIDE, (ASIDE,)))
    assert not is_working_day(storm, ASIDE)
    assert not is_working_day(inherit(BARE, inherit(storm, None)), ASIDE)


def test_own_hours_hold_from_their_first_day_and_before_it_those_above() -> None:
    cn = after(CN, SetWorkingHours("cn", "通知", dt.date(2026, 1, 1), "09:00-17:00"))
    cn = after(cn, SetWorkingHours("cn", "夏令", dt.date(2026, 6, 1), "08:00-16:00"))
    school = inherit(after(BARE, SetWorkingHours("school", "校历", dt.date(2026, 3, 1), "07:30-11:30")), cn)
    starts = [hours_on(school, dt.date(2026, month, 2).toordinal())[0][0] // 6 for month in (2, 3, 7)]
    assert starts == [90, 75, 75]


def test_terms_are_beaten_by_key_and_stand_by_first_day() -> None:
    spring = Term("2026-spring", dt.date(2026, 3, 2), dt.date(2026, 7, 3))
    autumn = Term("2026-autumn", dt.date(2026, 9, 1), dt.date(2027, 1, 22))
    later = Term("2026-spring", dt.date(2026, 3, 9), dt.date(2026, 7, 10))
    cn = after(CN, AnnounceTerms("cn", "教委", (autumn, spring)))
    assert cn.terms == (spring, autumn)
    assert inherit(after(BARE, AnnounceTerms("school", "校历", (later,))), cn).terms == (later, autumn)


def test_a_calendar_that_inherits_from_none_stands_as_it_is() -> None:
    assert inherit(CN, None) is CN


@given(st.sets(st.dates(MAY_DAY, dt.date(2026, 5, 31))), st.sets(st.dates(MAY_DAY, dt.date(2026, 5, 31))))
def test_what_is_said_of_a_day_is_so_and_all_other_days_are_as_above(
    off: set[dt.date], worked: set[dt.date]
) -> None:
    off -= worked
    command = days(*off, worked=tuple(worked))
    own = after(BARE, command) if off or worked else BARE
    school = inherit(own, CN)
    for ordinal in range(dt.date(2026, 4, 25).toordinal(), dt.date(2026, 6, 5).toordinal()):
        day = dt.date.fromordinal(ordinal)
        expected = day in worked or (day not in off and is_working_day(CN, day))
        assert is_working_day(school, day) == expected
        assert is_working_day(own, day) == (day in worked or (day not in off and day.weekday() < 5))


# --- refusals ---------------------------------------------------------------------------------------------

TERM = Term("2026-autumn", dt.date(2026, 9, 1), dt.date(2027, 1, 22))


def hours(regular: str, *exceptions: tuple[str, str]) -> SetWorkingHours:
    return SetWorkingHours("cn", "通知", MAY_DAY, regular, tuple(DayHours(*one) for one in exceptions))


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (OpenCalendar("school", "Asia/Shanghai", "moon"), "unknown-calendar"),
        (OpenCalendar("school", "Asia/Shanghai", "school"), "inherits-itself"),
    ],
)
def test_a_calendar_inherits_from_one_that_is_there(command: OpenCalendar, code: str) -> None:
    assert refused(None, command).code == code


def test_a_calendar_that_inherits_says_from_which() -> None:
    assert decide(None, OpenCalendar("school", "Asia/Shanghai", "cn"), CN) == (
        CalendarOpened("school", "Asia/Shanghai", "cn"),
    )


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (DeclareDays("moon", "x", ASIDE, ASIDE, (ASIDE,)), "unknown-calendar"),
        (DeclareDays("cn", " ", ASIDE, ASIDE, (ASIDE,)), "no-document"),
        (DeclareDays("cn", "x", ASIDE, MAY_DAY), "bad-dates"),
        (DeclareDays("cn", "x", MAY_DAY, dt.date(2027, 5, 2), (ASIDE,)), "bad-dates"),
        (DeclareDays("cn", "x", ASIDE, ASIDE, (MAY_DAY,)), "outside-span"),
        (DeclareDays("cn", "x", ASIDE, ASIDE, (ASIDE,), (ASIDE,)), "day-in-both-lists"),
        (hours("08:30"), "bad-hours"),
        (hours("08:30-12:00", ("fri", "12:00-08:00")), "bad-hours"),
        (hours("08:30-12:00", ("friday", "")), "bad-hours"),
        (hours("08:30-12:00", ("20260501", "")), "bad-hours"),
        (hours("08:30-12:00 11:00-13:00"), "bad-hours"),
        (hours("08:30-12:00", ("fri", ""), ("fri", "")), "day-twice"),
        (hours(""), "no-hours"),
        (hours("08:30-12:00", *((day, "") for day in ("mon", "tue", "wed", "thu", "fri"))), "no-hours"),
        (AnnounceTerms("cn", "教委", ()), "no-terms"),
        (AnnounceTerms("cn", "教委", (TERM, TERM)), "term-twice"),
        (AnnounceTerms("cn", "教委", (Term("Herbst", MAY_DAY, ASIDE),)), "bad-id"),
        (AnnounceTerms("cn", "教委", (Term("2026-autumn", ASIDE, MAY_DAY),)), "bad-dates"),
        (
            AnnounceTerms(
                "cn", "教委", (TERM, Term("2027-spring", dt.date(2027, 1, 22), ASIDE.replace(year=2027)))
            ),
            "terms-overlap",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(command: CalendarCommand, code: str) -> None:
    assert refused(CN, command).code == code


def test_a_refusal_of_hours_names_the_day_and_the_place() -> None:
    refusal = refused(CN, hours("08:30-12:00", ("sat", "08:30-12:00 9-10")))
    assert refusal.facts["day"] == "sat"
    assert "'9'" in str(refusal)


@pytest.mark.parametrize(
    "command",
    [
        DeclareDays("cn", "x", ASIDE, ASIDE, (ASIDE,)),
        SetWorkingHours("cn", "通知", MAY_DAY, "08:30-12:00"),
        AnnounceTerms("cn", "教委", (TERM,)),
    ],
)
def test_the_same_again_is_refused_as_known(command: CalendarCommand) -> None:
    assert refused(after(CN, command), command).code == "already-known"


def test_hours_are_kept_with_single_blanks() -> None:
    assert decide(CN, hours("08:30-12:00   14:00-17:30")) == (
        WorkingHoursSet("cn", "通知", MAY_DAY, "08:30-12:00 14:00-17:30"),
    )
