"""The log, the organisation, working calendars, ladders; conventions in events/types.py."""

import datetime as dt

from events.event import Event
from events.parts import DayHours, Lights, Step, Term

# --- log ------------------------------------------------------------------------------------------------


class LogOpened(Event, frozen=True, gc=False):
    log: str
    format: int
    time_zone: str


# --- organisation: stream org ---------------------------------------------------------------------------


class UnitAdded(Event, frozen=True, gc=False):
    unit: str
    name: str
    kind: str
    parent: str = ""


class UnitRenamed(Event, frozen=True, gc=False):
    unit: str
    name: str


class UnitMoved(Event, frozen=True, gc=False):
    unit: str
    parent: str


class UnitClosed(Event, frozen=True, gc=False):
    unit: str


class MemberAppointed(Event, frozen=True, gc=False):
    """`role`: head, clerk, supervisor, auditor, owner, admin. From `since` up to and with `until`."""

    appointment: str
    member: str
    unit: str
    role: str
    since: dt.date
    until: dt.date | None = None


class AppointmentEnded(Event, frozen=True, gc=False):
    appointment: str
    until: dt.date


class SubstituteNamed(Event, frozen=True, gc=False):
    """`stand_in` acts for `member` from `since` up to and with `until`: in `unit`, in the post `role`, for
    tasks of `plan`; empty is every one."""

    substitute: str
    member: str
    stand_in: str
    since: dt.date
    until: dt.date
    unit: str = ""
    role: str = ""
    plan: str = ""


class SubstituteEnded(Event, frozen=True, gc=False):
    substitute: str
    until: dt.date


class UnitCalendarChosen(Event, frozen=True, gc=False):
    """What is scheduled for `unit` and all below it from now on goes by `calendar`; "" takes it back."""

    unit: str
    calendar: str


# --- calendar: stream calendar/<id> ----------------------------------------------------------------------


class CalendarOpened(Event, frozen=True, gc=False):
    """`inherits`: the calendar whose days, hours and terms hold where this one says nothing."""

    calendar: str
    time_zone: str
    inherits: str = ""


class HolidayNoticeImported(Event, frozen=True, gc=False):
    """Replaces what was known of `year`: days off, and weekend days worked in their place 调休."""

    calendar: str
    year: int
    document: str
    holidays: tuple[dt.date, ...]
    make_up_days: tuple[dt.date, ...]


class CalendarDaysDeclared(Event, frozen=True, gc=False):
    """What a calendar says of its days from `since` up to and with `until`, in place of what it said before:
    `off` and `worked` differ from what it inherits."""

    calendar: str
    document: str
    since: dt.date
    until: dt.date
    off: tuple[dt.date, ...] = ()
    worked: tuple[dt.date, ...] = ()


class WorkingHoursSet(Event, frozen=True, gc=False):
    """Local hours of working days from `since` on, such as "08:30-12:00 14:00-17:30"; `exceptions` are days
    of the week or dates with hours of their own (half days)."""

    calendar: str
    document: str
    since: dt.date
    regular: str
    exceptions: tuple[DayHours, ...] = ()


class TermsAnnounced(Event, frozen=True, gc=False):
    """School terms; each replaces an earlier one of its key."""

    calendar: str
    document: str
    terms: tuple[Term, ...]


# --- policy: stream policy/<id> --------------------------------------------------------------------------


class PolicySet(Event, frozen=True, gc=False):
    """The whole ladder; each PolicySet of the stream is a revision, numbered by its stream version.

    `two_hands`: an extension is endorsed by an officer before a leader grants it.
    """

    policy: str
    name: str
    steps: tuple[Step, ...]
    lights: Lights = Lights()
    two_hands: bool = False
