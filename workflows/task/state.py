"""A task: what a unit owes by an instant, from its scheduling to its end.

`born` gives the state that the schedule's fact implies; only the task's own stream changes it after that.
"""

from typing import TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import replace

from events.types import (
    EscalationAcknowledged,
    EscalationHandedOver,
    EscalationRaised,
    EscalationResolved,
    EscalationSteppedBack,
    ExtensionAsked,
    ExtensionEndorsed,
    ExtensionGranted,
    ExtensionRefused,
    Lights,
    Participants,
    ScheduledTask,
    TaskAccepted,
    TaskCancelled,
    TaskDeferred,
    TaskExcused,
    TaskMoved,
    TaskReminded,
    TaskReported,
    TaskReturned,
    TaskSkipped,
    TasksScheduled,
    TaskStarted,
    TaskUrged,
    TaskWakeMoved,
    Told,
)
from workflows.refusal import Refused
from workflows.task.desks import Desk, Return, brought, handed, lowered, passed

TaskEvent: TypeAlias = (
    TaskStarted
    | TaskReported
    | TaskAccepted
    | TaskReturned
    | ExtensionAsked
    | ExtensionEndorsed
    | ExtensionGranted
    | ExtensionRefused
    | TaskExcused
    | TaskUrged
    | TaskMoved
    | TaskCancelled
    | TaskSkipped
    | TaskDeferred
    | TaskReminded
    | EscalationRaised
    | EscalationAcknowledged
    | EscalationHandedOver
    | EscalationSteppedBack
    | EscalationResolved
    | TaskWakeMoved
)

WAITING = ("scheduled", "started", "returned", "deferred")
"""States in which the unit still owes the work; a deferred task waits for the end of an earlier turn."""


class Task(Struct, frozen=True, gc=False):
    """`planned_due` is what the plan last said, `due` what counts (extensions, returns); `plan_revision` the
    revision that last moved or withdrew it, 0 for none. `raised` are the (step, repeat) of this round,
    `climbed` its (level, step) upwards, `ended` the steps that found no desk filled, `handed` who is told
    instead of whom; `policy_version` is 0 until the first step freezes it. `endorsed_by` supports
    `asked_due`. `begun`: looked at or worked on, so that overlap no longer holds it back."""

    task: str
    unit: str
    plan: str
    item: str
    period: str
    opens: int
    due: int
    original_due: int
    planned_due: int
    wake_at: int
    facts: Participants
    calendar: str
    scheduled_version: int
    version: int = 0
    state: str = "scheduled"
    round: int = 1
    round_since: int = 0
    raised: tuple[tuple[str, int], ...] = ()
    policy_version: int = 0
    level: int = 0
    acknowledged: int = 0
    held_until: int = 0
    asked_due: int = 0
    reported_at: int = 0
    done_at: int = 0
    plan_revision: int = 0
    begun: bool = False
    desks: tuple[Desk, ...] = ()
    handed: tuple[tuple[str, Told], ...] = ()
    climbed: tuple[tuple[int, str], ...] = ()
    ended: tuple[str, ...] = ()
    returning: Return | None = None
    endorsed_by: str = ""


# --- fold -----------------------------------------------------------------------------------------------


def task_id(unit: str, plan: str, item: str, period: str) -> str:
    return f"{unit}/{plan}/{item}/{period}"


def stream_of(task: str) -> str:
    """Raises Refused(unknown-task) for an id that is not unit/plan/item/period."""
    unit, _, rest = task.partition("/")
    if rest.count("/") != 2:
        raise Refused("unknown-task", f"{task!r} is not a task id: unit/plan/item/period", task=task)
    return f"unit/{unit}/task/{rest}"


def born(event: TasksScheduled, version: int, entry: ScheduledTask, facts: Participants) -> Task:
    """`version` is that of the schedule stream as it was read: a first own event asserts it."""
    return Task(
        task_id(event.unit, event.plan, entry.item, entry.period),
        event.unit,
        event.plan,
        entry.item,
        entry.period,
        entry.opens,
        entry.due,
        entry.due,
        entry.due,
        entry.wake_at,
        facts,
        event.calendar,
        version,
        round_since=entry.opens,
    )


def _new_round(task: Task, at: int, number: int, due: int, wake_at: int, state: str) -> Task:
    return replace(
        task,
        state=state,
        round=number,
        round_since=max(at, task.opens),
        due=due,
        wake_at=wake_at,
        raised=(),
        policy_version=0,
        level=0,
        acknowledged=0,
        held_until=0,
        asked_due=0,
        reported_at=0,
        done_at=0,
        desks=(),
        handed=(),
        climbed=(),
        ended=(),
        returning=None,
        endorsed_by="",
    )


def evolve(task: Task, at: int, event: TaskEvent) -> Task:
    """`at` is the record's recorded_at."""
    return replace(_after(task, at, event), version=task.version + 1)


def _after(task: Task, at: int, event: TaskEvent) -> Task:  # one case per event
    match event:
        case TaskStarted():
            return replace(task, state="started", begun=True)
        case TaskReported():
            return replace(
                task, state="reported", reported_at=at, done_at=at, wake_at=0, asked_due=0, begun=True
            )
        case TaskAccepted():
            return replace(task, state="accepted", done_at=event.done_at)
        case TaskReturned():
            return _new_round(task, at, event.round, event.due, event.wake_at, "returned")
        case ExtensionAsked():
            return replace(task, asked_due=event.due, endorsed_by="")
        case ExtensionEndorsed():
            return replace(task, endorsed_by=event.member)
        case ExtensionGranted():
            return _new_round(task, at, event.round, event.due, event.wake_at, task.state)
        case ExtensionRefused():
            return replace(task, asked_due=0, endorsed_by="")
        case TaskExcused():
            return replace(task, state="excused", wake_at=0, asked_due=0)
        case TaskUrged():
            return task
        case EscalationResolved():
            return replace(task, desks=())
        case TaskMoved():
            return _moved(task, at, event)
        case TaskCancelled(revision):
            return replace(task, state="cancelled", wake_at=0, asked_due=0, plan_revision=revision)
        case TaskSkipped():
            return replace(task, state="skipped", wake_at=0, asked_due=0)
        case TaskDeferred():
            return replace(task, state="deferred", wake_at=event.wake_at, asked_due=0)
        case TaskReminded():
            return _raised(task, event)
        case EscalationRaised():
            return _escalated(_raised(task, event), event)
        case EscalationAcknowledged():
            held = event.wake_at if event.held else 0
            return replace(task, acknowledged=event.level, held_until=held, wake_at=event.wake_at)
        case EscalationHandedOver():
            desks = passed(task.desks, event.member, event.told, event.level)
            return replace(task, desks=desks, handed=handed(task.handed, event.member, event.told))
        case EscalationSteppedBack():
            return _stepped_back(task, event)
        case TaskWakeMoved():
            return replace(task, wake_at=event.wake_at, begun=True)
        case _:
            assert_never(event)


def _moved(task: Task, at: int, event: TaskMoved) -> Task:
    """A due that stays is an extension that outlives the change: the plan's own due did not move."""
    state = "scheduled" if task.state in ("cancelled", "deferred") else task.state
    planned_due = task.planned_due if event.due == task.due else event.due
    followed = replace(
        task,
        opens=event.opens or task.opens,
        facts=event.facts or task.facts,
        planned_due=planned_due,
        plan_revision=event.revision,
        begun=task.begun or begins(task, event),
    )
    return _new_round(followed, at, event.round, event.due, event.wake_at, state)


def begins(task: Task, event: TaskMoved) -> bool:
    """Whether a deferred task begins, because no earlier turn is owed: neither an amendment nor an order."""
    return task.state == "deferred" and event.revision == task.plan_revision and not event.calendar_version


def _raised(task: Task, event: TaskReminded | EscalationRaised) -> Task:
    back = task.returning
    return replace(
        task,
        raised=(*task.raised, (event.step, event.repeat)),
        policy_version=event.basis.policy_version,
        wake_at=event.wake_at,
        held_until=0,
        begun=True,
        ended=task.ended if event.told else (*task.ended, event.step),
        returning=None if back is not None and back.step == event.step else back,
    )


def _escalated(task: Task, event: EscalationRaised) -> Task:
    climbed = task.climbed
    if event.level > task.level:
        climbed = (*climbed, (event.level, event.step))
    return replace(
        task,
        level=max(task.level, event.level),
        climbed=climbed,
        desks=brought(task.desks, event.told, event.level),
    )


def _stepped_back(task: Task, event: EscalationSteppedBack) -> Task:
    return replace(
        task,
        level=event.level,
        acknowledged=min(task.acknowledged, event.level),
        held_until=0,
        climbed=tuple(one for one in task.climbed if one[0] <= event.level),
        desks=lowered(task.desks, event.level),
        returning=Return(event.step, event.wake_at),
        wake_at=event.wake_at,
    )


# --- what people see ------------------------------------------------------------------------------------


def status(state: str, opens: int, due: int, done_at: int, now: int) -> str:
    """upcoming, open, overdue, review is not one: on_time or late (reported or accepted), excused, cancelled,
    skipped, deferred.

    One function for tables, API, pages and as-of: no table holds what depends on the present moment.
    """
    if state in ("excused", "cancelled", "skipped", "deferred"):
        return state
    if state in ("reported", "accepted"):
        return "on_time" if done_at < due else "late"
    if now >= due:
        return "overdue"
    return "open" if now >= opens else "upcoming"


STANDARD_LIGHTS = Lights()
HOUR = 3_600_000_000


def light(state: str, due: int, level: int, now: int, rule: Lights = STANDARD_LIGHTS) -> str:
    """green 绿灯: nothing amiss; yellow 黄灯: soon due or overdue; red 红灯: at a level of the ladder, or
    long overdue. By the `rule` of the task's policy; the standard one: yellow at due, red at level 2."""
    if state not in WAITING or state == "deferred" or now < due - rule.yellow_before * HOUR:
        return "green"
    if now < due:
        return "yellow"
    late = rule.red_after and now >= due + rule.red_after * HOUR
    return "red" if level >= rule.red_level or late else "yellow"
