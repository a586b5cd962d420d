"""Which instant a local time is, and which local day an instant lies on."""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from events.types import Instant
from workflows.calendar.state import Calendar

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)


def instant_of(calendar: Calendar, day: dt.date, time: str) -> Instant:
    """Local `time` HH:MM of `day`; "24:00" is the start of the next day.

    In a spring gap the clock is read as if not yet put forward, in an autumn overlap its first reading.
    Raises ValueError for a time that is none.
    """
    return _instant(calendar.time_zone, day.toordinal(), time)


@lru_cache(maxsize=1 << 16)
def _instant(zone: str, ordinal: int, time: str) -> Instant:
    days, minutes = divmod(minutes_of(time), 24 * 60)
    day = dt.date.fromordinal(ordinal + days)
    local = dt.datetime.combine(day, dt.time(*divmod(minutes, 60)), ZoneInfo(zone))
    return (local - EPOCH) // MICROSECOND


def minutes_of(time: str) -> int:
    """Minutes since midnight of "HH:MM", 0 to 1440. Raises ValueError for a time that is none."""
    hour, colon, minute = time.partition(":")
    digits = len(hour) == len(minute) == 2 and (hour + minute).isascii() and (hour + minute).isdigit()
    total = int(hour) * 60 + int(minute) if digits and colon else -1
    if not 0 <= total <= 24 * 60 or int(minute) > 59:
        raise ValueError(f"{time!r} is not a time of day: write HH:MM, from 00:00 to 24:00")
    return total


def local_day(calendar: Calendar, instant: Instant) -> dt.date:
    return dt.datetime.fromtimestamp(instant // 1_000_000, ZoneInfo(calendar.time_zone)).date()


def due_day(calendar: Calendar, due: Instant) -> dt.date:
    """The local day of an exclusive due instant: 24:00 belongs to the day that it ends."""
    return local_day(calendar, due - 1)


def same_time(calendar: Calendar, instant: Instant, days: int) -> Instant:
    """The same local time of day `days` later, or earlier if negative."""
    return (local_time(calendar, instant) + dt.timedelta(days=days) - EPOCH) // MICROSECOND


def local_time(calendar: Calendar, instant: Instant) -> dt.datetime:
    """Aware, in the calendar's zone, to the microsecond."""
    return (EPOCH + instant * MICROSECOND).astimezone(ZoneInfo(calendar.time_zone))
