"""Every event of duban: frozen, tagged Structs; what happened, in the past participle.

Dates are ISO days (`datetime.date`) in the calendar's time zone; instants are int64 microseconds UTC.
Free text never stands in an event: a field of type `Digest` is HMAC-SHA256(salt, bytes) in hex, and the
store of erasable texts holds bytes and salt. The empty digest "" says that no text was given.
"""

import datetime as dt
from typing import TypeAlias

from msgspec import Struct

from events.parts import Basis as Basis
from events.parts import Delivery as Delivery
from events.parts import Digest as Digest
from events.parts import Evidence as Evidence
from events.parts import Instant as Instant
from events.parts import Item as Item
from events.parts import LeftOut as LeftOut
from events.parts import Participants as Participants
from events.parts import Question as Question
from events.parts import ScheduledTask as ScheduledTask
from events.parts import Span as Span
from events.parts import Step as Step
from events.parts import Target as Target
from events.parts import Told as Told


class Event(Struct, frozen=True, gc=False, tag=True, omit_defaults=True):
    """Base of all events: the tag is the class name, fields at their default are not written."""


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
    """`stand_in` acts for `member` from `since` up to and with `until`, in `unit` or (empty) everywhere."""

    substitute: str
    member: str
    stand_in: str
    since: dt.date
    until: dt.date
    unit: str = ""


class SubstituteEnded(Event, frozen=True, gc=False):
    substitute: str
    until: dt.date


# --- calendar: stream calendar/<id> ----------------------------------------------------------------------


class CalendarOpened(Event, frozen=True, gc=False):
    calendar: str
    time_zone: str


class HolidayNoticeImported(Event, frozen=True, gc=False):
    """Replaces what was known of `year`: days off, and weekend days worked in their place 调休."""

    calendar: str
    year: int
    document: str
    holidays: tuple[dt.date, ...]
    make_up_days: tuple[dt.date, ...]


# --- policy: stream policy/<id> --------------------------------------------------------------------------


class PolicySet(Event, frozen=True, gc=False):
    """The whole ladder; each PolicySet of the stream is a revision, numbered by its stream version."""

    policy: str
    name: str
    steps: tuple[Step, ...]


# --- plan: stream plan/<id> ------------------------------------------------------------------------------


class PlanDrafted(Event, frozen=True, gc=False):
    """Revision 1 of a plan: `source` is the digest of the document's text, `layout` of what else is known of
    its form (headings, tables), `unit` issues it."""

    plan: str
    title: Digest
    unit: str
    owner: str
    calendar: str
    policy: str
    since: dt.date
    until: dt.date
    items: tuple[Item, ...]
    questions: tuple[Question, ...] = ()
    source: Digest = ""
    source_name: Digest = ""
    layout: Digest = ""
    left_out: tuple[LeftOut, ...] = ()


class PlanRevised(Event, frozen=True, gc=False):
    """A draft changed: items put (added or replaced, by id) and removed; answers to questions."""

    plan: str
    revision: int
    put: tuple[Item, ...] = ()
    removed: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


class PlanSubmitted(Event, frozen=True, gc=False):
    plan: str
    revision: int


class PlanIssued(Event, frozen=True, gc=False):
    plan: str
    revision: int


class PlanAmended(Event, frozen=True, gc=False):
    """An issued plan changed from `since` on. `open_tasks` says what becomes of tasks already opened
    of the touched items: keep, withdraw or move."""

    plan: str
    revision: int
    since: dt.date
    open_tasks: str
    put: tuple[Item, ...] = ()
    removed: tuple[str, ...] = ()
    reason: Digest = ""


class PlanClosed(Event, frozen=True, gc=False):
    plan: str
    revision: int
    open_tasks: str
    reason: Digest = ""


# --- schedule: stream unit/<unit>/schedule/<plan> ---------------------------------------------------------


class TasksScheduled(Event, frozen=True, gc=False):
    """Facts, not formulas: the tasks of one unit and plan that open on days in [since, until)."""

    unit: str
    plan: str
    since: dt.date
    until: dt.date
    revision: int
    calendar: str
    calendar_version: int
    participants: tuple[Participants, ...]
    tasks: tuple[ScheduledTask, ...]


# --- task: stream unit/<unit>/task/<plan>/<item>/<period> -------------------------------------------------
# `wake_at` is when the task must next be looked at, 0 for never.


class TaskStarted(Event, frozen=True, gc=False):
    pass


class TaskReported(Event, frozen=True, gc=False):
    """The unit says that it is done; reminders rest (wake_at 0)."""

    round: int
    note: Digest = ""
    evidence: tuple[Evidence, ...] = ()
    review: bool = False


class TaskAccepted(Event, frozen=True, gc=False):
    """`on_time_because` is the reason for which a supervisor lets `done_at` count instead of the record."""

    done_at: Instant
    on_time_because: Digest = ""


class TaskReturned(Event, frozen=True, gc=False):
    """Not good enough: due again, a new round."""

    round: int
    reason: Digest
    due: Instant
    wake_at: Instant


class ExtensionAsked(Event, frozen=True, gc=False):
    reason: Digest
    due: Instant


class ExtensionGranted(Event, frozen=True, gc=False):
    """A new due instant, a new round."""

    round: int
    due: Instant
    wake_at: Instant


class ExtensionRefused(Event, frozen=True, gc=False):
    reason: Digest = ""


class TaskExcused(Event, frozen=True, gc=False):
    reason: Digest


class TaskUrged(Event, frozen=True, gc=False):
    """A supervisor's nudge to `told`; counted, repeatable."""

    told: tuple[Told, ...]
    reason: Digest = ""


class TaskMoved(Event, frozen=True, gc=False):
    """A task follows an amendment, in a new round: its due instant, and where they changed its opening (0: as
    it was) and what the item says of it."""

    round: int
    due: Instant
    wake_at: Instant
    revision: int
    opens: Instant = 0
    facts: Participants | None = None


class TaskCancelled(Event, frozen=True, gc=False):
    """Withdrawn by an amendment or by the closing of its plan."""

    revision: int


class TaskReminded(Event, frozen=True, gc=False):
    """A step of level 0: told before or at due."""

    round: int
    step: str
    repeat: int
    told: tuple[Told, ...]
    basis: Basis
    wake_at: Instant


class EscalationRaised(Event, frozen=True, gc=False):
    """A step of level ≥ 1: the overdue task is on the desk of `told`."""

    round: int
    step: str
    repeat: int
    level: int
    told: tuple[Told, ...]
    basis: Basis
    wake_at: Instant


class EscalationAcknowledged(Event, frozen=True, gc=False):
    """The holder has seen it: the repeats of this level stop; `held`: the ladder waits until `wake_at`."""

    level: int
    wake_at: Instant
    held: bool = False


class EscalationResolved(Event, frozen=True, gc=False):
    """The escalation of a round ended: `by` completion, extension, excuse or withdrawal."""

    round: int
    level: int
    by: str


class TaskWakeMoved(Event, frozen=True, gc=False):
    """Looked at, nothing to tell (a held or exhausted step, or a change that moved the wake)."""

    round: int
    wake_at: Instant


# --- notices: stream notice/<local day> -------------------------------------------------------------------


class NoticeSent(Event, frozen=True, gc=False):
    deliveries: tuple[Delivery, ...]


class NoticeFailed(Event, frozen=True, gc=False):
    deliveries: tuple[Delivery, ...]


# --- erasure: stream erasure ------------------------------------------------------------------------------


class TextErased(Event, frozen=True, gc=False):
    """Bytes and salt of these digests are gone; `reason` is a key, never free text."""

    digests: tuple[Digest, ...]
    reason: str


AnyEvent: TypeAlias = (
    LogOpened
    | UnitAdded
    | UnitRenamed
    | UnitMoved
    | UnitClosed
    | MemberAppointed
    | AppointmentEnded
    | SubstituteNamed
    | SubstituteEnded
    | CalendarOpened
    | HolidayNoticeImported
    | PolicySet
    | PlanDrafted
    | PlanRevised
    | PlanSubmitted
    | PlanIssued
    | PlanAmended
    | PlanClosed
    | TasksScheduled
    | TaskStarted
    | TaskReported
    | TaskAccepted
    | TaskReturned
    | ExtensionAsked
    | ExtensionGranted
    | ExtensionRefused
    | TaskExcused
    | TaskUrged
    | TaskMoved
    | TaskCancelled
    | TaskReminded
    | EscalationRaised
    | EscalationAcknowledged
    | EscalationResolved
    | TaskWakeMoved
    | NoticeSent
    | NoticeFailed
    | TextErased
)
