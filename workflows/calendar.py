"""The working calendar: which days are worked, and which instant a local time is.

A day is worked if it is Monday to Friday and not a holiday, or a make-up day 调休. Days are dates local to
the calendar's time zone; instants are int microseconds UTC.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import TypeAlias, assert_never
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from events.types import CalendarOpened, HolidayNoticeImported, Instant, Term
from workflows.ids import checked_id
from workflows.refusal import Refused

CalendarEvent: TypeAlias = CalendarOpened | HolidayNoticeImported

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)
SATURDAY = 5


class Calendar(Struct, frozen=True, cache_hash=True):
    """Days as ordinals of `date.toordinal()`. `years` are those with a notice, `documents` its (year, name),
    `terms` the school terms, by first day.

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


class OpenCalendar(Struct, frozen=True, tag=True):
    calendar: str
    time_zone: str


class ImportHolidayNotice(Struct, frozen=True, tag=True):
    """The whole of one year: weekdays off, and weekend days worked; `document` says where it is from."""

    calendar: str
    year: int
    document: str
    holidays: tuple[dt.date, ...]
    make_up_days: tuple[dt.date, ...]


CalendarCommand: TypeAlias = OpenCalendar | ImportHolidayNotice


# --- state ------------------------------------------------------------------------------------------------


def evolve(state: Calendar | None, event: CalendarEvent) -> Calendar:
    match event:
        case CalendarOpened():
            return Calendar(event.calendar, event.time_zone)
        case HolidayNoticeImported():
            if state is None or state.calendar != event.calendar:
                raise ValueError(f"a notice for calendar {event.calendar}, which was never opened")
            return _with_notice(state, event)
        case _:
            assert_never(event)


def _with_notice(state: Calendar, notice: HolidayNoticeImported) -> Calendar:
    year = notice.year
    return replace(
        state,
        version=state.version + 1,
        years=state.years | {year},
        holidays=_replaced(state.holidays, year, notice.holidays),
        make_up=_replaced(state.make_up, year, notice.make_up_days),
        documents=frozenset(d for d in state.documents if d[0] != year) | {(year, notice.document)},
    )


def _replaced(days: frozenset[int], year: int, new: tuple[dt.date, ...]) -> frozenset[int]:
    first, last = _bounds(year)
    return frozenset(d for d in days if not first <= d <= last) | {d.toordinal() for d in new}


def _bounds(year: int) -> tuple[int, int]:
    return dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal()


# --- decisions --------------------------------------------------------------------------------------------


def decide(state: Calendar | None, command: CalendarCommand) -> tuple[CalendarEvent, ...]:
    """Refused: bad-id, calendar-exists, unknown-time-zone, unknown-calendar, no-document, bad-year,
    outside-year, make-up-on-weekday, day-in-both-lists, already-known."""
    match command:
        case OpenCalendar():
            return _open(state, command)
        case ImportHolidayNotice():
            return _import(state, command)
        case _:
            assert_never(command)


def _open(state: Calendar | None, command: OpenCalendar) -> tuple[CalendarEvent, ...]:
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
    return (CalendarOpened(command.calendar, command.time_zone),)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown name, path outside the data, folder
        return False
    return True


def _import(state: Calendar | None, command: ImportHolidayNotice) -> tuple[CalendarEvent, ...]:
    if state is None or state.calendar != command.calendar:
        raise Refused("unknown-calendar", f"no calendar {command.calendar}", calendar=command.calendar)
    if not command.document.strip():
        raise Refused("no-document", "name the document that the notice comes from", calendar=state.calendar)
    if not dt.MINYEAR <= command.year <= dt.MAXYEAR:
        raise Refused("bad-year", f"{command.year} is not a year", year=str(command.year))
    holidays, make_up_days = tuple(sorted(set(command.holidays))), tuple(sorted(set(command.make_up_days)))
    _check_days(command.year, holidays, make_up_days)
    notice = HolidayNoticeImported(state.calendar, command.year, command.document, holidays, make_up_days)
    if _with_notice(state, notice) == replace(state, version=state.version + 1):
        raise Refused(
            "already-known",
            f"calendar {state.calendar} has this notice of {command.year} already",
            year=str(command.year),
        )
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


# --- working days -----------------------------------------------------------------------------------------


def is_working_day(calendar: Calendar, day: dt.date) -> bool:
    return works_on(calendar, day.toordinal())


def works_on(calendar: Calendar, ordinal: int) -> bool:
    """`is_working_day` by ordinal. Ordinal 1 was a Monday."""
    if (ordinal + 6) % 7 < SATURDAY:
        return ordinal not in calendar.holidays
    return ordinal in calendar.make_up


def add_working_days(calendar: Calendar, day: dt.date, count: int) -> dt.date:
    """The `count`th working day after `day` (before it if negative); `day` itself, worked or not, for 0."""
    ordinal, step = day.toordinal(), 1 if count > 0 else -1
    left = abs(count)
    while left:
        ordinal += step
        left -= works_on(calendar, ordinal)
    return dt.date.fromordinal(ordinal)


def working_days_between(calendar: Calendar, after: dt.date, until: dt.date) -> int:
    """How many working days lie in (after, until]; negative, those in (until, after], if reversed."""
    if until < after:
        return -working_days_between(calendar, until, after)
    if after.year == until.year:
        days = working_ordinals(calendar, after.year)
        return bisect_right(days, until.toordinal()) - bisect_right(days, after.toordinal())
    years = range(after.year + 1, until.year)
    first, last = working_ordinals(calendar, after.year), working_ordinals(calendar, until.year)
    head = len(first) - bisect_right(first, after.toordinal())
    tail = bisect_right(last, until.toordinal())
    return head + sum(len(working_ordinals(calendar, year)) for year in years) + tail


@lru_cache(maxsize=256)
def working_ordinals(calendar: Calendar, year: int) -> tuple[int, ...]:
    """The ordinals of the year's working days, ascending."""
    first, last = _bounds(year)
    return tuple(day for day in range(first, last + 1) if works_on(calendar, day))


def working_day_in(calendar: Calendar, first: int, last: int, nth: int) -> int | None:
    """The ordinal of the `nth` working day (1 first, -1 last) of [first, last], which lies in one year."""
    days = working_ordinals(calendar, dt.date.fromordinal(first).year)
    low, high = bisect_left(days, first), bisect_right(days, last)
    index = low + nth - 1 if nth > 0 else high + nth
    return days[index] if low <= index < high else None


def provisional(calendar: Calendar, year: int) -> bool:
    """True while no notice of that year is known: its working days may still change."""
    return year not in calendar.years


# --- local time -------------------------------------------------------------------------------------------


def instant_of(calendar: Calendar, day: dt.date, time: str) -> Instant:
    """Local `time` HH:MM of `day`; "24:00" is the start of the next day.

    In a spring gap the clock is read as if not yet put forward, in an autumn overlap its first reading.
    Raises ValueError for a time that is none.
    """
    return _instant(calendar.time_zone, day.toordinal(), time)


@lru_cache(maxsize=1 << 16)
def _instant(zone: str, ordinal: int, time: str) -> Instant:
    days, minutes = divmod(minutes_of(time), 24 * 60)
    day = dt.date.fromordinal(ordinal + days)
    local = dt.datetime.combine(day, dt.time(*divmod(minutes, 60)), ZoneInfo(zone))
    return (local - EPOCH) // MICROSECOND


def minutes_of(time: str) -> int:
    """Minutes since midnight of "HH:MM", 0 to 1440. Raises ValueError for a time that is none."""
    hour, colon, minute = time.partition(":")
    digits = len(hour) == len(minute) == 2 and (hour + minute).isascii() and (hour + minute).isdigit()
    total = int(hour) * 60 + int(minute) if digits and colon else -1
    if not 0 <= total <= 24 * 60 or int(minute) > 59:
        raise ValueError(f"{time!r} is not a time of day: write HH:MM, from 00:00 to 24:00")
    return total


def local_day(calendar: Calendar, instant: Instant) -> dt.date:
    return dt.datetime.fromtimestamp(instant // 1_000_000, ZoneInfo(calendar.time_zone)).date()


def due_day(calendar: Calendar, due: Instant) -> dt.date:
    """The local day of an exclusive due instant: 24:00 belongs to the day that it ends."""
    return local_day(calendar, due - 1)


def same_time(calendar: Calendar, instant: Instant, days: int) -> Instant:
    """The same local time of day `days` later, or earlier if negative."""
    return (local_time(calendar, instant) + dt.timedelta(days=days) - EPOCH) // MICROSECOND


def local_time(calendar: Calendar, instant: Instant) -> dt.datetime:
    """Aware, in the calendar's zone, to the microsecond."""
    return (EPOCH + instant * MICROSECOND).astimezone(ZoneInfo(calendar.time_zone))
