"""From a woken task to the desk that must know: which rung has come, who sits there, when to look again.

Frozen at the first step of a round: the policy's revision. Looked up at each step and recorded with it:
posts, substitutes, calendar.
"""

from msgspec import Struct
from msgspec.structs import replace

from events.types import Basis, EscalationRaised, TaskReminded, TaskWakeMoved
from workflows.calendar import Calendar, due_day, local_day, working_days_between
from workflows.org import Org
from workflows.policy import Policy, Rung, first_wake, rungs, steps_of
from workflows.seats import Seats, recipients, seats
from workflows.task import WAITING, Task

__all__ = [
    "Consulted",
    "Seats",
    "earlier_wake",
    "new_round_wake",
    "next_rung",
    "recipients",
    "rungs_of",
    "seats",
    "wake",
    "wake_after_acknowledgement",
]


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
    rung = next_rung(task, rungs_of(task, around), now)
    if rung is None:
        return (TaskWakeMoved(task.round, 0),)
    if rung.at > now:
        return (TaskWakeMoved(task.round, rung.at),)
    return (_told(task, rung, around, now),)


def rungs_of(task: Task, around: Consulted) -> tuple[Rung, ...]:
    """The ladder of a task: of the revision that its round froze, else of the one in force."""
    return rungs(steps_of(around.policy, task.policy_version), task.due, around.calendar)


def next_rung(task: Task, ladder: tuple[Rung, ...], now: int) -> Rung | None:
    """The earliest rung of the round that was not raised. Of several repeats of a step that have come only
    the latest counts; repeats of an acknowledged level and of a step with no desk filled rest; rungs before
    the round began are void. Of what stepped back its step comes first, and again."""
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
    back = _coming_back(task, ladder, raised, best)
    return back or min(best.values(), key=lambda r: (r.at, r.step.level), default=None)


def _void(task: Task, rung: Rung) -> bool:
    if rung.at < task.round_since and rung.at < task.due:
        return True
    return rung.repeat > 0 and (0 < rung.step.level <= task.acknowledged or rung.step.step in task.ended)


def _coming_back(
    task: Task, ladder: tuple[Rung, ...], raised: dict[str, int], best: dict[str, Rung]
) -> Rung | None:
    """The step to which a task returns after it stepped back, under its next number: that of the latest
    repeat whose hour has passed meanwhile, as each number is told once."""
    back = task.returning
    if back is None:
        return None
    step = next((rung.step for rung in ladder if rung.step.step == back.step), None)
    if step is None:
        return None
    due = best.get(back.step)
    repeat = raised.get(back.step, -1) + 1
    return Rung(back.at, step, max(repeat, due.repeat) if due and due.at <= back.at else repeat)


def _told(task: Task, rung: Rung, around: Consulted, now: int) -> TaskReminded | EscalationRaised:
    step = rung.step
    today = local_day(around.calendar, now)
    found = seats(around.org, task, step.to, today)
    basis = Basis(
        due=task.due,
        policy=around.policy.policy,
        policy_version=task.policy_version or around.policy.version,
        task_version=task.version,
        calendar=around.calendar.calendar,
        calendar_version=around.calendar.version,
        org_version=around.org.version,
        working_days=working_days_between(around.calendar, due_day(around.calendar, task.due), today),
        unfilled=found.unfilled,
        top=found.top,
    )
    next_look = _next_look(task, rung, around, now, bool(found.told))
    if step.level == 0:
        return TaskReminded(task.round, step.step, rung.repeat, found.told, basis, next_look)
    return EscalationRaised(task.round, step.step, rung.repeat, step.level, found.told, basis, next_look)


def _next_look(task: Task, rung: Rung, around: Consulted, now: int, filled: bool) -> int:
    name = rung.step.step
    back = task.returning
    after = replace(
        task,
        raised=(*task.raised, (name, rung.repeat)),
        policy_version=task.policy_version or around.policy.version,
        ended=task.ended if filled else (*task.ended, name),
        returning=None if back is not None and back.step == name else back,
    )
    found = next_rung(after, rungs_of(after, around), now)
    return found.at if found else 0


def new_round_wake(task_policy: Policy, since: int, due: int, calendar: Calendar) -> int:
    """The first look of a round that begins at `since` (µs UTC) and is due at `due`."""
    return first_wake(steps_of(task_policy), since, due, calendar)


def wake_after_acknowledgement(task: Task, around: Consulted, now: int) -> int:
    """When the ladder goes on once the repeats of the present level rest; 0: never."""
    rung = next_rung(replace(task, acknowledged=task.level), rungs_of(task, around), now)
    return rung.at if rung else 0


def earlier_wake(task: Task, around: Consulted, now: int) -> int:
    """After a change of policy or calendar: when the task is looked at next if that is earlier than it was
    to be, else 0. A hold and a step back stay what they are: moments that somebody chose."""
    waits = task.state in WAITING and task.state != "deferred"
    if not waits or task.held_until > now or task.returning is not None:
        return 0
    rung = next_rung(task, rungs_of(task, around), now)
    if rung is None or (task.wake_at and rung.at >= task.wake_at):
        return 0
    return rung.at
