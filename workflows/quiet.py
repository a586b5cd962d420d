"""When a member may be told: quiet hours and days off hold a notice back, urgent ones go at once.

Hours are HH:MM local to the calendar's zone; instants are int microseconds UTC.
"""

import datetime as dt

from msgspec import Struct

from events.types import Instant
from workflows.calendar import Calendar, instant_of, is_working_day, local_day, local_time, minutes_of
from workflows.refusal import Refused

MINUTE = 60_000_000
ONE_DAY = dt.timedelta(days=1)
DAYS_OFF = 60
"""So many days off in a row are a fault of the calendar: after them the notice goes out all the same."""


class Quiet(Struct, frozen=True):
    """Nothing is told from `since` until before `until` (22:00 and 07:00: over midnight; both the same: no
    quiet hours), and with `working_days` nothing on days off."""

    since: str = ""
    until: str = ""
    working_days: bool = False


def checked(quiet: Quiet) -> Quiet:
    """Raises Refused(bad-quiet-hours)."""
    if not quiet.since and not quiet.until:
        return quiet
    try:
        fits = max(minutes_of(quiet.since), minutes_of(quiet.until)) < 24 * 60
    except ValueError:
        fits = False
    if fits:
        return quiet
    raise Refused(
        "bad-quiet-hours",
        f"{quiet.since}-{quiet.until}: write quiet hours as HH:MM from and until, such as 22:00 and 07:00",
    )


def told_at(quiet: Quiet, calendar: Calendar, now: Instant) -> Instant:
    """The first moment from `now` on at which the member may be told."""
    last = local_day(calendar, now) + ONE_DAY * DAYS_OFF
    at = now
    while True:
        day = local_day(calendar, at)
        if quiet.working_days and day <= last and not is_working_day(calendar, day):
            at = instant_of(calendar, day + ONE_DAY, "00:00")
        elif in_quiet_hours(quiet, calendar, at):
            at = _end_of_quiet(quiet, calendar, at)
        else:
            return at


def in_quiet_hours(quiet: Quiet, calendar: Calendar, at: Instant) -> bool:
    if quiet.since == quiet.until:
        return False
    local = local_time(calendar, at)
    minute = local.hour * 60 + local.minute
    since, until = minutes_of(quiet.since), minutes_of(quiet.until)
    return since <= minute < until if since < until else not until <= minute < since


def _end_of_quiet(quiet: Quiet, calendar: Calendar, at: Instant) -> Instant:
    """Never before the next minute: where clocks are put back, `until` may come twice in a night."""
    day, local = local_day(calendar, at), local_time(calendar, at)
    today = local.hour * 60 + local.minute < minutes_of(quiet.until)
    end = instant_of(calendar, day if today else day + ONE_DAY, quiet.until)
    return max(end, at - at % MINUTE + MINUTE)


def next_morning(calendar: Calendar, now: Instant, morning: str) -> tuple[dt.date, Instant]:
    """The working day and the moment of the first working morning after `now`."""
    day = local_day(calendar, now)
    for _ in range(DAYS_OFF):
        if is_working_day(calendar, day) and instant_of(calendar, day, morning) > now:
            break
        day += ONE_DAY
    return day, instant_of(calendar, day, morning)
