"""A district to measure on: units under bureaus, posts, one ladder, one plan, tasks as a horizon records.

Everything is written as events through the log; nothing is known to the code under test in any other way.
"""

import datetime as dt
import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from events.log import Append, EventLog, Write, append
from events.types import (
    AnyEvent,
    CalendarOpened,
    HolidayNoticeImported,
    Item,
    MemberAppointed,
    Participants,
    PlanDrafted,
    PlanIssued,
    PlanSubmitted,
    PolicySet,
    ScheduledTask,
    Step,
    TasksScheduled,
    UnitAdded,
)
from services.holidays import built_in_notice
from workflows.calendar import Calendar, instant_of

ZONE = "Asia/Shanghai"
CALENDAR = Calendar("cn", ZONE)
PLAN = "work-2026"
POLICY = "standard"
SINCE, UNTIL = dt.date(2026, 9, 1), dt.date(2026, 12, 31)
START = instant_of(CALENDAR, SINCE, "00:00")
DAY = 86_400_000_000
ABREAST = 20
"""Units under one bureau."""
TEXT = hashlib.sha256(b"text").hexdigest()

LADDER = (
    Step("before", 0, -2, "working_day", ("clerk",)),
    Step("due", 0, 0, "day", ("clerk", "head")),
    Step("level-1", 1, 1, "working_day", ("head",)),
    Step("level-2", 2, 3, "working_day", ("parent_head",), 2, 2),
    Step("level-3", 3, 7, "working_day", ("owner",)),
)
"""The ladder of examples/district that most items use."""

AT_DUE = (Step("level-1", 1, 0, "day", ("head",)), *LADDER[3:])
"""A ladder whose first step is an escalation at due."""


@contextmanager
def folder() -> Iterator[Path]:
    """A folder on the disk of ./var, where the state of an installation lies; gone afterwards."""
    beside = Path("var")
    beside.mkdir(exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="bench-", dir=beside))
    try:
        yield home
    finally:
        shutil.rmtree(home)


def unit_name(number: int) -> str:
    return f"unit-{number}"


def put(log: EventLog, stream: str, expected: int, events: Sequence[AnyEvent]) -> None:
    """One append under a command id made of its place."""
    command = f"bench/{stream}/{expected}"
    write = Write(stream, expected, tuple(events))
    append(log, Append(command, hashlib.sha256(command.encode()).digest(), (write,), "bench", START))


def found(log: EventLog, units: int, items: int, ladder: tuple[Step, ...] = LADDER) -> None:
    """Organisation, calendar, policy, and an issued plan that every unit leads."""
    put(log, "org", 0, organisation(units))
    notice = built_in_notice("cn", SINCE.year)
    assert notice is not None
    days = HolidayNoticeImported("cn", notice.year, notice.document, notice.holidays, notice.make_up_days)
    put(log, "calendar/cn", 0, (CalendarOpened("cn", ZONE), days))
    put(log, f"policy/{POLICY}", 0, (PolicySet(POLICY, "standard", ladder),))
    put(log, f"plan/{PLAN}", 0, plan(units, items))


def organisation(units: int) -> list[AnyEvent]:
    events: list[AnyEvent] = [UnitAdded("city", "city", "city")]
    events += _post("city", "head")
    for number in range(units):
        bureau = f"bureau-{number // ABREAST}"
        if number % ABREAST == 0:
            events += [UnitAdded(bureau, bureau, "bureau", "city"), *_post(bureau, "head")]
        name = unit_name(number)
        events += [UnitAdded(name, name, "unit", bureau), *_post(name, "head"), *_post(name, "clerk")]
    return events


def _post(unit: str, role: str) -> list[AnyEvent]:
    return [MemberAppointed(f"{unit}-{role}", f"m-{unit}-{role}", unit, role, dt.date(2026, 1, 1))]


def plan(units: int, items: int) -> tuple[AnyEvent, ...]:
    leads = tuple(unit_name(number) for number in range(units))
    wanted = tuple(Item(f"i{number}", TEXT, "daily", leads) for number in range(items))
    drafted = PlanDrafted(PLAN, TEXT, "city", "m-city-head", "cn", POLICY, SINCE, UNTIL, wanted, ())
    return drafted, PlanSubmitted(PLAN, 1), PlanIssued(PLAN, 1)


def scheduled(unit: str, lines: Sequence[ScheduledTask], since: dt.date, until: dt.date) -> TasksScheduled:
    facts = tuple(
        Participants(item, TEXT, POLICY, "m-city-head") for item in {line.item: 0 for line in lines}
    )
    return TasksScheduled(unit, PLAN, since, until, 1, "cn", 2, facts, tuple(lines))


def at_once(log: EventLog, units: int, items: int, due: int, wake_at: int) -> list[str]:
    """One task an item and unit, all with the same due and wake instant (µs UTC); their ids."""
    lines = [ScheduledTask(f"i{item}", "once", START, due, wake_at) for item in range(items)]
    for number in range(units):
        unit = unit_name(number)
        put(log, schedule_of(unit), 0, (scheduled(unit, lines, SINCE, UNTIL),))
    return [f"{unit_name(number)}/{PLAN}/{line.item}/once" for line in lines for number in range(units)]


def schedule_of(unit: str) -> str:
    return f"unit/{unit}/schedule/{PLAN}"
