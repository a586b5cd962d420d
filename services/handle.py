"""A command's way: fold, decide, append; on Conflict read again and decide again."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from msgspec import Struct

from events.log import (
    Answer,
    Append,
    Appended,
    Conflict,
    EventLog,
    LogError,
)
from services.deciding import Caller, Command, decide, fingerprint
from services.guards import TRIES as TRIES
from services.states import States
from workflows.refusal import Refused
from workflows.task import (
    Task,
    TaskCommand,
)


class Saved(Struct, frozen=True):
    """Committed up to `position`; `again`: the same command had been before; `changed`: it made events."""

    position: int
    again: bool = False
    changed: bool = True


Commit: TypeAlias = Callable[[Append], Appended]


def handle(states: States, commit: Commit, now: Callable[[], int], command: Command, caller: Caller) -> Saved:
    """Carry out a command. Raises Refused, and LogError kinds that another try would not help."""
    for attempt in range(TRIES):
        try:
            one = decide(states, command, caller, now())
        except Refused:
            earlier = _earlier(states.log, command, caller)
            if earlier is None:
                raise
            return Saved(earlier.last, again=True)
        if one is None:
            return _unchanged(states.log, command, caller)
        try:
            done = commit(one)
        except Conflict:
            if attempt == TRIES - 1:
                raise
            continue
        return Saved(done.last, done.again)
    raise AssertionError("unreachable")


Outcome: TypeAlias = Saved | Refused | LogError
"""What became of one command of several."""


def handle_many(
    states: States,
    commit_many: Callable[[Sequence[Append]], list[Answer]],
    now: Callable[[], int],
    commands: Sequence[tuple[Command, Caller]],
) -> list[Outcome]:
    """Carry out commands that stand alone, in one commit; one outcome each, in order.

    What is refused or meets a Conflict is tried once more alone, after the others: one of them may have
    been its cause.
    """
    outcomes: dict[int, Outcome] = {}
    appends: dict[int, Append] = {}
    tasks = _tasks_of(states, [command for command, _ in commands])
    for place, (command, caller) in enumerate(commands):
        try:
            one = decide(states, command, caller, now(), tasks)
        except Refused:
            continue
        if one is not None:
            appends[place] = one
    for place, answer in zip(appends, commit_many(list(appends.values())), strict=True):
        if not isinstance(answer, Conflict):
            outcomes[place] = answer if isinstance(answer, LogError) else Saved(answer.last, answer.again)
    for place, (command, caller) in enumerate(commands):
        if place not in outcomes:
            outcomes[place] = _alone(states, commit_many, now, command, caller)
    return [outcomes[place] for place in range(len(commands))]


def _tasks_of(states: States, commands: Sequence[Command]) -> dict[str, Task]:
    """The tasks of several commands with one read; none if one of them is not there: each is asked alone."""
    names = list(dict.fromkeys(command.task for command in commands if isinstance(command, TaskCommand)))
    if len(names) < 2:
        return {}
    try:
        return {task.task: task for task in states.tasks(names)}
    except Refused:
        return {}


def _alone(
    states: States,
    commit_many: Callable[[Sequence[Append]], list[Answer]],
    now: Callable[[], int],
    command: Command,
    caller: Caller,
) -> Outcome:
    def commit(one: Append) -> Appended:
        (answer,) = commit_many([one])
        if isinstance(answer, LogError):
            raise answer
        return answer

    try:
        return handle(states, commit, now, command, caller)
    except (Refused, LogError) as error:
        return error


def _unchanged(log: EventLog, command: Command, caller: Caller) -> Saved:
    """Nothing to add: carried out before, or it asks for what is."""
    earlier = _earlier(log, command, caller)
    return Saved(earlier.last, again=True) if earlier else Saved(log.head(), changed=False)


def _earlier(log: EventLog, command: Command, caller: Caller) -> Appended | None:
    """What this very command did before, if it was carried out. Raises CommandReused."""
    return log.find(caller.command_id, fingerprint(command, caller))
