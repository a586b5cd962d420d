"""A turn that would begin while an earlier turn of the same item is owed by the same unit.

What the item's cadence says of it stands in the task's facts: `skip` leaves the turn out, `buffer` lets one
turn wait. A turn that waits is looked at each morning, and begins on the first one on which nothing earlier
is owed, with as many days as it would have had.
"""

import datetime as dt
from collections.abc import Iterable
from typing import TypeAlias

from events.types import TaskDeferred, TaskMoved, TaskSkipped
from workflows.calendar import Calendar, due_day, instant_of, is_working_day, local_day, same_time
from workflows.ladder import Consulted, new_round_wake
from workflows.schedule import Schedule
from workflows.task import WAITING, Task, task_id

OverlapEvent: TypeAlias = TaskSkipped | TaskDeferred | TaskMoved
DAY = dt.timedelta(days=1)
MOST_REST = 366
"""Days off in a row over which a due day is moved, at most."""


def must_wait_its_turn(task: Task) -> bool:
    """Whether a look at a task must first see to the turns before it."""
    return bool(task.facts.overlap) and not task.begun and task.state in WAITING


def turns_before(schedule: Schedule, task: Task) -> list[str]:
    """The tasks of the same item that are due before this one was to be, by due."""
    found = [
        (entry.line.due, task_id(schedule.unit, schedule.plan, item, period))
        for (item, period), entry in schedule.tasks.items()
        if item == task.item and entry.line.due < task.original_due
    ]
    return [name for _, name in sorted(found)]


def overlap(task: Task, before: Iterable[Task], around: Consulted, now: int) -> tuple[OverlapEvent, ...]:
    """What a look at `now` appends because of the turns before; nothing: the ladder goes on.

    A task that waits always gets one event with its next look, or begins or ends, so that it cannot loop.
    """
    if not must_wait_its_turn(task) or not task.wake_at or task.wake_at > now:
        return ()
    owed = [one for one in before if one.state in WAITING]
    if not owed:
        return (_begun(task, around, now),) if task.state == "deferred" else ()
    if task.facts.overlap == "skip" or any(one.state == "deferred" for one in owed):
        return (TaskSkipped(owed[0].task),)
    return (TaskDeferred(owed[0].task, _tomorrow(around.calendar, now)),)


def _tomorrow(calendar: Calendar, now: int) -> int:
    return instant_of(calendar, local_day(calendar, now) + DAY, "00:00")


def _begun(task: Task, around: Consulted, now: int) -> TaskMoved:
    """From today on, due after as many days as was planned, on a day that is worked."""
    calendar = around.calendar
    today = local_day(calendar, now)
    opens = instant_of(calendar, today, "00:00")
    late = (today - local_day(calendar, task.opens)).days
    due = same_time(calendar, task.due, late + _rest(calendar, due_day(calendar, task.due) + late * DAY))
    wake_at = new_round_wake(around.policy, now, due, calendar)
    return TaskMoved(task.round + 1, due, wake_at, task.plan_revision, opens)


def _rest(calendar: Calendar, day: dt.date) -> int:
    """Days until the first one, from `day` on, that is worked."""
    return next((days for days in range(MOST_REST) if is_working_day(calendar, day + days * DAY)), 0)
