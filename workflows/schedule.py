"""From an issued plan to a unit's tasks: a rolling horizon of recorded facts.

Windows are days of opening, [since, until), and end with a month. What has been scheduled is never computed
again: an amendment reconciles it, task by task.
"""

import datetime as dt

from msgspec import Struct

from events.types import Item, Participants, ScheduledTask, TasksScheduled
from workflows.cadence import occurrences, parse
from workflows.calendar import Calendar, instant_of, local_day
from workflows.plan import LONGEST_OPENING, Change, Plan, items_on
from workflows.policy import Policy, first_wake, steps_of
from workflows.refusal import Refused
from workflows.task import Task, born, task_id

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
    """What one unit owes by one plan. `tasks` by (item, period); `until` is the horizon, exclusive."""

    unit: str
    plan: str
    version: int = 0
    revision: int = 0
    until: dt.date | None = None
    tasks: dict[tuple[str, str], Entry] = {}


class Rules(Struct, frozen=True):
    """What scheduling consults: the plan's calendar, policies by id."""

    calendar: Calendar
    policies: dict[str, Policy]


def evolve(schedule: Schedule, event: TasksScheduled) -> Schedule:
    version = schedule.version + 1
    facts = {p.item: p for p in event.participants}
    added = {(t.item, t.period): Entry(version, event, t, facts[t.item]) for t in event.tasks}
    until = event.until if schedule.until is None else max(schedule.until, event.until)
    revision = max(schedule.revision, event.revision)
    return Schedule(schedule.unit, schedule.plan, version, revision, until, {**schedule.tasks, **added})


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


def extend(schedule: Schedule, plan: Plan, rules: Rules, today: dt.date) -> tuple[TasksScheduled, ...]:
    """The next window of an issued plan; nothing if it is scheduled far enough already."""
    if plan.status != "issued":
        return ()
    start = max(plan.since, local_day(rules.calendar, plan.issued_at))
    since = schedule.until or start
    until = min(horizon(today), plan.until + dt.timedelta(days=1))
    if until <= since:
        return ()
    lines: dict[tuple[str, str], ScheduledTask] = {}
    for first, end in _segments(plan, since, until):
        for item in items_on(plan, first).values():
            if schedule.unit in item.leads:
                found = lines_of(item, plan, rules, start, None if first == start else first, end)
                lines.update(((line.item, line.period), line) for line in found)
    fresh = [line for key, line in lines.items() if key not in schedule.tasks]
    return _events(schedule.unit, plan, rules.calendar, since, until, fresh)


def _segments(plan: Plan, since: dt.date, until: dt.date) -> list[tuple[dt.date, dt.date]]:
    """A window, cut where a change of the plan begins: days before it follow the earlier items."""
    cuts = sorted({change.since for change in plan.changes if since < change.since < until})
    return list(zip([since, *cuts], [*cuts, until], strict=True))


def lines_of(
    item: Item, plan: Plan, rules: Rules, start: dt.date, since: dt.date | None, until: dt.date
) -> list[ScheduledTask]:
    """Tasks of an item that open in [since, until) and fall due between `start` and the plan's last day.

    `since` None: also those whose opening lies before `start`; they open on it.
    """
    found = []
    last = plan.until + dt.timedelta(days=1)
    far = min(last, until + dt.timedelta(days=LONGEST_OPENING))
    for turn in occurrences(parse(item.cadence), start, far, rules.calendar):
        opens = turn.opens if item.opens_before < 0 else turn.due - dt.timedelta(days=item.opens_before)
        if (since is not None and opens < since) or opens >= until:
            continue
        found.append(_line(item, turn.period, max(opens, start), turn.due, plan, rules))
    return found


def _line(item: Item, period: str, opens: dt.date, due: dt.date, plan: Plan, rules: Rules) -> ScheduledTask:
    opens_at = instant_of(rules.calendar, opens, "00:00")
    due_at = instant_of(rules.calendar, due, item.due_time)
    policy = rules.policies[item.policy or plan.policy]
    wake_at = first_wake(steps_of(policy), opens_at, due_at, rules.calendar)
    return ScheduledTask(item.item, period, opens_at, due_at, wake_at)


def _events(
    unit: str, plan: Plan, calendar: Calendar, since: dt.date, until: dt.date, lines: list[ScheduledTask]
) -> tuple[TasksScheduled, ...]:
    chunks = [lines[i : i + MOST_TASKS] for i in range(0, len(lines), MOST_TASKS)] or [[]]
    return tuple(
        TasksScheduled(
            unit,
            plan.plan,
            since,
            until,
            plan.revision,
            calendar.calendar,
            calendar.version,
            _participants(plan, chunk),
            tuple(chunk),
        )
        for chunk in chunks
    )


def _participants(plan: Plan, lines: list[ScheduledTask]) -> tuple[Participants, ...]:
    wanted = dict.fromkeys(line.item for line in lines)
    return tuple(
        Participants(
            item.item,
            item.text,
            item.policy or plan.policy,
            plan.owner,
            item.review,
            item.cooperating,
            item.informed,
            plan.unit,
        )
        for item in (plan.items[name] for name in wanted)
    )


# --- amendments -----------------------------------------------------------------------------------------


class Fate(Struct, frozen=True, gc=False):
    """What a change means for one scheduled task: cancel, or move to a due instant with a first wake."""

    task: Task
    revision: int
    due: int = 0  # 0: cancel


class Reconciled(Struct, frozen=True):
    """Fates of scheduled tasks, and the tasks that the new revision adds inside the horizon."""

    fates: tuple[Fate, ...]
    scheduled: tuple[TasksScheduled, ...]


def pending(schedule: Schedule, plan: Plan) -> tuple[Change, ...]:
    """Changes of the plan that this schedule has not followed yet."""
    if schedule.until is None:
        return ()
    return tuple(change for change in plan.changes if change.revision > schedule.revision)


def reconcile(
    schedule: Schedule, plan: Plan, changes: tuple[Change, ...], rules: Rules, today: dt.date
) -> Reconciled:
    """What changes ask of a unit's schedule; of several on one item the last counts.

    Tasks not yet opened follow the new revision; opened ones are kept, withdrawn or moved as the change
    says. A period that the new cadence knows too keeps its task.
    """
    if schedule.until is None or not changes:
        return Reconciled((), ())
    change_of = {item: change for change in changes for item in change.touched}
    wanted = {} if plan.status == "closed" else _wanted(schedule, plan, change_of, rules, today)
    midnight = instant_of(rules.calendar, today, "00:00")
    fates = []
    for (item, period), entry in schedule.tasks.items():
        if item not in change_of:
            continue
        task = born(entry.event, schedule.version, entry.line, entry.facts)
        change = change_of[item]
        border = instant_of(rules.calendar, max(change.since, today), "00:00")
        fate = _fate(task, wanted.pop((item, period), None), change, border, midnight)
        if fate is not None:
            fates.append(fate)
    since = min(max(min(change.since for change in changes), today), schedule.until)
    added = list(wanted.values())
    return Reconciled(
        tuple(fates), _events(schedule.unit, plan, rules.calendar, since, schedule.until, added)
    )


def _wanted(
    schedule: Schedule, plan: Plan, change_of: dict[str, Change], rules: Rules, today: dt.date
) -> dict[tuple[str, str], ScheduledTask]:
    assert schedule.until is not None
    return {
        (line.item, line.period): line
        for item in plan.items.values()
        if item.item in change_of and schedule.unit in item.leads
        for line in lines_of(item, plan, rules, max(change_of[item.item].since, today), None, schedule.until)
    }


def _fate(
    task: Task, wanted: ScheduledTask | None, change: Change, border: int, midnight: int
) -> Fate | None:
    """`border` is when the change begins, `midnight` the start of today: what falls due between them still
    runs by the earlier revision."""
    if task.opens < border:
        if change.open_tasks == "keep" or midnight < task.due <= border:
            return None
        if change.open_tasks == "withdraw":
            return Fate(task, change.revision)
        if task.due <= midnight:
            return None
    return Fate(task, change.revision, wanted.due if wanted else 0)
