"""Looking at tasks whose hour has come: fold, decide again, append each alone."""

from collections.abc import Sequence
from typing import TypeAlias

from events.log import Append, Write
from events.types import EscalationRaised, TaskDeferred, TaskMoved, TaskReminded, TaskSkipped, TaskWakeMoved
from services.deciding import consulted_by
from services.guards import born_of, by_system
from services.states import States
from workflows.ladder import Consulted, wake
from workflows.overlap import OverlapEvent, must_wait_its_turn, overlap, turns_before
from workflows.task import Task, evolve, stream_of

Look: TypeAlias = TaskReminded | EscalationRaised | TaskWakeMoved | TaskSkipped | TaskDeferred | TaskMoved


def looks(states: States, names: Sequence[str], now: int) -> list[Append]:
    """The appends of a look at tasks at `now`; those with nothing to tell are left out.

    Facts are read once for the batch: whatever changes meanwhile meets a Conflict on the task's stream, and
    the next sweep looks again.
    """
    arounds: dict[tuple[str, str], Consulted] = {}
    org = states.org()
    appends = []
    known: dict[str, Task] = {}
    for task in sorted(states.tasks(names), key=lambda one: one.original_due):
        key = (task.facts.policy, task.calendar)
        around = arounds.get(key)
        if around is None:
            around = Consulted(states.policy(key[0]), states.calendar(key[1]), org)
            arounds[key] = around
        for event in _overlap(states, task, around, known, now) or wake(task, around, now):
            appends.append(_append(task, event, around, now))
            if task.facts.overlap:
                known[task.task] = evolve(task, now, event)
    return appends


def _overlap(
    states: States, task: Task, around: Consulted, known: dict[str, Task], now: int
) -> tuple[OverlapEvent, ...]:
    """`known` are the turns that this batch changes itself."""
    if not must_wait_its_turn(task):
        return ()
    names = turns_before(states.schedule(task.unit, task.plan), task)
    before = [known.get(one.task, one) for one in states.tasks(names)]
    return overlap(task, before, around, now)


def _append(task: Task, event: Look, around: Consulted, now: int) -> Append:
    write = Write(stream_of(task.task), task.version, (event,))
    return by_system(_command(task, event), write, now, born_of(task), consulted_by(around))


def _command(task: Task, event: Look) -> str:
    """A step is unique by task, round, step and repeat."""
    if isinstance(event, TaskReminded | EscalationRaised):
        return f"step/{task.task}/{event.round}/{event.step}/{event.repeat}"
    return f"look/{task.task}/{task.version}"
