"""Carrying out an order, task by task, under command ids made of order and task.

A crash anywhere leaves what was done and takes up the rest: going over it again adds only what is missing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from events.codec import event_of
from events.log import Append, Consulted, Write
from events.types import (
    AnyEvent,
    BulkExcuseOrdered,
    Move,
    OccurrenceNoted,
    OrderCarriedOut,
    ReplanOrdered,
    TasksScheduled,
)
from services.guards import CommitMany, born_of, by_system, check, commit_each
from services.replanning import proposed_for
from services.states import States
from workflows.calendar import due_day
from workflows.ladder import new_round_wake
from workflows.orders import Order, excuse, means, replanned
from workflows.overlap import must_wait_its_turn
from workflows.task import WAITING, Task, TaskEvent, stream_of, task_id

CHUNK = 200
"""Tasks that are looked up and committed together; each is an append of its own."""

READ = 5_000


class Gone(Struct):
    """What became of the tasks of one round."""

    done: int = 0
    passed: int = 0


def carry_out(states: States, commit_many: CommitMany, now: Callable[[], int], name: str) -> Gone:
    """Go through what an order is for and has not been gone through yet. Raises LogError kinds."""
    order, head = states.order(name), states.log.head()
    gone, meant = Gone(), _meant(states, order, head)
    if order.up_to and not meant.tasks:
        return gone
    for chunk in _batches([task for task in meant.tasks if task not in meant.noted]):
        changed = commit_each(
            chunk, lambda left: _appends(states, order, left, now(), gone), commit_many, f"order {name}"
        )
        gone.done += changed  # only now: what was done before a crash is counted meanwhile
    check(commit_many([_carried_out(order, gone, head, now())]))
    return gone


class Meant(Struct, frozen=True):
    """The tasks to go through: those of a replan once, those of a bulk excuse as they come to be scheduled.
    `noted` are left alone: somebody noted an occurrence after the order, and wants it dealt with."""

    tasks: list[str]
    noted: frozenset[str] = frozenset()


def _meant(states: States, order: Order, head: int) -> Meant:
    if isinstance(order.intent, ReplanOrdered):
        return Meant([] if order.up_to else [move.task for move in order.intent.moves])
    (given,) = states.log.read_stream(f"order/{order.order}", until=head)[:1]
    found, noted = list[str](), set[str]()
    for unit in order.intent.covers:
        for position, event in _scheduled(states, unit, order.up_to, head):
            if isinstance(event, TasksScheduled):
                found += (task_id(unit, event.plan, line.item, line.period) for line in event.tasks)
            elif isinstance(event, OccurrenceNoted) and position > given.position:
                noted.add(task_id(unit, event.plan, event.item, event.period))
    return Meant(found, frozenset(noted))


def _scheduled(states: States, unit: str, after: int, until: int) -> Iterator[tuple[int, AnyEvent]]:
    """What its schedules say at positions of (after, until]."""
    while records := states.log.read_prefix(f"unit/{unit}/schedule/", after, READ, until):
        yield from ((record.position, event_of(record)) for record in records)
        after = records[-1].position


def _appends(
    states: States, order: Order, names: Sequence[str], now: int, gone: Gone
) -> Mapping[str, Append]:
    """By task; what stands otherwise by now is counted as passed, or done if this order did it before."""
    tasks = states.tasks(names)
    found = {}
    for task, events in zip(tasks, _events(states, order, tasks, now), strict=True):
        if events is None:
            continue
        if events:
            found[task.task] = _append(order, task, events, now)
        elif states.log.find(_command(order, task)) is not None:
            gone.done += 1
        else:
            gone.passed += 1
    return found


def _events(
    states: States, order: Order, tasks: Sequence[Task], now: int
) -> list[tuple[TaskEvent, ...] | None]:
    """What changes each task; empty for one that stands otherwise, None for one that is not meant."""
    intent = order.intent
    if isinstance(intent, BulkExcuseOrdered):
        return [_excused(states, intent, task, now) for task in tasks]
    moves = {move.task: move for move in intent.moves}
    proposed = proposed_for(states, [task.task for task in tasks], now)
    return [_moved(states, intent, task, moves[task.task], proposed, now) for task in tasks]


def _excused(states: States, order: BulkExcuseOrdered, task: Task, now: int) -> tuple[TaskEvent, ...] | None:
    day = due_day(states.calendar(task.calendar), task.due)
    return excuse(task, order, now) if means(order, task.plan, day) else None


def _moved(
    states: States,
    order: ReplanOrdered,
    task: Task,
    move: Move,
    proposed: frozenset[tuple[str, int, int]],
    now: int,
) -> tuple[TaskEvent, ...]:
    """Only what would be proposed still: neither the task nor its calendar stands otherwise by now."""
    if task.state not in WAITING or (move.task, move.opens, move.due) not in proposed:
        return ()
    policy, calendar = states.policy(task.facts.policy), states.calendar(task.calendar)
    wake_at = new_round_wake(policy, max(now, move.opens), move.due, calendar)
    if must_wait_its_turn(task):
        wake_at = max(now, move.opens)
    return replanned(task, move, order, wake_at)


def _append(order: Order, task: Task, events: tuple[TaskEvent, ...], now: int) -> Append:
    """The system acts, for the one who ordered."""
    write = Write(stream_of(task.task), task.version, events)
    consulted = (Consulted(f"order/{order.order}", order.version),)
    return by_system(_command(order, task), write, now, born_of(task), consulted, order.by, order.command)


def _command(order: Order, task: Task) -> str:
    return f"order/{order.order}/{task.task}"


def _carried_out(order: Order, gone: Gone, head: int, now: int) -> Append:
    command = f"order/{order.order}/carried/{order.version}"
    event = OrderCarriedOut(order.order, gone.done, gone.passed, head)
    write = Write(f"order/{order.order}", order.version, (event,))
    return by_system(command, write, now, on_behalf=order.by, causation=order.command)


def _batches(names: list[str]) -> Iterator[Sequence[str]]:
    return (names[start : start + CHUNK] for start in range(0, len(names), CHUNK))
