"""What a command appends: fold what it asks about, decide, and name what was consulted."""

import hashlib
from collections.abc import Mapping
from typing import TypeAlias

import msgspec
from msgspec import Struct

from events.log import (
    Append,
    Consulted,
    Write,
)
from events.types import AnyEvent
from services.guards import born_of, consulted_calendar
from services.horizon import rules_of
from services.measures import deciding as measuring
from services.replanning import proposed_for
from services.states import States
from workflows import calendar as calendars
from workflows import occurrence as occurrences
from workflows import orders
from workflows import org as orgs
from workflows import plan as plans
from workflows import policy as policies
from workflows import task as tasks
from workflows.calendar import CalendarCommand, OpenCalendar, local_day
from workflows.ladder import Consulted as Around
from workflows.ladder import new_round_wake, recipients, wake_after_acknowledgement
from workflows.measures import MeasureCommand
from workflows.occurrence import NoteOccurrence
from workflows.orders import OrderCommand, OrderReplan
from workflows.org import ChooseUnitCalendar, OrgCommand
from workflows.plan import DraftPlan, Plan, PlanCommand
from workflows.policy import PolicyCommand, SetPolicy
from workflows.seats import in_office
from workflows.task import (
    FARTHEST,
    AcknowledgeEscalation,
    GrantExtension,
    HandOverEscalation,
    ReturnTask,
    StepBack,
    Surroundings,
    Task,
    TaskCommand,
    UrgeTask,
    stream_of,
)
from workflows.task.desks import desk_of

Command: TypeAlias = (
    OrgCommand
    | CalendarCommand
    | PolicyCommand
    | PlanCommand
    | NoteOccurrence
    | TaskCommand
    | OrderCommand
    | MeasureCommand
)
"""Every command; in JSON its class name stands under the key `type`."""

URGED = ("clerk", "head")

NOTHING_READ: Mapping[str, Task] = {}


class Caller(Struct, frozen=True):
    """Who acts, under which command id. `occurred_at` µs UTC, 0: now."""

    actor: str
    command_id: str
    on_behalf: str = ""
    correlation: str = ""
    causation: str = ""
    source: str = ""
    occurred_at: int = 0


def fingerprint(command: Command, caller: Caller) -> bytes:
    """What the command id stands for: the command (with digests for its texts) and who gave it."""
    whole = msgspec.json.encode([command, caller.actor, caller.on_behalf])
    return hashlib.sha256(whole).digest()


def decide(
    states: States, command: Command, caller: Caller, now: int, tasks: Mapping[str, Task] = NOTHING_READ
) -> Append | None:
    """What a command appends at `now`; None if it changes nothing. Raises Refused.

    `tasks` are those that were read for a batch: one that changed since meets a Conflict.
    """
    if isinstance(command, TaskCommand):
        return _on_task(states, tasks.get(command.task) or states.task(command.task), command, caller, now)
    if isinstance(command, PlanCommand):
        return _on_plan(states, command, caller, now)
    if isinstance(command, NoteOccurrence):
        return _on_schedule(states, command, caller, now)
    if isinstance(command, OrderCommand):
        return _on_order(states, command, caller, now)
    if isinstance(command, MeasureCommand):
        members = (caller.actor, caller.on_behalf)
        stream, version, events, asserts, consulted = measuring.decide(states, command, members, now)
        return appended(command, caller, now, _write(stream, version, events), asserts, consulted)
    if isinstance(command, CalendarCommand):
        return _on_calendar(states, command, caller, now)
    if not isinstance(command, SetPolicy):
        return _on_org(states, command, caller, now)
    policy = states.find_policy(command.policy)
    version = policy.version if policy else 0
    write = _write(f"policy/{command.policy}", version, policies.decide(policy, command))
    return appended(command, caller, now, write)


def appended(
    command: Command,
    caller: Caller,
    now: int,
    write: Write | None,
    asserts: tuple[Consulted, ...] = (),
    consulted: tuple[Consulted, ...] = (),
) -> Append | None:
    if write is None:
        return None
    return Append(
        caller.command_id,
        fingerprint(command, caller),
        (write,),
        caller.actor,
        caller.occurred_at or now,
        caller.on_behalf,
        caller.causation,
        caller.correlation,
        caller.source,
        asserts,
        consulted,
    )


def _write(stream: str, expected: int, events: tuple[AnyEvent, ...]) -> Write | None:
    return Write(stream, expected, events) if events else None


def _on_calendar(states: States, command: CalendarCommand, caller: Caller, now: int) -> Append | None:
    """Decided on what the calendar says itself; a new one names the calendar that it inherits from."""
    own = states.own_calendar(command.calendar)
    above = command.inherits if isinstance(command, OpenCalendar) else ""
    parent = states.find_calendar(above) if above else None
    events = calendars.decide(own, command, parent)
    write = _write(f"calendar/{command.calendar}", own.version if own else 0, events)
    return appended(command, caller, now, write, consulted=consulted_calendar(parent) if parent else ())


def _on_org(states: States, command: OrgCommand, caller: Caller, now: int) -> Append | None:
    org = states.org()
    consulted: tuple[Consulted, ...] = ()
    events = orgs.decide(org, command)
    if isinstance(command, ChooseUnitCalendar) and command.calendar:
        consulted = consulted_calendar(states.calendar(command.calendar))
    return appended(command, caller, now, _write("org", org.version, events), consulted=consulted)


def _on_plan(states: States, command: PlanCommand, caller: Caller, now: int) -> Append | None:
    plan = states.find_plan(command.plan)
    org = states.org()
    calendar = states.find_calendar(_calendar_name(plan, command))
    known = frozenset(name for name in _policies(plan, command) if states.find_policy(name) is not None)
    around = plans.Around(org, known, calendar, now)
    events = plans.decide(plan, command, around)
    write = _write(f"plan/{command.plan}", plan.version if plan else 0, events)
    consulted = [Consulted("org", org.version)]
    if calendar is not None:
        consulted += consulted_calendar(calendar)
    return appended(command, caller, now, write, consulted=tuple(consulted))


def _on_order(states: States, command: OrderCommand, caller: Caller, now: int) -> Append | None:
    """A calendar that moves on meanwhile meets a Conflict: what is approved is what was proposed."""
    org, found = states.org(), states.find_order(command.order)
    consulted, asserts = (Consulted("org", org.version),), tuple[Consulted, ...]()
    if isinstance(command, OrderReplan):
        calendar = states.find_calendar(command.calendar)
        version = calendar.version if calendar else 0
        proposed = (
            proposed_for(states, [move.task for move in command.moves], now) if version else frozenset()
        )
        around = orders.Around(org, calendar_version=version, proposed=proposed)
        asserts = consulted_calendar(calendar) if calendar else ()
    else:
        named = frozenset(name for name in command.plans if states.find_plan(name) is not None)
        around = orders.Around(org, named)
    events = orders.decide(found, command, around)
    write = _write(f"order/{command.order}", found.version if found else 0, events)
    return appended(command, caller, now, write, asserts, consulted)


def _calendar_name(plan: Plan | None, command: PlanCommand) -> str:
    if plan is not None:
        return plan.calendar
    return command.calendar if isinstance(command, DraftPlan) else ""


def _policies(plan: Plan | None, command: PlanCommand) -> set[str]:
    """Names of the policies that a plan command may speak of."""
    names = {plan.policy} if plan else set()
    items = list(plan.items.values()) if plan else []
    if isinstance(command, DraftPlan):
        names.add(command.policy)
        items += command.items
    else:
        items += getattr(command, "put", ())
    return names | {item.policy for item in items if item.policy}


def _on_schedule(states: States, command: NoteOccurrence, caller: Caller, now: int) -> Append | None:
    """Asserts the plan's version, as a horizon does: an amendment cannot pass what is noted."""
    plan, schedule = states.plan(command.plan), states.schedule(command.unit, command.plan)
    rules = rules_of(states, plan, command.unit)
    events = occurrences.decide(schedule, plan, rules, command, now)
    write = _write(f"unit/{command.unit}/schedule/{plan.plan}", schedule.version, events)
    asserts = (Consulted(f"plan/{plan.plan}", plan.version),)
    return appended(command, caller, now, write, asserts, consulted_calendar(rules.calendar))


def _on_task(states: States, task: Task, command: TaskCommand, caller: Caller, now: int) -> Append | None:
    around, consulted = _surroundings(states, task, command, caller, now)
    write = _write(stream_of(task.task), task.version, tasks.decide(task, command, around))
    return appended(command, caller, now, write, born_of(task), consulted)


def around_task(states: States, task: Task) -> Around:
    return Around(states.policy(task.facts.policy), states.calendar(task.calendar), states.org())


def consulted_by(around: Around) -> tuple[Consulted, ...]:
    return (
        *consulted_calendar(around.calendar),
        Consulted("org", around.org.version),
        Consulted(f"policy/{around.policy.policy}", around.policy.version),
    )


def _surroundings(
    states: States, task: Task, command: TaskCommand, caller: Caller, now: int
) -> tuple[Surroundings, tuple[Consulted, ...]]:
    by = _acting(task, command, caller)
    if not isinstance(
        command, ReturnTask | GrantExtension | UrgeTask | AcknowledgeEscalation | HandOverEscalation
    ):
        return Surroundings(now, by=by), ()
    around = around_task(states, task)
    today = local_day(around.calendar, now)
    match command:
        case ReturnTask():
            found = Surroundings(now, wake_at=_first_look(task, around, command.due, now))
        case GrantExtension():
            due = command.due or task.asked_due
            first = _first_look(task, around, due, now)
            two = around.policy.two_hands
            found = Surroundings(now, wake_at=first, by=by, two_hands=two, hand=caller.actor)
        case HandOverEscalation():
            found = Surroundings(now, told=in_office(around.org, command.to, today), by=by)
        case UrgeTask():
            found = Surroundings(now, told=recipients(around.org, task, URGED, today))
        case AcknowledgeEscalation():
            found = Surroundings(now, wake_at=wake_after_acknowledgement(task, around, now))
    return found, consulted_by(around)


def _acting(task: Task, command: TaskCommand, caller: Caller) -> str:
    """In whose name; an escalation also lies on the desk of the substitute who acts for another."""
    if isinstance(command, HandOverEscalation | StepBack) and desk_of(task.desks, caller.actor) is not None:
        return caller.actor
    return caller.on_behalf or caller.actor


def _first_look(task: Task, around: Around, due: int, now: int) -> int:
    """0 for a due instant that no rule allows: the decision says so."""
    if not now < due <= now + FARTHEST:
        return 0
    return new_round_wake(around.policy, max(now, task.opens), due, around.calendar)
