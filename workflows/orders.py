"""Orders: one decision over many tasks. Each task still changes by itself, in its own stream.

A bulk excuse stands for its days: what is scheduled later and is due on them is taken off too. What a person
decides on one task afterwards (a return, an extension, an amendment that moves it there) goes before it.
"""

import datetime as dt
from typing import TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import replace

from events.types import BulkExcuseOrdered, Move, OrderCarriedOut, ReplanOrdered
from workflows.ids import checked_id
from workflows.org import Org, descendants, open_unit
from workflows.refusal import Refused
from workflows.task import WAITING, ExcuseTask, Surroundings, Task, TaskEvent, move
from workflows.task import decide as decide_task

OrderEvent: TypeAlias = BulkExcuseOrdered | ReplanOrdered | OrderCarriedOut

CAUSES = ("weather", "epidemic", "disaster", "power", "other")
LONGEST = dt.timedelta(days=366)
MOST_MOVES = 5000
"""Moves in one order, at most."""


class Order(Struct, frozen=True):
    """`by` ordered it with command `command` at `at` (µs UTC). It has gone through the log up to `up_to`, 0
    for not at all; `done` and `passed` add up what it found."""

    order: str
    intent: BulkExcuseOrdered | ReplanOrdered
    by: str
    at: int
    command: str
    version: int = 1
    up_to: int = 0
    done: int = 0
    passed: int = 0


class OrderBulkExcuse(Struct, frozen=True, tag=True):
    """Take off what `units` and all below them owe by days of [since, until]. `reason` is a digest; `plans`
    limits it to these, if any are named."""

    order: str
    cause: str
    units: tuple[str, ...]
    since: dt.date
    until: dt.date
    reason: str
    plans: tuple[str, ...] = ()


class OrderReplan(Struct, frozen=True, tag=True):
    """Let tasks follow version `calendar_version` of a calendar, as it was proposed."""

    order: str
    calendar: str
    calendar_version: int
    moves: tuple[Move, ...]


OrderCommand: TypeAlias = OrderBulkExcuse | OrderReplan


class Around(Struct, frozen=True):
    """What a decision on an order consults: the organisation, which of the plans named there are, the version
    of the calendar named (0: there is none), and what is proposed now for the tasks named."""

    org: Org
    plans: frozenset[str] = frozenset()
    calendar_version: int = 0
    proposed: frozenset[tuple[str, int, int]] = frozenset()


# --- state ------------------------------------------------------------------------------------------------


def evolve(order: Order | None, at: int, by: str, command: str, event: OrderEvent) -> Order:
    """`at`, `by` and `command` are the record's."""
    match event:
        case BulkExcuseOrdered() | ReplanOrdered():
            return Order(event.order, event, by, at, command)
        case OrderCarriedOut():
            if order is None:
                raise ValueError(f"order {event.order} was carried out and never given")
            return replace(
                order,
                version=order.version + 1,
                up_to=event.up_to,
                done=order.done + event.done,
                passed=order.passed + event.passed,
            )
        case _:
            assert_never(event)


# --- decisions --------------------------------------------------------------------------------------------


def decide(order: Order | None, command: OrderCommand, around: Around) -> tuple[OrderEvent, ...]:
    """Raises Refused: bad-id, order-exists, unknown-cause, no-units, unknown-unit, unit-closed, bad-range,
    unknown-plan, no-reason; unknown-calendar, calendar-moved-on, nothing-to-move, too-many-moves,
    not-proposed."""
    checked_id("order", command.order)
    if order is not None:
        raise Refused("order-exists", f"order {command.order} was given before", order=command.order)
    match command:
        case OrderBulkExcuse():
            return (_bulk_excuse(command, around),)
        case OrderReplan():
            return (_replan(command, around),)
        case _:
            assert_never(command)


def _bulk_excuse(command: OrderBulkExcuse, around: Around) -> BulkExcuseOrdered:
    if command.cause not in CAUSES:
        raise Refused(
            "unknown-cause",
            f"cause {command.cause!r} is none of {', '.join(CAUSES)}",
            cause=command.cause,
            causes=", ".join(CAUSES),
        )
    check_range(command.since, command.until)
    covers = covered(around.org, command.units)
    for plan in command.plans:
        if plan not in around.plans:
            raise Refused("unknown-plan", f"there is no plan {plan}", plan=plan)
    if not command.reason:
        raise Refused("no-reason", f"order {command.order}: a reason is needed", task=command.order)
    return BulkExcuseOrdered(
        command.order,
        command.cause,
        command.units,
        command.since,
        command.until,
        command.reason,
        command.plans,
        covers,
    )


def check_range(since: dt.date, until: dt.date) -> None:
    """Raises Refused(bad-range) for days that run backwards or over more than a year."""
    if not dt.timedelta() <= until - since <= LONGEST:
        raise Refused(
            "bad-range",
            f"{since} to {until}: the last day comes on or after the first, within a year",
            since=str(since),
            until=str(until),
        )


def covered(org: Org, units: tuple[str, ...]) -> tuple[str, ...]:
    """The units and all below them, each once. Raises Refused: no-units, unknown-unit, unit-closed."""
    if not units:
        raise Refused("no-units", "name the units that the order is for")
    for unit in units:
        open_unit(org, unit)
    return tuple(dict.fromkeys(below for unit in units for below in descendants(org, unit)))


def _replan(command: OrderReplan, around: Around) -> ReplanOrdered:
    calendar = command.calendar
    if not around.calendar_version:
        raise Refused("unknown-calendar", f"there is no calendar {calendar}", calendar=calendar)
    if command.calendar_version != around.calendar_version:
        raise Refused(
            "calendar-moved-on",
            f"calendar {calendar} is at version {around.calendar_version} by now: look at the list again",
            calendar=calendar,
            version=str(around.calendar_version),
        )
    if not command.moves:
        raise Refused("nothing-to-move", "choose the tasks that are to move", calendar=calendar)
    if len(command.moves) > MOST_MOVES:
        raise Refused(
            "too-many-moves",
            f"{len(command.moves)} tasks: an order moves {MOST_MOVES} at most, so take some units at a time",
            count=str(len(command.moves)),
            most=str(MOST_MOVES),
        )
    _check_moves(command.moves, around)
    return ReplanOrdered(command.order, calendar, command.calendar_version, command.moves)


def _check_moves(moves: tuple[Move, ...], around: Around) -> None:
    named: set[str] = set()
    for one in moves:
        if one.task in named or (one.task, one.opens, one.due) not in around.proposed:
            raise Refused(
                "not-proposed",
                f"{one.task}: such a move is not proposed now, so look at the list again",
                task=one.task,
            )
        named.add(one.task)


# --- task by task -----------------------------------------------------------------------------------------


def means(order: BulkExcuseOrdered, plan: str, day: dt.date) -> bool:
    """Whether an order is for tasks of a plan that are due on a day."""
    return order.since <= day <= order.until and plan in (order.plans or (plan,))


def excuse(task: Task, order: BulkExcuseOrdered, now: int) -> tuple[TaskEvent, ...]:
    """What takes a task off by an order; nothing if it is not owed any more."""
    if task.state not in WAITING:
        return ()
    excused, *ends = decide_task(task, ExcuseTask(task.task, order.reason), Surroundings(now))
    return (replace(excused, order=order.order), *ends)


def replanned(task: Task, one: Move, order: ReplanOrdered, wake_at: int) -> tuple[TaskEvent, ...]:
    """What moves a task as it was proposed; the plan's own revision stays what it was."""
    opens = one.opens if one.opens != task.opens else 0
    moved, *ends = move(task, task.plan_revision, one.due, wake_at, opens)
    return (replace(moved, calendar_version=order.calendar_version, order=order.order), *ends)
