"""Acts on an escalation: acknowledge it, hand it over, step back."""

from msgspec.structs import replace

from events.types import EscalationAcknowledged, EscalationHandedOver, EscalationSteppedBack
from workflows.refusal import Refused
from workflows.task.checks import owed, reason_given
from workflows.task.commands import (
    FARTHEST,
    AcknowledgeEscalation,
    HandOverEscalation,
    StepBack,
    Surroundings,
)
from workflows.task.desks import Desk, desk_of
from workflows.task.state import Task


def acknowledge(
    task: Task, command: AcknowledgeEscalation, around: Surroundings
) -> tuple[EscalationAcknowledged, ...]:
    owed(task)
    if task.level == 0:
        raise Refused("not-escalated", f"{task.task} has no escalation to acknowledge", task=task.task)
    if not command.hold_until:
        return (EscalationAcknowledged(task.level, around.wake_at),)
    if not around.now < command.hold_until <= around.now + FARTHEST:
        raise Refused(
            "bad-hold", f"{task.task}: a hold ends in the future, within five years", task=task.task
        )
    return (EscalationAcknowledged(task.level, command.hold_until, held=True),)


def hand_over(
    task: Task, command: HandOverEscalation, around: Surroundings
) -> tuple[EscalationHandedOver, ...]:
    """Raises Refused: not-owed, not-escalated, not-on-desk, no-reason, own-desk, already-there,
    unknown-member."""
    desk = _own_desk(task, around.by)
    reason_given(command.reason, task)
    if command.to == around.by:
        raise Refused("own-desk", f"{task.task} lies on the desk of {command.to} already", task=task.task)
    if desk_of(task.desks, command.to) is not None:
        raise Refused(
            "already-there",
            f"{task.task} lies on the desk of {command.to} too: acknowledge it",
            task=task.task,
        )
    if not around.told:
        raise Refused(
            "unknown-member",
            f"no unit has a member {command.to} today: name one who holds a post",
            member=command.to,
        )
    told = replace(desk.told, member=command.to, handed_by=around.by)
    return (EscalationHandedOver(task.round, desk.level, around.by, told, command.reason),)


def step_back(task: Task, command: StepBack, around: Surroundings) -> tuple[EscalationSteppedBack, ...]:
    """Raises Refused: not-owed, not-escalated, not-on-desk, lies-higher, no-reason, bad-level, bad-until."""
    desk = _own_desk(task, around.by)
    if desk.level < max(one.level for one in task.desks):
        raise Refused(
            "lies-higher",
            f"{task.task} lies on a higher desk than that of {around.by}: who has it there sends it back",
            task=task.task,
            member=around.by,
        )
    reason_given(command.reason, task)
    if not 0 <= command.level < task.level:
        raise Refused(
            "bad-level",
            f"{task.task} is at level {task.level}: it steps back to a lower one, 0 is the unit itself",
            task=task.task,
            level=str(task.level),
        )
    if not around.now < command.until <= around.now + FARTHEST:
        raise Refused(
            "bad-until", f"{task.task}: it rests until a moment ahead, within five years", task=task.task
        )
    step = task.returning.step if task.returning else task.climbed[-1][1]
    return (EscalationSteppedBack(task.round, command.level, step, command.until, command.reason),)


def _own_desk(task: Task, member: str) -> Desk:
    _escalated(task)
    desk = desk_of(task.desks, member)
    if desk is None:
        raise Refused(
            "not-on-desk",
            f"{task.task} does not lie on the desk of {member}: only who has it passes it on",
            task=task.task,
            member=member,
        )
    return desk


def _escalated(task: Task) -> None:
    owed(task)
    if task.level == 0:
        raise Refused("not-escalated", f"{task.task} is not escalated", task=task.task)
