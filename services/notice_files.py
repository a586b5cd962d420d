"""A holiday notice from a file, or as it is typed: days and ranges of days."""

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from services.loading import FileProblem, read_shaped
from workflows.calendar import SATURDAY, ImportHolidayNotice

DAY = dt.timedelta(days=1)
RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*(?:\.\.|–|—|~|至|/|\s-\s)\s*(\d{4}-\d{2}-\d{2}))?")
LONGEST = 60
"""Days of one range, at most: more is a slip of the pen."""


class NoticeFile(Struct, frozen=True, forbid_unknown_fields=True):
    """Each day is 2027-01-01, each range 2027-02-06 .. 2027-02-12."""

    year: int
    document: str
    holidays: tuple[object, ...]
    make_up_days: tuple[object, ...] = ()
    calendar: str = "cn"


def read_notice(path: Path) -> ImportHolidayNotice:
    """Raises FileProblem."""
    found: NoticeFile = read_shaped(path, NoticeFile)
    try:
        return notice_of(
            found.calendar,
            found.year,
            found.document,
            [str(one) for one in found.holidays],
            [str(one) for one in found.make_up_days],
        )
    except ValueError as error:
        raise FileProblem(f"{path}: {error}") from error


def notice_of(
    calendar: str, year: int, document: str, holidays: Iterable[str], make_up_days: Iterable[str]
) -> ImportHolidayNotice:
    """Of a range of holidays the weekend is left out: it is off anyway. Raises ValueError."""
    off = [day for text in holidays for day in days_of(text) if day.weekday() < SATURDAY]
    worked = [day for text in make_up_days for day in days_of(text)]
    return ImportHolidayNotice(calendar, year, document, tuple(sorted(off)), tuple(sorted(worked)))


def days_of(text: str) -> list[dt.date]:
    """A day or a range, both ends included. Raises ValueError, which names the text."""
    found = RANGE.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no day: write 2027-01-01, or 2027-02-06 .. 2027-02-12 for a range")
    try:
        first = dt.date.fromisoformat(found[1])
        last = dt.date.fromisoformat(found[2]) if found[2] else first
    except ValueError as error:
        raise ValueError(f"{text!r}: there is no such day") from error
    if not 0 <= (last - first).days < LONGEST:
        raise ValueError(f"{text!r} goes from one day to another at most {LONGEST} days later")
    return [first + n * DAY for n in range((last - first).days + 1)]
