"""What may be asked of a task, and what a decision on it may consult."""

from typing import TypeAlias

from msgspec import Struct

from events.types import Evidence, Told

FARTHEST = 5 * 366 * 86_400_000_000
"""How far ahead a due instant or the end of a hold may lie, in µs."""


class StartTask(Struct, frozen=True, tag=True):
    task: str


class ReportTask(Struct, frozen=True, tag=True):
    """`note` and file names are digests of kept texts."""

    task: str
    note: str = ""
    evidence: tuple[Evidence, ...] = ()


class AcceptTask(Struct, frozen=True, tag=True):
    """`done_at` (µs UTC, 0: when reported) lets an earlier moment count, with a reason."""

    task: str
    done_at: int = 0
    on_time_because: str = ""


class ReturnTask(Struct, frozen=True, tag=True):
    """`due` µs UTC: by when it must be done again."""

    task: str
    reason: str
    due: int


class AskExtension(Struct, frozen=True, tag=True):
    task: str
    reason: str
    due: int


class GrantExtension(Struct, frozen=True, tag=True):
    """`due` 0: as asked."""

    task: str
    due: int = 0


class RefuseExtension(Struct, frozen=True, tag=True):
    task: str
    reason: str = ""


class EndorseExtension(Struct, frozen=True, tag=True):
    """An officer supports what is asked; a leader grants it."""

    task: str
    reason: str = ""


class ExcuseTask(Struct, frozen=True, tag=True):
    task: str
    reason: str


class UrgeTask(Struct, frozen=True, tag=True):
    task: str
    reason: str = ""


class AcknowledgeEscalation(Struct, frozen=True, tag=True):
    """`hold_until` µs UTC, 0: no hold, only the repeats of this level stop."""

    task: str
    hold_until: int = 0


class HandOverEscalation(Struct, frozen=True, tag=True):
    """What lies on one's desk goes to `to` for the rest of the round."""

    task: str
    to: str
    reason: str


class StepBack(Struct, frozen=True, tag=True):
    """Back to the desks of a lower `level`, 0: to the unit, until the instant `until` (µs UTC)."""

    task: str
    until: int
    reason: str
    level: int = 0


TaskCommand: TypeAlias = (
    StartTask
    | ReportTask
    | AcceptTask
    | ReturnTask
    | AskExtension
    | GrantExtension
    | RefuseExtension
    | ExcuseTask
    | UrgeTask
    | EndorseExtension
    | AcknowledgeEscalation
    | HandOverEscalation
    | StepBack
)


class Surroundings(Struct, frozen=True, gc=False):
    """What a decision on a task may consult: now, the first wake of a round that starts now and is due
    then (a function of policy and calendar), whom an urge reaches or a handing over (in their own post), the
    wake after an acknowledgement, who acts, whether the policy wants two hands for an extension, and `hand`,
    who acts in the name of `by`."""

    now: int
    told: tuple[Told, ...] = ()
    wake_at: int = 0
    by: str = ""
    two_hands: bool = False
    hand: str = ""
