"""So many times in a period, on days that nobody fixes."""

import datetime as dt
from typing import ClassVar, Self, TypeAlias

from msgspec import Struct

from workflows.cadence.places import NOUNS
from workflows.cadence.reader import COUNT, Reader, numeral
from workflows.cadence.turns import HALF_MONTH, TEN_DAYS, YEAR, Occurrence, periods, week_of
from workflows.calendar import Calendar

WEEK = 0
"""Where a length in months stands for the others."""

Bounds: TypeAlias = tuple[str, dt.date, int]
"""A period's key, its first day, and the ordinal of its last."""

WORDS = {
    WEEK: ("week", "周"),
    TEN_DAYS: ("ten days", "旬"),
    HALF_MONTH: ("half-month", "半月"),
    1: ("month", "月"),
    3: ("quarter", "季度"),
    6: ("half-year", "半年"),
    YEAR: ("year", "年"),
}
BY_WORD = {word: months for months, words in WORDS.items() for word in words} | {
    "星期": WEEK,
    "半个月": HALF_MONTH,
    "季": 3,
}


class Irregular(Struct, frozen=True):
    """`count` turns in each period, all open with it and due on its last day; keys 2026-Q3-n1, -n2, …

    `months`: 1, 3, 6, 12, TEN_DAYS, HALF_MONTH or WEEK.
    """

    count: int
    months: int
    FORMS: ClassVar[tuple[str, ...]] = ("irregular ≥ 2 per quarter", "每季度不少于2次")
    MOST: ClassVar[int] = 99

    def written(self) -> str:
        return f"irregular ≥ {self.count} per {WORDS[self.months][0]}"

    def english(self) -> str:
        times = "once" if self.count == 1 else "twice" if self.count == 2 else f"{self.count} times"
        return f"at least {times} every {NOUNS.get(self.months, 'week')}, on any day"

    def chinese(self) -> str:
        return f"每{WORDS[self.months][1]}不少于{self.count}次"

    def lead(self) -> int | None:
        return None

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        return [
            Occurrence(f"{key}-n{number}", opens, dt.date.fromordinal(due))
            for key, opens, due in self._bounds(first, last)
            if first <= due <= last
            for number in range(1, self.count + 1)
        ]

    def _bounds(self, first: int, last: int) -> list[Bounds]:
        if self.months != WEEK:
            return [(one.key, one.opens, one.last) for one in periods(self.months, first, last)]
        sundays = range(first + -first % 7, last + 1, 7)  # ordinal 7 was a Sunday
        return [(*week_of(sunday - 6), sunday) for sunday in sundays]

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        words = "|".join(sorted(BY_WORD, key=len, reverse=True))
        found = reader.accept(
            rf"(?:不定期[，,]?)?每个?({words})度?(?:内|里)?(?:不少于|不得少于|不低于|至少|≥|>=){COUNT}[次回]"
        )
        if found is not None:
            reader.forms = cls.FORMS
            return cls(cls._count(reader, found.group(2), found.start(2)), BY_WORD[found.group(1)])
        if not reader.accept(r"irregular(?:ly)?\b"):
            return None
        reader.forms = cls.FORMS
        reader.expect(r"≥|>=|at least\b", "≥")
        found = reader.expect(r"(\d{1,3})(?!\d)(?:\s*times)?", "how many times")
        count = cls._count(reader, found.group(1), found.start())
        reader.expect(r"(?:per|every|a)\b", "per")
        found = reader.expect(
            rf"({words})(?![a-z])", "week, ten days, half-month, month, quarter, half-year or year"
        )
        return cls(count, BY_WORD[found.group(1).lower()])

    @classmethod
    def _count(cls, reader: Reader, word: str, at: int) -> int:
        count = numeral(word)
        if not 1 <= count <= cls.MOST:
            raise reader.error(f"1 to {cls.MOST} times", at)
        return count
