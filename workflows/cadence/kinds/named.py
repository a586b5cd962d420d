"""During a named week or month, and within days after a day of the year."""

import datetime as dt
import re
from typing import ClassVar, Self

from msgspec import Struct

from workflows.cadence.anchors import Anchor, read_anchor
from workflows.cadence.campaigns import BY_NAME, BY_WORD
from workflows.cadence.kinds.years import years_near
from workflows.cadence.offsets import UNIT, Offset, chinese_count, plain, said
from workflows.cadence.reader import COUNT, Reader
from workflows.cadence.turns import Occurrence
from workflows.calendar import Calendar


class During(Struct, frozen=True):
    """Opens on the first day of a week or month that has a name, one of campaigns.BY_NAME, and is due on
    the last. Keyed by its year."""

    name: str
    FORMS: ClassVar[tuple[str, ...]] = ("during work safety month", "安全生产月", "during science week")
    WORDS: ClassVar[str] = "|".join(
        re.escape(word).replace(r"\ ", " ") + (r"\b" if word.isascii() else "")
        for word in sorted(BY_WORD, key=len, reverse=True)
    )

    def written(self) -> str:
        return f"during {self.name}"

    def english(self) -> str:
        return f"during {BY_NAME[self.name].called} every year"

    def chinese(self) -> str:
        return f"每年{BY_NAME[self.name].chinese}期间"

    def lead(self) -> int | None:
        return None

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        found = []
        for year in years_near(first, last, 1):
            opens, due = BY_NAME[self.name].days_in(year)
            if first <= due <= last:
                found.append(Occurrence(f"{year:04}", dt.date.fromordinal(opens), dt.date.fromordinal(due)))
        return found

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        start, committed = reader.at, reader.accept(r"during\b")
        if committed:
            reader.forms = cls.FORMS
        reader.accept("每年的?|在")
        found = reader.accept(rf"(?:the |national )?(?:全国|国家)?({cls.WORDS})")
        if found is None and committed:
            raise reader.error(f"a named week or month: {', '.join(BY_NAME)}")
        if found is None:
            reader.at = start
            return None
        reader.forms = cls.FORMS
        reader.accept("期间|内|活动期间")
        return cls(BY_WORD[" ".join(found.group(1).lower().split())].name)


class Within(Struct, frozen=True):
    """Opens on a day of the year and is due so many days or working days after it. Keyed by its year, as that
    day is."""

    anchor: Anchor
    limit: Offset
    FORMS: ClassVar[tuple[str, ...]] = (
        "within 10 workdays of festival spring festival",
        "春节后10个工作日内",
        "within 7d of 3-05",
    )

    def written(self) -> str:
        return f"within {plain(self.limit.count, self.limit.working)} of {self.anchor.written()}"

    def english(self) -> str:
        limit = said(self.limit.count, self.limit.working)
        return f"within {limit} after {self.anchor.english()} every year"

    def chinese(self) -> str:
        limit = chinese_count(self.limit.count, self.limit.working)
        return f"每年{self.anchor.chinese()}后{limit}内"

    def lead(self) -> int | None:
        return None

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        found = []
        for year in years_near(first, last, 1):
            opens = self.anchor.day_in(year)
            due = self.limit.from_day(opens, calendar)
            if first <= due <= last:
                found.append(Occurrence(f"{year:04}", dt.date.fromordinal(opens), dt.date.fromordinal(due)))
        return found

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        start = reader.at
        ahead = reader.accept(rf"within {COUNT}\s*{UNIT} (?:of|after|from)\b")
        if ahead is None and not reader.sees(r".*后(?:的|第)?.*内"):
            return None
        reader.accept("每年")
        anchor = read_anchor(reader)
        if ahead is not None:
            reader.forms = cls.FORMS
            if anchor is None and reader.sees(
                r"(?:(?:each|every|the)\s+)?(?:month|quarter|half-year|year)\s+start"
            ):
                reader.at = start
                return None
            if anchor is None:
                raise reader.error("a date such as 3-05, a lunar date, a festival, or the start of a period")
            count, days = ahead.groups()
            return cls(anchor, Offset.of(reader, False, count, days is None, start))
        at = reader.at
        behind = None if anchor is None else reader.accept(rf"后的?{COUNT}{UNIT}(?:之|以)?内")
        if anchor is None or behind is None:
            reader.at = start
            return None
        reader.forms = cls.FORMS
        count, days = behind.groups()
        return cls(anchor, Offset.of(reader, False, count, days is None, at))
