"""The ladder as data: steps before and after due, told to desks of the chain, in calendar or working time.

A step's instant: unit `hour` is due plus that many hours; `day` the same local time that many days later;
`working_day` 09:00 on the working day that many working days from the due day. Offset 0 is due itself.
"""

from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct

from events.types import PolicySet, Step
from workflows.calendar import Calendar, add_working_days, due_day, instant_of, same_time
from workflows.ids import checked_id
from workflows.refusal import Refused

HOUR = 3_600_000_000
DESKS = ("clerk", "head", "parent_head", "owner")
UNITS = ("hour", "day", "working_day")
MORNING = "09:00"
MOST_REPEATS = 366
FARTHEST = {"hour": 366 * 24, "day": 366, "working_day": 366}
"""How far from due a step and the last of its repeats may lie, by unit."""


class Policy(Struct, frozen=True):
    """All revisions of a ladder, by stream version; the last is in force for tasks with no step yet."""

    policy: str
    name: str
    version: int
    revisions: dict[int, tuple[Step, ...]]


class SetPolicy(Struct, frozen=True, tag=True):
    policy: str
    name: str
    steps: tuple[Step, ...]


PolicyCommand: TypeAlias = SetPolicy


class Rung(Struct, frozen=True, gc=False):
    """One turn of a step for one task: the repeat number (0 first) and the instant."""

    at: int
    step: Step
    repeat: int


def evolve(state: Policy | None, event: PolicySet) -> Policy:
    version = 1 if state is None else state.version + 1
    earlier = {} if state is None else state.revisions
    return Policy(event.policy, event.name, version, {**earlier, version: event.steps})


def decide(state: Policy | None, command: PolicyCommand) -> tuple[PolicySet, ...]:
    """Raises Refused: bad-id, no-steps, bad-step, step-twice."""
    checked_id("policy", command.policy)
    if not command.steps:
        raise Refused("no-steps", f"policy {command.policy} has no steps", policy=command.policy)
    names = [step.step for step in command.steps]
    if len(set(names)) < len(names):
        raise Refused("step-twice", f"policy {command.policy} names a step twice", policy=command.policy)
    for step in command.steps:
        _check(command.policy, step)
    if state is not None and steps_of(state) == command.steps and state.name == command.name:
        return ()
    return (PolicySet(command.policy, command.name, command.steps),)


def _check(policy: str, step: Step) -> None:
    checked_id("step", step.step)
    wrong = ""
    if step.unit not in UNITS:
        wrong = f"unit {step.unit!r} is none of {', '.join(UNITS)}"
    elif not step.to or any(desk not in DESKS for desk in step.to):
        wrong = f"to {list(step.to)!r} must name some of {', '.join(DESKS)}"
    elif step.level < 0:
        wrong = "level is below 0"
    elif step.level > 0 and step.offset < 0:
        wrong = "an escalation (level ≥ 1) cannot come before due"
    elif step.repeat_times and step.repeat_every < 1:
        wrong = "repeat_times needs repeat_every ≥ 1"
    elif not 0 <= step.repeat_times <= MOST_REPEATS:
        wrong = f"repeat_times is not between 0 and {MOST_REPEATS}"
    elif (
        max(abs(step.offset), abs(step.offset + step.repeat_every * step.repeat_times)) > FARTHEST[step.unit]
    ):
        wrong = f"it goes further from due than {FARTHEST[step.unit]} {step.unit}s"
    if wrong:
        raise Refused(
            "bad-step", f"policy {policy}, step {step.step}: {wrong}", policy=policy, step=step.step
        )


def steps_of(policy: Policy, version: int = 0) -> tuple[Step, ...]:
    """The steps of a revision; 0 is the one in force."""
    return policy.revisions[version or policy.version]


def instant(step: Step, repeat: int, due: int, calendar: Calendar) -> int:
    """When a repeat of a step comes, µs UTC."""
    offset = step.offset + repeat * step.repeat_every
    if offset == 0:
        return due
    if step.unit == "hour":
        return due + offset * HOUR
    if step.unit == "day":
        return same_time(calendar, due, offset)
    return instant_of(calendar, add_working_days(calendar, due_day(calendar, due), offset), MORNING)


def rungs(steps: tuple[Step, ...], due: int, calendar: Calendar) -> Iterator[Rung]:
    for step in steps:
        for repeat in range(step.repeat_times + 1):
            yield Rung(instant(step, repeat, due, calendar), step, repeat)


def first_wake(steps: tuple[Step, ...], opens: int, due: int, calendar: Calendar) -> int:
    """The first rung of a new round that starts at `opens`; 0 if there is none."""
    return min((r.at for r in rungs(steps, due, calendar) if r.at >= opens or r.at >= due), default=0)
