"""Plans and what is scheduled from them; conventions in events/types.py."""

import datetime as dt

from events.event import Event
from events.parts import Digest, Instant, Item, LeftOut, Participants, Question, ScheduledTask

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


class OccurrenceNoted(Event, frozen=True, gc=False):
    """Something happened that an event-driven item waits for; its task, keyed by `period`, is scheduled with
    it."""

    unit: str
    plan: str
    item: str
    period: str
    at: Instant
    note: Digest = ""
