"""The working calendar: which days are worked, during which hours, and which instant a local time is.

Days are dates local to the calendar's time zone, `until` included; instants are int microseconds UTC. A
calendar may inherit from another one: `inherit` puts its own days, hours and terms over those above it.
"""

from workflows.calendar.days import (
    add_working_days,
    is_working_day,
    provisional,
    working_day_in,
    working_days_between,
    working_ordinals,
    works_on,
)
from workflows.calendar.decisions import (
    AnnounceTerms,
    CalendarCommand,
    DeclareDays,
    ImportHolidayNotice,
    OpenCalendar,
    SetWorkingHours,
    decide,
)
from workflows.calendar.hours import (
    add_working_minutes,
    hours_on,
    morning,
    working_minutes_between,
)
from workflows.calendar.local import (
    EPOCH,
    MICROSECOND,
    due_day,
    instant_of,
    local_day,
    local_time,
    minutes_of,
    same_time,
)
from workflows.calendar.spans import REGULAR, WEEKDAYS, spans_of
from workflows.calendar.state import (
    SATURDAY,
    Calendar,
    CalendarEvent,
    Hours,
    chain,
    evolve,
    inherit,
)

__all__ = [
    "EPOCH",
    "MICROSECOND",
    "REGULAR",
    "SATURDAY",
    "WEEKDAYS",
    "AnnounceTerms",
    "Calendar",
    "CalendarCommand",
    "CalendarEvent",
    "DeclareDays",
    "Hours",
    "ImportHolidayNotice",
    "OpenCalendar",
    "SetWorkingHours",
    "add_working_days",
    "add_working_minutes",
    "chain",
    "decide",
    "due_day",
    "evolve",
    "hours_on",
    "inherit",
    "instant_of",
    "is_working_day",
    "local_day",
    "local_time",
    "minutes_of",
    "morning",
    "provisional",
    "same_time",
    "spans_of",
    "working_day_in",
    "working_days_between",
    "working_minutes_between",
    "working_ordinals",
    "works_on",
]
