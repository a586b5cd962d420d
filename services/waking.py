"""Wakes that a change of policy or calendar makes earlier, moved task by task.

A crash anywhere leaves what was moved and takes up the rest: a wake that is moved already is not moved again.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import apsw

from events.log import Append, Conflict, LogError, Write
from events.types import TaskWakeMoved, WakesFollowed
from services.deciding import consulted_by
from services.guards import TRIES, CommitMany, born_of, by_system, check, commit_each
from services.read.calendars import heirs
from services.states import States
from workflows.ladder import Consulted, earlier_wake
from workflows.task import Task, stream_of

CHUNK = 200
"""Tasks that are looked up and committed together; each is an append of its own."""

STREAM = "wakes"
OWED = "t.state IN ('scheduled', 'started', 'returned')"


def follow_change(
    states: States, db: apsw.Connection, commit_many: CommitMany, now: Callable[[], int], subject: str
) -> int:
    """Move the wakes that the present version of `subject` (a stream) makes earlier; how many were.

    The read tables only say whom to look at: each task is decided on by its own stream. Raises LogError.
    """
    version, moved = states.log.versions([subject]).get(subject, 0), 0
    change = f"{STREAM}/{subject}/{version}"
    for names in _chunks(states, db, subject):
        moved += commit_each(names, lambda left: _appends(states, left, change, now()), commit_many, change)
    _followed(states, commit_many, now, change, WakesFollowed(subject, version))
    return moved


def _chunks(states: States, db: apsw.Connection, subject: str) -> Iterator[list[str]]:
    """Tasks that are owed by a policy or by a calendar of whose chain the subject is one."""
    kind, _, name = subject.partition("/")
    column, values = ("policy", [name]) if kind == "policy" else ("calendar", heirs(db, name))
    places = ", ".join("?" * len(values))
    sql = f"""
      SELECT t.task FROM task t WHERE t.{column} IN ({places}) AND {OWED} AND t.task > ?
      ORDER BY t.task LIMIT {CHUNK}"""
    last = ""
    while values:
        rows: list[Any] = list(db.execute(sql, (*values, last)))
        if not rows:
            return
        yield [row[0] for row in rows]
        last = rows[-1][0]


def _appends(states: States, names: Sequence[str], change: str, now: int) -> dict[str, Append]:
    arounds: dict[tuple[str, str], Consulted] = {}
    org, found = states.org(), {}
    for task in states.tasks(names):
        key = (task.facts.policy, task.calendar)
        if key not in arounds:
            arounds[key] = Consulted(states.policy(key[0]), states.calendar(key[1]), org)
        wake_at = earlier_wake(task, arounds[key], now)
        if wake_at:
            found[task.task] = _moved(task, wake_at, arounds[key], change, now)
    return found


def _moved(task: Task, wake_at: int, around: Consulted, change: str, now: int) -> Append:
    command = f"{change}/{task.task}/{task.version}"
    write = Write(stream_of(task.task), task.version, (TaskWakeMoved(task.round, wake_at),))
    return by_system(command, write, now, born_of(task), consulted_by(around))


def _followed(
    states: States, commit_many: CommitMany, now: Callable[[], int], change: str, event: WakesFollowed
) -> None:
    for _ in range(TRIES):
        version = states.log.versions([STREAM]).get(STREAM, 0)
        (answer,) = commit_many([by_system(change, Write(STREAM, version, (event,)), now())])
        if not isinstance(answer, Conflict):
            check([answer])
            return
    raise LogError(f"{change}: others wrote to {STREAM} all the time")
