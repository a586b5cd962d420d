"""Weekly, on one weekday or several; every N weeks."""

import datetime as dt
from typing import ClassVar, Self

from msgspec import Struct

from workflows.cadence.reader import Reader
from workflows.cadence.turns import Occurrence, shares, week_of
from workflows.cadence.words import (
    CHINESE_DAYS,
    SHORT_DAYS,
    WEEKDAY,
    WEEKDAYS,
    ascending,
    begins,
    chinese_date,
    english_date,
    english_list,
    read_date,
    read_space,
    read_weekday,
    weekday_of,
)
from workflows.calendar import Calendar


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


class WeeklyDays(Struct, frozen=True):
    """Two or more weekdays, ascending, 0 is Monday. A turn's key is its day; see turns.shares."""

    weekdays: tuple[int, ...]
    FORMS: ClassVar[tuple[str, ...]] = ("weekly on tue thu", "每周二、四")

    def written(self) -> str:
        return f"weekly on {' '.join(SHORT_DAYS[day] for day in self.weekdays)}"

    def english(self) -> str:
        return f"every {english_list(WEEKDAYS[day] for day in self.weekdays)}"

    def chinese(self) -> str:
        return f"每周{'、'.join(CHINESE_DAYS[day] for day in self.weekdays)}"

    def lead(self) -> int | None:
        return None

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        return [
            turn
            for monday in range(first - (first + 6) % 7, last + 1, 7)
            for turn in shares(monday, [monday + day for day in self.weekdays], first, last)
        ]

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        found = reader.series(r"weekly(?:\s+on)?\s+|每(?:周|星期)", WEEKDAY) or cls._run(reader)
        if found is None:
            return None
        reader.forms = cls.FORMS
        return cls(ascending(reader, [(weekday_of(word), at) for word, at in found], "a weekday"))

    @classmethod
    def _run(cls, reader: Reader) -> list[tuple[str, int]] | None:
        """每周一三五; not 每周五天 or 每周二三次, which count."""
        found = reader.accept(r"每(?:周|星期)([一二三四五六]{2,6})(?![十\d天日次个])")
        return (
            None if found is None else [(word, found.start(1) + at) for at, word in enumerate(found.group(1))]
        )


class EveryWeeks(Struct, frozen=True):
    """Every `count` weeks; `since` is the day of the first turn, and its weekday that of all."""

    count: int
    since: dt.date
    FORMS: ClassVar[tuple[str, ...]] = (
        "every 2 weeks on fri from 2026-03-06",
        "每2周周五（自2026年3月6日起）",
    )
    MOST: ClassVar[int] = 53

    def written(self) -> str:
        weekday = SHORT_DAYS[self.since.weekday()]
        return f"every {self.count} weeks on {weekday} from {self.since.isoformat()}"

    def english(self) -> str:
        weekday = WEEKDAYS[self.since.weekday()]
        return f"every {self.count} weeks on {weekday}, from {english_date(self.since)} on"

    def chinese(self) -> str:
        return f"每{self.count}周周{CHINESE_DAYS[self.since.weekday()]}（自{chinese_date(self.since)}起）"

    def lead(self) -> int | None:
        return None

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        origin, step = self.since.toordinal(), 7 * self.count
        start = max(origin, first + (origin - first) % step)
        return [self._turn(due, origin) for due in range(start, last + 1, step)]

    def _turn(self, due: int, origin: int) -> Occurrence:
        weekday = self.since.weekday()
        opens = max(origin - weekday, due - weekday - 7 * (self.count - 1))
        return Occurrence(week_of(due - weekday)[0], week_of(opens)[1], dt.date.fromordinal(due))

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        count = read_space(reader, "week", cls.MOST)
        if count is None:
            return None
        reader.forms = cls.FORMS
        reader.accept(r"on\b|的")
        weekday = read_weekday(reader)
        begins(reader, "the day")
        at, since = reader.at, read_date(reader)
        reader.accept(r"起?[）)]?")
        if weekday not in (None, since.weekday()):
            raise reader.error(f"a {WEEKDAYS[weekday]}, the day of the first turn", at)
        return cls(count, since)
