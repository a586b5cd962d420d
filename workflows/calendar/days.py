"""Counting working days.

A day is worked if it is Monday to Friday and not a holiday, or a make-up day 调休; what a calendar declares
of its own days goes before both.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from functools import lru_cache

from workflows.calendar.state import SATURDAY, Calendar, bounds


def is_working_day(calendar: Calendar, day: dt.date) -> bool:
    return works_on(calendar, day.toordinal())


def works_on(calendar: Calendar, ordinal: int) -> bool:
    """`is_working_day` by ordinal. Ordinal 1 was a Monday."""
    if ordinal in calendar.off:
        return False
    if (ordinal + 6) % 7 < SATURDAY:
        return ordinal not in calendar.holidays or ordinal in calendar.worked
    return ordinal in calendar.make_up or ordinal in calendar.worked


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
    first, last = bounds(year)
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
