"""What happens to a task; conventions in events/types.py."""

from events.event import Event
from events.parts import Basis, Digest, Evidence, Instant, Participants, Told

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


class ExtensionEndorsed(Event, frozen=True, gc=False):
    """An officer, `member`, supports what was asked; a leader decides."""

    due: Instant
    reason: Digest = ""
    member: str = ""


class ExtensionGranted(Event, frozen=True, gc=False):
    """A new due instant, a new round."""

    round: int
    due: Instant
    wake_at: Instant


class ExtensionRefused(Event, frozen=True, gc=False):
    reason: Digest = ""


class TaskExcused(Event, frozen=True, gc=False):
    """`order`: the order over many tasks that took it off, "" for a decision on this one."""

    reason: Digest
    order: str = ""


class TaskUrged(Event, frozen=True, gc=False):
    """A supervisor's nudge to `told`; counted, repeatable."""

    told: tuple[Told, ...]
    reason: Digest = ""


class TaskMoved(Event, frozen=True, gc=False):
    """A task follows an amendment, or by an approved `order` a calendar's new version, in a new round: its
    due instant, and where they changed its opening (0: as it was) and what the item says of it."""

    round: int
    due: Instant
    wake_at: Instant
    revision: int
    opens: Instant = 0
    facts: Participants | None = None
    calendar_version: int = 0
    order: str = ""


class TaskSkipped(Event, frozen=True, gc=False):
    """Never begun: the turn `earlier` of the same work was still owed, and no two may overlap."""

    earlier: str


class TaskDeferred(Event, frozen=True, gc=False):
    """It begins when the turn `earlier` of the same work ends; until then nobody is told anything."""

    earlier: str
    wake_at: Instant


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


class EscalationHandedOver(Event, frozen=True, gc=False):
    """`member` passed what lies on that desk to `told`, who is told instead for the rest of the round."""

    round: int
    level: int
    member: str
    told: Told
    reason: Digest = ""


class EscalationSteppedBack(Event, frozen=True, gc=False):
    """Sent back to the desk of a lower `level` (0: to the unit); if it is still owed at `wake_at`, `step`
    comes again."""

    round: int
    level: int
    step: str
    wake_at: Instant
    reason: Digest = ""


class EscalationResolved(Event, frozen=True, gc=False):
    """The escalation of a round ended: `by` completion, extension, excuse or withdrawal."""

    round: int
    level: int
    by: str


class TaskWakeMoved(Event, frozen=True, gc=False):
    """Looked at, nothing to tell (a held or exhausted step, or a change that moved the wake)."""

    round: int
    wake_at: Instant
