"""From a woken task to the desk that must know: which rung has come, who sits there, when to look again.

Frozen at the first step of a round: the policy's revision. Looked up at each step and recorded with it:
posts, substitutes, calendar.
"""

import datetime as dt

from msgspec import Struct
from msgspec.structs import replace

from events.types import Basis, EscalationRaised, TaskReminded, TaskWakeMoved, Told
from workflows.calendar import Calendar, due_day, local_day, working_days_between
from workflows.org import Org, ancestors, holders, stand_in
from workflows.policy import Policy, Rung, first_wake, rungs, steps_of
from workflows.task import WAITING, Task


class Consulted(Struct, frozen=True, gc=False):
    """What a wake looks at besides the task."""

    policy: Policy
    calendar: Calendar
    org: Org


def wake(
    task: Task, around: Consulted, now: int
) -> tuple[TaskReminded | EscalationRaised | TaskWakeMoved, ...]:
    """What a look at `now` appends: nothing if it is not due to be looked at, else one event with the
    instant of the next look (0: none), so that a wake cannot loop."""
    if not task.wake_at or task.wake_at > now or task.state not in WAITING:
        return ()
    steps = steps_of(around.policy, task.policy_version)
    rung = next_rung(task, tuple(rungs(steps, task.due, around.calendar)), now)
    if rung is None:
        return (TaskWakeMoved(task.round, 0),)
    if rung.at > now:
        return (TaskWakeMoved(task.round, rung.at),)
    return (_told(task, rung, around, now),)


def next_rung(task: Task, ladder: tuple[Rung, ...], now: int) -> Rung | None:
    """The earliest rung of the round that was not raised. Of several repeats of a step that have come only
    the latest counts; repeats of an acknowledged level rest; rungs before the round began are void."""
    raised: dict[str, int] = {}
    for step, repeat in task.raised:
        raised[step] = max(repeat, raised.get(step, -1))
    best: dict[str, Rung] = {}
    for rung in ladder:
        name = rung.step.step
        if rung.repeat <= raised.get(name, -1) or _void(task, rung):
            continue
        held = best.get(name)
        if held is None or rung.at <= now:
            best[name] = rung
    return min(best.values(), key=lambda r: (r.at, r.step.level), default=None)


def _void(task: Task, rung: Rung) -> bool:
    if rung.at < task.round_since and rung.at < task.due:
        return True
    return rung.repeat > 0 and 0 < rung.step.level <= task.acknowledged


def _told(task: Task, rung: Rung, around: Consulted, now: int) -> TaskReminded | EscalationRaised:
    step = rung.step
    today = local_day(around.calendar, now)
    told = recipients(around.org, task, step.to, today)
    basis = Basis(
        due=task.due,
        policy=around.policy.policy,
        policy_version=task.policy_version or around.policy.version,
        task_version=task.version,
        calendar=around.calendar.calendar,
        calendar_version=around.calendar.version,
        org_version=around.org.version,
        working_days=working_days_between(around.calendar, due_day(around.calendar, task.due), today),
    )
    next_look = _next_look(task, rung, around, now)
    if step.level == 0:
        return TaskReminded(task.round, step.step, rung.repeat, told, basis, next_look)
    return EscalationRaised(task.round, step.step, rung.repeat, step.level, told, basis, next_look)


def _next_look(task: Task, rung: Rung, around: Consulted, now: int) -> int:
    raised = (*task.raised, (rung.step.step, rung.repeat))
    version = task.policy_version or around.policy.version
    ladder = tuple(rungs(steps_of(around.policy, version), task.due, around.calendar))
    after = next_rung(replace(task, raised=raised), ladder, now)
    return after.at if after else 0


def new_round_wake(task_policy: Policy, since: int, due: int, calendar: Calendar) -> int:
    """The first look of a round that begins at `since` (µs UTC) and is due at `due`."""
    return first_wake(steps_of(task_policy), since, due, calendar)


def wake_after_acknowledgement(task: Task, around: Consulted, now: int) -> int:
    """When the ladder goes on once the repeats of the present level rest; 0: never."""
    steps = steps_of(around.policy, task.policy_version)
    rung = next_rung(
        replace(task, acknowledged=task.level), tuple(rungs(steps, task.due, around.calendar)), now
    )
    return rung.at if rung else 0


def recipients(org: Org, task: Task, desks: tuple[str, ...], on: dt.date) -> tuple[Told, ...]:
    """Who sits at the desks on a day, each member once; a vacant post passes to the next head up."""
    found: dict[str, Told] = {}
    for desk in desks:
        for told in _desk(org, task, desk, on):
            found.setdefault(told.member, told)
    return tuple(found.values())


def _desk(org: Org, task: Task, desk: str, on: dt.date) -> tuple[Told, ...]:
    if desk == "owner":
        return (_present(org, task.facts.owner, task.facts.issuer or task.unit, "owner", on, ()),)
    if desk == "clerk":
        clerks = holders(org, task.unit, "clerk", on)
        if clerks:
            return tuple(_present(org, member, task.unit, "clerk", on, ()) for member in clerks)
        return _head_from(org, (task.unit, *ancestors(org, task.unit)), on)
    if desk == "head":
        return _head_from(org, (task.unit, *ancestors(org, task.unit)), on)
    return _head_from(org, ancestors(org, task.unit), on)


def _head_from(org: Org, chain: tuple[str, ...], on: dt.date) -> tuple[Told, ...]:
    vacant: list[str] = []
    for unit in chain:
        heads = holders(org, unit, "head", on)
        if heads:
            return (_present(org, heads[0], unit, "head", on, tuple(vacant)),)
        vacant.append(unit)
    return ()


def _present(org: Org, member: str, unit: str, role: str, on: dt.date, skipped: tuple[str, ...]) -> Told:
    instead = stand_in(org, member, unit, on)
    if instead is None:
        return Told(member, unit, role, "", skipped)
    return Told(instead, unit, role, member, skipped)
