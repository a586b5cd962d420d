"""Which one fact, had it been otherwise, would have stopped a step: each is tried on the ladder itself."""

from msgspec import Struct

from events.log import Recorded
from events.types import (
    EscalationAcknowledged,
    EscalationRaised,
    ExtensionGranted,
    TaskExcused,
    TaskReminded,
    TaskReported,
)
from workflows.ladder import Consulted, wake
from workflows.task import Task, TaskEvent, evolve
from workflows.trial import FOREVER, Happened, Life, Machine, as_it_was, redone

DAY = 86_400_000_000


class Asked(Struct, frozen=True):
    """A step, the task's life before it, and what was consulted."""

    life: Life
    around: Consulted
    record: Recorded
    event: TaskReminded | EscalationRaised


class Stop(Struct, frozen=True):
    """A fact that would have stopped the step, had it stood before `before`: `kind` report, extension (asked
    for before `asked_before`), excuse, acknowledgement or hold (to `until` or later). µs UTC."""

    kind: str
    before: int
    asked_before: int = 0
    until: int = 0


def again(asked: Asked) -> bool:
    """Whether a look at these facts comes to the step that was told."""
    task = _before(asked)
    found = wake(task, asked.around, asked.record.occurred_at)
    return found == (asked.event,)


def stops(asked: Asked) -> tuple[Stop, ...]:
    """Those of the possible facts under which the ladder would not have told this step then."""
    task, at = _before(asked), asked.record.recorded_at
    candidates: list[tuple[Stop, TaskEvent]] = [
        (Stop("report", at), TaskReported(task.round)),
        (Stop("extension", at, asked_before=task.due), ExtensionGranted(task.round + 1, at + 7 * DAY, 0)),
        (Stop("excuse", at), TaskExcused("reason")),
    ]
    if task.level:
        held = EscalationAcknowledged(task.level, at + 1, held=True)
        candidates.append((Stop("acknowledgement", at), EscalationAcknowledged(task.level, 0)))
        candidates.append((Stop("hold", at, until=at), held))
    return tuple(stop for stop, event in candidates if not _told(asked, event))


def _before(asked: Asked) -> Task:
    was, _ = as_it_was(asked.life)
    return was.moments[-1].task


def _told(asked: Asked, changed: TaskEvent) -> bool:
    """Whether the step is told all the same, with one more fact right before it."""
    record, event = asked.record, asked.event
    at = record.recorded_at - 1
    machine = Machine(
        lambda task, position: asked.around,
        lambda instant: FOREVER,
        lambda wake_at: wake_at,
        record.recorded_at,
    )
    task = _before(asked)
    act = redone(task, Happened(record.position, at, at, changed), machine)
    if act is None:
        return True
    task = evolve(task, at, act)
    while found := wake(task, asked.around, record.occurred_at):
        told = found[0]
        task = evolve(task, record.recorded_at, told)
        if not isinstance(told, TaskReminded | EscalationRaised):
            continue
        if (told.round, told.step, told.repeat) == (event.round, event.step, event.repeat):
            return True
    return False
