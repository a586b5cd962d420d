"""What the system appends by itself: its guards, its command ids, and how often one is tried."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from events.log import Answer, Append, Conflict, Consulted, LogError, Write
from workflows.calendar import Calendar, chain
from workflows.task import Task

SYSTEM = "system"
TRIES = 8
"""How often a decision is made again after a Conflict."""

CommitMany: TypeAlias = Callable[[Sequence[Append]], list[Answer]]
"""Commits appends that stand alone; one answer each."""


def born_of(task: Task) -> tuple[Consulted, ...]:
    """A task's first own event holds only if its schedule still stands as it was read."""
    if task.version:
        return ()
    return (Consulted(f"unit/{task.unit}/schedule/{task.plan}", task.scheduled_version),)


def consulted_calendar(calendar: Calendar) -> tuple[Consulted, ...]:
    """The calendar, and each that it inherits from: any of them may say otherwise later."""
    return tuple(Consulted(f"calendar/{name}", version) for name, version in chain(calendar))


def by_system(
    command: str,
    write: Write,
    now: int,
    asserts: tuple[Consulted, ...] = (),
    consulted: tuple[Consulted, ...] = (),
    on_behalf: str = "",
    causation: str = "",
) -> Append:
    """An append under a command id that is made of what it is for: given again, it adds nothing."""
    fingerprint = hashlib.sha256(command.encode()).digest()
    return Append(
        command,
        fingerprint,
        (write,),
        SYSTEM,
        now,
        on_behalf,
        causation,
        asserts=asserts,
        consulted=consulted,
    )


def commit_each(
    names: Sequence[str],
    appends: Callable[[Sequence[str]], Mapping[str, Append]],
    commit_many: CommitMany,
    what: str,
) -> int:
    """Commit the appends of these tasks; how many. Those that others changed at the same moment are read and
    decided again. Raises LogError, `what` saying for which change."""
    left, done = names, 0
    for _ in range(TRIES):
        found = appends(left)
        answers = commit_many(list(found.values()))
        left = [name for name, answer in zip(found, answers, strict=True) if isinstance(answer, Conflict)]
        check([answer for answer in answers if not isinstance(answer, Conflict)])
        done += len(found) - len(left)
        if not left:
            return done
    raise LogError(f"{what}: {left[0]} was changed by others all the time")


def check(answers: Sequence[Answer]) -> None:
    """Raises what an append was refused with."""
    for answer in answers:
        if isinstance(answer, LogError):
            raise answer
