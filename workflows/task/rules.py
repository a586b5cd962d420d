"""What may be done to a task, and what follows."""

from typing import TypeAlias, assert_never

from msgspec import Struct

from events.types import (
    EscalationAcknowledged,
    EscalationResolved,
    Evidence,
    ExtensionAsked,
    ExtensionGranted,
    ExtensionRefused,
    Participants,
    TaskAccepted,
    TaskCancelled,
    TaskExcused,
    TaskMoved,
    TaskReported,
    TaskReturned,
    TaskStarted,
    TaskUrged,
    Told,
)
from workflows.refusal import Refused
from workflows.task.state import WAITING, Task, TaskEvent

FARTHEST = 5 * 366 * 86_400_000_000
"""How far ahead a due instant or the end of a hold may lie, in µs."""

# --- commands -------------------------------------------------------------------------------------------


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
    | AcknowledgeEscalation
)


class Surroundings(Struct, frozen=True, gc=False):
    """What a decision on a task may consult: now, the first wake of a round that starts now and is due
    then (a function of policy and calendar), whom an urge reaches, the wake after an acknowledgement."""

    now: int
    told: tuple[Told, ...] = ()
    wake_at: int = 0


# --- decide ---------------------------------------------------------------------------------------------


def decide(
    task: Task, command: TaskCommand, around: Surroundings
) -> tuple[TaskEvent, ...]:  # one case per command
    """Raises Refused: already-started, already-reported, not-owed, not-open, not-reported, bad-done, bad-due,
    deferred, no-reason, nothing-asked, past-due, nobody, not-escalated, bad-hold."""
    match command:
        case StartTask():
            _owed(task)
            if task.state == "started":
                raise Refused("already-started", f"{task.task} is already started", task=task.task)
            _not_deferred(task)
            return (TaskStarted(),)
        case ReportTask():
            if task.state in ("reported", "accepted"):
                raise Refused("already-reported", f"{task.task} is already reported", task=task.task)
            _owed(task)
            if around.now < task.opens:
                raise Refused("not-open", f"{task.task} has not opened yet", task=task.task)
            report = TaskReported(task.round, command.note, command.evidence, task.facts.review)
            return (report, *_resolved(task, "completion"))
        case AcceptTask():
            return _accept(task, command)
        case ReturnTask():
            _reported(task)
            _reason(command.reason, task)
            _later(task, command.due, around.now)
            return (TaskReturned(task.round + 1, command.reason, command.due, around.wake_at),)
        case AskExtension():
            _owed(task)
            _not_deferred(task)
            _reason(command.reason, task)
            if around.now >= task.due:
                raise Refused(
                    "past-due", f"{task.task} is past due: an extension is asked before", task=task.task
                )
            _longer(task, command.due, around.now)
            return (ExtensionAsked(command.reason, command.due),)
        case GrantExtension():
            due = command.due or task.asked_due
            _asked(task)
            _longer(task, due, around.now)
            granted = ExtensionGranted(task.round + 1, due, around.wake_at)
            return (granted, *_resolved(task, "extension"))
        case RefuseExtension():
            _asked(task)
            return (ExtensionRefused(command.reason),)
        case ExcuseTask():
            _owed(task)
            _reason(command.reason, task)
            return (TaskExcused(command.reason), *_resolved(task, "excuse"))
        case UrgeTask():
            _owed(task)
            if not around.told:
                raise Refused(
                    "nobody", f"{task.task}: nobody holds a post that could be urged", task=task.task
                )
            return (TaskUrged(around.told, command.reason),)
        case AcknowledgeEscalation():
            return _acknowledge(task, command, around)
        case _:
            assert_never(command)


def _accept(task: Task, command: AcceptTask) -> tuple[TaskEvent, ...]:
    _reported(task)
    if not command.done_at:
        return (TaskAccepted(task.reported_at),)
    if not 0 < command.done_at <= task.reported_at:
        raise Refused("bad-done", f"{task.task}: done cannot be after the report", task=task.task)
    _reason(command.on_time_because, task)
    return (TaskAccepted(command.done_at, command.on_time_because),)


def _acknowledge(
    task: Task, command: AcknowledgeEscalation, around: Surroundings
) -> tuple[EscalationAcknowledged, ...]:
    _owed(task)
    if task.level == 0:
        raise Refused("not-escalated", f"{task.task} has no escalation to acknowledge", task=task.task)
    if not command.hold_until:
        return (EscalationAcknowledged(task.level, around.wake_at),)
    if not around.now < command.hold_until <= around.now + FARTHEST:
        raise Refused(
            "bad-hold", f"{task.task}: a hold ends in the future, within five years", task=task.task
        )
    return (EscalationAcknowledged(task.level, command.hold_until, held=True),)


def withdraw(task: Task, revision: int) -> tuple[TaskEvent, ...]:
    """Taken off by an amendment or the closing of its plan; nothing if it is no longer owed."""
    if task.state not in WAITING:
        return ()
    return (TaskCancelled(revision), *_resolved(task, "withdrawal"))


def due_after(task: Task, planned: int) -> int:
    """What counts as due once the plan says `planned`: an extension outlives a plan that says the same."""
    return task.due if planned == task.planned_due and task.state in WAITING else planned


def move(
    task: Task, revision: int, planned: int, wake_at: int, opens: int = 0, facts: Participants | None = None
) -> tuple[TaskEvent, ...]:
    """Follow an amendment by which it is due at `planned`; nothing if it is done, or the plan had it so.

    `opens` other than 0: it has not opened yet, so opening and facts follow even if the due does not move.
    """
    if task.state not in (*WAITING, "cancelled"):
        return ()
    same = (task.planned_due, task.opens, task.facts) == (planned, opens or task.opens, facts or task.facts)
    if task.state in WAITING and (same if opens else task.planned_due == planned):
        return ()
    moved = TaskMoved(task.round + 1, due_after(task, planned), wake_at, revision, opens, facts)
    return (moved, *(_resolved(task, "amendment") if task.state in WAITING else ()))


def _resolved(task: Task, by: str) -> tuple[EscalationResolved, ...]:
    return (EscalationResolved(task.round, task.level, by),) if task.level else ()


def _owed(task: Task) -> None:
    if task.state not in WAITING:
        raise Refused("not-owed", f"{task.task} is {task.state}", task=task.task, state=task.state)


def _not_deferred(task: Task) -> None:
    if task.state == "deferred":
        raise Refused(
            "deferred",
            f"{task.task} waits: it begins, with a due day of its own, when the turn before it ends",
            task=task.task,
        )


def _reported(task: Task) -> None:
    if task.state != "reported":
        raise Refused(
            "not-reported", f"{task.task} has no report to review", task=task.task, state=task.state
        )


def _asked(task: Task) -> None:
    if not task.asked_due or task.state not in WAITING:
        raise Refused("nothing-asked", f"no extension is asked for {task.task}", task=task.task)


def _reason(reason: str, task: Task) -> None:
    if not reason:
        raise Refused("no-reason", f"{task.task}: a reason is needed", task=task.task)


def _longer(task: Task, due: int, now: int) -> None:
    if due <= task.due:
        raise Refused("bad-due", f"{task.task}: the new date is not after the present one", task=task.task)
    _later(task, due, now)


def _later(task: Task, due: int, now: int) -> None:
    if due <= now or due <= task.opens:
        raise Refused(
            "bad-due", f"{task.task}: the due date lies before now or before the opening", task=task.task
        )
    if due > now + FARTHEST:
        raise Refused("bad-due", f"{task.task}: the due date lies more than five years ahead", task=task.task)
