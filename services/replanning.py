"""What a calendar's later version asks of scheduled tasks: the list, looked up and worked out anew each time.

Nothing of it is stored before it is approved.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import apsw
from msgspec import Struct
from msgspec.structs import replace

from services.horizon import rules_of
from services.read.calendars import heirs
from services.states import States
from workflows import schedule as schedules
from workflows.calendar import Calendar
from workflows.replan import MOVES, Proposed, missing, replan
from workflows.task import WAITING, Task


class Proposal(Struct, frozen=True):
    """What is proposed for tasks of a calendar, and of those that inherit from it, at its version."""

    calendar: str
    version: int
    lines: tuple[Proposed, ...]


def proposal(states: States, db: apsw.Connection, calendar: str, now: int, unit: str = "") -> Proposal:
    """By unit and due; `unit` limits it to one. Raises Refused(unknown-calendar)."""
    version = states.calendar(calendar).version
    lines: list[Proposed] = []
    for unit_, plan, names in _schedules(db, heirs(db, calendar), now, unit):
        lines += _of_schedule(states, unit_, plan, names, now)
    return Proposal(calendar, version, tuple(lines))


def proposed_for(states: States, names: Sequence[str], now: int) -> frozenset[tuple[str, int, int]]:
    """What is proposed now for these tasks: task, opening, due. Raises Refused(unknown-task)."""
    by_schedule: dict[tuple[str, str], list[Task]] = {}
    for task in states.tasks(dict.fromkeys(names)):
        by_schedule.setdefault((task.unit, task.plan), []).append(task)
    return frozenset(
        (line.task, line.opens, line.due)
        for (unit, plan), tasks in by_schedule.items()
        for line in _lines(states, unit, plan, tasks, now)
        if line.kind in MOVES
    )


def _schedules(
    db: apsw.Connection, calendars: Sequence[str], now: int, unit: str
) -> Iterable[tuple[str, str, list[str]]]:
    """Units and plans with tasks that still wait, and these tasks."""
    marks, waiting = ",".join("?" * len(calendars)), ",".join("?" * len(WAITING))
    sql = f"""
      SELECT unit, plan, task FROM task
      WHERE calendar IN ({marks}) AND state IN ({waiting}) AND due > ? AND (? = '' OR unit = ?)
      ORDER BY unit, plan, due, task"""
    rows: Any = db.execute(sql, (*calendars, *WAITING, now, unit, unit))
    found: dict[tuple[str, str], list[str]] = {}
    for unit_, plan, task in rows:
        found.setdefault((unit_, plan), []).append(task)
    return [(unit_, plan, names) for (unit_, plan), names in found.items()]


def _of_schedule(states: States, unit: str, plan: str, names: list[str], now: int) -> list[Proposed]:
    found = _lines(states, unit, plan, states.tasks(names), now)
    schedule, standing = states.schedule(unit, plan), states.plan(plan)
    if schedules.pending(schedule, standing) is None:
        found += missing(schedule, standing, rules_of(states, standing, unit), now)
    return found


def _lines(states: States, unit: str, plan: str, tasks: list[Task], now: int) -> list[Proposed]:
    """A schedule that has not followed a change of its plan is left until it has."""
    schedule, standing = states.schedule(unit, plan), states.plan(plan)
    if schedules.pending(schedule, standing) is not None:
        return []
    rules, found = rules_of(states, standing, unit), list[Proposed]()
    for calendar in _calendars(states, tasks):
        found += replan(schedule, standing, replace(rules, calendar=calendar), tuple(tasks), now)
    return found


def _calendars(states: States, tasks: Iterable[Task]) -> list[Calendar]:
    return [states.calendar(name) for name in sorted({task.calendar for task in tasks})]
