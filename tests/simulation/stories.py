"""What is to happen in a simulated year, made from a seed: a list of acts that can be cut short."""

import datetime as dt
from random import Random
from typing import TypeAlias

from msgspec import Struct

from events.types import DayHours, Item, Step
from services.deciding import Command
from services.holidays import built_in_notice
from workflows.calendar import DeclareDays, OpenCalendar, SetWorkingHours
from workflows.orders import OrderBulkExcuse
from workflows.org import (
    AddUnit,
    AppointMember,
    ChooseUnitCalendar,
    CloseUnit,
    EndAppointment,
    MoveUnit,
    NameSubstitute,
)
from workflows.plan import AmendPlan, ClosePlan, DraftPlan, IssuePlan, SubmitPlan
from workflows.policy import SetPolicy

YEAR = 2026
FIRST = dt.date(YEAR, 1, 5)
LAST = dt.date(YEAR, 12, 31)
HOUR, DAY = 3_600_000_000, 86_400_000_000
START = 1_767_571_200_000_000
"""08:00 of 5 January 2026 in Shanghai, µs UTC."""

CADENCES = (
    "monthly on 25",
    "monthly on last workday",
    "weekly on fri",
    "quarterly on last day",
    "monthly on 10",
    "every 20 days from 2026-02-01",
    "yearly on 6-30",
    "monthly on 1st workday",
    "half-monthly on last day",
    "weekly on fri, overlap skip",
    "monthly on 20, overlap buffer one",
)
DUE_TIMES = ("18:00", "24:00", "12:00", "17:30", "09:00")
KINDS = ("office", "bureau", "school", "leading-group")
DESKS = (
    *("clerk", "head", "parent_head", "owner", "ancestor_head:1", "ancestor_head:2", "leading_group"),
    *("role:supervisor", "unit:u0", "unit:u1"),
)
WAITS = {"hour": 72, "day": 9, "working_day": 7, "working_hour": 40, "working_minute": 900}
"""Units of waiting, and how far from due a step may lie."""


class Give(Struct, frozen=True):
    """A command at a moment, µs UTC."""

    at: int
    command: Command


class Do(Struct, frozen=True):
    """Something done to the task that `pick` falls on, or to the machine: `kind` says what."""

    at: int
    kind: str
    pick: int = 0
    more: int = 0


Act: TypeAlias = Give | Do

ON_TASKS = (
    *("report", "report", "report", "report", "early", "start", "return", "extend", "ask", "refuse"),
    *("excuse", "urge", "acknowledge", "hold", "accept", "hand over", "step back", "endorse"),
)
ON_MACHINE = (
    *("crash", "crash", "crash", "crash", "twice", "drop", "reorder", "back", "sleep", "forget", "lose"),
)


class Maker:
    """Draws one story; every draw comes from the one seed."""

    def __init__(self, seed: int) -> None:
        self.draw = Random(seed)
        self.acts: list[Act] = []
        self.units: list[str] = []
        self.posts: list[str] = []
        self.serial = 0

    def story(self) -> list[Act]:
        self._calendars()
        self._organisation()
        for name in ("p0", "p1"):
            self._give(START, self._policy(name))
        for number in range(self.draw.choice((1, 1, 2, 3))):
            self._plan(f"plan-{number}")
        for _ in range(self.draw.randint(2, 14)):
            self._change()
        for _ in range(self.draw.randint(10, 60)):
            kind = self.draw.choice(ON_TASKS)
            self.acts.append(Do(self._moment(), kind, self.draw.randint(0, 999), self.draw.randint(0, 999)))
        for _ in range(self.draw.randint(2, 16)):
            kind = self.draw.choice(ON_MACHINE)
            self.acts.append(Do(self._moment(), kind, self.draw.randint(0, 60), self.draw.randint(0, 999)))
        return sorted(self.acts, key=lambda act: act.at)

    def _give(self, at: int, command: Command) -> None:
        self.acts.append(Give(at, command))

    def _name(self, kind: str) -> str:
        self.serial += 1
        return f"{kind}{self.serial}"

    def _moment(self) -> int:
        """Any minute of the year after its first days."""
        return START + DAY + self.draw.randrange(355 * 24 * 60) * 60_000_000

    def _day(self, at: int, later: int = 0) -> dt.date:
        return FIRST + dt.timedelta(days=(at - START) // DAY + later)

    def _calendars(self) -> None:
        zone = self.draw.choice(("Asia/Shanghai", "Asia/Shanghai", "Asia/Shanghai", "Europe/Berlin"))
        self._give(START, OpenCalendar("cn", zone))
        notice = built_in_notice("cn", YEAR)
        assert notice is not None
        self._give(self.draw.choice((START, START, START + 60 * DAY, START + 200 * DAY)), notice)
        self._give(START, OpenCalendar("school", zone, "cn"))
        if self.draw.random() < 0.5:
            self._hours(START)

    def _hours(self, at: int) -> None:
        exceptions = self.draw.choice(((), (DayHours("fri", "08:30-12:00"),), (DayHours("mon", ""),)))
        regular = self.draw.choice(("08:30-12:00 14:00-17:30", "09:00-17:00", "08:00-11:30 13:30-18:00"))
        calendar = self.draw.choice(("cn", "school"))
        self._give(
            at, SetWorkingHours(calendar, self._name("doc"), self._day(at, -3), regular, tuple(exceptions))
        )

    def _organisation(self) -> None:
        for number in range(self.draw.randint(3, 15)):
            parent = self.draw.choice(self.units[-4:]) if self.units and self.draw.random() < 0.95 else ""
            self._give(START, AddUnit(f"u{number}", f"unit {number}", self.draw.choice(KINDS), parent))
            self.units.append(f"u{number}")
            for role, odds in (("head", 0.75), ("clerk", 0.6), ("supervisor", 0.2)):
                if self.draw.random() < odds:
                    self._appoint(START, f"u{number}", role)
        if self.draw.random() < 0.4:
            self._give(START, ChooseUnitCalendar(self.draw.choice(self.units), "school"))

    def _appoint(self, at: int, unit: str, role: str) -> None:
        post = self._name("a")
        since = self._day(at, self.draw.randint(-3, 20) if at > START else -3)
        until = since + dt.timedelta(days=self.draw.randint(5, 200)) if self.draw.random() < 0.4 else None
        self._give(at, AppointMember(post, f"m{self.draw.randint(0, 12)}", unit, role, since, until))
        self.posts.append(post)

    def _policy(self, name: str) -> SetPolicy:
        return SetPolicy(name, name, tuple(self._step(n) for n in range(self.draw.randint(1, 4))))

    def _step(self, number: int) -> Step:
        unit = self.draw.choice(tuple(WAITS))
        level = self.draw.choice((0, 1, 1, 2, 3))
        most = WAITS[unit]
        offset = self.draw.randint(-most, most // 3) if level == 0 else self.draw.randint(0, most)
        to = tuple(dict.fromkeys(self.draw.choices(DESKS, k=self.draw.choice((1, 1, 2)))))
        times = self.draw.choice((0, 0, 1, 2, 4))
        every = self.draw.randint(1, most) if times else 0
        return Step(f"s{number}", level, offset, unit, to, every, times)

    def _items(self, plan: str, most: int) -> tuple[Item, ...]:
        return tuple(
            Item(
                f"i{number}",
                "text",
                self.draw.choice(CADENCES),
                tuple(
                    sorted(self.draw.sample(self.units, k=min(len(self.units), self.draw.choice((1, 1, 2)))))
                ),
                opens_before=self.draw.choice((-1, -1, 3, 10)),
                due_time=self.draw.choice(DUE_TIMES),
                review=self.draw.random() < 0.3,
                policy=self.draw.choice(("", "", "p1")),
            )
            for number in range(self.draw.randint(1, most))
        )

    def _plan(self, plan: str) -> None:
        at = START if plan == "plan-0" else self._moment()
        draft = DraftPlan(
            plan,
            "title",
            self.draw.choice(self.units),
            f"m{self.draw.randint(0, 12)}",
            self._day(at, self.draw.randint(-20, 30)),
            LAST,
            self._items(plan, 3),
            policy="p0",
        )
        for command in (draft, SubmitPlan(plan), IssuePlan(plan)):
            self._give(at, command)

    def _change(self) -> None:
        """One of what offices change in a year."""
        at = self._moment()
        match self.draw.randrange(12):
            case 0 | 1:
                put, keep = self._items("", 2), self.draw.choice(("keep", "withdraw", "move"))
                self._give(at, AmendPlan("plan-0", self._day(at, self.draw.randint(0, 25)), keep, put))
            case 2:
                self._give(
                    at,
                    ClosePlan(self.draw.choice(("plan-1", "plan-2")), self.draw.choice(("keep", "withdraw"))),
                )
            case 3 | 4:
                self._give(at, self._policy(self.draw.choice(("p0", "p1"))))
            case 5:
                self._appoint(at, self.draw.choice(self.units), self.draw.choice(("head", "clerk")))
            case 6:
                if self.posts:
                    self._give(at, EndAppointment(self.draw.choice(self.posts), self._day(at, 1)))
            case 7:
                self._substitute(at)
            case 8:
                self._days(at)
            case 9:
                self._hours(at)
            case 10:
                self._give(at, MoveUnit(self.draw.choice(self.units), self.draw.choice(self.units)))
                if self.draw.random() < 0.3:
                    self._give(at, CloseUnit(self.draw.choice(self.units)))
            case _:
                since = self._day(at, -2)
                until = since + dt.timedelta(days=self.draw.randint(0, 12))
                units = (self.draw.choice(self.units),)
                self._give(at, OrderBulkExcuse(self._name("o"), "weather", units, since, until, "why"))

    def _substitute(self, at: int) -> None:
        since = self._day(at, self.draw.randint(0, 5))
        until = since + dt.timedelta(days=self.draw.randint(0, 40))
        unit = self.draw.choice(("", "", self.draw.choice(self.units)))
        member, stand_in = self.draw.sample(range(13), 2)
        self._give(at, NameSubstitute(self._name("s"), f"m{member}", f"m{stand_in}", since, until, unit))

    def _days(self, at: int) -> None:
        since = self._day(at, self.draw.randint(-5, 20))
        days = [since + dt.timedelta(days=n) for n in range(self.draw.randint(1, 9))]
        off = tuple(day for day in days if self.draw.random() < 0.4)
        worked = tuple(day for day in days if day not in off and self.draw.random() < 0.3)
        calendar = self.draw.choice(("cn", "school"))
        self._give(at, DeclareDays(calendar, self._name("doc"), since, days[-1], off, worked))


def story_of(seed: int) -> list[Act]:
    return Maker(seed).story()
