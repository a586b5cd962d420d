"""Places inside a month, quarter, half or year: the day in it on which something is due.

Each class knows how it is written, said, read and found. A new one also goes into PLACES, nowhere else.
"""

import datetime as dt
from calendar import monthrange
from typing import ClassVar, Protocol, Self

from msgspec import Struct

from workflows.cadence.reader import NUMBER, Reader, numeral
from workflows.cadence.turns import HALF_MONTH, TEN_DAYS, TERM, YEAR, Period, period_of
from workflows.cadence.words import (
    CHINESE_DAYS,
    LAST,
    MONTHS,
    SHORT_DAYS,
    WEEKDAYS,
    checked_rank,
    chinese_rank,
    ordinal,
    read_rank,
    read_weekday,
    spoken_rank,
    written_rank,
)
from workflows.calendar import Calendar, working_day_in, working_ordinals

LEAP_YEAR = 2000
LONGEST = {1: 31, TEN_DAYS: 10, HALF_MONTH: 15}
"""The last day that can be asked of a month or a part of one."""

WORKDAYS = {1: 23, 3: 69, 6: 138, YEAR: 276, TEN_DAYS: 11, HALF_MONTH: 16, TERM: 138}
"""The most working days of a period."""

NOUNS = {
    1: "month",
    3: "quarter",
    6: "half-year",
    YEAR: "year",
    TEN_DAYS: "ten-day period",
    HALF_MONTH: "half-month",
    TERM: "term",
}


class Place(Protocol):
    """`months` is the length of the period: 1, 3, 6 or 12, or TEN_DAYS or HALF_MONTH."""

    def written(self, months: int) -> str: ...

    def english(self, months: int, of: str) -> str:
        """As in "on the last day of every quarter"; `of` is what follows "of"."""
        ...

    def chinese(self, months: int) -> str:
        """As after 每季度."""
        ...

    def due(self, period: Period, calendar: Calendar) -> int:
        """The ordinal of the day, always inside the period."""
        ...

    @classmethod
    def read(cls, reader: Reader, months: int) -> Self | None:
        """None if something else stands here. Raises CadenceError if it goes wrong half-way."""
        ...


class LastDay(Struct, frozen=True):
    def written(self, months: int) -> str:
        return "last day"

    def english(self, months: int, of: str) -> str:
        return f"on the last day of {of}"

    def chinese(self, months: int) -> str:
        return "最后一天"

    def due(self, period: Period, calendar: Calendar) -> int:
        return period.last

    @classmethod
    def read(cls, reader: Reader, months: int) -> Self | None:
        return cls() if reader.accept(r"last day\b|最后一[天日]") else None


class Workday(Struct, frozen=True):
    """The `nth` working day, LAST the last. Where there are too few the last one, where none the last day."""

    nth: int

    def written(self, months: int) -> str:
        return f"{written_rank(self.nth)} workday"

    def english(self, months: int, of: str) -> str:
        return f"on the {spoken_rank(self.nth)} working day of {of}"

    def chinese(self, months: int) -> str:
        return f"{chinese_rank(self.nth)}工作日"

    def due(self, period: Period, calendar: Calendar) -> int:
        for nth in (self.nth, LAST):
            found = _working_day(calendar, period.first, period.last, nth)
            if found is not None:
                return found
        return period.last

    @classmethod
    def read(cls, reader: Reader, months: int) -> Self | None:
        start, nth = reader.at, read_rank(reader)
        if nth is None or not reader.accept(r"(?:workday|working day)\b|工作日"):
            return None
        return cls(checked_rank(reader, start, nth, WORKDAYS[months]))


def _working_day(calendar: Calendar, first: int, last: int, nth: int) -> int | None:
    """Like working_day_in, over a new year too: a term has one inside."""
    low, high = dt.date.fromordinal(first).year, dt.date.fromordinal(last).year
    if low == high:
        return working_day_in(calendar, first, last, nth)
    worked = [
        day
        for year in range(low, high + 1)
        for day in working_ordinals(calendar, year)
        if first <= day <= last
    ]
    index = nth - 1 if nth > 0 else len(worked) + nth
    return worked[index] if 0 <= index < len(worked) else None


class NthWeekday(Struct, frozen=True):
    """The `nth` Monday (0) to Sunday (6), 1 to 4, LAST the last; of a part of a month first or last."""

    nth: int
    weekday: int
    MOST: ClassVar[int] = 4

    def written(self, months: int) -> str:
        return f"{written_rank(self.nth)} {SHORT_DAYS[self.weekday]}"

    def english(self, months: int, of: str) -> str:
        return f"on the {spoken_rank(self.nth)} {WEEKDAYS[self.weekday]} of {of}"

    def chinese(self, months: int) -> str:
        return f"{chinese_rank(self.nth)}星期{CHINESE_DAYS[self.weekday]}"

    def due(self, period: Period, calendar: Calendar) -> int:
        if self.nth == LAST:
            return period.last - (period.last + 6 - self.weekday) % 7
        return period.first + (self.weekday - period.first - 6) % 7 + 7 * (self.nth - 1)

    @classmethod
    def read(cls, reader: Reader, months: int) -> Self | None:
        start, nth = reader.at, read_rank(reader)
        weekday = None if nth is None else read_weekday(reader)
        if nth is None or weekday is None:
            return None
        return cls(checked_rank(reader, start, nth, 1 if months < 0 else cls.MOST), weekday)


class MonthDay(Struct, frozen=True):
    """Day `day` of the `month`th month of the period; in a shorter month its last day."""

    month: int
    day: int

    def written(self, months: int) -> str:
        if months <= 1:
            return str(self.day)
        if months == YEAR:
            return f"{self.month}-{self.day:02}"
        return f"{written_rank(self.month)} month {self.day}"

    def english(self, months: int, of: str) -> str:
        if months < 0:
            return f"on day {self.day} of {of}"
        if months == 1:
            return f"on the {ordinal(self.day)} of {of}"
        if months == YEAR:
            return f"on {self.day} {MONTHS[self.month - 1]} {of}"
        return f"on the {ordinal(self.day)} of the {spoken_rank(self.month)} month of {of}"

    def chinese(self, months: int) -> str:
        if months < 0:
            return f"第{self.day}天"
        if months == 1:
            return f"{self.day}日"
        month = str(self.month) if months == YEAR else chinese_rank(self.month)
        return f"{month}月{self.day}日"

    def due(self, period: Period, calendar: Calendar) -> int:
        if period.months <= 1:
            return min(period.first + self.day - 1, period.last)
        index = period.year * YEAR + period.month - 1 + self.month - 1
        there = period_of(1, index)
        return min(there.first + self.day - 1, there.last)

    @classmethod
    def read(cls, reader: Reader, months: int) -> Self | None:
        if reader.accept(r"first day\b|第一[天日]"):
            return cls(1, 1)
        if months <= 1:
            day = _day(reader, months)
            return None if day is None else cls(1, day)
        found = cls._in_month(reader, months)
        return cls.read_date(reader) if found is None and months == YEAR else found

    @classmethod
    def read_date(cls, reader: Reader) -> Self | None:
        start = reader.at
        found = reader.accept(rf"(\d{{1,2}})-(\d{{1,2}})(?!\d)|{NUMBER}月{NUMBER}[日号]")
        if found is None:
            return None
        month, day = (numeral(part) for part in found.groups() if part is not None)
        if not 1 <= month <= YEAR or not 1 <= day <= monthrange(LEAP_YEAR, month)[1]:
            raise reader.error("a month and day that exist", start)
        return cls(month, day)

    @classmethod
    def _in_month(cls, reader: Reader, months: int) -> Self | None:
        start, nth = reader.at, read_rank(reader)
        if nth is None or not reader.accept(r"month\b|月"):
            reader.at = start
            return None
        month = months if nth == LAST else checked_rank(reader, start, nth, months)
        day = _day(reader, 1)
        if day is None:
            raise reader.error("a day of that month, 1 to 31")
        return cls(month, day)


def _day(reader: Reader, months: int) -> int | None:
    start = reader.at
    found = reader.accept(
        rf"第?{NUMBER}[日号天]?(?![a-z0-9-])" if months < 0 else rf"{NUMBER}(?![a-z0-9-])[日号]?"
    )
    if found is None:
        return None
    day = numeral(found.group(1))
    if not 1 <= day <= LONGEST[months]:
        raise reader.error(f"a day of the {NOUNS[months]}, 1 to {LONGEST[months]}", start)
    return day


PLACES: tuple[type[Place], ...] = (LastDay, Workday, NthWeekday, MonthDay)


def read_place(reader: Reader, months: int) -> Place:
    """Raises CadenceError."""
    start = reader.at
    for kind in PLACES:
        place = kind.read(reader, months)
        if place is not None:
            return place
        reader.at = start
    if read_rank(reader) is not None:
        raise reader.error("workday, a weekday (mon to sun) or a day there")
    raise reader.error(f"a day of the {NOUNS[months]}")
