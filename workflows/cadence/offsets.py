"""So many days or working days before or after a day."""

import datetime as dt
from typing import Self

from msgspec import Struct

from workflows.cadence.reader import COUNT, Reader, numeral
from workflows.calendar import Calendar, works_on

FIRST, LAST = dt.date.min.toordinal(), dt.date.max.toordinal()
MOST_DAYS = 180
"""Before, after or around a day: half a year, so that the turns of two years stay apart."""

MOST_WORKDAYS = 60
FARTHEST = 300
"""No offset in working days goes further than so many days, however long a calendar rests."""

UNIT = r"(?:(d(?:ays?)?\b|[天日])|(?:work(?:ing )?days?\b|个?工作日))"


class Offset(Struct, frozen=True):
    """`count` days or working days after a day, negative before it; never 0."""

    count: int
    working: bool = False

    def written(self) -> str:
        """- 2d, + 3 workdays."""
        sign, count = "-" if self.count < 0 else "+", abs(self.count)
        return f"{sign} {plain(count, self.working)}"

    def english(self) -> str:
        """2 working days before."""
        return f"{said(abs(self.count), self.working)} {'before' if self.count < 0 else 'after'}"

    def chinese(self) -> str:
        """前2个工作日."""
        return f"{'前' if self.count < 0 else '后'}{chinese_count(abs(self.count), self.working)}"

    def from_day(self, ordinal: int, calendar: Calendar) -> int:
        """The ordinal of the day, from that of another, while days last."""
        if not self.working:
            return min(max(FIRST, ordinal + self.count), LAST)
        step, left = (1, self.count) if self.count > 0 else (-1, -self.count)
        low, high = max(FIRST, ordinal - FARTHEST), min(LAST, ordinal + FARTHEST)
        while left and low < ordinal < high:
            ordinal += step
            left -= works_on(calendar, ordinal)
        return ordinal

    def reach(self) -> int:
        """How many days away the day lies at most."""
        return FARTHEST if self.working else abs(self.count)

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        """`- 2d`, `+ 3 workdays`, 前5个工作日, 后3天. Raises CadenceError for a number out of bounds."""
        start = reader.at
        found = reader.accept(rf"([-−+]|(?:之|以)?提?前|(?:之|以)?后(?:的?第)?)\s*{COUNT}\s*{UNIT}")
        if found is None:
            return None
        side, count, days = found.groups()
        return cls.of(reader, side in ("-", "−") or side.endswith("前"), count, days is None, start)

    @classmethod
    def of(cls, reader: Reader, before: bool, count: str, working: bool, at: int) -> Self:
        """From what was read at `at`. Raises CadenceError for a number out of bounds."""
        number, most = numeral(count), MOST_WORKDAYS if working else MOST_DAYS
        if not 1 <= number <= most:
            raise reader.error(f"1 to {most} {'working days' if working else 'days'}", at)
        return cls(-number if before else number, working)


def plain(count: int, working: bool) -> str:
    """2d, 3 workdays."""
    return f"{count} workday{'' if count == 1 else 's'}" if working else f"{count}d"


def said(count: int, working: bool = False) -> str:
    """1 day, 3 working days."""
    return f"{count} {'working ' if working else ''}day{'' if count == 1 else 's'}"


def chinese_count(count: int, working: bool = False) -> str:
    """2天, 3个工作日."""
    return f"{count}{'个工作日' if working else '天'}"
