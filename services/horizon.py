"""Keeping schedules ahead of time: the rolling horizon, and following the changes of issued plans.

Both are intents that a crash may interrupt: every append has a command id made of the intent and its object,
so that going over it again adds only what is missing.
"""

import hashlib
from collections.abc import Callable
from typing import TypeAlias

from events.log import Append, Conflict, Consulted, Write
from events.types import TasksScheduled
from services.handle import TRIES, born_of
from services.states import States
from workflows import schedule as schedules
from workflows.calendar import local_day
from workflows.ladder import new_round_wake
from workflows.plan import Plan
from workflows.schedule import Fate, Rules, Schedule
from workflows.task import move, stream_of, withdraw

SYSTEM = "system"
Commit: TypeAlias = Callable[[Append], object]
"""Commits one append, or raises what it is refused with."""


def keep_ahead(states: States, commit: Commit, now: Callable[[], int], unit: str, plan: str) -> int:
    """Bring one unit's schedule of one plan up to date; the number of appends that were made."""
    made = 0
    for attempt in range(TRIES):
        try:
            return made + _try(states, commit, now(), unit, plan)
        except Conflict:
            if attempt == TRIES - 1:
                raise
    return made


def _try(states: States, commit: Commit, now: int, unit: str, plan: str) -> int:
    found, schedule = states.plan(plan), states.schedule(unit, plan)
    rules = rules_of(states, found)
    made = 0
    changes = schedules.pending(schedule, found)
    if changes:
        today = local_day(rules.calendar, now)
        reconciled = schedules.reconcile(schedule, found, changes, rules, today)
        for fate in reconciled.fates:
            made += _carry_out(states, commit, now, found, fate)
        commit(_append(schedule, found, rules, reconciled.scheduled, now))
        return made + 1
    events = schedules.extend(schedule, found, rules, local_day(rules.calendar, now))
    if not events:
        return made
    commit(_append(schedule, found, rules, events, now))
    return made + 1


def rules_of(states: States, plan: Plan) -> Rules:
    """The calendar and policies that a plan's schedule consults."""
    every = [item for items in (*plan.earlier, plan.items) for item in items.values()]
    names = {plan.policy, *(item.policy for item in every if item.policy)}
    return Rules(states.calendar(plan.calendar), {name: states.policy(name) for name in names})


def _append(
    schedule: Schedule, plan: Plan, rules: Rules, events: tuple[TasksScheduled, ...], now: int
) -> Append:
    """Asserts the plan's version: an amendment and a horizon cannot pass each other."""
    last = events[-1]
    command = f"horizon/{schedule.unit}/{plan.plan}/{last.revision}/{last.since}/{last.until}"
    return Append(
        command,
        hashlib.sha256(command.encode()).digest(),
        (Write(f"unit/{schedule.unit}/schedule/{plan.plan}", schedule.version, events),),
        SYSTEM,
        now,
        asserts=(Consulted(f"plan/{plan.plan}", plan.version),),
        consulted=(Consulted(f"calendar/{rules.calendar.calendar}", rules.calendar.version),),
    )


def _carry_out(states: States, commit: Commit, now: int, plan: Plan, fate: Fate) -> int:
    """Withdraw or move one task; 0 if it is done, or stands as wanted already."""
    task = states.task(fate.task.task)
    if fate.due:
        policy, calendar = states.policy(task.facts.policy), states.calendar(task.calendar)
        wake_at = new_round_wake(policy, max(now, task.opens), fate.due, calendar)
        events = move(task, fate.revision, fate.due, wake_at)
    else:
        events = withdraw(task, fate.revision)
    if not events:
        return 0
    command = f"change/{plan.plan}/{fate.revision}/{task.task}"
    commit(
        Append(
            command,
            hashlib.sha256(command.encode()).digest(),
            (Write(stream_of(task.task), task.version, events),),
            SYSTEM,
            now,
            asserts=born_of(task),
            consulted=(Consulted(f"plan/{plan.plan}", plan.version),),
        )
    )
    return 1
