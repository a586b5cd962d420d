"""A calendar as its stream tells it, and as it is once what it inherits is put under it."""

import datetime as dt
from functools import lru_cache
from typing import TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import replace

from events.types import (
    CalendarDaysDeclared,
    CalendarOpened,
    DayHours,
    HolidayNoticeImported,
    Term,
    TermsAnnounced,
    WorkingHoursSet,
)

CalendarEvent: TypeAlias = (
    CalendarOpened | HolidayNoticeImported | CalendarDaysDeclared | WorkingHoursSet | TermsAnnounced
)

SATURDAY = 5


class Hours(Struct, frozen=True):
    """Working hours from the day of ordinal `since` on, until the next; texts as in WorkingHoursSet."""

    since: int
    regular: str
    exceptions: tuple[DayHours, ...] = ()
    document: str = ""


class Calendar(Struct, frozen=True, cache_hash=True):
    """Days as ordinals of `date.toordinal()`.

    `years` are those with a notice, `documents` its (year, name); `holidays` and `make_up` are the weekdays
    off and the weekend days worked. `off` and `worked` are days declared by the calendar itself, which beat
    those, and `declared` says by which document. `terms` are the school terms and `hours` the working hours,
    both by first day. `above` is what it inherits, the nearest first, with versions: empty until `inherit`.

    Hashable by value, the hash kept: tables computed from a calendar are memoised under it.
    """

    calendar: str
    time_zone: str
    version: int = 1
    years: frozenset[int] = frozenset()
    holidays: frozenset[int] = frozenset()
    make_up: frozenset[int] = frozenset()
    documents: frozenset[tuple[int, str]] = frozenset()
    terms: tuple[Term, ...] = ()
    hours: tuple[Hours, ...] = ()
    off: frozenset[int] = frozenset()
    worked: frozenset[int] = frozenset()
    declared: tuple[tuple[dt.date, dt.date, str], ...] = ()
    inherits: str = ""
    above: tuple[tuple[str, int], ...] = ()


def chain(calendar: Calendar) -> tuple[tuple[str, int], ...]:
    """The calendar and all that it inherits from, the nearest first, each with its version."""
    return ((calendar.calendar, calendar.version), *calendar.above)


def evolve(state: Calendar | None, event: CalendarEvent) -> Calendar:
    """Of one stream alone: what the calendar says itself."""
    if isinstance(event, CalendarOpened):
        return Calendar(event.calendar, event.time_zone, inherits=event.inherits)
    if state is None or state.calendar != event.calendar:
        raise ValueError(f"a notice for calendar {event.calendar}, which was never opened")
    return replace(_said(state, event), version=state.version + 1)


def _said(
    state: Calendar, event: HolidayNoticeImported | CalendarDaysDeclared | WorkingHoursSet | TermsAnnounced
) -> Calendar:
    match event:
        case HolidayNoticeImported():
            return with_notice(state, event)
        case CalendarDaysDeclared():
            return with_days(state, event)
        case WorkingHoursSet():
            return with_hours(state, event)
        case TermsAnnounced():
            return with_terms(state, event.terms)
        case _:
            assert_never(event)


def with_notice(state: Calendar, notice: HolidayNoticeImported) -> Calendar:
    year = notice.year
    first, last = bounds(year)
    return replace(
        state,
        years=state.years | {year},
        holidays=_replaced(state.holidays, first, last, notice.holidays),
        make_up=_replaced(state.make_up, first, last, notice.make_up_days),
        documents=frozenset(d for d in state.documents if d[0] != year) | {(year, notice.document)},
    )


def with_days(state: Calendar, said: CalendarDaysDeclared) -> Calendar:
    first, last = said.since.toordinal(), said.until.toordinal()
    before = tuple(one for one in state.declared if not (said.since <= one[0] and one[1] <= said.until))
    return replace(
        state,
        off=_replaced(state.off, first, last, said.off),
        worked=_replaced(state.worked, first, last, said.worked),
        declared=tuple(sorted((*before, (said.since, said.until, said.document)))),
    )


def with_hours(state: Calendar, said: WorkingHoursSet) -> Calendar:
    """Hours set from the same day on replace each other; those of other days stay."""
    new = Hours(said.since.toordinal(), said.regular, said.exceptions, said.document)
    rest = (one for one in state.hours if one.since != new.since)
    return replace(state, hours=tuple(sorted((*rest, new), key=lambda one: one.since)))


def with_terms(state: Calendar, terms: tuple[Term, ...]) -> Calendar:
    return replace(state, terms=_terms(state.terms, terms))


def _terms(under: tuple[Term, ...], over: tuple[Term, ...]) -> tuple[Term, ...]:
    """By key, the later one wins; in the order of their first days."""
    found = {one.term: one for one in (*under, *over)}
    return tuple(sorted(found.values(), key=lambda one: (one.since, one.term)))


def _replaced(days: frozenset[int], first: int, last: int, new: tuple[dt.date, ...]) -> frozenset[int]:
    return frozenset(d for d in days if not first <= d <= last) | {d.toordinal() for d in new}


def bounds(year: int) -> tuple[int, int]:
    """The ordinals of the year's first and last day."""
    return dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal()


# --- inheritance ------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def inherit(own: Calendar, parent: Calendar | None) -> Calendar:
    """`own` over `parent`, which has what it inherits already.

    The year of an own notice, an own declared day, own hours from the day on which they were first set, and
    an own term of the same key beat what is inherited. All days are in `holidays` and `make_up` then.
    """
    if parent is None and not own.off and not own.worked:
        return own
    holidays, make_up, years, documents = own.holidays, own.make_up, own.years, own.documents
    if parent is not None:
        holidays |= _elsewhere(parent.holidays, own.years)
        make_up |= _elsewhere(parent.make_up, own.years)
        documents |= {one for one in parent.documents if one[0] not in own.years}
        years |= parent.years
    return replace(
        own,
        years=years,
        documents=documents,
        holidays=(holidays | own.off) - own.worked,
        make_up=(make_up | own.worked) - own.off,
        off=frozenset(),
        worked=frozenset(),
        terms=_terms(parent.terms, own.terms) if parent else own.terms,
        hours=_hours(parent.hours, own.hours) if parent else own.hours,
        above=chain(parent) if parent else (),
    )


def _elsewhere(days: frozenset[int], years: frozenset[int]) -> frozenset[int]:
    """The days that lie in none of the years."""
    ours = [bounds(year) for year in years]
    return frozenset(day for day in days if not any(first <= day <= last for first, last in ours))


def _hours(under: tuple[Hours, ...], over: tuple[Hours, ...]) -> tuple[Hours, ...]:
    """Own hours hold from their first day on; before that, those inherited."""
    return (*(one for one in under if not over or one.since < over[0].since), *over)
