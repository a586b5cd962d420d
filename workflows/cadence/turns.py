"""The parts of time that cadences are made of. Days are ordinals of `date.toordinal()`.

What is remembered here depends on nothing but the date, so it is computed once a process.
"""

import datetime as dt
from calendar import monthrange
from functools import lru_cache

from msgspec import Struct

YEAR = 12
"""Months of a year."""

KEYS = {1: "{year:04}-{number:02}", 3: "{year:04}-Q{number}", 6: "{year:04}-H{number}", YEAR: "{year:04}"}
"""Period keys by the length in months; `number` counts the periods of a year from 1."""


class Occurrence(Struct, frozen=True, gc=False, array_like=True):
    """One turn: its period key, the first day and the last day on which to do it, both included."""

    period: str
    opens: dt.date
    due: dt.date


class Period(Struct, frozen=True, gc=False):
    """`months` whole months from `month` of `year` on; `first` and `last` are its days, `opens` its first."""

    key: str
    year: int
    month: int
    months: int
    first: int
    last: int
    opens: dt.date


@lru_cache(maxsize=64)
def days_of(year: int) -> tuple[Occurrence, ...]:
    """One turn for each day of the year, from 1 January on."""
    first, last = dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal()
    days = (dt.date.fromordinal(ordinal) for ordinal in range(first, last + 1))
    return tuple(Occurrence(day.isoformat(), day, day) for day in days)


@lru_cache(maxsize=4096)
def week_of(monday: int) -> tuple[str, dt.date]:
    """The key of the ISO week that begins on `monday`, and that Monday as a date."""
    day = dt.date.fromordinal(monday)
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}", day


@lru_cache(maxsize=4096)
def period_of(months: int, index: int) -> Period:
    """The period of `months` months (1, 3, 6, 12) that is number `index` since the year 0."""
    year, number = divmod(index, YEAR // months)
    month = number * months + 1
    first = dt.date(year, month, 1)
    last = dt.date(year, month + months - 1, monthrange(year, month + months - 1)[1])
    key = KEYS[months].format(year=year, number=number + 1)
    return Period(key, year, month, months, first.toordinal(), last.toordinal(), first)


def periods(months: int, first: int, last: int) -> list[Period]:
    """Those that share a day with [first, last]."""
    return [
        period_of(months, index) for index in range(_months(first) // months, _months(last) // months + 1)
    ]


def _months(ordinal: int) -> int:
    day = dt.date.fromordinal(ordinal)
    return day.year * YEAR + day.month - 1
