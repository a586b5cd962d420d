"""100,000 tasks fall due at once: how long until each has its escalation in the log.

The sweep finds them in the due queue, jobs of some hundred tasks are claimed, each task is looked at (folded
and decided again) and appended alone; one thread, the notifier and the follower at rest, as in `duban tick`.
Beside it the same with all parts of a server running, its workers, follower and notifier on one interpreter.
"""

import sys
import threading
import time
from pathlib import Path
from typing import Any

import apsw

from benchmarks import world
from benchmarks.result import Measured, Ratio, say
from services.bootstrap import App, open_app
from services.parts import Parts, today
from services.settings import Settings
from services.tick import sweep
from services.web.serve import SWITCH

TASKS = 100_000
UNITS = 200
AIM = 10_000
DUE = world.START + world.DAY


def run(scale: float) -> Measured:
    items = max(1, int(TASKS * scale) // UNITS)
    count = UNITS * items
    with world.folder() as home:
        say(f"burst: {count:,} tasks due at once")
        alone = _alone(home / "alone", items, count)
        say("burst: the same with all parts running")
        served = _served(home / "served", items, count)
    return Measured(
        (Ratio("escalations durable per second", count / alone, AIM),),
        (
            ("burst, sweep and looks", count / alone, " escalations/s"),
            ("burst, all parts running", count / served, " escalations/s"),
        ),
    )


def _alone(home: Path, items: int, count: int) -> float:
    clock = [world.START]
    with open_app(Settings(home=home), clock=lambda: clock[0], threads=False) as app:
        before = _prepare(app, items)
        clock[0] = DUE
        begin = time.perf_counter()
        sweep(app.read(), app.jobs, DUE, today(app, DUE))
        for job in app.jobs.ready(DUE):
            app.runner.run(job)
        took = time.perf_counter() - begin
        assert app.log.head() - before == count
    return took


def _served(home: Path, items: int, count: int) -> float:
    clock = [world.START]
    failed: list[str] = []
    interval = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    with open_app(Settings(home=home, sweep_seconds=0.2), clock=lambda: clock[0]) as app:
        before = _prepare(app, items)
        parts = Parts(app, lambda part, error: failed.append(f"{part}: {error}"))
        parts.start()
        begin = time.perf_counter()
        clock[0] = DUE
        pause = threading.Event()
        while app.log.head() - before < count and not failed:
            pause.wait(0.05)
        while _escalated(app, before) < count and not failed:
            pause.wait(0.05)
        took = time.perf_counter() - begin
        parts.stop(10)
        assert not failed, failed
    sys.setswitchinterval(interval)
    return took


def _escalated(app: App, before: int) -> int:
    """The notifier appends too, so escalations are counted, but only once there are enough records."""
    db = apsw.Connection(str(app.settings.home / "log.db"), flags=apsw.SQLITE_OPEN_READONLY)
    sql = "SELECT count(*) FROM event WHERE position > ? AND tag = 'EscalationRaised'"
    found: Any = db.execute(sql, (before,)).get
    db.close()
    return int(found)


def _prepare(app: App, items: int) -> int:
    """The district, its tasks in the due queue; the head of the log."""
    world.found(app.log, UNITS, items, world.AT_DUE)
    world.at_once(app.log, UNITS, items, DUE, DUE)
    app.catch_up()
    return app.log.head()
