"""Orders, measures, wakes, notices, erasure; conventions in events/types.py."""

import datetime as dt

from events.event import Event
from events.parts import Delivery, Digest, Evidence, Instant, Move

# --- orders: stream order/<order> -------------------------------------------------------------------------
# One intent over many tasks; a process that can be resumed carries it out task by task.


class BulkExcuseOrdered(Event, frozen=True, gc=False):
    """For one `cause` (weather, epidemic, …) all tasks of `units` and of the units below them that are due on
    days from `since` up to and with `until` are taken off, also what is scheduled later; `plans` limits it to
    these, if any are named. `covers` are the units meant, by the organisation of that moment."""

    order: str
    cause: str
    units: tuple[str, ...]
    since: dt.date
    until: dt.date
    reason: Digest
    plans: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()


class ReplanOrdered(Event, frozen=True, gc=False):
    """Approved: these tasks move to the days of a calendar's new version."""

    order: str
    calendar: str
    calendar_version: int
    moves: tuple[Move, ...]


class OrderCarriedOut(Event, frozen=True, gc=False):
    """Gone through all that stood in the log up to position `up_to`: `done` tasks were changed, `passed`
    stood otherwise by then and were left. Again for what is scheduled later: only that counts then."""

    order: str
    done: int
    passed: int
    up_to: int = 0


# --- measures: stream unit/<unit>/measure/<measure> ---------------------------------------------------------


class MeasureDecided(Event, frozen=True, gc=False):
    """A supervisor's decision on a unit, to be answered before `due`: `kind` circular 通报, talk 约谈,
    yellow_card 黄牌 or red_card 红牌. `text` is the document served; `skips`: the milder one was left out."""

    measure: str
    unit: str
    kind: str
    reason: Digest
    due: Instant
    text: Digest = ""
    task: str = ""
    skips: bool = False


class MeasureAnswered(Event, frozen=True, gc=False):
    """The unit says what it did about it."""

    note: Digest
    evidence: tuple[Evidence, ...] = ()


class MeasureLifted(Event, frozen=True, gc=False):
    """It no longer holds; it stays on the record."""

    reason: Digest


# --- wakes: stream wakes ----------------------------------------------------------------------------------


class WakesFollowed(Event, frozen=True, gc=False):
    """The open tasks that a change of `subject` (policy/<id> or calendar/<id>) makes due for an earlier look
    have been moved, up to `version` of that stream."""

    subject: str
    version: int


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
