"""Once a year: a date, a lunar date, a festival, a window around one, and from one to another."""

import datetime as dt
from typing import ClassVar, Self

from msgspec import Struct

from workflows.cadence.anchors import MOVABLE, Anchor, read_anchor
from workflows.cadence.kinds.months import Every
from workflows.cadence.places import MonthDay
from workflows.cadence.reader import COUNT, Reader, numeral
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


MOST_DAYS = 180
"""Before, after or around a day: half a year, so that the turns of two years stay apart."""


class NamedDay(Struct, frozen=True):
    """A lunar date or festival, or `offset` days after it, negative before it. Keyed by its year.

    The year is the lunar one for lunar days: 除夕 in February 2026 closes 2025.
    """

    anchor: Anchor
    offset: int = 0
    FORMS: ClassVar[tuple[str, ...]] = (
        "lunar 8-15",
        "festival spring festival eve",
        "festival spring festival - 2d",
        "农历八月十五",
        "除夕",
        "春节前2天",
    )

    def written(self) -> str:
        sign = "-" if self.offset < 0 else "+"
        return f"{self.anchor.written()} {sign} {abs(self.offset)}d" if self.offset else self.anchor.written()

    def english(self) -> str:
        if not self.offset:
            return f"on {self.anchor.english()} every year"
        side = "before" if self.offset < 0 else "after"
        return f"{days_said(abs(self.offset))} {side} {self.anchor.english()} every year"

    def chinese(self) -> str:
        side = "前" if self.offset < 0 else "后"
        return f"每年{self.anchor.chinese()}{f'{side}{abs(self.offset)}天' if self.offset else ''}"

    def lead(self) -> int | None:
        return LEAD

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        found = []
        for year in years_near(first, last, 1):
            due = self.anchor.day_in(year) + self.offset
            if first <= due <= last:
                day = dt.date.fromordinal(due)
                found.append(Occurrence(f"{year:04}", days_before(day, LEAD), day))
        return found

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        start = reader.at
        ahead = reader.accept(rf"{COUNT}\s*days?\s+(before|after)\b")
        reader.accept("每年")
        anchor = read_anchor(reader, MOVABLE)
        if anchor is None and ahead is not None:
            raise reader.error("a lunar date or a festival")
        if anchor is None:
            reader.at = start
            return None
        if ahead is not None:
            reader.forms = cls.FORMS
            return cls(anchor, cls._offset(reader, ahead.group(2), ahead.group(1), start))
        reader.forms, start = cls.FORMS, reader.at
        behind = reader.accept(rf"([-−+]|提?前|后)\s*{COUNT}\s*(?:d(?:ays?)?\b|[天日])")
        return cls(anchor, cls._offset(reader, behind.group(1), behind.group(2), start) if behind else 0)

    @classmethod
    def _offset(cls, reader: Reader, side: str, count: str, at: int) -> int:
        days = numeral(count)
        if not 1 <= days <= MOST_DAYS:
            raise reader.error(f"1 to {MOST_DAYS} days", at)
        return days if side.lower() in ("+", "后", "after") else -days


def days_said(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def years_near(first: int, last: int, reach: int) -> range:
    """Those of [first, last], `reach` more before and one after, as far as there are years."""
    since, until = dt.date.fromordinal(first).year - reach, dt.date.fromordinal(last).year + 1
    return range(max(dt.MINYEAR, since), min(dt.MAXYEAR, until) + 1)
