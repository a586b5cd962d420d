"""Looking at tasks whose hour has come: fold, decide again, append each alone."""

import hashlib
from collections.abc import Sequence

from events.log import Append, Write
from events.types import EscalationRaised, TaskReminded, TaskWakeMoved
from services.deciding import consulted_by
from services.guards import born_of
from services.horizon import SYSTEM
from services.states import States
from workflows.ladder import Consulted, wake
from workflows.task import Task, stream_of


def looks(states: States, names: Sequence[str], now: int) -> list[Append]:
    """The appends of a look at tasks at `now`; those with nothing to tell are left out.

    Facts are read once for the batch: whatever changes meanwhile meets a Conflict on the task's stream, and
    the next sweep looks again.
    """
    arounds: dict[tuple[str, str], Consulted] = {}
    org = states.org()
    appends = []
    for task in states.tasks(names):
        key = (task.facts.policy, task.calendar)
        around = arounds.get(key)
        if around is None:
            around = Consulted(states.policy(key[0]), states.calendar(key[1]), org)
            arounds[key] = around
        for event in wake(task, around, now):
            appends.append(_append(task, event, around, now))
    return appends


def _append(
    task: Task, event: TaskReminded | EscalationRaised | TaskWakeMoved, around: Consulted, now: int
) -> Append:
    command = _command(task, event)
    return Append(
        command,
        hashlib.sha256(command.encode()).digest(),
        (Write(stream_of(task.task), task.version, (event,)),),
        SYSTEM,
        now,
        asserts=born_of(task),
        consulted=consulted_by(around),
    )


def _command(task: Task, event: TaskReminded | EscalationRaised | TaskWakeMoved) -> str:
    """A step is unique by task, round, step and repeat."""
    if isinstance(event, TaskWakeMoved):
        return f"look/{task.task}/{task.version}"
    return f"step/{task.task}/{event.round}/{event.step}/{event.repeat}"
