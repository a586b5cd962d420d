"""A bureau with two hospitals that has lived through two weeks, and clients that look at its pages."""

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct
from starlette.testclient import TestClient

from events.types import Step
from services.bootstrap import App, found_calendar, open_app
from services.chance import seeded
from services.deciding import Caller, Command
from services.follow import catch_up
from services.importing import draft_command
from services.kept import Person
from services.parts import Loop, work_through
from services.plans import read
from services.settings import Settings
from services.web.app import create_app
from workflows.org import AddUnit, AppointMember, NameSubstitute
from workflows.plan import IssuePlan, SubmitPlan
from workflows.policy import SetPolicy
from workflows.task import ReportTask

HOUR = 3_600_000_000
BASE = "http://127.0.0.1:8420"
FROM_OUR_PAGES = {"sec-fetch-site": "same-origin"}
SINCE = dt.date(2026, 1, 1)

UNITS = (
    ("bureau", "云汀卫生局", "bureau", ""),
    ("hospital-1", "第一医院", "hospital", "bureau"),
    ("hospital-2", "第二医院", "hospital", "bureau"),
)
POSTS = (
    ("bureau", "head", "m-bureau", "卫生局局长"),
    ("hospital-1", "head", "m-head", "第一医院院长"),
    ("hospital-1", "clerk", "m-clerk", "第一医院办公室"),
    ("hospital-2", "clerk", "m-clerk-2", "第二医院<医务科>"),
    ("bureau", "owner", "m-owner", "计划科"),
)
STEPS = (
    Step("before", 0, -1, "working_day", ("clerk",)),
    Step("level-1", 1, 1, "working_day", ("head",)),
    Step("level-2", 2, 2, "working_day", ("parent_head",), 1, 3),
)
PLAN = """\
plan: health-2026
title: 卫生创建计划
unit: bureau
owner: m-owner
since: 2026-09-28
until: 2026-10-31
items:
  - id: i1
    number: （一）1
    text: 每周检查一次院区卫生。
    cadence: weekly on fri
    leads: [hospital-1, hospital-2]
    cooperating: [bureau]
  - id: i2
    text: 每日登记 <门诊> 投诉。
    cadence: daily
    leads: [hospital-1]
  - id: i3
    text: 每月报送小结。
    cadence: monthly on 20
    leads: [hospital-1, hospital-2]
    review: true
  - id: i4
    text: 十月底前完成自评。
    cadence: once 2026-10-30
    leads: [hospital-1, hospital-2]
"""


def instant(text: str) -> int:
    """µs UTC of an ISO moment with offset."""
    return int(dt.datetime.fromisoformat(text).timestamp() * 1_000_000)


START, NOW = instant("2026-09-28T08:00+08:00"), instant("2026-10-15T09:00+08:00")


class Clock:
    """Stands still until it is set."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


class World(Struct, frozen=True):
    """`turn` is held by whoever writes the read tables: the follower's thread, or a test."""

    app: App
    clock: Clock
    turn: threading.Lock

    def do(self, command: Command, actor: str = "m-owner") -> None:
        self.app.handle(command, Caller(actor, self.app.chance.command_id()))

    def follow(self) -> None:
        with self.turn:
            catch_up(self.app.log, self.app.store)

    def work_through(self) -> None:
        """Everything that is due by now, while the follower runs."""
        with self.turn:
            work_through(self.app)

    def client(self, member: str = "", language: str = "en") -> TestClient:
        """A browser's stand-in: it follows no redirect and sends what a form of ours sends."""
        cookies = {"lang": language, **({"member": member} if member else {})}
        server = create_app(self.app)
        return TestClient(server, BASE, headers=FROM_OUR_PAGES, cookies=cookies, follow_redirects=False)


@contextmanager
def empty_world(home: Path, now: int = START) -> Iterator[World]:
    clock = Clock(now)
    with open_app(Settings(home=home), clock=clock, chance=seeded(1)) as app:
        yield World(app, clock, threading.Lock())


@contextmanager
def lived_world(home: Path) -> Iterator[World]:
    """Two weeks on: hospital 1 reports its daily work save on 12 October, hospital 2 nothing at all."""
    with empty_world(home) as world:
        settle(world)
        while world.clock.now + 12 * HOUR <= NOW:
            live_half_a_day(world)
        world.clock.now = NOW
        work_through(world.app)
        follower = Loop("follow", world.follow, 0.01, print)
        follower.start()
        yield world
        follower.stop()
        follower.join(5)


def settle(world: World) -> None:
    """Organisation, ladder, plan, issued."""
    found_calendar(world.app, [2026])
    for unit, name, kind, parent in UNITS:
        world.do(AddUnit(unit, name, kind, parent))
    for unit, role, member, label in POSTS:
        world.do(AppointMember(f"{unit}-{role}", member, unit, role, SINCE))
        world.app.kept.people([Person(member, label)])
    world.app.kept.people([Person("m-deputy", "副局长")])
    world.do(AppointMember("bureau-deputy", "m-deputy", "bureau", "supervisor", SINCE))
    away = (dt.date(2026, 10, 12), dt.date(2026, 10, 20))
    world.do(NameSubstitute("s-1", "m-bureau", "m-deputy", *away))
    world.do(SetPolicy("standard", "一般规则", STEPS))
    command = draft_command(world.app.kept, read(PLAN.encode(), "health.yaml"), "draft-health")
    world.do(command)
    world.do(SubmitPlan("health-2026"))
    world.do(IssuePlan("health-2026"))
    work_through(world.app)


def live_half_a_day(world: World) -> None:
    world.clock.now += 12 * HOUR
    work_through(world.app)
    day = dt.datetime.fromtimestamp(world.clock.now / 1_000_000, dt.UTC).date()
    task = f"hospital-1/health-2026/i2/{day}"
    if day == dt.date(2026, 10, 12) or world.app.log.version(f"unit/hospital-1/task/health-2026/i2/{day}"):
        return
    note = world.app.kept.keep(f"note-{day}", "当日无投诉。")
    photo = world.app.evidence.store(f"note-{day}", b"page", "登记簿 1.jpg", "image/jpeg")
    world.app.handle(ReportTask(task, note, (photo,)), Caller("m-clerk", f"note-{day}"))
