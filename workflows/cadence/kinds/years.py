"""Once a year: a date, a lunar date, a festival, a window around one, and from one to another."""

import datetime as dt
from typing import ClassVar, Self

from msgspec import Struct

from workflows.cadence.anchors import MOVABLE, Anchor, read_anchor
from workflows.cadence.kinds.months import Every
from workflows.cadence.offsets import UNIT, Offset
from workflows.cadence.places import MonthDay
from workflows.cadence.reader import COUNT, Reader
from workflows.cadence.rule import LEAD, days_before
from workflows.cadence.turns import YEAR, Occurrence
from workflows.calendar import Calendar


class FixedDate(Struct, frozen=True):
    """A date of every year; 29 February is the 28th in a common year."""

    on: MonthDay
    FORMS: ClassVar[tuple[str, ...]] = ("on 3-05", "3月5日")

    def written(self) -> str:
        return f"on {self.on.written(YEAR)}"

    def english(self) -> str:
        return self.on.english(YEAR, "every year")

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


class NamedDay(Struct, frozen=True):
    """A lunar date or festival, or a day before or after it. Keyed by its year.

    The year is the lunar one for lunar days: 除夕 in February 2026 closes 2025.
    """

    anchor: Anchor
    offset: Offset | None = None
    FORMS: ClassVar[tuple[str, ...]] = (
        "lunar 8-15",
        "festival spring festival eve",
        "festival spring festival - 2d",
        "festival spring festival - 5 workdays",
        "农历八月十五",
        "除夕",
        "春节前2天",
        "春节前5个工作日",
    )

    def written(self) -> str:
        return f"{self.anchor.written()} {self.offset.written()}" if self.offset else self.anchor.written()

    def english(self) -> str:
        where = self.offset.english() if self.offset else "on"
        return f"{where} {self.anchor.english()} every year"

    def chinese(self) -> str:
        return f"每年{self.anchor.chinese()}{self.offset.chinese() if self.offset else ''}"

    def lead(self) -> int | None:
        return LEAD

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        found = []
        for year in years_near(first, last, 1):
            due = self.anchor.day_in(year)
            if self.offset is not None:
                due = self.offset.from_day(due, calendar)
            if first <= due <= last:
                day = dt.date.fromordinal(due)
                found.append(Occurrence(f"{year:04}", days_before(day, LEAD), day))
        return found

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        start = reader.at
        ahead = reader.accept(rf"{COUNT}\s*{UNIT}\s+(before|after)\b")
        reader.accept("每年")
        anchor = read_anchor(reader, MOVABLE)
        if anchor is None and ahead is not None:
            raise reader.error("a lunar date or a festival")
        if anchor is None:
            reader.at = start
            return None
        reader.forms = cls.FORMS
        if ahead is None:
            return cls(anchor, Offset.read(reader))
        count, days, side = ahead.groups()
        return cls(anchor, Offset.of(reader, side.lower() == "before", count, days is None, start))


def years_near(first: int, last: int, reach: int) -> range:
    """Those of [first, last], `reach` more before and one after, as far as there are years."""
    since, until = dt.date.fromordinal(first).year - reach, dt.date.fromordinal(last).year + 1
    return range(max(dt.MINYEAR, since), min(dt.MAXYEAR, until) + 1)
