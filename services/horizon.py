"""Keeping schedules ahead of time: the rolling horizon, and following the changes of issued plans.

Both are intents that a crash may interrupt: every append has a command id made of the intent and its object,
so that going over it again adds only what is missing.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeAlias

import apsw

from events.log import Append, Conflict, Consulted, Write
from events.types import TasksScheduled
from services.guards import TRIES, born_of, by_system, consulted_calendar
from services.states import States
from workflows import schedule as schedules
from workflows.calendar import chain
from workflows.ladder import new_round_wake
from workflows.org import calendar_of
from workflows.plan import Plan
from workflows.schedule import Fate, Rules, Schedule
from workflows.task import due_after, move, stream_of, withdraw

Commit: TypeAlias = Callable[[Append], object]
"""Commits one append, or raises what it is refused with."""


def keep_ahead(
    states: States, commit: Commit, now: Callable[[], int], unit: str, plan: str, ahead: dt.date
) -> int:
    """Bring one unit's schedule of one plan up to its changes and to `ahead`; the number of appends made.

    Change by change, each in its own revision: it comes to the same whether they came one by one or at once.
    """
    made, tries = 0, 0
    while True:
        try:
            step = _follow_one(states, commit, now(), unit, plan) or _extend(
                states, commit, now(), unit, plan, ahead
            )
        except Conflict:
            tries += 1
            if tries == TRIES:
                raise
            continue
        if not step:
            return made
        made += step


def _follow_one(states: States, commit: Commit, now: int, unit: str, plan: str) -> int:
    """Follow the first change that was not followed yet; 0 if there is none."""
    found, schedule = states.plan(plan), states.schedule(unit, plan)
    follow = schedules.pending(schedule, found)
    if follow is None:
        return 0
    rules = rules_of(states, found, unit)
    tasks = states.tasks(schedules.touched(schedule, follow.change))
    names = {task.calendar for task in tasks} - {rules.calendar.calendar}
    others = {name: states.calendar(name) for name in names}
    reconciled = schedules.reconcile(schedule, found, follow, rules, tasks, now, others)
    made = sum(_carry_out(states, commit, now, found, fate) for fate in reconciled.fates)
    commit(_append(schedule, found, rules, reconciled.scheduled, now))
    return made + 1


def _extend(states: States, commit: Commit, now: int, unit: str, plan: str, ahead: dt.date) -> int:
    found, schedule = states.plan(plan), states.schedule(unit, plan)
    rules = rules_of(states, found, unit)
    events = schedules.extend(schedule, found, rules, ahead, now)
    if not events:
        return 0
    commit(_append(schedule, found, rules, events, now))
    return 1


def bring_announced(
    states: States, db: apsw.Connection, commit: Commit, now: Callable[[], int], calendar: str
) -> int:
    """Schedule what hangs on terms of this calendar, or of one that inherits from it, where the days of their
    opening are scheduled already; the number of appends made."""
    rows: Any = list(
        db.execute(
            "SELECT h.unit, h.plan, h.until FROM horizon h JOIN plan p ON p.plan = h.plan "
            "WHERE p.status = 'issued' AND h.until <> '' ORDER BY h.plan, h.unit"
        )
    )
    plans = {plan for _, plan, _ in rows}
    made, meant = 0, {plan for plan in plans if schedules.hang_on_terms(states.plan(plan))}
    for unit, plan, until in rows:
        if plan not in meant:
            continue
        if calendar in dict(chain(rules_of(states, states.plan(plan), unit).calendar)):
            made += keep_ahead(states, commit, now, unit, plan, dt.date.fromisoformat(until))
    return made


def rules_of(states: States, plan: Plan, unit: str) -> Rules:
    """What a unit's schedule of a plan consults: the unit's calendar, or else the plan's, and policies."""
    every = [item for items in (*plan.earlier, plan.items) for item in items.values()]
    names = {plan.policy, *(item.policy for item in every if item.policy)}
    calendar = states.calendar(calendar_of(states.org(), unit) or plan.calendar)
    return Rules(calendar, {name: states.policy(name) for name in names})


def _append(
    schedule: Schedule, plan: Plan, rules: Rules, events: tuple[TasksScheduled, ...], now: int
) -> Append:
    """Asserts the plan's version: an amendment and a horizon cannot pass each other."""
    last = events[-1]
    command = f"horizon/{schedule.unit}/{plan.plan}/{last.revision}/{last.since}/{last.until}"
    if last.revision == schedule.revision and last.since == last.until == schedule.until:
        command += f"/{schedule.version}"  # no new window: terms were announced, maybe not the last
    write = Write(f"unit/{schedule.unit}/schedule/{plan.plan}", schedule.version, events)
    asserts = (Consulted(f"plan/{plan.plan}", plan.version),)
    return by_system(command, write, now, asserts, consulted_calendar(rules.calendar))


def _carry_out(states: States, commit: Commit, now: int, plan: Plan, fate: Fate) -> int:
    """Withdraw or move one task; 0 if it is done, or stands as wanted already."""
    task = states.task(fate.task.task)
    if fate.due:
        facts, opens = fate.facts or task.facts, fate.opens or task.opens
        policy, calendar = states.policy(facts.policy), states.calendar(task.calendar)
        wake_at = new_round_wake(policy, max(now, opens), due_after(task, fate.due), calendar)
        if facts.overlap and not task.begun:
            wake_at = max(now, opens)
        events = move(task, fate.revision, fate.due, wake_at, fate.opens, fate.facts)
    else:
        events = withdraw(task, fate.revision)
    if not events:
        return 0
    command = f"change/{plan.plan}/{fate.revision}/{task.task}"
    write = Write(stream_of(task.task), task.version, events)
    commit(by_system(command, write, now, born_of(task), (Consulted(f"plan/{plan.plan}", plan.version),)))
    return 1
