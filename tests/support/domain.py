"""A tiny district for tests of the rules, and given / when / then for its tasks.

city-office → health-bureau → hospital-1 (head, two clerks) and hospital-2 (head only). The task of most tests
is hospital-1's weekly one of 2026-W37: opens Monday 7 September 2026, due Friday the 11th at 18:00.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from functools import reduce

import pytest
from msgspec.structs import replace

from events.types import Item, Participants, PlanAmended, PlanClosed, PlanIssued, Step, TaskWakeMoved
from services.holidays import built_in_notice
from workflows import calendar as calendars
from workflows import ladder
from workflows import org as orgs
from workflows import plan as plans
from workflows import policy as policies
from workflows.calendar import Calendar, OpenCalendar, instant_of
from workflows.ladder import new_round_wake, recipients, wake_after_acknowledgement
from workflows.org import AddUnit, AppointMember, NameSubstitute, Org, OrgCommand
from workflows.plan import DraftPlan, Plan
from workflows.policy import Policy, SetPolicy
from workflows.refusal import Refused
from workflows.schedule import Rules
from workflows.seats import in_office
from workflows.task import (
    AcknowledgeEscalation,
    GrantExtension,
    HandOverEscalation,
    ReturnTask,
    Surroundings,
    Task,
    TaskCommand,
    TaskEvent,
    decide,
    evolve,
)

T = "hospital-1/health-2026/i1/2026-W37"
NEW_YEAR = dt.date(2026, 1, 1)
HOUR, DAY = 3_600_000_000, 86_400_000_000

REMIND = Step("remind", 0, -1, "day", ("clerk",))
HEAD = Step("head", 1, 0, "day", ("head",), 1, 3)
PARENT = Step("parent", 2, 2, "working_day", ("parent_head",), 1, 2)
OWNER = Step("owner", 3, 5, "working_day", ("owner",))
LADDER = (REMIND, HEAD, PARENT, OWNER)


def _calendar() -> Calendar:
    (opened,) = calendars.decide(None, OpenCalendar("cn", "Asia/Shanghai"))
    calendar = calendars.evolve(None, opened)
    notice = built_in_notice("cn", 2026)
    assert notice is not None
    return calendars.evolve(calendar, calendars.decide(calendar, notice)[0])


CN = _calendar()
"""The working calendar of 2026 as the State Council gave it notice."""


def at(text: str) -> int:
    """µs UTC of a local moment of 2026: "09-11 18:00"."""
    day, _, time = text.partition(" ")
    return instant_of(CN, dt.date.fromisoformat(f"2026-{day}"), time or "00:00")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2026-{text}")


# --- organisation ---------------------------------------------------------------------------------------

DISTRICT: tuple[OrgCommand, ...] = (
    AddUnit("city-office", "市政府办公室", "office"),
    AddUnit("health-bureau", "卫生局", "bureau", "city-office"),
    AddUnit("hospital-1", "第一医院", "hospital", "health-bureau"),
    AddUnit("hospital-2", "第二医院", "hospital", "health-bureau"),
    AppointMember("a-mayor", "m-mayor", "city-office", "head", NEW_YEAR),
    AppointMember("a-chief", "m-chief", "health-bureau", "head", NEW_YEAR),
    AppointMember("a-head-1", "m-head-1", "hospital-1", "head", NEW_YEAR),
    AppointMember("a-clerk-1", "m-clerk-1", "hospital-1", "clerk", NEW_YEAR),
    AppointMember("a-clerk-2", "m-clerk-2", "hospital-1", "clerk", NEW_YEAR),
    AppointMember("a-head-2", "m-head-2", "hospital-2", "head", NEW_YEAR),
)


def org_of(*commands: OrgCommand, start: Org = orgs.EMPTY) -> Org:
    for command in commands:
        start = reduce(orgs.evolve, orgs.decide(start, command), start)
    return start


ORG = org_of(*DISTRICT)


def stands_in(stand_in: str, member: str, since: str, until: str, unit: str = "") -> NameSubstitute:
    return NameSubstitute(f"s-{stand_in}-{member}", member, stand_in, day(since), day(until), unit)


# --- policies and plans ---------------------------------------------------------------------------------


def policy_of(*revisions: tuple[Step, ...], name: str = "standard") -> Policy:
    found: Policy | None = None
    for steps in revisions:
        for event in policies.decide(found, SetPolicy(name, "一般督办", steps)):
            found = policies.evolve(found, event)
    assert found is not None
    return found


STANDARD = policy_of(LADDER)
RULES = Rules(CN, {"standard": STANDARD, "strict": policy_of((HEAD,), name="strict")})


def item(name: str = "i1", cadence: str = "weekly on fri", *leads: str, **more: object) -> Item:
    return Item(name, "text", cadence, leads or ("hospital-1",), **more)  # type: ignore[arg-type]  # any field


def draft_of(*items: Item, **more: object) -> DraftPlan:
    fields: dict[str, object] = {
        "plan": "health-2026",
        "title": "title",
        "unit": "health-bureau",
        "owner": "m-owner",
        "since": day("09-01"),
        "until": day("12-31"),
        "items": items or (item(),),
    }
    return DraftPlan(**(fields | more))  # type: ignore[arg-type]  # any field


def around_plan(now: str = "08-31 08:00", org: Org = ORG) -> plans.Around:
    return plans.Around(org, frozenset(RULES.policies), CN, at(now))


def plan_after(*steps: tuple[str, plans.PlanCommand], org: Org = ORG) -> Plan:
    """A plan that lived through commands, each at a moment."""
    found: Plan | None = None
    for moment, command in steps:
        for event in plans.decide(found, command, around_plan(moment, org)):
            found = plans.evolve(found, at(moment), event)
    assert found is not None
    return found


def issued(*items: Item, moment: str = "08-31 08:00", **more: object) -> Plan:
    """A plan of these items that was drafted, submitted and issued at a moment."""
    draft = draft_of(*items, **more)
    return plan_after(
        (moment, draft), (moment, plans.SubmitPlan(draft.plan)), (moment, plans.IssuePlan(draft.plan))
    )


def changed(plan: Plan, moment: str, command: plans.AmendPlan | plans.ClosePlan) -> Plan:
    (event,) = plans.decide(plan, command, around_plan(moment))
    assert isinstance(event, PlanAmended | PlanClosed | PlanIssued)
    return plans.evolve(plan, at(moment), event)


# --- given, when, then ----------------------------------------------------------------------------------


def a_task(**more: object) -> Task:
    """The task of most tests, as it was scheduled; fields by name."""
    facts = Participants("i1", "text", "standard", "m-owner", issuer="health-bureau")
    opens, due = at("09-07"), at("09-11 18:00")
    born = Task(
        *(T, "hospital-1", "health-2026", "i1", "2026-W37", opens, due, due, due),
        policies.first_wake(LADDER, opens, due, CN),
        facts,
        "cn",
        1,
        round_since=opens,
    )
    return replace(born, **more)


class World:
    """What decisions on tasks consult; a test may change it."""

    def __init__(self, org: Org = ORG, policy: Policy = STANDARD, calendar: Calendar = CN) -> None:
        self.org, self.policy, self.calendar = org, policy, calendar

    def consulted(self) -> ladder.Consulted:
        return ladder.Consulted(self.policy, self.calendar, self.org)

    def surroundings(self, task: Task, command: TaskCommand, now: int, by: str = "") -> Surroundings:
        """As services.handle makes them."""
        wake_at = 0
        match command:
            case ReturnTask(due=due) | GrantExtension(due=due):
                due = due or task.asked_due
                wake_at = new_round_wake(self.policy, max(now, task.opens), due, self.calendar)
            case AcknowledgeEscalation():
                wake_at = wake_after_acknowledgement(task, self.consulted(), now)
        today = calendars.local_day(self.calendar, now)
        told = recipients(self.org, task, ("clerk", "head"), today)
        if isinstance(command, HandOverEscalation):
            told = in_office(self.org, command.to, today)
        return Surroundings(now, told, wake_at, by, self.policy.two_hands)


def when(
    task: Task, moment: str, command: TaskCommand, world: World | None = None, by: str = ""
) -> tuple[TaskEvent, ...]:
    """What a command of a member makes at a moment."""
    now = at(moment)
    return decide(task, command, (world or World()).surroundings(task, command, now, by))


def after(task: Task, moment: str, command: TaskCommand, by: str = "", world: World | None = None) -> Task:
    """A task after an act of a member."""
    for event in when(task, moment, command, world, by):
        task = evolve(task, at(moment), event)
    return task


def given(
    *acts: tuple[str, TaskCommand], task: Task | None = None, world: World | None = None, till: str = ""
) -> Task:
    """A task after acts at their moments, and every look that came due before each of them and `till`."""
    task, world = task or a_task(), world or World()
    for moment, command in acts:
        task = looked_at(task, moment, world)
        for event in when(task, moment, command, world):
            task = evolve(task, at(moment), event)
    return looked_at(task, till, world) if till else task


def looks(task: Task, until: str, world: World | None = None) -> list[tuple[int, TaskEvent]]:
    """Every look that comes due by a moment, each at its own instant: the instant and what it appends."""
    world = world or World()
    found: list[tuple[int, TaskEvent]] = []
    while task.wake_at and task.wake_at <= at(until):
        now = max(task.wake_at, task.round_since)
        events = ladder.wake(task, world.consulted(), now)
        assert events, "a task that is due to be looked at appends something"
        for event in events:
            found.append((now, event))
            task = evolve(task, now, event)
    return found


def looked_at(task: Task, until: str, world: World | None = None) -> Task:
    for now, event in looks(task, until, world):
        task = evolve(task, now, event)
    return task


def look(task: Task, moment: str, world: World | None = None) -> TaskEvent | None:
    """What one look at a moment appends."""
    events = ladder.wake(task, (world or World()).consulted(), at(moment))
    return events[0] if events else None


def steps(found: list[tuple[int, TaskEvent]]) -> list[tuple[str, str, int]]:
    """Local moment, step and repeat of each that told somebody."""
    return [
        (f"{calendars.local_time(CN, now):%m-%d %H:%M}", event.step, event.repeat)  # type: ignore[union-attr]  # told
        for now, event in found
        if not isinstance(event, TaskWakeMoved)
    ]


@contextmanager
def refused(code: str, *words: str) -> Iterator[None]:
    """What is done inside is refused with a code, in a message that has the words."""
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code
    for word in words:
        assert word in caught.value.message
