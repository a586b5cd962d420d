"""What another ladder would have told over the real lives of tasks: people's acts stay as they happened, and
what the clock did is decided again, by the same `ladder.wake`, on the organisation and the calendars of
each moment.

Every look that was recorded gives the moment at which its wake was answered, so that the ladder that was
in force tells exactly what was told.
"""

from bisect import bisect_left
from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from events.types import (
    EscalationAcknowledged,
    EscalationHandedOver,
    EscalationRaised,
    EscalationSteppedBack,
    ExtensionGranted,
    TaskDeferred,
    TaskMoved,
    TaskReminded,
    TaskReturned,
    TaskSkipped,
    TaskWakeMoved,
    Told,
)
from workflows.ladder import Consulted, earlier_wake, new_round_wake, wake, wake_after_acknowledgement
from workflows.policy import steps_of
from workflows.task import WAITING, Task, TaskEvent, evolve
from workflows.task.desks import desk_of

FOREVER = 1 << 62


class Happened(Struct, frozen=True, gc=False):
    """A record of a task: its position, recorded_at and occurred_at (µs UTC). `look`: the clock's, not a
    person's. `event` None: a change of `subject`, a calendar or policy, was followed by the wakes."""

    position: int
    at: int
    decided: int
    event: TaskEvent | None
    look: bool = False


class Life(Struct, frozen=True, gc=False):
    """A task as it was scheduled by the record at `position`, and all that happened to it."""

    born: Task
    position: int
    happened: tuple[Happened, ...]


class Machine(Struct, frozen=True):
    """The world that a ladder is tried in, up to `until` (µs UTC).

    `around`: what a look at a task consults at a position; `position_at`: the last position of an instant;
    `looked`: when the machine looked for a wake, FOREVER for never; `follows`: when wakes followed a change.
    """

    around: Callable[[Task, int], Consulted]
    position_at: Callable[[int], int]
    looked: Callable[[int], int]
    until: int
    follows: tuple[Happened, ...] = ()


class Moment(Struct, frozen=True, gc=False):
    """An event at an instant, and the task after it."""

    at: int
    event: TaskEvent | None
    task: Task


class Lived(Struct, frozen=True, gc=False):
    """A task's moments, the first when it was scheduled; `dropped` are people's acts, by tag, on steps that
    would not have been."""

    moments: tuple[Moment, ...]
    dropped: tuple[str, ...] = ()


class Answer(Struct, frozen=True, gc=False):
    """A wake, and the look that answered it, or the act that took it away before anybody had looked."""

    wake: int
    by: Happened


Answers: TypeAlias = dict[int, list[Happened]]


# --- as it was --------------------------------------------------------------------------------------------


def as_it_was(life: Life) -> tuple[Lived, tuple[Answer, ...]]:
    """The task's real moments, and which look answered which wake."""
    task = life.born
    moments = [Moment(task.opens, None, task)]
    answers: list[Answer] = []
    for one in life.happened:
        if one.event is None:
            continue
        before, task = task, evolve(task, one.at, one.event)
        overtaken = before.wake_at <= one.at and task.wake_at != before.wake_at
        if before.wake_at and (one.look or overtaken):
            answers.append(Answer(before.wake_at, one))
        moments.append(Moment(one.at, one.event, task))
    return Lived(tuple(moments)), tuple(answers)


def unanswered(lived: Lived, until: int) -> int:
    """The wake that came by `until` and that nobody has looked at yet; 0 for none."""
    task = lived.moments[-1].task
    return task.wake_at if task.state in WAITING and 0 < task.wake_at <= until else 0


def machine_times(answers: list[Answer], waiting: list[int]) -> Callable[[int], int]:
    """When a wake that never was would have been looked at: at once, unless the machine stood still then: at
    its next look. From the answers of all tasks, and the wakes that wait for one still."""
    late = [(one.wake, one.by.at) for one in answers if one.by.at > one.wake]
    spans = _joined(sorted([*late, *((wake_at, FOREVER) for wake_at in waiting)]))
    starts = [start for start, _ in spans]
    looks = sorted({one.by.at for one in answers if one.by.look})

    def looked(wake_at: int) -> int:
        place = bisect_left(starts, wake_at + 1) - 1
        if place < 0 or spans[place][1] <= wake_at:
            return wake_at
        after = bisect_left(looks, wake_at)
        return looks[after] if after < len(looks) else spans[place][1]

    return looked


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


# --- as it would have been --------------------------------------------------------------------------------


def as_it_would_be(life: Life, answers: tuple[Answer, ...], machine: Machine) -> Lived:
    """The task's moments by the machine's ladder."""
    own: Answers = {}
    for answer in answers:
        own.setdefault(answer.wake, []).append(answer.by)
    acts = _acts(life, machine)
    turns = 1 + max((n for n, one in enumerate(acts) if of_overlap(one)), default=-1)
    task = _scheduled(life, machine)
    moments, dropped = [Moment(task.opens, None, task)], []
    place, last = 0, (0, 0)
    while True:
        act = acts[place] if place < len(acts) else None
        look = None if place < turns else _next_look(task, own, machine, last)
        if act is not None and (look is None or (act.at, act.position) < (look.at, look.position)):
            place += 1
            event = redone(task, act, machine)
            if event is None:
                if act.event is not None and not isinstance(act.event, TaskWakeMoved):
                    dropped.append(type(act.event).__name__)
                continue
            done: Happened = act
        elif look is not None and look.at <= machine.until:
            seen = min(look.position, machine.position_at(look.at))
            found = wake(task, machine.around(task, seen), look.decided)
            if not found:
                break
            event, done = found[0], look
        else:
            break
        last = (done.at, done.position)
        task = evolve(task, done.at, event)
        moments.append(Moment(done.at, event, task))
    return Lived(tuple(moments), tuple(dropped))


def _acts(life: Life, machine: Machine) -> list[Happened]:
    """What people did, what became of a turn because of those before it, and the changes that wakes
    followed, in their order."""
    own = [one for one in life.happened if not one.look or of_overlap(one)]
    if not machine.follows:
        return own
    follows = [one for one in machine.follows if one.position > life.position]
    return sorted((*own, *follows), key=lambda one: one.position)


def of_overlap(one: Happened) -> bool:
    """Whether a look saw to the turns before: no ladder decides that. Until then none is asked."""
    return one.look and isinstance(one.event, TaskSkipped | TaskDeferred | TaskMoved)


def _scheduled(life: Life, machine: Machine) -> Task:
    task = life.born
    around = machine.around(task, life.position)
    return replace(task, wake_at=new_round_wake(around.policy, task.opens, task.due, around.calendar))


def _next_look(task: Task, own: Answers, machine: Machine, last: tuple[int, int]) -> Happened | None:
    """The look that answers the task's wake: the recorded one, else one when the machine would have come."""
    if not task.wake_at or task.state not in WAITING:
        return None
    at = max(machine.looked(task.wake_at), last[0])
    for one in own.get(task.wake_at, ()):
        if (one.at, one.position) > last:
            if one.look:
                return one
            at = max(at, one.at)  # nobody had looked before that act
            break
    return Happened(FOREVER, at, at, None, True) if at < FOREVER else None


def redone(task: Task, act: Happened, machine: Machine) -> TaskEvent | None:
    """An act as it would be recorded: with the wake of the machine's ladder; None if it falls away."""
    event, now = act.event, act.at
    around = machine.around(task, act.position - 1)
    match event:
        case TaskReturned() | ExtensionGranted():
            return replace(event, wake_at=_round(task.opens, event.due, around, now))
        case TaskMoved():
            moved = replace(task, facts=event.facts or task.facts)
            around = machine.around(moved, act.position - 1)
            return replace(event, wake_at=_round(event.opens or task.opens, event.due, around, now))
        case EscalationAcknowledged():
            return _acknowledged(task, event, around, now)
        case EscalationHandedOver():
            return event if desk_of(task.desks, event.member) is not None else None
        case EscalationSteppedBack():
            known = any(one.step == event.step for one in steps_of(around.policy, task.policy_version))
            return event if known and task.level > event.level else None
        case None | TaskWakeMoved():
            wake_at = earlier_wake(task, around, now)
            return TaskWakeMoved(task.round, wake_at) if wake_at else None
        case _:
            return event


def _round(opens: int, due: int, around: Consulted, now: int) -> int:
    return new_round_wake(around.policy, max(now, opens), due, around.calendar)


def _acknowledged(
    task: Task, event: EscalationAcknowledged, around: Consulted, now: int
) -> EscalationAcknowledged | None:
    """Of the level that lies on the desk, whatever its number was."""
    if not task.level or task.state not in WAITING:
        return None
    wake_at = event.wake_at if event.held else wake_after_acknowledgement(task, around, now)
    return replace(event, level=task.level, wake_at=wake_at)


# --- what it comes to -------------------------------------------------------------------------------------


class Telling(Struct, frozen=True, gc=False, order=True):
    """A step as it was told, or would have been."""

    at: int
    task: str
    unit: str
    level: int
    step: str
    repeat: int
    told: tuple[Told, ...]


def tellings(lived: Lived, since: int, until: int) -> tuple[Telling, ...]:
    """Those of [since, until)."""
    found = []
    for one in lived.moments:
        event = one.event
        if isinstance(event, TaskReminded | EscalationRaised) and since <= one.at < until:
            level = event.level if isinstance(event, EscalationRaised) else 0
            task = one.task
            found.append(Telling(one.at, task.task, task.unit, level, event.step, event.repeat, event.told))
    return tuple(found)


class Stay(Struct, frozen=True, gc=False):
    """How long an escalation lay on a desk, [since, until) in µs UTC."""

    member: str
    since: int
    until: int


def stays(lived: Lived, until: int) -> tuple[Stay, ...]:
    """From what brought it there to what took it away, `until` at the latest."""
    since: dict[str, int] = {}
    found: list[Stay] = []
    for one in lived.moments:
        owed = one.task.state in WAITING
        here = [desk.told.member for desk in one.task.desks] if owed else []
        found += [Stay(member, begun, one.at) for member, begun in since.items() if member not in here]
        since = {member: since.get(member, one.at) for member in here}
    return (*found, *(Stay(member, begun, until) for member, begun in since.items()))


def ever_red(lived: Lived, light: Callable[[Task, int], str], since: int, until: int) -> bool:
    """Whether it showed red at any instant of [since, until); `light` of a task at an instant."""
    ends = [one.at for one in lived.moments[1:]] + [until]
    for one, end in zip(lived.moments, ends, strict=True):
        last = min(end, until) - 1
        if last >= max(one.at, since) and light(one.task, last) == "red":
            return True
    return False
