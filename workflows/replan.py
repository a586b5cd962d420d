"""What a later version of a calendar asks of tasks that are scheduled already: a list to approve.

It looks forward only. What is due by now, done or at an end stays as it is, and nothing comes to be due so
soon that the unit could not know: an earlier due day lies at least one working day after today.
"""

import datetime as dt

from msgspec import Struct

from events.types import Move
from workflows.calendar import due_day, instant_of, local_day, working_days_between
from workflows.plan import Plan
from workflows.schedule import Rules, Schedule, Turn, first_day, planned
from workflows.task import WAITING, Task, task_id

MOVES = ("later", "earlier", "opening")
LEFT = ("short", "gone", "new")
SHORTEST = 1
"""Working days between today and an earlier due day, at least."""


class Proposed(Struct, frozen=True, gc=False):
    """One task. `kind`: its due moves later or earlier, or only its opening moves. What is left as it is, to
    be seen to by hand: `short`, its new due would come too soon; `gone`, the period has no turn any more;
    `new`, a turn that was not scheduled. Instants µs UTC, 0 where there is none."""

    kind: str
    task: str
    opens_before: int
    due_before: int
    opens: int
    due: int

    @property
    def move(self) -> Move:
        return Move(self.task, self.opens, self.due)


def replan(
    schedule: Schedule, plan: Plan, rules: Rules, tasks: tuple[Task, ...], now: int
) -> tuple[Proposed, ...]:
    """What `rules` with the calendar's present version say otherwise of tasks that were scheduled by it.

    `tasks` stand on `schedule`; those of other calendars, and those that nothing moves, are left out.
    """
    if plan.status != "issued":
        return ()
    turns = planned(schedule.unit, plan, rules, first_day(plan, rules.calendar))
    known = {item for item, _ in turns}
    found: list[Proposed] = []
    for task in tasks:
        if not _waits(task, rules, now):
            continue
        turn = turns.get((task.item, task.period))
        if turn is not None:
            found += _proposed(task, turn, rules, now)
        elif task.item in known:  # of an item that has no turns at all the calendar is not the cause
            found.append(Proposed("gone", task.task, task.opens, task.due, 0, 0))
    return tuple(found)


def missing(schedule: Schedule, plan: Plan, rules: Rules, now: int) -> tuple[Proposed, ...]:
    """Turns of days that are scheduled already which came with the calendar's present version."""
    if plan.status != "issued" or schedule.until is None:
        return ()
    turns = planned(schedule.unit, plan, rules, first_day(plan, rules.calendar))
    found = []
    for (item, period), turn in turns.items():
        opens, due = _instants(turn, rules)
        if (item, period) not in schedule.tasks and turn.opens < schedule.until and due > now:
            task = task_id(schedule.unit, schedule.plan, item, period)
            found.append(Proposed("new", task, 0, 0, opens, due))
    return tuple(found)


def _waits(task: Task, rules: Rules, now: int) -> bool:
    """A turn that waits for the end of an earlier one gets its days when it begins, and keeps them."""
    if task.state == "deferred" or (
        task.begun and task.facts.overlap and task.planned_due != task.original_due
    ):
        return False
    return task.state in WAITING and task.due > now and task.calendar == rules.calendar.calendar


def _instants(turn: Turn, rules: Rules) -> tuple[int, int]:
    calendar = rules.calendar
    return instant_of(calendar, turn.opens, "00:00"), instant_of(calendar, turn.due, turn.item.due_time)


def _proposed(task: Task, turn: Turn, rules: Rules, now: int) -> tuple[Proposed, ...]:
    today = local_day(rules.calendar, now)
    opens, planned_due = _instants(turn, rules)
    opens = max(opens, instant_of(rules.calendar, today, "00:00")) if task.opens > now else task.opens
    due = _due(task, planned_due)
    if (opens, due) == (task.opens, task.due):
        return ()
    kind = "later" if due > task.due else "earlier" if due < task.due else "opening"
    if due <= now or (kind == "earlier" and _is_short(rules, today, due)) or opens >= due:
        kind = "short"
    return (Proposed(kind, task.task, task.opens, task.due, opens, due),)


def _due(task: Task, planned: int) -> int:
    """A date that was granted, or set with a return, outlives a calendar that asks for less."""
    if planned == task.planned_due:
        return task.due
    return planned if task.due == task.planned_due else max(task.due, planned)


def _is_short(rules: Rules, today: dt.date, due: int) -> bool:
    return working_days_between(rules.calendar, today, due_day(rules.calendar, due)) < SHORTEST
