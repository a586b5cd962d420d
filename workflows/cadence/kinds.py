"""The kinds of cadence: how each is written, said, read, and which turns it has.

A new kind is one class here and its name in KINDS, nothing else.
"""

import datetime as dt
from bisect import bisect_left
from typing import ClassVar, Protocol, Self

from msgspec import Struct

from workflows.cadence.places import MonthDay, Place, read_place
from workflows.cadence.reader import Reader
from workflows.cadence.turns import YEAR, Occurrence, days_of, periods, week_of
from workflows.cadence.words import CHINESE_DAYS, MONTHS, SHORT_DAYS, WEEKDAYS, read_weekday
from workflows.calendar import Calendar, working_ordinals

LEAD = 30
"""Days before due on which yearly and single turns open."""


class Rule(Protocol):
    FORMS: ClassVar[tuple[str, ...]]

    def written(self) -> str: ...

    def english(self) -> str: ...

    def chinese(self) -> str: ...

    def lead(self) -> int | None:
        """A turn opens so many days before due; None: with its period."""
        ...

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        """Those nominally due in [first, last], both ordinals, by due day."""
        ...

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        """None if another kind stands here. Raises CadenceError if it goes wrong half-way."""
        ...


class Once(Struct, frozen=True):
    day: dt.date
    FORMS: ClassVar[tuple[str, ...]] = ("once 2026-11-30", "一次 2026-11-30")

    def written(self) -> str:
        return f"once {self.day.isoformat()}"

    def english(self) -> str:
        return f"once, on {self.day.day} {MONTHS[self.day.month - 1]} {self.day.year}"

    def chinese(self) -> str:
        return f"一次，{self.day.year}年{self.day.month}月{self.day.day}日"

    def lead(self) -> int | None:
        return LEAD

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        if not first <= self.day.toordinal() <= last:
            return []
        return [Occurrence("once", days_before(self.day, LEAD), self.day)]

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        if not reader.accept(r"once\b|一次[，,]?"):
            return None
        reader.forms, start = cls.FORMS, reader.at
        found = reader.expect(
            r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)|(\d{4})年(\d{1,2})月(\d{1,2})[日号]",
            "a date such as 2026-11-30",
        )
        year, month, day = (int(part) for part in found.groups() if part is not None)
        try:
            return cls(dt.date(year, month, day))
        except ValueError:
            raise reader.error("a date that exists", start) from None


class Daily(Struct, frozen=True):
    FORMS: ClassVar[tuple[str, ...]] = ("daily", "每日")

    def written(self) -> str:
        return "daily"

    def english(self) -> str:
        return "every day"

    def chinese(self) -> str:
        return "每日"

    def lead(self) -> int | None:
        return None

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        return [turn for year, start, end in _years(first, last) for turn in days_of(year)[start:end]]

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        return cls() if reader.accept(r"(?:daily|every day)\b|每[日天]") else None


class WorkingDays(Struct, frozen=True):
    FORMS: ClassVar[tuple[str, ...]] = ("working days", "每个工作日")

    def written(self) -> str:
        return "working days"

    def english(self) -> str:
        return "every working day"

    def chinese(self) -> str:
        return "每个工作日"

    def lead(self) -> int | None:
        return None

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        found: list[Occurrence] = []
        for year, start, end in _years(first, last):
            days, new_year = days_of(year), dt.date(year, 1, 1).toordinal()
            worked = working_ordinals(calendar, year)
            low, high = bisect_left(worked, new_year + start), bisect_left(worked, new_year + end)
            found.extend(days[day - new_year] for day in worked[low:high])
        return found

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        found = reader.accept(r"(?:working days|workdays|every working day)\b|(?:每个?)?工作日")
        return cls() if found else None


class Weekly(Struct, frozen=True):
    """`weekday` 0 is Monday; the period is the ISO week."""

    weekday: int
    FORMS: ClassVar[tuple[str, ...]] = ("weekly on fri", "每周五")

    def written(self) -> str:
        return f"weekly on {SHORT_DAYS[self.weekday]}"

    def english(self) -> str:
        return f"every {WEEKDAYS[self.weekday]}"

    def chinese(self) -> str:
        return f"每周{CHINESE_DAYS[self.weekday]}"

    def lead(self) -> int | None:
        return None

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        start = first + (self.weekday - first - 6) % 7
        return [
            Occurrence(*week_of(due - self.weekday), dt.date.fromordinal(due))
            for due in range(start, last + 1, 7)
        ]

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        if not reader.accept(r"weekly(?: on)?\b|每(?=周|星期)"):
            return None
        reader.forms = cls.FORMS
        weekday = read_weekday(reader)
        if weekday is None:
            raise reader.error("a weekday, mon to sun or 周一 to 周日")
        return cls(weekday)


class Span(Struct, frozen=True):
    """The words for a period of whole months."""

    months: int
    written: str
    chinese: str
    head: str
    forms: tuple[str, ...]


SPANS = (
    Span(
        1,
        "monthly",
        "每月",
        r"monthly(?: on)?\b|每个?月",
        ("monthly on 25", "monthly on last day", "monthly on last workday", "monthly on 2nd tue", "每月25日"),
    ),
    Span(
        3,
        "quarterly",
        "每季度",
        r"quarterly(?: on)?\b|每个?季度?",
        ("quarterly on last workday", "quarterly on 3rd month 20", "每季度最后一个工作日"),
    ),
    Span(
        6,
        "half-yearly",
        "每半年",
        r"half[- ]yearly(?: on)?\b|每半年",
        ("half-yearly on last workday", "half-yearly on 6th month 20", "每半年最后一个工作日"),
    ),
    Span(
        YEAR,
        "yearly",
        "每年",
        r"yearly(?: on)?\b|每年",
        ("yearly on 12-20", "yearly on last workday", "每年12月20日"),
    ),
)
SPAN = {span.months: span for span in SPANS}


class Every(Struct, frozen=True):
    """Monthly, quarterly, half-yearly, yearly: a place in each period of `months` months."""

    months: int
    on: Place
    FORMS: ClassVar[tuple[str, ...]] = tuple(form for span in SPANS for form in span.forms)

    def written(self) -> str:
        return f"{SPAN[self.months].written} on {self.on.written(self.months)}"

    def english(self) -> str:
        return self.on.english(self.months)

    def chinese(self) -> str:
        return f"{SPAN[self.months].chinese}{self.on.chinese(self.months)}"

    def lead(self) -> int | None:
        return LEAD if self.months == YEAR else None

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        found = []
        for period in periods(self.months, first, last):
            due = self.on.due(period, calendar)
            if first <= due <= last:
                day = dt.date.fromordinal(due)
                opens = days_before(day, LEAD) if self.months == YEAR else period.opens
                found.append(Occurrence(period.key, opens, day))
        return found

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        for span in SPANS:
            if reader.accept(span.head):
                reader.forms = span.forms
                return cls(span.months, read_place(reader, span.months))
        return None


class FixedDate(Struct, frozen=True):
    """A date of every year; 29 February is the 28th in a common year."""

    on: MonthDay
    FORMS: ClassVar[tuple[str, ...]] = ("on 3-05", "3月5日")

    def written(self) -> str:
        return f"on {self.on.written(YEAR)}"

    def english(self) -> str:
        return self.on.english(YEAR)

    def chinese(self) -> str:
        return f"每年{self.on.chinese(YEAR)}"

    def lead(self) -> int | None:
        return LEAD

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        return Every(YEAR, self.on).turns(first, last, calendar)

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        committed = reader.accept(r"on\b")
        if committed:
            reader.forms = cls.FORMS
        found = MonthDay.read_date(reader)
        if found is None and committed:
            raise reader.error("a month and day such as 3-05")
        return None if found is None else cls(found)


KINDS: tuple[type[Rule], ...] = (Once, Daily, WorkingDays, Weekly, Every, FixedDate)


def days_before(day: dt.date, count: int) -> dt.date:
    """Not before the first day that there is."""
    return dt.date.fromordinal(max(1, day.toordinal() - count))


def _years(first: int, last: int) -> list[tuple[int, int, int]]:
    """The years of [first, last], with the slice of each that lies in it."""
    found = []
    for year in range(dt.date.fromordinal(first).year, dt.date.fromordinal(last).year + 1):
        new_year = dt.date(year, 1, 1).toordinal()
        found.append((year, max(0, first - new_year), last - new_year + 1))
    return found
