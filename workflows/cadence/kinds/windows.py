"""Once a year, within days: so many around a day, or from one day to another."""

import datetime as dt
from typing import ClassVar, Self

from msgspec import Struct

from workflows.cadence.anchors import Anchor, SolarDate, read_anchor
from workflows.cadence.kinds.years import years_near
from workflows.cadence.offsets import MOST_DAYS, said
from workflows.cadence.reader import COUNT, Reader, numeral
from workflows.cadence.rule import days_before
from workflows.cadence.turns import Occurrence
from workflows.calendar import Calendar

ANY_YEAR = 2000
"""In which two days of the year are compared."""


class Window(Struct, frozen=True):
    """Opens `days` days before a day of the year and is due as many after it. Keyed by that day's year."""

    anchor: Anchor
    days: int
    FORMS: ClassVar[tuple[str, ...]] = ("3-05 ± 7d", "festival spring festival ± 3d", "3月5日前后各7天")

    def written(self) -> str:
        return f"{self.anchor.written()} ± {self.days}d"

    def english(self) -> str:
        days = said(self.days)
        return f"from {days} before to {days} after {self.anchor.english()} every year"

    def chinese(self) -> str:
        return f"每年{self.anchor.chinese()}前后各{self.days}天"

    def lead(self) -> int | None:
        return None

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        found = []
        for year in years_near(first, last, 1):
            due = self.anchor.day_in(year) + self.days
            if first <= due <= last:
                day = dt.date.fromordinal(due)
                found.append(Occurrence(f"{year:04}", days_before(day, 2 * self.days), day))
        return found

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        if not reader.sees(r".*(?:±|\+/?-|前后)"):
            return None
        start = reader.at
        reader.accept(r"on\b|每年")
        anchor = read_anchor(reader)
        if anchor is None:
            reader.at = start
            return None
        reader.forms = cls.FORMS
        reader.expect(r"±|\+/?-|前后各?", "±")
        at = reader.at
        found = reader.expect(rf"{COUNT}\s*(?:d(?:ays?)?\b|[天日])", "a number of days such as 7d")
        days = numeral(found.group(1))
        if not 1 <= days <= MOST_DAYS:
            raise reader.error(f"1 to {MOST_DAYS} days", at)
        return cls(anchor, days)


class Between(Struct, frozen=True):
    """Opens on one day of the year and is due on the next other one, in the new year if need be.

    Keyed by the year of the opening.
    """

    opens: Anchor
    closes: Anchor
    FORMS: ClassVar[tuple[str, ...]] = (
        "from 3-01 to 4-30",
        "from 12-01 to festival lantern festival",
        "3月1日至4月30日",
    )

    def written(self) -> str:
        return f"from {self.opens.written()} to {self.closes.written()}"

    def english(self) -> str:
        return f"from {self.opens.english()} to {self.closes.english()} every year"

    def chinese(self) -> str:
        next_year = "次年" if isinstance(self.opens, SolarDate) and self._turns_over() else ""
        return f"每年{self.opens.chinese()}至{next_year}{self.closes.chinese()}"

    def _turns_over(self) -> bool:
        return self.closes.day_in(ANY_YEAR) < self.opens.day_in(ANY_YEAR)

    def lead(self) -> int | None:
        return None

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        found = []
        for year in years_near(first, last, 2):
            opens = self.opens.day_in(year)
            closing = (
                self.closes.day_in(one)
                for one in range(max(dt.MINYEAR, year - 1), min(dt.MAXYEAR, year + 1) + 1)
            )
            due = min((day for day in closing if day >= opens), default=last + 1)
            if first <= due <= last:
                found.append(Occurrence(f"{year:04}", dt.date.fromordinal(opens), dt.date.fromordinal(due)))
        return found

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        start, committed = reader.at, reader.accept(r"from\b")
        if committed:
            reader.forms = cls.FORMS
        elif not reader.sees(r"[^（(，,遇逢]*(?:[至到]|\bto\b)"):
            return None
        reader.accept("[自从]?(?:每年)?[自从]?")
        opens = read_anchor(reader)
        if opens is None and committed:
            raise reader.error("a day of the year: a date such as 3-01, a lunar date or a festival")
        if opens is None or not (committed or reader.sees(r"[至到]|to\b")):  # 冬至 has the word in its name
            reader.at = start
            return None
        reader.forms = cls.FORMS
        reader.expect(r"to\b|[至到]", "to")
        at, next_year = reader.at, reader.accept("次年|翌年")
        closes = read_anchor(reader)
        if closes is None:
            raise reader.error("a day of the year: a date such as 4-30, a lunar date or a festival")
        if closes == opens:
            raise reader.error("another day than the first", at)
        found = cls(opens, closes)
        if next_year and not found._turns_over():
            raise reader.error("a day within a year from the first", at)
        reader.accept("期间|止|之间")
        return found
