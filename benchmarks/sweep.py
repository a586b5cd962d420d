"""Finding 1,000 due tasks among 10,000 and 1,000,000 open ones: the cost must not grow with the rest."""

import datetime as dt
from pathlib import Path
from statistics import median

from benchmarks import world
from benchmarks.result import Measured, Ratio, say, seconds
from services.chance import system
from services.jobs import Jobs
from services.kept import Kept
from services.read.store import ReadStore
from services.tick import sweep
from workflows.tables import WakeRow

DUE = 1_000
FEW, MANY = 10_000, 1_000_000
ROUNDS = 15
TODAY = dt.date(2026, 9, 1)


def run(scale: float) -> Measured:
    with world.folder() as home:
        say("sweep: two due queues")
        few = Queue(home / "few", FEW)
        many = Queue(home / "many", int(MANY * scale))
        took: dict[str, list[float]] = {"few": [], "many": []}
        for _ in range(ROUNDS):
            took["few"].append(few.sweep())
            took["many"].append(many.sweep())
    small, large = median(took["few"]), median(took["many"])
    return Measured(
        (Ratio(f"sweep, {int(MANY * scale):,} open / {FEW:,} open", large / small, 1.3, most=True),),
        (("sweep among few", DUE / small, " due/s"), ("sweep among many", DUE / large, " due/s")),
    )


class Queue:
    """A due queue with so many open tasks, a thousand of them due; each sweep starts with no jobs."""

    def __init__(self, home: Path, size: int) -> None:
        home.mkdir()
        self._home, self._round = home, 0
        Kept(home / "kept.db", system()).close()
        self._store = ReadStore(home / "read.db", home / "kept.db")
        for start in range(0, size, 50_000):
            for number in range(start, min(size, start + 50_000)):
                wake_at = world.START + (0 if number < DUE else number * 1_000_000)
                task = f"{world.unit_name(number % 1000)}/{world.PLAN}/i{number // 1000}/2026-09-01"
                self._store.tables.wakes.put((wake_at, task), WakeRow(wake_at, task))
            self._store.apply(start + 1)

    def sweep(self) -> float:
        """Seconds."""
        self._round += 1
        jobs = Jobs(self._home / f"jobs-{self._round}.db")
        took = seconds(lambda: sweep(self._store.read(), jobs, world.START, TODAY))
        assert (
            sum(len(job.subjects) for n in jobs.ready(world.START) if (job := jobs.claim(n, world.START)))
            == DUE
        )
        jobs.close()
        return took
