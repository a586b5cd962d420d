"""The ladder as data: steps before and after due, told to desks of the chain, in calendar or working time.

A step's instant: unit `hour` is due plus that many hours; `day` the same local time that many days later;
`working_day` the morning of the working day that many working days from the due day; `working_hour` and
`working_minute` that much working time from due, in the calendar's hours. Offset 0 is due itself.
"""

from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct

from events.types import Lights, PolicySet, Step
from workflows.calendar import (
    Calendar,
    add_working_days,
    add_working_minutes,
    due_day,
    morning,
    same_time,
)
from workflows.ids import ID, checked_id
from workflows.org import ROLES
from workflows.refusal import Refused

HOUR = 3_600_000_000
DESKS = (
    "clerk",
    "head",
    "parent_head",
    "ancestor_head:N",
    "owner",
    "leading_group",
    "role:ROLE",
    "unit:UNIT",
)
PLAIN_DESKS = frozenset(desk for desk in DESKS if ":" not in desk)
HIGHEST = 20
"""The farthest unit above that a desk may name."""
UNITS = ("hour", "day", "working_day", "working_hour", "working_minute")
MOST_REPEATS = 366
FARTHEST = {
    "hour": 366 * 24,
    "day": 366,
    "working_day": 366,
    "working_hour": 366 * 8,
    "working_minute": 366 * 8 * 60,
}
"""How far from due a step and the last of its repeats may lie, by unit."""
LONGEST_LIGHT = 366 * 24


class Policy(Struct, frozen=True):
    """All revisions of a ladder, by stream version; the last is in force for tasks with no step yet. `lights`
    and `two_hands` are those in force."""

    policy: str
    name: str
    version: int
    revisions: dict[int, tuple[Step, ...]]
    lights: Lights = Lights()
    two_hands: bool = False


class SetPolicy(Struct, frozen=True, tag=True):
    policy: str
    name: str
    steps: tuple[Step, ...]
    lights: Lights = Lights()
    two_hands: bool = False


PolicyCommand: TypeAlias = SetPolicy


class Rung(Struct, frozen=True, gc=False):
    """One turn of a step for one task: the repeat number (0 first) and the instant."""

    at: int
    step: Step
    repeat: int


def evolve(state: Policy | None, event: PolicySet) -> Policy:
    version = 1 if state is None else state.version + 1
    earlier = {} if state is None else state.revisions
    revisions = {**earlier, version: event.steps}
    return Policy(event.policy, event.name, version, revisions, event.lights, event.two_hands)


def decide(state: Policy | None, command: PolicyCommand) -> tuple[PolicySet, ...]:
    """Raises Refused: bad-id, no-steps, bad-step, step-twice, bad-lights."""
    checked_id("policy", command.policy)
    if not command.steps:
        raise Refused("no-steps", f"policy {command.policy} has no steps", policy=command.policy)
    names = [step.step for step in command.steps]
    if len(set(names)) < len(names):
        raise Refused("step-twice", f"policy {command.policy} names a step twice", policy=command.policy)
    for step in command.steps:
        _check(command.policy, step)
    _check_lights(command.policy, command.lights)
    if state is not None and asks_the_same(state, command):
        return ()
    return (PolicySet(command.policy, command.name, command.steps, command.lights, command.two_hands),)


def asks_the_same(state: Policy, command: SetPolicy) -> bool:
    """Whether the command sets what is in force already."""
    asked = (command.name, command.steps, command.lights, command.two_hands)
    return (state.name, steps_of(state), state.lights, state.two_hands) == asked


def _check_lights(policy: str, lights: Lights) -> None:
    wrong = ""
    if not 0 <= lights.yellow_before <= LONGEST_LIGHT:
        wrong = f"yellow_before is not between 0 and {LONGEST_LIGHT} hours"
    elif lights.red_level < 1:
        wrong = "red_level is below 1"
    elif not 0 <= lights.red_after <= LONGEST_LIGHT:
        wrong = f"red_after is not between 0 and {LONGEST_LIGHT} hours"
    if wrong:
        raise Refused("bad-lights", f"policy {policy}, lights: {wrong}", policy=policy)


def _check(policy: str, step: Step) -> None:
    checked_id("step", step.step)
    wrong = ""
    if step.unit not in UNITS:
        wrong = f"unit {step.unit!r} is none of {', '.join(UNITS)}"
    elif not step.to or not all(map(is_desk, step.to)):
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


def is_desk(desk: str) -> bool:
    """Whether a step may name it; not whether the unit exists: it may come later."""
    kind, colon, which = desk.partition(":")
    if not colon:
        return desk in PLAIN_DESKS
    match kind:
        case "ancestor_head":
            return which.isascii() and which.isdigit() and 1 <= int(which[:3]) <= HIGHEST and which[0] != "0"
        case "role":
            return which in ROLES
        case "unit":
            return ID.fullmatch(which) is not None
        case _:
            return False


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
    if step.unit == "working_hour":
        return add_working_minutes(calendar, due, offset * 60)
    if step.unit == "working_minute":
        return add_working_minutes(calendar, due, offset)
    return morning(calendar, add_working_days(calendar, due_day(calendar, due), offset))


@lru_cache(maxsize=1024)
def rungs(steps: tuple[Step, ...], due: int, calendar: Calendar) -> tuple[Rung, ...]:
    """Every turn of every step, step by step; memoised: many tasks are due at the same instant."""
    return tuple(
        Rung(instant(step, repeat, due, calendar), step, repeat)
        for step in steps
        for repeat in range(step.repeat_times + 1)
    )


def first_wake(steps: tuple[Step, ...], opens: int, due: int, calendar: Calendar) -> int:
    """The first rung of a new round that starts at `opens`; 0 if there is none."""
    return min((r.at for r in rungs(steps, due, calendar) if r.at >= opens or r.at >= due), default=0)
