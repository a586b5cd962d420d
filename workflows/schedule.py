"""From an issued plan to a unit's tasks: a rolling horizon of recorded facts.

Windows are days of opening, [since, until), and end with a month. What has been scheduled is never computed
again: an amendment reconciles it, task by task.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from events.types import Item, OccurrenceNoted, Participants, ScheduledTask, TasksScheduled
from workflows.cadence import parse
from workflows.cadence.kinds import OnEvent
from workflows.calendar import Calendar, add_working_days, due_day, instant_of, is_working_day, local_day
from workflows.plan import Change, Plan
from workflows.policy import HOUR, first_wake, steps_of
from workflows.refusal import Refused
from workflows.task import Task, born, task_id
from workflows.turns import DAY as DAY
from workflows.turns import Rules as Rules
from workflows.turns import Turn as Turn
from workflows.turns import asked_by, hangs_on_terms, is_past, treatment_of
from workflows.turns import first_day as first_day
from workflows.turns import hang_on_terms as hang_on_terms
from workflows.turns import planned as planned

MOST_TASKS = 5000
"""Tasks in one event, at most."""

MONTHS_AHEAD = 2


class Entry(Struct, frozen=True, gc=False):
    """Where a task was scheduled: the stream version of the record, the record's event, the task's line."""

    version: int
    event: TasksScheduled
    line: ScheduledTask
    facts: Participants


class Schedule(Struct, frozen=True):
    """What one unit owes by one plan. `tasks` by (item, period); `until` is the horizon, exclusive; `noted`
    are the tasks of what happened, with its instant."""

    unit: str
    plan: str
    version: int = 0
    revision: int = 0
    until: dt.date | None = None
    tasks: dict[tuple[str, str], Entry] = {}
    noted: dict[tuple[str, str], int] = {}


ScheduleEvent: TypeAlias = TasksScheduled | OccurrenceNoted


def evolve(schedule: Schedule, event: ScheduleEvent) -> Schedule:
    version = schedule.version + 1
    if isinstance(event, OccurrenceNoted):
        noted = {**schedule.noted, (event.item, event.period): event.at}
        return replace(schedule, version=version, noted=noted)
    facts = {p.item: p for p in event.participants}
    added = {(t.item, t.period): Entry(version, event, t, facts[t.item]) for t in event.tasks}
    until = event.until if schedule.until is None else max(schedule.until, event.until)
    revision = max(schedule.revision, event.revision)
    tasks = {**schedule.tasks, **added}
    return replace(schedule, version=version, revision=revision, until=until, tasks=tasks)


def find(schedule: Schedule, item: str, period: str) -> Task:
    """The task as scheduled. Raises Refused(unknown-task)."""
    entry = schedule.tasks.get((item, period))
    if entry is None:
        task = task_id(schedule.unit, schedule.plan, item, period)
        raise Refused("unknown-task", f"there is no task {task}", task=task)
    return born(entry.event, schedule.version, entry.line, entry.facts)


def horizon(today: dt.date) -> dt.date:
    """Scheduled up to here, exclusive: the end of next month."""
    month = today.month - 1 + MONTHS_AHEAD
    return dt.date(today.year + month // 12, month % 12 + 1, 1)


def extend(
    schedule: Schedule, plan: Plan, rules: Rules, ahead: dt.date, now: int
) -> tuple[TasksScheduled, ...]:
    """The next window of an issued plan, up to `ahead` or its end; nothing if it is scheduled that far.

    A plan that was over before it could be scheduled gets one empty window at its end. A turn that a later
    calendar opens before the window was in no window yet: it comes with this one if it is still ahead at
    `now`. Turns of terms do not wait for a window: their terms were unknown when it was scheduled.
    """
    if plan.status != "issued":
        return ()
    start, end = first_day(plan, rules.calendar), plan.until + DAY
    since = schedule.until or min(start, end)
    until = max(min(ahead, end), since)
    stands = until == since and (schedule.until is not None or start < end)
    if stands and (schedule.until is None or not hang_on_terms(plan)):
        return ()
    today, fresh = local_day(rules.calendar, now), []
    for key, turn in planned(schedule.unit, plan, rules, start).items():
        if key in schedule.tasks or turn.opens >= until:
            continue
        if turn.opens >= since:
            fresh.append(turn)
        elif not is_past(turn, rules, start, now) and (not stands or hangs_on_terms(turn.item)):
            fresh.append(replace(turn, opens=max(turn.opens, today)))
    if stands and not fresh:
        return ()
    return _events(schedule, plan, plan.revision, rules, since, until, fresh)


def _line(turn: Turn, plan: Plan, rules: Rules) -> ScheduledTask:
    opens_at = instant_of(rules.calendar, turn.opens, "00:00")
    due_at = instant_of(rules.calendar, turn.due, turn.item.due_time)
    policy = rules.policies[turn.item.policy or plan.policy]
    wake_at = first_wake(steps_of(policy), opens_at, due_at, rules.calendar)
    if overlap_of(turn.item):
        wake_at = opens_at
    return ScheduledTask(turn.item.item, turn.period, opens_at, due_at, wake_at)


def _events(
    schedule: Schedule,
    plan: Plan,
    revision: int,
    rules: Rules,
    since: dt.date,
    until: dt.date,
    fresh: list[Turn],
) -> tuple[TasksScheduled, ...]:
    chunks = [fresh[i : i + MOST_TASKS] for i in range(0, len(fresh), MOST_TASKS)] or [[]]
    return tuple(
        TasksScheduled(
            schedule.unit,
            plan.plan,
            since,
            until,
            revision,
            rules.calendar.calendar,
            rules.calendar.version,
            tuple({turn.item.item: facts_of(turn.item, plan) for turn in chunk}.values()),
            tuple(_line(turn, plan, rules) for turn in chunk),
        )
        for chunk in chunks
    )


def overlap_of(item: Item) -> str:
    """buffer or skip; "" where turns may overlap."""
    chosen = parse(item.cadence).overlap
    return "" if chosen == "allow" else chosen


def facts_of(item: Item, plan: Plan) -> Participants:
    return Participants(
        item.item,
        item.text,
        item.policy or plan.policy,
        plan.owner,
        item.review,
        item.cooperating,
        item.informed,
        plan.unit,
        overlap_of(item),
    )


# --- amendments -----------------------------------------------------------------------------------------


class Pending(Struct, frozen=True):
    """A change that a schedule has not followed yet, and the items after it (none after a closing)."""

    change: Change
    items: dict[str, Item]


class Fate(Struct, frozen=True, gc=False):
    """What a change means for one task: cancel it (`due` 0), or let it follow: its due instant, opening and
    facts by the new revision."""

    task: Task
    revision: int
    due: int = 0
    opens: int = 0
    facts: Participants | None = None


class Reconciled(Struct, frozen=True):
    """Fates of scheduled tasks, and the tasks that the new revision adds inside the horizon."""

    fates: tuple[Fate, ...]
    scheduled: tuple[TasksScheduled, ...]


def pending(schedule: Schedule, plan: Plan) -> Pending | None:
    """The first change of the plan that this schedule has not followed; each is followed by itself."""
    if schedule.until is None:
        return None
    last = {} if plan.status == "closed" else plan.items
    for change, items in zip(plan.changes, (*plan.earlier, last)[1:], strict=True):
        if change.revision > schedule.revision:
            return Pending(change, items)
    return None


def touched(schedule: Schedule, change: Change) -> list[str]:
    """The ids of the scheduled tasks that a change concerns."""
    return [
        task_id(schedule.unit, schedule.plan, item, period)
        for item, period in schedule.tasks
        if item in change.touched
    ]


def reconcile(
    schedule: Schedule,
    plan: Plan,
    follow: Pending,
    rules: Rules,
    tasks: Iterable[Task],
    now: int,
    others: Mapping[str, Calendar] = {},
) -> Reconciled:
    """What a change asks of a unit's schedule, whose `touched` tasks stand as in `tasks`.

    Tasks not yet opened follow the new revision; opened ones, and those of what happened, are kept, withdrawn
    or moved as the change says. A period that the new cadence knows too keeps its task. Those that followed
    already, before a crash, are left out. A task scheduled by another calendar than the unit's present one
    keeps to that, one of `others` by name: a choice of calendar moves nothing, not even with an amendment.
    """
    assert schedule.until is not None
    change, today = follow.change, local_day(rules.calendar, now)
    begin = max(change.since, today)
    asked = asked_by(schedule.unit, follow.items, change, plan, rules, begin, now)
    earlier = {name: replace(rules, calendar=calendar) for name, calendar in others.items()}
    asked_then = {
        name: asked_by(schedule.unit, follow.items, change, plan, own, begin, now)
        for name, own in earlier.items()
    }
    fates: list[Fate] = []
    for task in tasks:
        key, own = (task.item, task.period), earlier.get(task.calendar, rules)
        new = asked.pop(key, None)
        if task.plan_revision >= change.revision:
            continue
        new = asked_then[task.calendar].get(key) if task.calendar in asked_then else new
        happened = schedule.noted.get(key)
        if happened is None:
            fates += _fate(task, new, change, plan, own, now)
        else:
            fates += _fate_of_noted(task, happened, follow, plan, own, now)
    fresh = [
        turn
        for key, turn in asked.items()
        if turn.opens < schedule.until and key not in schedule.tasks and not is_past(turn, rules, begin, now)
    ]
    since = min(begin, schedule.until)
    added = _events(schedule, plan, change.revision, rules, since, schedule.until, fresh)
    return Reconciled(tuple(fates), added)


def _fate(
    task: Task, new: Turn | None, change: Change, plan: Plan, rules: Rules, now: int
) -> tuple[Fate, ...]:
    today = local_day(rules.calendar, now)
    opens, due = local_day(rules.calendar, task.opens), due_day(rules.calendar, task.planned_due)
    treatment = treatment_of(opens, due, change, today)
    past = new is not None and is_past(new, rules, max(change.since, today), now)
    if treatment == "stays" or (treatment == "moved" and past):
        return ()
    if treatment == "withdrawn" or new is None or past:
        return (Fate(task, change.revision),)
    line, facts = _line(new, plan, rules), facts_of(new.item, plan)
    return (Fate(task, change.revision, line.due, 0 if treatment == "moved" else line.opens, facts),)


def _fate_of_noted(
    task: Task, happened: int, follow: Pending, plan: Plan, rules: Rules, now: int
) -> tuple[Fate, ...]:
    """Moved, it gets the new limit, counted from what happened, unless that is over by now."""
    change, item = follow.change, follow.items.get(task.item)
    today, due = local_day(rules.calendar, now), due_day(rules.calendar, task.planned_due)
    treatment = treatment_of(local_day(rules.calendar, task.opens), due, change, today)
    if treatment == "stays":
        return ()
    rule = parse(item.cadence).rule if item is not None and task.unit in item.leads else None
    if treatment == "withdrawn" or item is None or not isinstance(rule, OnEvent):
        return (Fate(task, change.revision),)
    moved = limit_of(rule, item, happened, rules.calendar)
    return (Fate(task, change.revision, moved, 0, facts_of(item, plan)),) if moved > now else ()


def limit_of(rule: OnEvent, item: Item, happened: int, calendar: Calendar) -> int:
    """When what happened at an instant is due: so many hours after it, or at the item's time of that day.

    A day off is moved as the cadence says, but not to before it happened.
    """
    day = local_day(calendar, happened)
    if rule.unit == "hour":
        due = happened + rule.limit * HOUR
    elif rule.unit == "workday":
        due = instant_of(calendar, add_working_days(calendar, day, rule.limit), item.due_time)
    else:
        due = instant_of(calendar, day + rule.limit * DAY, item.due_time)
    shift, last = parse(item.cadence).shift, due_day(calendar, due)
    if shift == "kept" or is_working_day(calendar, last):
        return due
    near = add_working_days(calendar, last, 1 if shift == "after" else -1)
    moved = instant_of(calendar, near, item.due_time)
    return moved if moved > happened else due


def note(
    schedule: Schedule, plan: Plan, rules: Rules, item: Item, period: str, at: int, words: str
) -> tuple[OccurrenceNoted, TasksScheduled]:
    """What happened, and its one task. The window that it names is empty: the horizon stays where it is."""
    calendar = rules.calendar
    rule = parse(item.cadence).rule
    assert isinstance(rule, OnEvent)
    due = limit_of(rule, item, at, calendar)
    wake = first_wake(steps_of(rules.policies[item.policy or plan.policy]), at, due, calendar)
    line = ScheduledTask(item.item, period, at, due, at if overlap_of(item) else wake)
    unscheduled = schedule.until is None
    day = schedule.until or min(first_day(plan, calendar), plan.until + DAY)
    scheduled = TasksScheduled(
        schedule.unit,
        plan.plan,
        day,
        day,
        plan.revision if unscheduled else schedule.revision,
        calendar.calendar,
        calendar.version,
        (facts_of(item, plan),),
        (line,),
    )
    return OccurrenceNoted(schedule.unit, plan.plan, item.item, period, at, words), scheduled
