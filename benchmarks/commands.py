"""Durable commands per second, one at a time and 64 in flight.

duban: ReportTask on distinct tasks, 64 unanswered at the App's desk, where commands that arrive together are
read, decided and committed together, or 64 handed over at once; the better of the two. Raw driver: the same
record bytes put by apsw alone into a copy of the same file, as it stood before them, and committed, one a
commit and 64 a commit. The peer: an application that saves one new event of one aggregate, nothing read
before; the best of several numbers of threads. All in WAL mode with synchronous=FULL, each in a new file at
the beginning of a round; medians of rounds. What a large log costs is shown beside.
"""

import json
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import apsw
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.sqlite import SQLiteFactory

from benchmarks import world
from benchmarks.result import Measured, Ratio, say
from events.sqlite import CACHE_KIB, CHECKPOINT_PAGES
from services.bootstrap import App, open_app
from services.deciding import Caller
from services.handle import Saved
from services.settings import Settings
from services.web.serve import SWITCH
from workflows.task import ReportTask

UNITS = 200
IN_FLIGHT = 64
ROUNDS = 5
ALONE = 2_000
TOGETHER = 8_000
LARGE = 100_000
PEER_THREADS = (1, 2, 8, 64)
NOON = world.START + world.DAY // 2


def run(scale: float) -> Measured:
    """With the switch interval of a server: apsw lets go of the interpreter at each statement."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    try:
        return _run(scale)
    finally:
        sys.setswitchinterval(interval)


def _run(scale: float) -> Measured:
    alone, together = int(ALONE * scale), int(TOGETHER * scale)
    rates: dict[str, list[float]] = {}
    with world.folder() as home:
        for number in range(ROUNDS):
            say(f"commands: round {number + 1} of {ROUNDS}")
            _round(home / str(number), alone, together, rates)
        say(f"commands: the same in a log of {int(LARGE * scale):,} records")
        _large(home / "large", int(LARGE * scale), together, rates)
    return _measured({name: median(found) for name, found in rates.items()})


def _round(home: Path, alone: int, together: int, rates: dict[str, list[float]]) -> None:
    """Each side begins with a new file."""
    with _district(home, alone + 2 * together) as (app, tasks):
        log = home / "duban" / "log.db"
        raw = Raw(log, home / "raw.db")
        _note(rates, "duban, one at a time", alone, partial(_report, app, _next(tasks, alone), 1))
        _note(rates, "raw, one a commit", alone, partial(raw.write, raw.take(), 1))
        raw = Raw(log, home / "group.db")
        many = _next(tasks, together)
        _note(rates, "duban, 64 in flight", together, partial(_report, app, many, IN_FLIGHT))
        _note(rates, "raw, 64 a commit", together, partial(raw.write, raw.take(), IN_FLIGHT))
        many = _next(tasks, together)
        _note(rates, "duban, 64 handed over at once", together, partial(_hand_over, app, many))
    for threads in PEER_THREADS:
        peer = Peer(home / f"peer-{threads}.db")
        _note(rates, f"eventsourcing, {threads} threads", alone, partial(peer.save, alone, threads))
        peer.close()


def _large(home: Path, records: int, together: int, rates: dict[str, list[float]]) -> None:
    """What the size of the indexes costs, to both alike."""
    with _district(home, records + together) as (app, tasks):
        _hand_over(app, _next(tasks, records))
        raw = Raw(home / "duban" / "log.db", home / "group.db")
        many = _next(tasks, together)
        _note(rates, "duban, 64 at once, large log", together, partial(_hand_over, app, many))
        _note(rates, "raw, 64 a commit, large log", together, partial(raw.write, raw.take(), IN_FLIGHT))


@contextmanager
def _district(home: Path, tasks: int) -> Iterator[tuple[App, Iterator[str]]]:
    """An App with so many open tasks or more, each schedule folded once before."""
    home.mkdir()
    items = -(-(tasks + UNITS) // UNITS)
    with open_app(Settings(home=home / "duban"), clock=lambda: NOON) as app:
        world.found(app.log, UNITS, items)
        names = iter(world.at_once(app.log, UNITS, items, NOON + world.DAY, NOON + world.DAY))
        _hand_over(app, _next(names, UNITS))
        yield app, names


def _next(tasks: Iterator[str], count: int) -> list[str]:
    return list(islice(tasks, count))


def _measured(rate: dict[str, float]) -> Measured:
    peer = max(value for name, value in rate.items() if name.startswith("eventsourcing"))
    one = rate["duban, one at a time"]
    many = max(rate["duban, 64 in flight"], rate["duban, 64 handed over at once"])
    ratios = (
        Ratio("commands, 64 in flight / raw group commit", many / rate["raw, 64 a commit"], 0.3),
        Ratio("commands, 64 in flight / eventsourcing", many / peer, 6),
        Ratio("commands, one at a time / raw driver", one / rate["raw, one a commit"], 0.5),
    )
    return Measured(ratios, tuple((name, value, "/s") for name, value in rate.items()))


def _note(rates: dict[str, list[float]], name: str, count: int, work: Callable[[], object]) -> None:
    begin = time.perf_counter()
    work()
    rates.setdefault(name, []).append(count / (time.perf_counter() - begin))


def _report(app: App, tasks: Sequence[str], in_flight: int) -> None:
    """One client that keeps so many commands unanswered."""
    assert app.desk is not None
    if in_flight == 1:
        for task in tasks:
            app.handle(ReportTask(task, world.TEXT), Caller("m-clerk", f"report/{task}"))
        return
    waiting: deque[Future[Saved]] = deque()
    for task in tasks:
        if len(waiting) == in_flight:
            waiting.popleft().result()
        waiting.append(app.desk.submit(ReportTask(task, world.TEXT), Caller("m-clerk", f"report/{task}")))
    for future in waiting:
        future.result()


def _hand_over(app: App, tasks: Sequence[str]) -> None:
    """One client that gives 64 commands at a time, as a bulk form does."""
    for start in range(0, len(tasks), IN_FLIGHT):
        given = [
            (ReportTask(task, world.TEXT), Caller("m-clerk", f"report/{task}"))
            for task in tasks[start : start + IN_FLIGHT]
        ]
        for outcome in app.handle_many(given):
            if not isinstance(outcome, Saved):
                raise outcome


def _spread(work: Callable[[Any], None], subjects: Sequence[Any], threads: int) -> None:
    """Each of so many threads takes every n-th subject: no queue between them costs anything."""

    def share(first: int) -> None:
        for subject in subjects[first::threads]:
            work(subject)

    if threads == 1:
        share(0)
        return
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(share, first) for first in range(threads)]:
            done.result()


class Raw:
    """What duban writes next once more, by the driver alone, on a copy of the log as it stands now: a commit
    costs the more the larger the indexes that it is scattered over. The same pragmas as the log's."""

    def __init__(self, log: Path, copy: Path) -> None:
        self._source = apsw.Connection(os.fspath(log), flags=apsw.SQLITE_OPEN_READONLY)
        self._db = apsw.Connection(os.fspath(copy))
        with self._db.backup("main", self._source, "main") as backup:
            backup.step()
        self._db.pragma("journal_mode", "wal")
        self._db.pragma("synchronous", "full")
        self._db.pragma("cache_size", -CACHE_KIB)
        self._db.pragma("wal_autocheckpoint", CHECKPOINT_PAGES)

    def take(self) -> list[tuple[Any, Any]]:
        """The rows that the log has got since, of events and of commands."""
        before: Any = self._db.execute("SELECT max(position) FROM event").get
        events: list[Any] = list(self._source.execute("SELECT * FROM event WHERE position > ?", (before,)))
        sql = "SELECT * FROM command WHERE command IN (SELECT value FROM json_each(?))"
        found: Any = self._source.execute(sql, (json.dumps([row[9] for row in events]),))
        by_id = {row[0]: row for row in found}
        return [(row, by_id[row[9]]) for row in events]

    def write(self, rows: Sequence[tuple[Any, Any]], group: int) -> None:
        db = self._db
        event_marks, command_marks = ",".join("?" * 16), ",".join("?" * 4)
        for start in range(0, len(rows), group):
            together = rows[start : start + group]
            db.execute("BEGIN IMMEDIATE")
            db.executemany(f"INSERT INTO event VALUES ({event_marks})", [row for row, _ in together])
            db.executemany(f"INSERT INTO command VALUES ({command_marks})", [row for _, row in together])
            db.execute("COMMIT")


class Reported(Aggregate):
    """The peer's task: its creation is the one event that is saved."""

    @event("Reported")
    def __init__(self, task: str, round: int, note: str) -> None:
        self.task, self.round, self.note = task, round, note

    @classmethod
    def create_id(cls, task: str) -> Any:
        return uuid5(NAMESPACE_URL, task)


class Peer:
    """An eventsourcing application on its SQLite recorder; its connections are durable like ours."""

    def __init__(self, path: Path) -> None:
        self._app: Application[Any] = Application(
            env={
                "PERSISTENCE_MODULE": "eventsourcing.sqlite",
                "SQLITE_DBNAME": os.fspath(path),
                "SQLITE_LOCK_TIMEOUT": "60",
                "POOL_SIZE": "64",
                "POOL_TIMEOUT": "60",
            }
        )
        factory = self._app.factory
        assert isinstance(factory, SQLiteFactory)
        with factory.datastore.transaction(commit=False) as cursor:
            cursor.execute("PRAGMA synchronous")
            assert cursor.fetchone()[0] == 2, "the peer must run with synchronous=FULL"

    def save(self, count: int, threads: int) -> None:
        def one(number: int) -> None:
            self._app.save(Reported(f"{world.PLAN}/i1/{number}", 1, world.TEXT))

        _spread(one, range(count), threads)

    def close(self) -> None:
        self._app.close()
