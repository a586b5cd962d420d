"""The parts of time that cadences are made of. Days are ordinals of `date.toordinal()`.

What is remembered here depends on nothing but the date, so it is computed once a process.
"""

import datetime as dt
from calendar import monthrange
from functools import lru_cache

from msgspec import Struct

YEAR = 12
"""Months of a year."""

TEN_DAYS, HALF_MONTH = -10, -15
"""Parts of a month 旬, 半月, where a length in months stands for the others."""

TERM = -100
"""A school term, which a calendar announces."""

KEYS = {1: "{year:04}-{number:02}", 3: "{year:04}-Q{number}", 6: "{year:04}-H{number}", YEAR: "{year:04}"}
"""Period keys by the length in months; `number` counts the periods of a year from 1."""


PARTS = {TEN_DAYS: ((1, "a"), (11, "b"), (21, "c")), HALF_MONTH: ((1, "-H1"), (16, "-H2"))}
"""The first day of each part of a month, and what its key has after that of the month."""


class Occurrence(Struct, frozen=True, gc=False, array_like=True):
    """One turn: its period key, the first day and the last day on which to do it, both included."""

    period: str
    opens: dt.date
    due: dt.date


class Period(Struct, frozen=True, gc=False):
    """`months` whole months from `month` of `year` on, or a part of that month (TEN_DAYS, HALF_MONTH).

    `first` and `last` are its days, `opens` its first as a date.
    """

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


@lru_cache(maxsize=4096)
def parts_of(length: int, index: int) -> tuple[Period, ...]:
    """The parts of the month that is number `index` since the year 0."""
    month, starts = period_of(1, index), PARTS[length]
    ends = (*(start - 2 for start, _ in starts[1:]), month.last - month.first)
    return tuple(
        Period(
            f"{month.key}{suffix}",
            month.year,
            month.month,
            length,
            month.first + start - 1,
            month.first + end,
            dt.date.fromordinal(month.first + start - 1),
        )
        for (start, suffix), end in zip(starts, ends, strict=True)
    )


def periods(months: int, first: int, last: int) -> list[Period]:
    """Those that share a day with [first, last]; of parts, all of the months that do."""
    if months < 0:
        return [
            part for index in range(_months(first), _months(last) + 1) for part in parts_of(months, index)
        ]
    return [
        period_of(months, index) for index in range(_months(first) // months, _months(last) // months + 1)
    ]


def shares(start: int, dues: list[int], first: int, last: int) -> list[Occurrence]:
    """Several turns of a period that begins on `start`, keyed by their days, those due in [first, last].

    Each opens on the day after the one before it, the first with the period. `dues` ascend.
    """
    found = []
    for opens, due in zip((start, *(due + 1 for due in dues)), dues, strict=False):
        if first <= due <= last:
            day = dt.date.fromordinal(due)
            found.append(Occurrence(day.isoformat(), dt.date.fromordinal(opens), day))
    return found


def _months(ordinal: int) -> int:
    day = dt.date.fromordinal(ordinal)
    return day.year * YEAR + day.month - 1
