"""Working time: minutes that count only during the hours of working days.

Time is what a clock on the wall measures: a span over which the clock is put forward is shorter by that.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from functools import lru_cache

from msgspec import Struct

from events.types import Instant
from workflows.calendar.days import working_ordinals
from workflows.calendar.local import instant_of, local_day
from workflows.calendar.spans import REGULAR, WEEKDAYS, Span, spans_of
from workflows.calendar.state import Calendar, Hours

MINUTE = 60_000_000
MORNING = "09:00"
"""When a working day begins for a calendar that was told no hours: steps of the ladder come then."""

STILL = Hours(0, REGULAR)
EMPTY_YEARS = 30
"""Working time is looked for that far: a calendar without any is refused when its hours are set."""


class WorkingYear(Struct, frozen=True):
    """The spans worked in a year, as instants, ascending; `before` is the time worked before each, µs."""

    starts: tuple[Instant, ...]
    ends: tuple[Instant, ...]
    before: tuple[int, ...]
    total: int


def hours_on(calendar: Calendar, ordinal: int) -> tuple[Span, ...]:
    """The hours of that day if it is worked: of its date, of its day of the week, else the regular ones."""
    found = _in_force(calendar, ordinal)
    exceptions = {one.day: one.hours for one in found.exceptions}
    day = dt.date.fromordinal(ordinal)
    return spans_of(exceptions.get(day.isoformat(), exceptions.get(WEEKDAYS[day.weekday()], found.regular)))


def _in_force(calendar: Calendar, ordinal: int) -> Hours:
    place = bisect_right(calendar.hours, ordinal, key=lambda one: one.since)
    return calendar.hours[place - 1] if place else STILL


def morning(calendar: Calendar, day: dt.date) -> Instant:
    """When a working day begins: its first working minute, or 09:00 where no hours are set for it."""
    place = bisect_right(calendar.hours, day.toordinal(), key=lambda one: one.since)
    spans = hours_on(calendar, day.toordinal()) if place else ()
    return instant_of(calendar, day, _clock(spans[0][0]) if spans else MORNING)


@lru_cache(maxsize=1 << 16)
def add_working_minutes(calendar: Calendar, instant: Instant, minutes: int) -> Instant:
    """The first instant by which so many working minutes have passed since `instant`; of negative minutes
    the last one from which so many pass until `instant`. `instant` itself for 0.

    Raises ValueError for a calendar without working time.
    """
    if minutes == 0:
        return instant
    year = local_day(calendar, instant).year
    left = _worked_until(calendar, year, instant) + minutes * MINUTE
    step, empty = (1, 0) if minutes > 0 else (-1, 0)
    while not _lies_in(left, worked := working_year(calendar, year), step):
        left += -worked.total if step > 0 else working_year(calendar, year - 1).total
        year += step
        empty = empty + 1 if worked.total == 0 else 0
        if empty > EMPTY_YEARS:
            raise ValueError(f"calendar {calendar.calendar} has no working time around {year}")
    return _instant_at(worked, left, step)


def _lies_in(left: int, worked: WorkingYear, step: int) -> bool:
    """Going forwards, the end of a year's work belongs to it; going back, its beginning."""
    return 0 < left <= worked.total if step > 0 else 0 <= left < worked.total


def _instant_at(worked: WorkingYear, left: int, step: int) -> Instant:
    found = bisect_left if step > 0 else bisect_right
    place = found(worked.before, left) - 1
    return worked.starts[place] + left - worked.before[place]


def working_minutes_between(calendar: Calendar, after: Instant, until: Instant) -> int:
    """How many whole working minutes lie in [after, until]; negative if reversed."""
    if until < after:
        return -working_minutes_between(calendar, until, after)
    first, last = local_day(calendar, after).year, local_day(calendar, until).year
    whole = sum(working_year(calendar, year).total for year in range(first, last))
    worked = whole + _worked_until(calendar, last, until) - _worked_until(calendar, first, after)
    return worked // MINUTE


def _worked_until(calendar: Calendar, year: int, instant: Instant) -> int:
    """The time worked in that year up to `instant`, µs."""
    worked = working_year(calendar, year)
    place = bisect_right(worked.starts, instant) - 1
    if place < 0:
        return 0
    return worked.before[place] + min(instant, worked.ends[place]) - worked.starts[place]


@lru_cache(maxsize=256)
def working_year(calendar: Calendar, year: int) -> WorkingYear:
    """The working time of one year."""
    starts, ends, before = [], [], []
    total = last = 0
    for ordinal in working_ordinals(calendar, year):
        day = dt.date.fromordinal(ordinal)
        for span in hours_on(calendar, ordinal):
            start, end = (instant_of(calendar, day, _clock(minutes)) for minutes in span)
            start = max(start, last) if last else start  # a clock put forward makes spans meet
            if start < end:
                starts.append(start)
                ends.append(end)
                before.append(total)
                total, last = total + end - start, end
    return WorkingYear(tuple(starts), tuple(ends), tuple(before), total)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
