"""A home with much to do at once: tasks of some days ago, open and overdue, that no server has looked at."""

import time
from collections import Counter
from pathlib import Path

from msgspec import Struct

from events.codec import event_of
from events.leaf import leaf_of
from events.types import EscalationRaised, NoticeSent, Step, TaskReminded
from services.bootstrap import App, found_calendar, open_app
from services.deciding import Caller, Command
from services.parts import look_through
from services.replay import check
from services.settings import Settings
from tests.support.domain import CN, item
from workflows.calendar import instant_of, local_day
from workflows.org import AddUnit, AppointMember
from workflows.plan import DraftPlan, IssuePlan, SubmitPlan
from workflows.policy import SetPolicy
from workflows.schedule import DAY
from workflows.task import WAITING, stream_of

UNITS = tuple(f"village-{n}" for n in range(1, 21))
ITEMS = 15
DAYS_BACK, DAYS_AHEAD = 5, 3
LADDER = (
    Step("remind", 0, -6, "hour", ("clerk",)),
    Step("head", 1, 0, "day", ("head",), 1, 2),
    Step("parent", 2, 20, "hour", ("parent_head",)),
    Step("owner", 3, 2, "day", ("owner",)),
)
PLAN = "daily"


def now() -> int:
    return time.time_ns() // 1000


def found(home: Path) -> None:
    """The district as of some days ago; its tasks are on the schedule, and nothing was told yet."""
    today = local_day(CN, now())
    since = today - DAYS_BACK * DAY
    moment = instant_of(CN, since, "00:00")
    with open_app(Settings(home=home), clock=lambda: moment, threads=False) as app:
        found_calendar(app, [today.year])
        commands: list[Command] = [
            SetPolicy("standard", "一般督办", LADDER),
            AddUnit("township", "镇政府", "office"),
            AppointMember("a-chief", "m-chief", "township", "head", since),
        ]
        for unit in UNITS:
            commands.append(AddUnit(unit, unit, "village", "township"))
            for role in ("head", "clerk"):
                commands.append(AppointMember(f"a-{unit}-{role}", f"m-{unit}-{role}", unit, role, since))
        items = tuple(item(f"i{n}", "daily", *UNITS, due_time=f"{8 + n:02}:30") for n in range(ITEMS))
        until = today + DAYS_AHEAD * DAY
        commands.append(DraftPlan(PLAN, "title", "township", "m-owner", since, until, items))
        commands += [SubmitPlan(PLAN), IssuePlan(PLAN)]
        for place, command in enumerate(commands):
            app.handle(command, Caller("m-admin", f"found-{place}"))
        look_through(app)


def open_tasks(home: Path) -> list[str]:
    """What the units owe by now, in an order that mixes them."""
    with open_app(Settings(home=home), threads=False) as app:
        sql = "SELECT task FROM task WHERE opens <= ? ORDER BY period DESC, item, unit"
        return [str(row[0]) for row in app.read().execute(sql, (now(),))]


class Findings(Struct):
    """What a home shows after all; each list names what is wrong, and should be empty."""

    reports: int
    steps: int
    missing: list[str]
    twice: list[str]
    missed: list[str]
    differences: list[str]
    quarantined: int
    broken: list[int]


def examined(home: Path, acknowledged: dict[str, str], stopped: int) -> Findings:
    """`acknowledged`: the command id under which each task was reported; `stopped`: when the last server
    had nothing more to do, µs UTC."""
    with open_app(Settings(home=home), threads=False) as app:
        app.catch_up()
        records = app.log.read_all(limit=1_000_000)
        reports = Counter((r.stream, r.command) for r in records if r.tag == "TaskReported")
        steps = Counter(
            (record.stream, event.round, event.step, event.repeat)
            for record in records
            if isinstance(event := event_of(record), EscalationRaised | TaskReminded)
        )
        told = Counter(
            (one.position, one.member, one.channel)
            for record in records
            if isinstance(event := event_of(record), NoticeSent)
            for one in event.deliveries
        )
        wanted = {(stream_of(task), command) for task, command in acknowledged.items()}
        per_task = Counter(stream for stream, _ in reports)
        return Findings(
            len(reports),
            len(steps),
            [f"{stream} under {command}" for stream, command in wanted if reports[stream, command] != 1]
            + [stream for stream, count in per_task.items() if count != 1],
            [str(key) for counted in (steps, told) for key, count in counted.items() if count != 1],
            _missed(app, stopped),
            [f"{one.table} {one.key}" for one in check(app.log, app.store.path, app.kept.path).differences],
            app.jobs.counts().get("quarantined", 0),
            [r.position for n, r in enumerate(records, 1) if r.position != n or r.leaf != leaf_of(r)],
        )


def _missed(app: App, stopped: int) -> list[str]:
    """Tasks with a look that had come and was not made, and those that are due and nobody was told."""
    waiting = app.read().execute("SELECT task FROM wake WHERE wake_at <= ?", (stopped,))
    late = [f"{row[0]} was not looked at" for row in waiting]
    names = [str(row[0]) for row in app.read().execute("SELECT task FROM task WHERE due <= ?", (stopped,))]
    return late + [
        f"{task.task} is due and its head was not told"
        for task in app.states.tasks(names)
        if task.state in WAITING and "head" not in {step for step, _ in task.raised}
    ]
