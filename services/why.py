"""Why a step was told: the facts that it was decided on, folded from the log as they stood then, and those
that would have stopped it, found by asking the ladder again with one fact changed.

Nothing here reads the read tables, and only the deliveries are of a later moment than the step.
"""

import datetime as dt
from typing import Any

import msgspec
from msgspec import Struct

from events.codec import event_of
from events.log import Consulted as Version
from events.log import EventLog, Recorded
from events.types import (
    Basis,
    EscalationHandedOver,
    EscalationRaised,
    MemberAppointed,
    NoticeFailed,
    NoticeSent,
    Step,
    SubstituteNamed,
    TaskReminded,
    Told,
)
from services.past import PastLog
from services.states import States
from services.stopping import Asked, Stop, again, stops
from workflows.calendar import Calendar, due_day, local_day, works_on
from workflows.ladder import Consulted
from workflows.org import Org, appointments, in_force, substitute_of
from workflows.policy import instant, steps_of
from workflows.refusal import Refused
from workflows.task import Task, born
from workflows.trial import Happened, Life

MOST_DAYS = 400
"""Days listed between due and the step; a longer wait lists the last ones."""

NOTICE_DAYS = 10
"""Local days after the step on which its deliveries are looked for."""


class Stood(Struct, frozen=True):
    """A record that stood in the task's stream when the step was decided. Instants µs UTC."""

    position: int
    tag: str
    at: int
    actor: str


class Day(Struct, frozen=True):
    """A day after due: `works`, or why not; `kind` weekday, weekend, holiday, make_up, off or worked;
    `document` says so, "" for none."""

    day: dt.date
    works: bool
    kind: str
    document: str


class Post(Struct, frozen=True):
    """Who was told, and the record that put them there: `appointed` the holder's appointment, `substituted`
    the naming of the substitute, `handed` the handing over; 0 for none."""

    told: Told
    appointed: int
    substituted: int
    handed: int


class Delivered(Struct, frozen=True):
    """What became of a notice; `error` "" if it arrived. Instants µs UTC."""

    position: int
    member: str
    channel: str
    at: int
    attempts: int
    error: str


class Account(Struct, frozen=True):
    """All that a step was decided on. `planned_at` is the instant of the step by policy and calendar, `at`
    when it was told; `set_position` is the record of the policy's revision; `same`: the ladder, asked again,
    comes to the same step."""

    position: int
    at: int
    task: str
    unit: str
    tag: str
    round: int
    level: int
    repeat: int
    step: Step
    planned_at: int
    next_look: int
    basis: Basis
    opens: int
    policy_name: str
    set_position: int
    set_at: int
    set_by: str
    consulted: tuple[Version, ...]
    stood: tuple[Stood, ...]
    days: tuple[Day, ...]
    provisional: tuple[int, ...]
    told: tuple[Post, ...]
    delivered: tuple[Delivered, ...]
    stops: tuple[Stop, ...]
    same: bool


def why(log: EventLog, position: int, until: int | None = None) -> Account:
    """The account of the step recorded at `position`; deliveries up to position `until`.

    Raises Refused(unknown-escalation) for a position that holds no step.
    """
    record, event = _step(log, position, until)
    consulted = tuple(Version(*one) for one in msgspec.json.decode(record.consulted))
    past = PastLog(log, position - 1, {one.stream: one.version for one in consulted})
    states = States(past)
    unit, plan, item, period = _task_of(record.stream)
    task = states.task(f"{unit}/{plan}/{item}/{period}")
    around = Consulted(states.policy(event.basis.policy), states.calendar(task.calendar), states.org())
    step = next(one for one in steps_of(around.policy, event.basis.policy_version) if one.step == event.step)
    own = past.read_stream(record.stream)
    asked = Asked(_life(states, task, own), around, record, event)
    revision = past.read_stream(f"policy/{event.basis.policy}")[event.basis.policy_version - 1]
    level = event.level if isinstance(event, EscalationRaised) else 0
    days = _days(around.calendar, event.basis, record.occurred_at)
    years = sorted({one.day.year for one in days} | {local_day(around.calendar, task.due).year})
    return Account(
        position=position,
        at=record.recorded_at,
        task=task.task,
        unit=task.unit,
        tag=record.tag,
        round=event.round,
        level=level,
        repeat=event.repeat,
        step=step,
        planned_at=instant(step, event.repeat, event.basis.due, around.calendar),
        next_look=event.wake_at,
        basis=event.basis,
        opens=task.opens,
        policy_name=around.policy.name,
        set_position=revision.position,
        set_at=revision.recorded_at,
        set_by=revision.actor,
        consulted=consulted,
        stood=tuple(Stood(one.position, one.tag, one.recorded_at, one.actor) for one in own),
        days=days,
        provisional=tuple(year for year in years if year not in around.calendar.years),
        told=tuple(_post(past, own, around, one, record, plan) for one in event.told),
        delivered=_delivered(log, record, event, around.calendar, until),
        stops=stops(asked),
        same=again(asked),
    )


def _step(
    log: EventLog, position: int, until: int | None
) -> tuple[Recorded, TaskReminded | EscalationRaised]:
    found = log.read_all(position - 1, 1, until) if 0 < position <= log.head() else []
    event = event_of(found[0]) if found else None
    if not isinstance(event, TaskReminded | EscalationRaised):
        raise Refused(
            "unknown-escalation",
            f"position {position} holds no reminder or escalation: take one of the task's history",
            position=str(position),
        )
    return found[0], event


def _task_of(stream: str) -> tuple[str, str, str, str]:
    _, unit, _, plan, item, period = stream.split("/")
    return unit, plan, item, period


def _life(states: States, task: Task, own: list[Recorded]) -> Life:
    """The task from its scheduling to the step."""
    entry = states.schedule(task.unit, task.plan).tasks[task.item, task.period]
    start = born(entry.event, entry.version, entry.line, entry.facts)
    scheduled = states.log.read_stream(f"unit/{task.unit}/schedule/{task.plan}", entry.version - 1)[0]
    happened = []
    for one in own:
        event: Any = event_of(one)
        look = one.command.startswith(("look/", "step/"))
        happened.append(Happened(one.position, one.recorded_at, one.occurred_at, event, look))
    return Life(start, scheduled.position, tuple(happened))


# --- days -------------------------------------------------------------------------------------------------


def _days(calendar: Calendar, basis: Basis, now: int) -> tuple[Day, ...]:
    """The days after the due day up to and with that of the step."""
    due, today = due_day(calendar, basis.due), local_day(calendar, now)
    first = max(due.toordinal() + 1, today.toordinal() - MOST_DAYS + 1)
    return tuple(_day(calendar, ordinal) for ordinal in range(first, today.toordinal() + 1))


def _day(calendar: Calendar, ordinal: int) -> Day:
    day = dt.date.fromordinal(ordinal)
    works = works_on(calendar, ordinal)
    weekend = day.weekday() >= 5
    declared = next((text for since, until, text in calendar.declared if since <= day <= until), "")
    if ordinal in calendar.off or ordinal in calendar.worked:
        return Day(day, works, "worked" if works else "off", declared)
    if works == weekend:
        document = dict(calendar.documents).get(day.year, "")
        return Day(day, works, "make_up" if works else "holiday", document)
    return Day(day, works, "weekend" if weekend else "weekday", "")


# --- people -----------------------------------------------------------------------------------------------


def _post(
    past: PastLog, own: list[Recorded], around: Consulted, told: Told, record: Recorded, plan: str
) -> Post:
    on = local_day(around.calendar, record.occurred_at)
    records = past.read_stream("org")
    holder = told.handed_by or told.instead_of or told.member
    named = _appointed(around.org, told.unit, told.role, holder, on)
    appointed = _position(records, MemberAppointed, "appointment", named)
    substitute = _substitute(around.org, told, plan, on) if told.instead_of else ""
    substituted = _position(records, SubstituteNamed, "substitute", substitute)
    if not appointed and told.role == "owner":
        # an owner need hold no post: the plan names them
        drafted = past.read_stream(f"plan/{plan}")
        appointed = drafted[0].position if drafted else 0
    return Post(told, appointed, substituted, _handed(own, told) if told.handed_by else 0)


def _appointed(org: Org, unit: str, role: str, member: str, on: dt.date) -> str:
    if unit not in org.units:
        return ""
    for one in appointments(org, unit):
        if in_force(one, on) and (one.role, one.member) == (role, member):
            return one.appointment
    return ""


def _substitute(org: Org, told: Told, plan: str, on: dt.date) -> str:
    """The one that led from the holder; of a receiver, who sits elsewhere, the last to this member."""
    named = substitute_of(org, told.instead_of, told.unit, on, told.role, plan)
    if named is not None:
        return named.substitute
    pair = (told.instead_of, told.member)
    valid = [one for one in org.substitutes.values() if one.since <= on <= one.until]
    direct = [one.substitute for one in valid if (one.member, one.stand_in) == pair]
    return direct[-1] if direct else ""


def _position(records: list[Recorded], kind: type, field: str, name: str) -> int:
    if not name:
        return 0
    for one in records:
        if one.tag == kind.__name__ and getattr(event_of(one), field) == name:
            return one.position
    return 0


def _handed(own: list[Recorded], told: Told) -> int:
    for one in reversed(own):
        event = event_of(one)
        if isinstance(event, EscalationHandedOver) and event.told.member == told.member:
            return one.position
    return 0


# --- notices ----------------------------------------------------------------------------------------------


def _delivered(
    log: EventLog,
    record: Recorded,
    event: TaskReminded | EscalationRaised,
    calendar: Calendar,
    until: int | None,
) -> tuple[Delivered, ...]:
    """What became of the notices: each by itself, or in the first digest that reaches as far as the step."""
    wanted = {one.member for one in event.told}
    first = local_day(calendar, record.recorded_at)
    found: dict[tuple[str, str], Delivered] = {}
    ids: dict[tuple[str, str], tuple[int, str]] = {}
    for number in range(NOTICE_DAYS + 1):
        day = first + dt.timedelta(days=number)
        for one in log.read_stream(f"notice/{day}", until=until):
            notice = event_of(one)
            if one.position < record.position or not isinstance(notice, NoticeSent | NoticeFailed):
                continue
            for each in notice.deliveries:
                tells = each.position == record.position or (
                    bool(each.digest) and each.position > record.position
                )
                if each.member in wanted and tells:
                    made = Delivered(
                        one.position, each.member, each.channel, one.recorded_at, each.attempts, each.error
                    )
                    name = each.member, each.channel
                    notice_ = each.position, each.digest
                    if (
                        ids.setdefault(name, notice_) == notice_
                    ):  # again, where it was sent again after it had failed
                        found[name] = made
    return tuple(found.values())
