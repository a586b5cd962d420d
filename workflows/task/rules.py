"""What may be done to a task, and what follows."""

from typing import assert_never

from events.types import (
    EscalationResolved,
    ExtensionAsked,
    ExtensionEndorsed,
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
)
from workflows.refusal import Refused
from workflows.task.checks import asked, later, longer, not_deferred, owed, reason_given, reported
from workflows.task.commands import (
    AcceptTask,
    AcknowledgeEscalation,
    AskExtension,
    EndorseExtension,
    ExcuseTask,
    GrantExtension,
    HandOverEscalation,
    RefuseExtension,
    ReportTask,
    ReturnTask,
    StartTask,
    StepBack,
    Surroundings,
    TaskCommand,
    UrgeTask,
)
from workflows.task.escalated import acknowledge, hand_over, step_back
from workflows.task.state import WAITING, Task, TaskEvent

# --- decide ---------------------------------------------------------------------------------------------


def decide(
    task: Task, command: TaskCommand, around: Surroundings
) -> tuple[TaskEvent, ...]:  # one case per command
    """Raises Refused: already-started, already-reported, not-owed, not-open, not-reported, bad-done, bad-due,
    deferred, no-reason, nothing-asked, past-due, already-endorsed, not-endorsed, same-hand, nobody, and what
    acts on an escalation raise."""
    match command:
        case StartTask():
            owed(task)
            if task.state == "started":
                raise Refused("already-started", f"{task.task} is already started", task=task.task)
            not_deferred(task)
            return (TaskStarted(),)
        case ReportTask():
            if task.state in ("reported", "accepted"):
                raise Refused("already-reported", f"{task.task} is already reported", task=task.task)
            owed(task)
            if around.now < task.opens:
                raise Refused("not-open", f"{task.task} has not opened yet", task=task.task)
            report = TaskReported(task.round, command.note, command.evidence, task.facts.review)
            return (report, *_resolved(task, "completion"))
        case AcceptTask():
            return _accept(task, command)
        case ReturnTask():
            reported(task)
            reason_given(command.reason, task)
            later(task, command.due, around.now)
            return (TaskReturned(task.round + 1, command.reason, command.due, around.wake_at),)
        case AskExtension():
            owed(task)
            not_deferred(task)
            reason_given(command.reason, task)
            if around.now >= task.due:
                raise Refused(
                    "past-due", f"{task.task} is past due: an extension is asked before", task=task.task
                )
            longer(task, command.due, around.now)
            return (ExtensionAsked(command.reason, command.due),)
        case EndorseExtension():
            return _endorse(task, command, around)
        case GrantExtension():
            return _grant(task, command, around)
        case RefuseExtension():
            asked(task)
            return (ExtensionRefused(command.reason),)
        case ExcuseTask():
            owed(task)
            reason_given(command.reason, task)
            return (TaskExcused(command.reason), *_resolved(task, "excuse"))
        case UrgeTask():
            owed(task)
            if not around.told:
                raise Refused(
                    "nobody", f"{task.task}: nobody holds a post that could be urged", task=task.task
                )
            return (TaskUrged(around.told, command.reason),)
        case AcknowledgeEscalation():
            return acknowledge(task, command, around)
        case HandOverEscalation():
            return hand_over(task, command, around)
        case StepBack():
            return step_back(task, command, around)
        case _:
            assert_never(command)


def _accept(task: Task, command: AcceptTask) -> tuple[TaskEvent, ...]:
    reported(task)
    if not command.done_at:
        return (TaskAccepted(task.reported_at),)
    if not 0 < command.done_at <= task.reported_at:
        raise Refused("bad-done", f"{task.task}: done cannot be after the report", task=task.task)
    reason_given(command.on_time_because, task)
    return (TaskAccepted(command.done_at, command.on_time_because),)


def _endorse(task: Task, command: EndorseExtension, around: Surroundings) -> tuple[TaskEvent, ...]:
    asked(task)
    if task.endorsed_by:
        raise Refused(
            "already-endorsed", f"the extension of {task.task} is endorsed: it can be granted", task=task.task
        )
    return (ExtensionEndorsed(task.asked_due, command.reason, around.by),)


def _grant(task: Task, command: GrantExtension, around: Surroundings) -> tuple[TaskEvent, ...]:
    due = command.due or task.asked_due
    asked(task)
    _two_hands(task, around)
    longer(task, due, around.now)
    granted = ExtensionGranted(task.round + 1, due, around.wake_at)
    return (granted, *_resolved(task, "extension"))


def _two_hands(task: Task, around: Surroundings) -> None:
    if not around.two_hands:
        return
    if not task.endorsed_by:
        raise Refused(
            "not-endorsed",
            f"the extension of {task.task} is not endorsed: an officer supports it first",
            task=task.task,
        )
    if task.endorsed_by in (around.by, around.hand):
        raise Refused(
            "same-hand",
            f"the extension of {task.task} needs two hands: who endorsed it leaves the decision to another",
            task=task.task,
        )


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
