"""Once, daily, working days, every N days."""

import datetime as dt
from bisect import bisect_left
from typing import ClassVar, Self

from msgspec import Struct

from workflows.cadence.reader import Reader
from workflows.cadence.rule import LEAD, days_before
from workflows.cadence.turns import Occurrence, days_of
from workflows.cadence.words import begins, chinese_date, english_date, read_date, read_space
from workflows.calendar import Calendar, working_ordinals


class Once(Struct, frozen=True):
    day: dt.date
    FORMS: ClassVar[tuple[str, ...]] = ("once 2026-11-30", "一次 2026-11-30")

    def written(self) -> str:
        return f"once {self.day.isoformat()}"

    def english(self) -> str:
        return f"once, on {english_date(self.day)}"

    def chinese(self) -> str:
        return f"一次，{chinese_date(self.day)}"

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
        reader.forms = cls.FORMS
        return cls(read_date(reader))


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


class EveryDays(Struct, frozen=True):
    """Every `count` days; `since` is the day of the first turn. A turn opens the day after the one before."""

    count: int
    since: dt.date
    FORMS: ClassVar[tuple[str, ...]] = ("every 3 days from 2026-03-02", "每3天（自2026年3月2日起）")
    MOST: ClassVar[int] = 366

    def written(self) -> str:
        return f"every {self.count} days from {self.since.isoformat()}"

    def english(self) -> str:
        return f"every {self.count} days from {english_date(self.since)} on"

    def chinese(self) -> str:
        return f"每{self.count}天（自{chinese_date(self.since)}起）"

    def lead(self) -> int | None:
        return None

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        origin = self.since.toordinal()
        start = max(origin, first + (origin - first) % self.count)
        return [self._turn(due, origin) for due in range(start, last + 1, self.count)]

    def _turn(self, due: int, origin: int) -> Occurrence:
        day = dt.date.fromordinal(due)
        return Occurrence(day.isoformat(), dt.date.fromordinal(max(origin, due - self.count + 1)), day)

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        count = read_space(reader, "day", cls.MOST)
        if count is None:
            return None
        reader.forms = cls.FORMS
        begins(reader, "the day")
        since = read_date(reader)
        reader.accept(r"起?[）)]?")
        return cls(count, since)


def _years(first: int, last: int) -> list[tuple[int, int, int]]:
    """The years of [first, last], with the slice of each that lies in it."""
    found = []
    for year in range(dt.date.fromordinal(first).year, dt.date.fromordinal(last).year + 1):
        new_year = dt.date(year, 1, 1).toordinal()
        found.append((year, max(0, first - new_year), last - new_year + 1))
    return found
