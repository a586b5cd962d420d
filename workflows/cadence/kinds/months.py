"""A place in each period, from the ten days of a 旬 to a year; several days or only some of the months."""

import datetime as dt
from typing import ClassVar, Self

from msgspec import Struct

from workflows.cadence.offsets import LAST as LAST_DAY
from workflows.cadence.offsets import UNIT, Offset
from workflows.cadence.places import LONGEST, NOUNS, Place, read_place
from workflows.cadence.points import first_days, placed, reach, read_point_or_place
from workflows.cadence.reader import COUNT, PLAIN_NUMBER, Reader, numeral
from workflows.cadence.rule import LEAD, days_before
from workflows.cadence.turns import HALF_MONTH, TEN_DAYS, YEAR, Occurrence, period_of, periods, shares
from workflows.cadence.words import MONTHS, ascending, begins, english_list, ordinal, read_space
from workflows.calendar import Calendar


class Span(Struct, frozen=True):
    """The words for a period: whole months, or a part of one."""

    months: int
    written: str
    chinese: str
    head: str
    forms: tuple[str, ...]


SPANS = (
    Span(
        TEN_DAYS,
        "ten-daily",
        "每旬",
        r"(?:ten-daily|every ten days)(?: on)?\b|每旬",
        ("ten-daily on last day", "ten-daily on last workday", "ten-daily on 8", "每旬最后一天", "每旬第8天"),
    ),
    Span(
        HALF_MONTH,
        "half-monthly",
        "每半月",
        r"half[- ]monthly(?: on)?\b|每半个?月",
        ("half-monthly on last day", "half-monthly on last workday", "half-monthly on 10", "每半月最后一天"),
    ),
    Span(
        1,
        "monthly",
        "每月",
        r"monthly(?: on)?\b|每个?月|(?=月[初中末底])",
        ("monthly on 25", "monthly on last day", "monthly on last workday", "monthly on 2nd tue", "每月25日"),
    ),
    Span(
        3,
        "quarterly",
        "每季度",
        r"quarterly(?: on)?\b|每个?季度?|(?=季度?[初中末底])",
        (
            "quarterly on last workday",
            "quarterly on 3rd month 20",
            "quarterly at end - 5 workdays",
            "每季度最后一个工作日",
            "每季度末前5个工作日",
        ),
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
        r"yearly(?: on)?\b|每年|(?=年[初中末底终])",
        ("yearly on 12-20", "yearly on last workday", "yearly at middle", "每年12月20日", "每年年底"),
    ),
)
SPAN = {span.months: span for span in SPANS}


STARTS = {
    "month": 1,
    "quarter": 3,
    "half-year": 6,
    "year": YEAR,
    "月": 1,
    "季度": 3,
    "季": 3,
    "半年": 6,
    "年": YEAR,
}
"""Words for a period in front of its start."""


class Every(Struct, frozen=True):
    """A place in each period of `months` months (1, 3, 6, 12) or of TEN_DAYS or a HALF_MONTH."""

    months: int
    on: Place
    FORMS: ClassVar[tuple[str, ...]] = tuple(form for span in SPANS for form in span.forms)

    def written(self) -> str:
        return f"{SPAN[self.months].written} {placed(self.on, self.months)}"

    def english(self) -> str:
        return self.on.english(self.months, f"every {NOUNS[self.months]}")

    def chinese(self) -> str:
        return f"{SPAN[self.months].chinese}{self.on.chinese(self.months)}"

    def lead(self) -> int | None:
        return LEAD if self.months == YEAR else None

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        found, away = [], reach(self.on)
        for period in periods(self.months, max(1, first - away), min(LAST_DAY, last + away)):
            due = self.on.due(period, calendar)
            if first <= due <= last:
                day = dt.date.fromordinal(due)
                early = self.months == YEAR or due < period.first
                found.append(Occurrence(period.key, days_before(day, LEAD) if early else period.opens, day))
        return found

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        first = cls._first_days(reader)
        if first is not None:
            return first
        for span in SPANS:
            if reader.accept(span.head):
                reader.forms = span.forms
                return cls(span.months, read_point_or_place(reader, span.months))
        return None

    @classmethod
    def _first_days(cls, reader: Reader) -> Self | None:
        """`within 10 workdays of quarter start`, 每季度初10个工作日内."""
        start = reader.at
        found = reader.accept(
            rf"within {COUNT}\s*{UNIT} of (?:each |every |the )?({'|'.join(STARTS)}) start\b"
        ) or reader.accept(
            rf"每?个?(?P<noun>月|季度?|半年|年)(?:开始|[年月季]?度?初)之?后?(?:的?前)?{COUNT}{UNIT}(?:之|以)?内"
        )
        if found is None:
            return None
        groups = found.groupdict()
        noun, (count, days) = (
            (groups["noun"], found.groups()[1:]) if groups else (found.group(3), found.groups()[:2])
        )
        months = STARTS[noun.lower()]
        return cls(
            months, first_days(reader, months, Offset.of(reader, False, count, days is None, start), start)
        )


class MonthlyDays(Struct, frozen=True):
    """Two or more days of each month, ascending; in a shorter month its last day, once.

    A turn's key is its day; see turns.shares.
    """

    days: tuple[int, ...]
    FORMS: ClassVar[tuple[str, ...]] = ("monthly on 5 20", "每月5日、20日")

    def written(self) -> str:
        return f"monthly on {' '.join(map(str, self.days))}"

    def english(self) -> str:
        return f"on the {english_list(map(ordinal, self.days))} of every month"

    def chinese(self) -> str:
        return f"每月{'、'.join(f'{day}日' for day in self.days)}"

    def lead(self) -> int | None:
        return None

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        found = []
        for month in periods(1, first, last):
            dues = dict.fromkeys(min(month.first + day - 1, month.last) for day in self.days)
            found.extend(shares(month.first, list(dues), first, last))
        return found

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        found = reader.series(r"monthly(?:\s+on)?\s+|每个?月", rf"{PLAIN_NUMBER}(?![a-z0-9-])[日号]?")
        if found is None:
            return None
        reader.forms = cls.FORMS
        return cls(numbers(reader, found, LONGEST[1], "a day of the month"))


def numbers(reader: Reader, found: list[tuple[str, int]], most: int, expected: str) -> tuple[int, ...]:
    """Ascending, 1 to `most`. Raises CadenceError."""
    ones = [(numeral(word.rstrip("月日号")), at) for word, at in found]
    for number, at in ones:
        if not 1 <= number <= most:
            raise reader.error(f"{expected}, 1 to {most}", at)
    return ascending(reader, ones, expected)


class MonthList(Struct, frozen=True):
    """A place in some months of the year, which ascend."""

    months: tuple[int, ...]
    on: Place
    FORMS: ClassVar[tuple[str, ...]] = (
        "in 3 6 9 on 25",
        "in 9 on last workday",
        "3、6、9月的25日",
        "双月15日",
    )
    HALVES: ClassVar[dict[str, tuple[int, ...]]] = {"单": (1, 3, 5, 7, 9, 11), "双": (2, 4, 6, 8, 10, 12)}

    def written(self) -> str:
        return f"in {' '.join(map(str, self.months))} on {self.on.written(1)}"

    def english(self) -> str:
        names = english_list(MONTHS[month - 1] for month in self.months)
        return f"{self.on.english(1, names)} every year"

    def chinese(self) -> str:
        return f"每年{'、'.join(map(str, self.months))}月的{self.on.chinese(1)}"

    def lead(self) -> int | None:
        return None

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        found = []
        for period in periods(1, first, last):
            if period.month not in self.months:
                continue
            due = self.on.due(period, calendar)
            if first <= due <= last:
                found.append(Occurrence(period.key, period.opens, dt.date.fromordinal(due)))
        return found

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        half = reader.accept(r"(?:每逢|每个?|逢)?([单双])(?:数)?月份?的?")
        if half is not None:
            reader.forms = cls.FORMS
            return cls(cls.HALVES[half.group(1)], read_place(reader, 1))
        months = cls._in_english(reader) or cls._in_chinese(reader)
        return None if months is None else cls(months, read_place(reader, 1))

    @classmethod
    def _in_english(cls, reader: Reader) -> tuple[int, ...] | None:
        if not reader.accept(r"in\b"):
            return None
        reader.forms = cls.FORMS
        found: list[tuple[str, int]] = []
        while not found or not reader.accept(r"on\b"):
            expected = "a month, 1 to 12, or on" if found else "a month, 1 to 12"
            one = reader.expect(r"(\d{1,3})(?!\d),?(?:\s*and\b)?", expected)
            found.append((one.group(1), one.start()))
        return numbers(reader, found, YEAR, "a month")

    @classmethod
    def _in_chinese(cls, reader: Reader) -> tuple[int, ...] | None:
        month = rf"{PLAIN_NUMBER}月?份?"
        found = None
        if reader.sees(rf"(?:每年)?{month}(?:[,，、和及与]{month})+(?<=[月份])"):
            found = reader.series("(?:每年)?", month)
        elif one := reader.accept(rf"(?:每年)?({PLAIN_NUMBER})月份?(?:的|(?=最后|第))"):
            found = [(one.group(1), one.start(1))]
        if found is None:
            return None
        reader.forms = cls.FORMS
        reader.accept("的")
        return numbers(reader, [(word.rstrip("份"), at) for word, at in found], YEAR, "a month")


class EveryMonths(Struct, frozen=True):
    """A place in every `count`th month, the first being `month` of `year`; opens with the months between."""

    count: int
    on: Place
    year: int
    month: int
    FORMS: ClassVar[tuple[str, ...]] = ("every 2 months on 15 from 2026-01", "每2个月15日（自2026年1月起）")
    MOST: ClassVar[int] = 120

    def written(self) -> str:
        return f"every {self.count} months on {self.on.written(1)} from {self.year:04}-{self.month:02}"

    def english(self) -> str:
        of = f"every {ordinal(self.count)} month"
        return f"{self.on.english(1, of)}, from {MONTHS[self.month - 1]} {self.year} on"

    def chinese(self) -> str:
        return f"每{self.count}个月{self.on.chinese(1)}（自{self.year}年{self.month}月起）"

    def lead(self) -> int | None:
        return None

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        origin, found = self.year * YEAR + self.month - 1, []
        for period in periods(1, first, last):
            index = period.year * YEAR + period.month - 1
            if index < origin or (index - origin) % self.count:
                continue
            due = self.on.due(period, calendar)
            if first <= due <= last:
                opens = period_of(1, max(origin, index - self.count + 1)).opens
                found.append(Occurrence(period.key, opens, dt.date.fromordinal(due)))
        return found

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        count = read_space(reader, "month", cls.MOST)
        if count is None:
            return None
        reader.forms = cls.FORMS
        reader.accept(r"on\b|的")
        place = read_place(reader, 1)
        begins(reader, "the month")
        at = reader.at
        found = reader.expect(r"(\d{4})-(\d{1,2})(?![\d-])|(\d{4})年(\d{1,2})月", "a month such as 2026-01")
        year, month = (int(part) for part in found.groups() if part is not None)
        if year < dt.MINYEAR or not 1 <= month <= YEAR:
            raise reader.error("a month that exists", at)
        reader.accept(r"起?[）)]?")
        return cls(count, place, year, month)
