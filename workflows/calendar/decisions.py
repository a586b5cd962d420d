"""What may be said of a calendar: commands, and the rules that refuse them."""

import datetime as dt
from itertools import pairwise
from typing import TypeAlias, assert_never
from zoneinfo import ZoneInfo

from msgspec import Struct

from events.types import (
    CalendarDaysDeclared,
    CalendarOpened,
    DayHours,
    HolidayNoticeImported,
    Term,
    TermsAnnounced,
    WorkingHoursSet,
)
from workflows.calendar.spans import WEEKDAYS, spans_of
from workflows.calendar.state import (
    SATURDAY,
    Calendar,
    CalendarEvent,
    with_days,
    with_hours,
    with_notice,
    with_terms,
)
from workflows.ids import checked_id
from workflows.refusal import Refused

MOST_DAYS = 366
"""How many days one declaration may span."""


class OpenCalendar(Struct, frozen=True, tag=True, omit_defaults=True):
    """`inherits`: the calendar that holds where this one says nothing."""

    calendar: str
    time_zone: str
    inherits: str = ""


class ImportHolidayNotice(Struct, frozen=True, tag=True):
    """The whole of one year: weekdays off, and weekend days worked; `document` says where it is from."""

    calendar: str
    year: int
    document: str
    holidays: tuple[dt.date, ...]
    make_up_days: tuple[dt.date, ...]


class DeclareDays(Struct, frozen=True, tag=True):
    """Days from `since` up to and with `until` that are off, or worked, whatever is inherited; in place of
    what was declared of days in that span before. Neither: as inherited again."""

    calendar: str
    document: str
    since: dt.date
    until: dt.date
    off: tuple[dt.date, ...] = ()
    worked: tuple[dt.date, ...] = ()


class SetWorkingHours(Struct, frozen=True, tag=True):
    """Local hours of working days from `since` on; see WorkingHoursSet for the texts."""

    calendar: str
    document: str
    since: dt.date
    regular: str
    exceptions: tuple[DayHours, ...] = ()


class AnnounceTerms(Struct, frozen=True, tag=True):
    """School terms; each replaces an earlier one of its key."""

    calendar: str
    document: str
    terms: tuple[Term, ...]


CalendarCommand: TypeAlias = (
    OpenCalendar | ImportHolidayNotice | DeclareDays | SetWorkingHours | AnnounceTerms
)


def decide(
    state: Calendar | None, command: CalendarCommand, parent: Calendar | None = None
) -> tuple[CalendarEvent, ...]:
    """`state` is what the calendar says itself; `parent` the one that a new calendar is to inherit from.

    Refused: bad-id, calendar-exists, unknown-time-zone, unknown-calendar, inherits-itself, no-document,
    bad-year, outside-year, make-up-on-weekday, day-in-both-lists, already-known, bad-dates, outside-span,
    bad-hours, no-hours, day-twice, no-terms, term-twice, terms-overlap.
    """
    if isinstance(command, OpenCalendar):
        return _open(state, command, parent)
    if state is None or state.calendar != command.calendar:
        raise Refused("unknown-calendar", f"no calendar {command.calendar}", calendar=command.calendar)
    if not command.document.strip():
        raise Refused("no-document", "name the document that the notice comes from", calendar=state.calendar)
    match command:
        case ImportHolidayNotice():
            return _import(state, command)
        case DeclareDays():
            return _declare(state, command)
        case SetWorkingHours():
            return _set_hours(state, command)
        case AnnounceTerms():
            return _announce(state, command)
        case _:
            assert_never(command)


def _open(
    state: Calendar | None, command: OpenCalendar, parent: Calendar | None
) -> tuple[CalendarEvent, ...]:
    checked_id("calendar", command.calendar)
    if state is not None:
        raise Refused(
            "calendar-exists", f"calendar {command.calendar} exists already", calendar=command.calendar
        )
    if not _is_zone(command.time_zone):
        raise Refused(
            "unknown-time-zone",
            f"no time zone {command.time_zone!r}: give an IANA name such as Asia/Shanghai",
            time_zone=command.time_zone,
        )
    if command.inherits == command.calendar:
        raise Refused(
            "inherits-itself",
            f"calendar {command.calendar} cannot inherit from itself",
            calendar=command.calendar,
        )
    if command.inherits and (parent is None or parent.calendar != command.inherits):
        raise Refused(
            "unknown-calendar",
            f"there is no calendar {command.inherits} to inherit from: open it first",
            calendar=command.inherits,
        )
    return (CalendarOpened(command.calendar, command.time_zone, command.inherits),)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown name, path outside the data, folder
        return False
    return True


# --- notices ---------------------------------------------------------------------------------------------


def _import(state: Calendar, command: ImportHolidayNotice) -> tuple[CalendarEvent, ...]:
    if not dt.MINYEAR <= command.year <= dt.MAXYEAR:
        raise Refused("bad-year", f"{command.year} is not a year", year=str(command.year))
    holidays, make_up_days = tuple(sorted(set(command.holidays))), tuple(sorted(set(command.make_up_days)))
    _check_days(command.year, holidays, make_up_days)
    notice = HolidayNoticeImported(state.calendar, command.year, command.document, holidays, make_up_days)
    _check_news(state, with_notice(state, notice), f"this notice of {command.year}")
    return (notice,)


def _check_days(year: int, holidays: tuple[dt.date, ...], make_up_days: tuple[dt.date, ...]) -> None:
    for day in (*holidays, *make_up_days):
        if day.year != year:
            raise Refused("outside-year", f"{day} does not lie in {year}", day=str(day), year=str(year))
    for day in make_up_days:
        if day in holidays:
            raise Refused("day-in-both-lists", f"{day} cannot be off and worked", day=str(day))
        if day.weekday() < SATURDAY:
            raise Refused(
                "make-up-on-weekday",
                f"{day} is a weekday and worked anyway: a make-up day is a Saturday or Sunday",
                day=str(day),
            )


# --- declared days ----------------------------------------------------------------------------------------


def _declare(state: Calendar, command: DeclareDays) -> tuple[CalendarEvent, ...]:
    since, until = command.since, command.until
    _check_span(since, until)
    off, worked = tuple(sorted(set(command.off))), tuple(sorted(set(command.worked)))
    for day in (*off, *worked):
        if not since <= day <= until:
            raise Refused(
                "outside-span",
                f"{day} does not lie in {since} – {until}, which the declaration is about",
                day=str(day),
            )
        if day in off and day in worked:
            raise Refused("day-in-both-lists", f"{day} cannot be off and worked", day=str(day))
    said = CalendarDaysDeclared(state.calendar, command.document, since, until, off, worked)
    _check_news(state, with_days(state, said), f"these days of {since} – {until}")
    return (said,)


def _check_span(since: dt.date, until: dt.date) -> None:
    if until < since:
        raise Refused("bad-dates", f"{until} is before {since}", since=str(since), until=str(until))
    if (until - since).days >= MOST_DAYS:
        raise Refused(
            "bad-dates",
            f"{since} – {until} is more than a year: declare it in parts",
            since=str(since),
            until=str(until),
        )


def _check_news(state: Calendar, after: Calendar, what: str) -> None:
    if after == state:
        raise Refused(
            "already-known", f"calendar {state.calendar} has {what} already", calendar=state.calendar
        )


# --- hours ------------------------------------------------------------------------------------------------


def _set_hours(state: Calendar, command: SetWorkingHours) -> tuple[CalendarEvent, ...]:
    exceptions = tuple(DayHours(one.day, _hours(one.day, one.hours)) for one in command.exceptions)
    regular = _hours("regular", command.regular)
    named = [one.day for one in exceptions]
    for day in named:
        _check_day(day)
        if named.count(day) > 1:
            raise Refused("day-twice", f"{day} has hours of its own twice: leave one", day=day)
    _check_some(regular, exceptions)
    said = WorkingHoursSet(state.calendar, command.document, command.since, regular, exceptions)
    _check_news(state, with_hours(state, said), f"these hours from {command.since} on")
    return (said,)


def _hours(day: str, text: str) -> str:
    """The text with single blanks."""
    try:
        spans_of(text)
    except ValueError as error:
        raise Refused("bad-hours", f"hours of {day}: {error}", day=day, hours=text) from error
    return " ".join(text.split())


def _check_day(day: str) -> None:
    if day in WEEKDAYS:
        return
    try:
        exact = dt.date.fromisoformat(day).isoformat() == day
    except ValueError:
        exact = False
    if not exact:
        raise Refused(
            "bad-hours",
            f"{day!r} is no day to have hours of its own: write {', '.join(WEEKDAYS)} or YYYY-MM-DD",
            day=day,
        )


def _check_some(regular: str, exceptions: tuple[DayHours, ...]) -> None:
    """Waiting for working time must end some day: a weekday has hours."""
    own = {one.day: one.hours for one in exceptions}
    if not any(own.get(day, regular) for day in WEEKDAYS[:SATURDAY]):
        raise Refused("no-hours", "give hours to at least one of Monday to Friday, such as 08:30-12:00")


# --- terms ------------------------------------------------------------------------------------------------


def _announce(state: Calendar, command: AnnounceTerms) -> tuple[CalendarEvent, ...]:
    if not command.terms:
        raise Refused("no-terms", "name at least one term", calendar=state.calendar)
    for term in command.terms:
        checked_id("term", term.term)
        _check_span(term.since, term.until)
    names = [term.term for term in command.terms]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise Refused("term-twice", f"term {twice} is named twice: leave one", term=twice)
    said = TermsAnnounced(state.calendar, command.document, command.terms)
    after = with_terms(state, command.terms)
    _check_apart(after.terms)
    _check_news(state, after, "these terms")
    return (said,)


def _check_apart(terms: tuple[Term, ...]) -> None:
    """Terms of one calendar do not overlap: a day lies in one term at most."""
    for one, other in pairwise(terms):
        if other.since <= one.until:
            raise Refused(
                "terms-overlap",
                f"term {other.term} begins on {other.since}, before {one.term} ends on {one.until}",
                term=other.term,
                other=one.term,
            )
