"""The real code on a simulated clock, in one thread, with moments at which it can be torn down.

The log is the one in memory, which passes the same contract as the others and survives what happens to the
App; read tables and jobs are SQLite files, opened again after each crash.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from events.codec import event_of
from events.log import Answer, Append, EventLog
from events.memory import MemoryLog
from services.bootstrap import App
from services.chance import seeded
from services.deciding import Caller, Command
from services.follow import catch_up
from services.jobs import Jobs
from services.kept import Kept
from services.parts import today
from services.read.store import ReadStore, drop
from services.settings import Settings
from services.tick import sweep
from workflows.projection import project
from workflows.refusal import Refused
from workflows.tables import ROWS, Table, Tables

SHARED_MEMORY = Path("/dev/shm")
MOST_ROUNDS = 200
"""Rounds of clock, jobs and follower after which whatever is due must be done."""


class Crash(BaseException):
    """The power fails: nothing may catch this on its way out."""


class Clock:
    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


class Faults:
    """Counts the moments between two durable steps, and fails at the one that was asked for."""

    def __init__(self) -> None:
        self.left = 0

    def point(self) -> None:
        if self.left:
            self.left -= 1
            if not self.left:
                raise Crash


class FaultyLog(MemoryLog):
    """The log in memory, with a moment before and after each commit."""

    faults = Faults()

    def commit(self, appends: Sequence[Append]) -> list[Answer]:
        self.faults.point()
        answers = super().commit(appends)
        self.faults.point()
        return answers


class FaultyStore(ReadStore):
    faults = Faults()

    def apply(self, position: int) -> None:
        self.faults.point()
        super().apply(position)
        self.faults.point()


class FaultyJobs(Jobs):
    faults = Faults()

    def ready(self, now: int) -> list[int]:
        found = super().ready(now)
        self.faults.point()
        return found

    def forget(self, position: int) -> None:
        super().forget(position)
        self.faults.point()


class Machine:
    """An App that can crash, lose files, and be handed its jobs twice, late, in any order or not at all."""

    def __init__(self, home: Path, clock: Clock, seed: int, log: EventLog | None = None) -> None:
        self.home, self.clock, self.faults = home, clock, Faults()
        self.luck = Random(seed)
        self.log: EventLog = log or FaultyLog(clock)
        if isinstance(self.log, FaultyLog):
            self.log.faults = self.faults
        self.mode, self.crashes, self.refused = "", 0, 0
        self.old_jobs: list[int] = []
        self._folded, self._folded_to = Tables(), 0
        self._kept = Kept(home / "kept.db", seeded(seed))
        self._kept.db.pragma("synchronous", "off")
        self._open()

    def _open(self) -> None:
        self._store = FaultyStore(self.home / "read.db", self.home / "kept.db")
        self._jobs = FaultyJobs(self.home / "jobs.db")
        self._store.faults = self._jobs.faults = self.faults
        self._jobs.release()
        settings = Settings(home=self.home)
        self.app = App(settings, self.clock, seeded(1), self.log, self._kept, self._store, self._jobs, None)  # type: ignore[arg-type]  # any log

    def start_again(self, lost: str = "") -> None:
        """What was in memory is gone; files other than the log may be too."""
        self.crashes += 1
        self.faults.left = 0
        self.close_files()
        if lost:
            drop(self.home / lost)
        self._open()

    def close_files(self) -> None:
        """Not what a crash does, but SQLite would hold on to them otherwise."""
        reader = getattr(self._store._local, "db", None)
        if reader is not None:
            reader.close()
        self._store.close()
        self._jobs.close()

    def survive(self, act: Callable[[], object]) -> None:
        """Do it; after a crash start again, and do it again as whoever asked would."""
        for _ in range(3):
            try:
                act()
            except Crash:
                self.start_again()
            else:
                return
        raise AssertionError("one act crashed three times")

    def give(self, command: Command, actor: str, command_id: str) -> None:
        def act() -> None:
            try:
                self.app.handle(command, Caller(actor, command_id))
            except Refused:
                self.refused += 1

        self.survive(act)

    # --- the movements --------------------------------------------------------------------------------

    def settle(self) -> bool:
        """Follow, tick and jobs until nothing more is due; False if some jobs were kept back."""
        whole = True
        for _ in range(MOST_ROUNDS):
            head, crashes = self.app.log.head(), self.crashes
            self.survive(self._round)
            whole = whole and self.mode != "drop"
            self.mode = ""
            if self.app.log.head() == head and self.crashes == crashes:
                return whole
        raise AssertionError(f"after {MOST_ROUNDS} rounds there is still something to do")

    def _round(self) -> None:
        app, now = self.app, self.clock()
        catch_up(app.log, app.store)
        app.jobs.forget(app.store.position())
        sweep(app.read(), app.jobs, now, today(app, now))
        for job in self._handed(app.jobs.ready(now)):
            self._run(job)
        catch_up(app.log, app.store)

    def _handed(self, ready: list[int]) -> list[int]:
        """The hints that reach a worker: all of them once, unless the queue has one of its days."""
        match self.mode:
            case "drop":
                return ready[: len(ready) // 2]
            case "reorder":
                return self.luck.sample(ready, len(ready))
            case "twice":
                self.old_jobs = [*self.old_jobs, *ready][-50:]
                return [*ready, *self.old_jobs]
        return ready

    def _run(self, job: int) -> None:
        """In the mode `twice` another worker has begun with it, and hangs until its lease is over."""
        if self.mode == "twice":
            claimed = self.app.jobs.claim(job, self.clock())
            if claimed is not None:
                self.app.runner._carry_out(claimed)
                self.app.jobs.release()
        self.app.runner.run(job)

    # --- what is looked at ----------------------------------------------------------------------------

    def next_wake(self) -> int:
        """The next instant after now at which the tables ask for a look; 0: none."""
        sql = "SELECT min(wake_at) FROM wake WHERE wake_at > ?"
        found = self.app.read().execute(sql, (self.clock(),)).get
        return int(found) if isinstance(found, int) else 0

    def behind(self) -> list[str]:
        """Schedules that have not followed a change of their plan."""
        sql = """SELECT h.unit || '/' || h.plan FROM horizon h JOIN plan p USING (plan)
                 WHERE h.revision < p.revision AND h.until <> ''"""
        return [str(row[0]) for row in self.app.read().execute(sql)]

    def failed_jobs(self) -> list[str]:
        rows = self.app.jobs._db.execute("SELECT kind || ': ' || error FROM job WHERE error <> ''")
        return [str(row[0]) for row in rows]

    def table_differences(self) -> list[str]:
        """Tables that are not what a fold of the log in memory gives."""
        folded = Tables()
        for record in self.log.read_all(limit=1_000_000, until=self.app.store.position()):
            project(folded, record, event_of(record))
        folded.count()
        return [table.name for table in folded.all() if self._rows(table.name) != _kept(table)]

    def touched_differences(self) -> list[str]:
        """Rows that the records since the last time touched, and that a fold of the log has otherwise."""
        shown = self.app.store.position()
        if shown <= self._folded_to:  # the file was lost, and is being filled again
            return []
        for record in self.log.read_all(self._folded_to, 1_000_000, shown):
            project(self._folded, record, event_of(record))
        self._folded_to = shown
        self._folded.count()
        wrong = []
        for table in self._folded.all():
            wrong += [f"{table.name} {key}" for key in table.dirty if not self._equal(table, key)]
            table.settled(1_000_000)
        return wrong

    def _equal(self, table: Table[Any, Any], key: Any) -> bool:
        names = ROWS[table.name].__struct_fields__
        keys = key if isinstance(key, tuple) else (key,)
        where = " AND ".join(f"{name} = ?" for name in names[: table.key])
        sql = f"SELECT {', '.join(names)} FROM {table.name} WHERE {where}"
        row = table.rows[key]
        wanted = [] if row is None else [tuple(getattr(row, name) for name in names)]
        return list(self.app.read().execute(sql, keys)) == wanted

    def _rows(self, table: str) -> list[tuple[object, ...]]:
        columns = ", ".join(ROWS[table].__struct_fields__)
        return sorted(self.app.read().execute(f"SELECT {columns} FROM {table}"), key=repr)


def _kept(table: object) -> list[tuple[object, ...]]:
    rows = (row for row in table.rows.values() if row is not None)  # type: ignore[attr-defined]  # any of the tables
    return sorted((tuple(getattr(row, name) for name in row.__struct_fields__) for row in rows), key=repr)


@contextmanager
def machine(seed: int, now: int) -> Iterator[Machine]:
    """A new one in a folder of its own, in memory where the system has such a place."""
    place = SHARED_MEMORY if SHARED_MEMORY.is_dir() else None
    home = Path(tempfile.mkdtemp(prefix="duban-simulation-", dir=place))
    found: Machine | None = None
    try:
        found = Machine(home, Clock(now), seed)
        yield found
    finally:
        if found is not None:
            found.close_files()
            found._kept.close()
        shutil.rmtree(home, ignore_errors=True)
