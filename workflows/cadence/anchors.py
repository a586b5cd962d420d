"""Days that come once a year and that a turn can hang on: a date, a lunar date, a festival.

Each class knows how it is written, said, read and found. A new one also goes into ANCHORS, nowhere else.
"""

import datetime as dt
import re
from calendar import monthrange
from typing import ClassVar, Protocol, Self

from msgspec import Struct

from workflows.cadence.festivals import BY_NAME, BY_WORD
from workflows.cadence.lunar import LONGEST, MONTHS, lunar_day
from workflows.cadence.places import MonthDay
from workflows.cadence.reader import PLAIN_NUMBER, Reader, chinese, numeral
from workflows.cadence.turns import YEAR
from workflows.cadence.words import ordinal


class Anchor(Protocol):
    FORMS: ClassVar[tuple[str, ...]]

    def written(self) -> str: ...

    def english(self) -> str:
        """As after "on" and "before"."""
        ...

    def chinese(self) -> str: ...

    def day_in(self, year: int) -> int:
        """The ordinal of the day in a year, the lunar one of lunar days. Raises UnknownLunarYear."""
        ...

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        """None if something else stands here. Raises CadenceError if it goes wrong half-way."""
        ...


class SolarDate(Struct, frozen=True):
    """29 February is the 28th in a common year."""

    month: int
    day: int
    FORMS: ClassVar[tuple[str, ...]] = ("3-05", "3月5日")

    def written(self) -> str:
        return self._place().written(YEAR)

    def english(self) -> str:
        return self._place().english(YEAR, "").removeprefix("on ").rstrip()

    def chinese(self) -> str:
        return self._place().chinese(YEAR)

    def day_in(self, year: int) -> int:
        return dt.date(year, self.month, min(self.day, monthrange(year, self.month)[1])).toordinal()

    def _place(self) -> MonthDay:
        return MonthDay(self.month, self.day)

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        found = MonthDay.read_date(reader)
        return None if found is None else cls(found.month, found.day)


class LunarDate(Struct, frozen=True):
    """A leap month has no turn of its own; the 30th is the 29th in a month that ends with it."""

    month: int
    day: int
    FORMS: ClassVar[tuple[str, ...]] = ("lunar 8-15", "农历八月十五")
    MONTH_WORDS: ClassVar[dict[str, int]] = {"正": 1, "冬": 11, "腊": 12}
    DAY: ClassVar[str] = rf"初[一二三四五六七八九十]|廿[一二三四五六七八九]?|{PLAIN_NUMBER}"

    def written(self) -> str:
        return f"lunar {self.month}-{self.day:02}"

    def english(self) -> str:
        return f"the {ordinal(self.day)} of the {ordinal(self.month)} lunar month"

    def chinese(self) -> str:
        names = {number: word for word, number in self.MONTH_WORDS.items()}
        return f"农历{names.get(self.month) or chinese(self.month)}月{self._chinese_day()}"

    def _chinese_day(self) -> str:
        if self.day <= 10:
            return f"初{chinese(self.day)}"
        return f"廿{chinese(self.day - 20)}" if 20 < self.day < LONGEST else chinese(self.day)

    def day_in(self, year: int) -> int:
        return lunar_day(year, self.month, self.day)

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        if not reader.accept(r"lunar\b|[农阴]历"):
            return None
        reader.forms, start = cls.FORMS, reader.at
        found = reader.expect(
            rf"(\d{{1,2}})-(\d{{1,2}})(?!\d)|([正冬腊]|{PLAIN_NUMBER})月({cls.DAY})[日号]?",
            "a lunar month and day such as 8-15",
        )
        month_word, day_word = (part for part in found.groups() if part is not None)
        month = cls.MONTH_WORDS.get(month_word) or numeral(month_word)
        day = _lunar_numeral(day_word)
        if not 1 <= month <= MONTHS or not 1 <= day <= LONGEST:
            raise reader.error("a lunar month, 1 to 12, and day, 1 to 30", start)
        return cls(month, day)


def _lunar_numeral(word: str) -> int:
    if word.startswith("廿"):
        return 20 + numeral(word[1:])
    return numeral(word.removeprefix("初"))


class FestivalDay(Struct, frozen=True):
    """`name` is one of festivals.BY_NAME."""

    name: str
    FORMS: ClassVar[tuple[str, ...]] = ("festival spring festival", "春节", "festival national day", "清明")
    WORDS: ClassVar[str] = "|".join(
        re.escape(word).replace(r"\ ", " ").replace("'", "['’]") + (r"\b" if word.isascii() else "")
        for word in sorted(BY_WORD, key=len, reverse=True)
    )

    def written(self) -> str:
        return f"festival {self.name}"

    def english(self) -> str:
        return BY_NAME[self.name].called

    def chinese(self) -> str:
        return BY_NAME[self.name].chinese

    def day_in(self, year: int) -> int:
        return BY_NAME[self.name].day_in(year)

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        committed = reader.accept(r"festival\b")
        if committed:
            reader.forms = cls.FORMS
        found = reader.accept(cls.WORDS)
        if found is None and committed:
            raise reader.error(f"a festival: {', '.join(BY_NAME)}")
        return None if found is None else cls(BY_WORD[_word(found.group())].name)


def _word(text: str) -> str:
    """As in BY_WORD: single blanks, lower case."""
    return " ".join(text.lower().replace("’", "'").split())


ANCHORS: tuple[type[Anchor], ...] = (SolarDate, LunarDate, FestivalDay)
MOVABLE: tuple[type[Anchor], ...] = (LunarDate, FestivalDay)


def read_anchor(reader: Reader, kinds: tuple[type[Anchor], ...] = ANCHORS) -> Anchor | None:
    """Raises CadenceError if one goes wrong half-way."""
    for kind in kinds:
        anchor = kind.read(reader)
        if anchor is not None:
            return anchor
    return None
