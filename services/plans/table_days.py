"""Days and months in the deadline columns of tables."""

import calendar
import re

from events.types import Span
from services.plans.found import Deadline
from services.plans.passage import one_width

_DATE = re.compile(
    "(?<![0-9.])(?:(?P<year>20[0-9]{2})[-./年])?(?P<month>1[0-2]|0?[1-9])"
    "(?:(?P<sign>[-./])(?P<iso>3[01]|[12][0-9]|0?[1-9])(?![0-9月])"
    "|月(?:份|(?P<part>[上中下]旬|中)|(?P<day>3[01]|[12][0-9]|0?[1-9])[日号])?)"
    "(?: (?P<clock>[012]?[0-9]:[0-5][0-9]))?"
)
_NOT_ONE_DAY = re.compile("[每逐][年季月周日旬个半]|[前底末]|随时|及时|定期|长期|持续|全年|常年|适时")
_BLANK = re.compile("[_xX×*]{1,4}年|[_xX×*]{1,4}月|月[_xX×*]{1,4}日")
_PARTS = {"上旬": 10, "中": 15, "中旬": 20}
_LONGEST_DAY = 60


def due_in(text: str, cell: Span, year: int) -> Deadline | None:
    """What a cell says of one day or month; None for words that say more, or nothing."""
    said = one_width(text[cell.start : cell.end])
    if len(said) > _LONGEST_DAY or _NOT_ONE_DAY.search(said):
        return None
    if _BLANK.search(said):
        return Deadline(start=cell.start, end=cell.end, due="", rule="table")
    # 3-5 may be two months
    dates = [date for date in _DATE.finditer(said) if date["year"] or date["sign"] != "-"]
    if not dates:
        return None
    last = dates[-1]
    stated = next((int(date["year"]) for date in reversed(dates) if date["year"]), year)
    number = int(last["iso"] or last["day"] or _PARTS.get(last["part"], 0))
    day = _due(stated, int(last["month"]), number)
    clock = f"T{last['clock'].zfill(5)}" if last["clock"] else ""
    return Deadline(start=cell.start, end=cell.end, due=day + clock, rule="table") if day else None


def _due(year: int, month: int, day: int) -> str:
    """The ISO form, --06-30 without a year; a month is due on its last day. "" for a day that never was."""
    # without a year, 29 February may be, but February ends on the 28th
    longest = calendar.monthrange(year or 2000, month)[1]
    if day > longest:
        return ""
    last = 28 if month == 2 and not year else longest
    return f"{year or '-'}-{month:02}-{day or last:02}"
