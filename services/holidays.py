"""Holiday notices of mainland China that come with the program, from the chinesecalendar package."""

import datetime as dt
from importlib.metadata import version

import chinese_calendar  # type: ignore[import-untyped]  # ships no types

from workflows.calendar import SATURDAY, ImportHolidayNotice

MISSED = frozenset({dt.date(2005, 12, 31)})
"""Make-up days that the package lacks: this Saturday was worked for Tuesday 3 January 2006, by the State
Council notice of holidays in 2006."""


def built_in_notice(calendar: str, year: int) -> ImportHolidayNotice | None:
    """The year's weekdays off and weekend days worked; None for a year that the package does not know."""
    off = [day for day in chinese_calendar.holidays if day.year == year]
    if not off:
        return None
    worked = {day for day in (*chinese_calendar.workdays, *MISSED) if day.year == year}
    return ImportHolidayNotice(
        calendar,
        year,
        f"chinesecalendar {version('chinesecalendar')}, from the State Council notice of holidays for {year}",
        tuple(sorted(day for day in off if day.weekday() < SATURDAY)),
        tuple(sorted(day for day in worked if day.weekday() >= SATURDAY)),
    )
