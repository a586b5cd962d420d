"""Wakes that a change of policy or calendar makes earlier, moved task by task.

A crash anywhere leaves what was moved and takes up the rest: a wake that is moved already is not moved again.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

import apsw
from msgspec.structs import replace

from events.log import Answer, Append, Conflict, LogError, Write
from events.types import AnyEvent, TaskWakeMoved, WakesFollowed
from services.deciding import consulted_by
from services.guards import TRIES, born_of
from services.horizon import SYSTEM
from services.states import States
from workflows.calendar import chain
from workflows.ladder import Consulted, earlier_wake
from workflows.task import Task, stream_of

CHUNK = 200
"""Tasks that are looked up and committed together; each is an append of its own."""

STREAM = "wakes"
OWED = "t.state IN ('scheduled', 'started', 'returned')"

CommitMany: TypeAlias = Callable[[Sequence[Append]], list[Answer]]


def follow_change(
    states: States, db: apsw.Connection, commit_many: CommitMany, now: Callable[[], int], subject: str
) -> int:
    """Move the wakes that the present version of `subject` (a stream) makes earlier; how many were.

    The read tables only say whom to look at: each task is decided on by its own stream. Raises LogError.
    """
    version, moved = states.log.versions([subject]).get(subject, 0), 0
    change = f"{STREAM}/{subject}/{version}"
    for names in _chunks(states, db, subject):
        moved += _move(states, commit_many, now, change, names)
    _followed(states, commit_many, now, change, WakesFollowed(subject, version))
    return moved


def _chunks(states: States, db: apsw.Connection, subject: str) -> Iterator[list[str]]:
    """Tasks that are owed by a policy or by a calendar of whose chain the subject is one."""
    kind, _, name = subject.partition("/")
    column, values = ("policy", [name]) if kind == "policy" else ("calendar", _heirs(states, db, name))
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


def _heirs(states: States, db: apsw.Connection, calendar: str) -> list[str]:
    """The calendar and all that inherit from it."""
    rows: list[Any] = list(db.execute("SELECT calendar FROM calendar"))
    found = [states.calendar(row[0]) for row in rows]
    return [one.calendar for one in found if calendar in (name for name, _ in chain(one))]


def _move(
    states: States, commit_many: CommitMany, now: Callable[[], int], change: str, names: list[str]
) -> int:
    """Some tasks; those that others changed at the same moment are read and decided again."""
    left, moved = names, 0
    for _ in range(TRIES):
        appends = _appends(states, left, change, now())
        answers = commit_many(list(appends.values())) if appends else []
        left = [name for name, answer in zip(appends, answers, strict=True) if isinstance(answer, Conflict)]
        _check([answer for answer in answers if not isinstance(answer, Conflict)])
        moved += len(appends) - len(left)
        if not left:
            return moved
    raise LogError(f"{change}: {left[0]} was changed by others all the time")


def _appends(states: States, names: list[str], change: str, now: int) -> dict[str, Append]:
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
    one = _append(command, stream_of(task.task), task.version, TaskWakeMoved(task.round, wake_at), now)
    return replace(one, asserts=born_of(task), consulted=consulted_by(around))


def _followed(
    states: States, commit_many: CommitMany, now: Callable[[], int], change: str, event: WakesFollowed
) -> None:
    for _ in range(TRIES):
        version = states.log.versions([STREAM]).get(STREAM, 0)
        (answer,) = commit_many([_append(change, STREAM, version, event, now())])
        if not isinstance(answer, Conflict):
            _check([answer])
            return
    raise LogError(f"{change}: others wrote to {STREAM} all the time")


def _append(command: str, stream: str, version: int, event: AnyEvent, now: int) -> Append:
    fingerprint = hashlib.sha256(command.encode()).digest()
    return Append(command, fingerprint, (Write(stream, version, (event,)),), SYSTEM, now)


def _check(answers: Sequence[Answer]) -> None:
    """Raises what an append was refused with."""
    for answer in answers:
        if isinstance(answer, LogError):
            raise answer
