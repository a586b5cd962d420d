"""From an issued plan to a unit's tasks: a rolling horizon of recorded facts.

Windows are days of opening, [since, until), and end with a month. What has been scheduled is never computed
again: an amendment reconciles it, task by task.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from events.types import Item, Participants, ScheduledTask, TasksScheduled
from workflows.cadence import Occurrence, occurrences, parse
from workflows.calendar import Calendar, due_day, instant_of, local_day
from workflows.plan import Change, Plan
from workflows.policy import Policy, first_wake, steps_of
from workflows.refusal import Refused
from workflows.task import Task, born, task_id

MOST_TASKS = 5000
"""Tasks in one event, at most."""

MONTHS_AHEAD = 2
DAY = dt.timedelta(days=1)


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


def extend(schedule: Schedule, plan: Plan, rules: Rules, ahead: dt.date) -> tuple[TasksScheduled, ...]:
    """The next window of an issued plan, up to `ahead` or its end; nothing if it is scheduled that far.

    A plan that was over before it could be scheduled gets one empty window at its end. A turn that a later
    calendar opens before the window, and that is due in it, was in no window yet: it comes with this one.
    """
    if plan.status != "issued":
        return ()
    start, end = first_day(plan, rules.calendar), plan.until + DAY
    since = schedule.until or min(start, end)
    until = max(min(ahead, end), since)
    if until == since and (schedule.until is not None or start < end):
        return ()
    fresh = [
        turn
        for key, turn in planned(schedule.unit, plan, rules, start).items()
        if turn.opens < until and turn.due >= since and key not in schedule.tasks
    ]
    return _events(schedule, plan, plan.revision, rules, since, until, fresh)


def first_day(plan: Plan, calendar: Calendar) -> dt.date:
    """The first day on which an issued plan asks for anything."""
    return max(plan.since, local_day(calendar, plan.issued_at))


class Turn(Struct, frozen=True, gc=False):
    """One turn of an item, by days: what a task is made of."""

    item: Item
    period: str
    opens: dt.date
    due: dt.date


Turns: TypeAlias = dict[tuple[str, str], Turn]
"""By item and period."""


def planned(unit: str, plan: Plan, rules: Rules, start: dt.date) -> Turns:
    """What a unit is asked from `start` to the end of the plan, through all its changes in their order."""
    revisions = (*plan.earlier, plan.items)
    found = turns(unit, revisions[0].values(), plan, rules, start)
    found = {key: turn for key, turn in found.items() if not _is_past(turn, rules, start, plan.issued_at)}
    for change, items in zip(plan.changes, revisions[1:], strict=True):
        _follow(found, change, _asked(unit, items, change, plan, rules, max(change.since, start)), rules)
    return found


def _follow(found: Turns, change: Change, asked: Turns, rules: Rules) -> None:
    """Bring turns that are not scheduled yet to a change of the plan."""
    today = local_day(rules.calendar, change.at)
    for key, turn in [pair for pair in found.items() if pair[0][0] in change.touched]:
        new = asked.pop(key, None)
        match _treatment(turn.opens, turn.due, change, today):
            case "stays":
                continue
            case "moved" if new is not None:
                if not _is_past(new, rules, change.since, change.at):
                    found[key] = replace(new, opens=turn.opens)
            case "follows" if new is not None and not _is_past(new, rules, change.since, change.at):
                found[key] = new
            case _:
                del found[key]
    found.update(
        (key, turn) for key, turn in asked.items() if not _is_past(turn, rules, change.since, change.at)
    )


Treatment: TypeAlias = Literal["stays", "withdrawn", "moved", "follows"]


def _treatment(opens: dt.date, due: dt.date, change: Change, today: dt.date) -> Treatment:
    """What becomes of a task. It follows the new revision if it has opened neither when the change begins nor
    by `today`; what is still due before the change begins runs by the earlier one."""
    if opens >= change.since and opens > today:
        return "follows"
    if change.open_tasks == "keep" or today <= due < change.since:
        return "stays"
    if change.open_tasks == "withdraw":
        return "withdrawn"
    return "stays" if due < today else "moved"


def _asked(
    unit: str, items: dict[str, Item], change: Change, plan: Plan, rules: Rules, begin: dt.date
) -> Turns:
    """All turns of the items that a change put; none opens before the change begins."""
    mine = [item for name, item in items.items() if name in change.touched]
    every = turns(unit, mine, plan, rules, first_day(plan, rules.calendar))
    return {key: replace(turn, opens=max(turn.opens, begin)) for key, turn in every.items()}


def turns(unit: str, items: Iterable[Item], plan: Plan, rules: Rules, start: dt.date) -> Turns:
    """Turns of the items that a unit leads, due from `start` to the plan's last day; none opens earlier."""
    return {
        (item.item, turn.period): Turn(item, turn.period, max(_opens(item, turn), start), turn.due)
        for item in items
        if unit in item.leads
        for turn in occurrences(parse(item.cadence), start, plan.until + DAY, rules.calendar)
    }


def _opens(item: Item, turn: Occurrence) -> dt.date:
    return turn.opens if item.opens_before < 0 else turn.due - item.opens_before * DAY


def _is_past(turn: Turn, rules: Rules, begin: dt.date, at: int) -> bool:
    """Whether a turn was due before what asks for it began, or was known."""
    return turn.due < begin or instant_of(rules.calendar, turn.due, turn.item.due_time) <= at


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
    schedule: Schedule, plan: Plan, follow: Pending, rules: Rules, tasks: Iterable[Task], now: int
) -> Reconciled:
    """What a change asks of a unit's schedule, whose `touched` tasks stand as in `tasks`.

    Tasks not yet opened follow the new revision; opened ones are kept, withdrawn or moved as the change
    says. A period that the new cadence knows too keeps its task. Those that followed already, before a crash,
    are left out.
    """
    assert schedule.until is not None
    change, today = follow.change, local_day(rules.calendar, now)
    begin = max(change.since, today)
    asked = _asked(schedule.unit, follow.items, change, plan, rules, begin)
    fates: list[Fate] = []
    for task in tasks:
        new = asked.pop((task.item, task.period), None)
        if task.plan_revision < change.revision:
            fates += _fate(task, new, change, plan, rules, now)
    fresh = [
        turn
        for key, turn in asked.items()
        if turn.opens < schedule.until and key not in schedule.tasks and not _is_past(turn, rules, begin, now)
    ]
    since = min(begin, schedule.until)
    added = _events(schedule, plan, change.revision, rules, since, schedule.until, fresh)
    return Reconciled(tuple(fates), added)


def _fate(
    task: Task, new: Turn | None, change: Change, plan: Plan, rules: Rules, now: int
) -> tuple[Fate, ...]:
    today = local_day(rules.calendar, now)
    opens, due = local_day(rules.calendar, task.opens), due_day(rules.calendar, task.planned_due)
    treatment = _treatment(opens, due, change, today)
    past = new is not None and _is_past(new, rules, max(change.since, today), now)
    if treatment == "stays" or (treatment == "moved" and past):
        return ()
    if treatment == "withdrawn" or new is None or past:
        return (Fate(task, change.revision),)
    line, facts = _line(new, plan, rules), facts_of(new.item, plan)
    return (Fate(task, change.revision, line.due, 0 if treatment == "moved" else line.opens, facts),)
