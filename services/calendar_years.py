"""A calendar as people look at it: a year by months, hours, terms, what it inherits and who goes by it."""

import datetime as dt
from collections.abc import Mapping

from msgspec import Struct

from events.codec import event_of
from events.log import EventLog
from events.types import DayHours, Term
from services.states import inherited
from workflows.calendar import REGULAR, Calendar, evolve, is_working_day, provisional

MONTHS = 12


class Month(Struct, frozen=True):
    """Holidays are weekdays off; make-up days are days of the weekend that are worked 调休."""

    month: str
    working_days: int
    holidays: tuple[dt.date, ...]
    make_up_days: tuple[dt.date, ...]


class HoursFound(Struct, frozen=True):
    """Hours from `since` on; None: from ever, as nobody set any."""

    since: dt.date | None
    regular: str
    exceptions: tuple[DayHours, ...]
    document: str


class Declared(Struct, frozen=True):
    """A span of days of which the calendar says something itself, and by which document."""

    since: dt.date
    until: dt.date
    document: str


class Year(Struct, frozen=True):
    """`provisional`: no notice of that year is known, so weekends are all that is off. `inherits` are the
    calendars above, the nearest first; `hours` and `terms` those that touch the year; `units` those that
    chose the calendar."""

    calendar: str
    time_zone: str
    version: int
    year: int
    provisional: bool
    documents: tuple[str, ...]
    months: tuple[Month, ...]
    inherits: tuple[str, ...] = ()
    declared: tuple[Declared, ...] = ()
    hours: tuple[HoursFound, ...] = ()
    terms: tuple[Term, ...] = ()
    units: tuple[str, ...] = ()


def calendar_at(log: EventLog, name: str, position: int) -> Calendar | None:
    """A calendar as it stood at a position, with what it inherited then."""

    def own(one: str) -> Calendar | None:
        state: Calendar | None = None
        for record in log.read_stream(f"calendar/{one}", until=position):
            state = evolve(state, event_of(record))  # type: ignore[arg-type]  # its stream holds its events
        return state

    found = own(name)
    return inherited(found, own) if found else None


def calendar_for_unit(chosen: Mapping[str, str], parents: Mapping[str, str], unit: str) -> str:
    """The calendar chosen for the unit or the nearest above it, "" if none is; both by unit."""
    while unit:
        if chosen.get(unit):
            return chosen[unit]
        unit = parents.get(unit, "")
    return ""


def year_of(calendar: Calendar, year: int, units: tuple[str, ...] = ()) -> Year:
    """A year by months."""
    first, last = dt.date(year, 1, 1), dt.date(year, MONTHS, 31)
    return Year(
        calendar.calendar,
        calendar.time_zone,
        calendar.version,
        year,
        provisional(calendar, year),
        tuple(name for one, name in sorted(calendar.documents) if one == year),
        tuple(_month(calendar, year, month) for month in range(1, MONTHS + 1)),
        tuple(name for name, _ in calendar.above),
        tuple(Declared(*one) for one in calendar.declared if one[0] <= last and first <= one[1]),
        _hours(calendar, first, last),
        tuple(term for term in calendar.terms if term.since <= last and first <= term.until),
        units,
    )


def _month(calendar: Calendar, year: int, month: int) -> Month:
    first = dt.date(year, month, 1)
    length = ((first + dt.timedelta(days=31)).replace(day=1) - first).days
    days = [first + dt.timedelta(days=place) for place in range(length)]
    return Month(
        f"{first:%Y-%m}",
        sum(is_working_day(calendar, day) for day in days),
        tuple(day for day in days if day.toordinal() in calendar.holidays),
        tuple(day for day in days if day.toordinal() in calendar.make_up),
    )


def _hours(calendar: Calendar, first: dt.date, last: dt.date) -> tuple[HoursFound, ...]:
    """The hours in force on the year's first day, and those set within the year."""
    known = [one for one in calendar.hours if one.since <= last.toordinal()]
    before = [one for one in known if one.since <= first.toordinal()]
    found = [
        HoursFound(dt.date.fromordinal(one.since), one.regular, one.exceptions, one.document)
        for one in (*before[-1:], *known[len(before) :])
    ]
    return (*(() if before else (HoursFound(None, REGULAR, (), ""),)), *found)
