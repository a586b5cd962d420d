"""Start, middle and end of a period, and days before or after a place in it."""

from typing import ClassVar, Self

from msgspec import Struct

from workflows.cadence.offsets import Offset
from workflows.cadence.places import LONGEST, WORKDAYS, MonthDay, Place, Workday, read_place
from workflows.cadence.reader import Reader
from workflows.cadence.turns import HALF_MONTH, TEN_DAYS, TERM, YEAR, Period, period_of
from workflows.calendar import Calendar

STARTS = {1: "月", 3: "", 6: "", YEAR: "年", TEN_DAYS: "", HALF_MONTH: "", TERM: ""}
"""What stands before 初, 中, 末 after 每月, 每季度, 每年."""


class Words(Struct, frozen=True):
    which: str
    english: str
    chinese: str
    read: str


BEFORE = "[年月季旬]?(?:度|之)?"
POINTS = (
    Words(
        "start",
        "at the start of",
        "初",
        rf"(?:at )?(?:the )?(?:start|beginning)\b|{BEFORE}初(?![一二三四五六七八九十])",
    ),
    Words("middle", "in the middle of", "中", rf"(?:at |in )?(?:the )?middle\b|{BEFORE}中(?![旬秋])"),
    Words("end", "at the end of", "末", rf"(?:at )?(?:the )?end\b|{BEFORE}[末底终]"),
)
POINT = {words.which: words for words in POINTS}


class Point(Struct, frozen=True):
    """The first day of a period, the last of its first half (15 January, 31 March, 30 June), or its last."""

    which: str

    def written(self, months: int) -> str:
        return f"at {self.which}"

    def english(self, months: int, of: str) -> str:
        return f"{POINT[self.which].english} {of}"

    def chinese(self, months: int) -> str:
        end = "底" if self.which == "end" and months in (1, YEAR) else POINT[self.which].chinese
        return f"{STARTS[months]}{end}"

    def due(self, period: Period, calendar: Calendar) -> int:
        if self.which == "middle":
            return _middle(period)
        return period.first if self.which == "start" else period.last

    @classmethod
    def read(cls, reader: Reader, months: int) -> Self | None:
        for words in POINTS:
            if reader.accept(words.read):
                return cls(words.which)
        return None


def _middle(period: Period) -> int:
    if period.months in (6, YEAR):
        half = period.months // 2
        return period_of(half, (period.year * YEAR + period.month - 1) // half).last
    if period.months == 3:
        return period_of(1, period.year * YEAR + period.month).first + 14
    if period.months == 1:
        return period.first + 14
    return period.first + (period.last - period.first) // 2


class Shifted(Struct, frozen=True):
    """Days or working days before or after a place; it may lie outside the period."""

    place: Place
    offset: Offset
    MOST: ClassVar[int] = 31

    def written(self, months: int) -> str:
        return f"{self.place.written(months)} {self.offset.written()}"

    def english(self, months: int, of: str) -> str:
        _, _, where = self.place.english(months, of).partition(" ")
        return f"{self.offset.english()} {where}"

    def chinese(self, months: int) -> str:
        return f"{self.place.chinese(months)}{self.offset.chinese()}"

    def due(self, period: Period, calendar: Calendar) -> int:
        return self.offset.from_day(self.place.due(period, calendar), calendar)

    @classmethod
    def read(cls, reader: Reader, months: int) -> Self | None:
        return None


def placed(place: Place, months: int) -> str:
    """A place with the word before it: on 25, at start, at end - 2 workdays."""
    text = place.written(months)
    return text if text.startswith("at ") else f"on {text}"


def reach(place: Place) -> int:
    """How many days outside its period a place may lie."""
    return place.offset.reach() if isinstance(place, Shifted) else 0


def read_point_or_place(reader: Reader, months: int) -> Place:
    """Raises CadenceError."""
    place: Place = Point.read(reader, months) or read_place(reader, months)
    start, offset = reader.at, Offset.read(reader)
    if offset is None:
        return place
    if abs(offset.count) > Shifted.MOST:
        raise reader.error(f"1 to {Shifted.MOST} days", start)
    return Shifted(place, offset)


def first_days(reader: Reader, months: int, offset: Offset, at: int) -> Place:
    """The last of the first so many days of a period. Raises CadenceError."""
    most = WORKDAYS[months] if offset.working else LONGEST.get(months, LONGEST[1])
    if offset.count > most:
        raise reader.error(f"1 to {most} {'working days' if offset.working else 'days'}", at)
    return Workday(offset.count) if offset.working else MonthDay(1, offset.count)
