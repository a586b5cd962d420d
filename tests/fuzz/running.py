"""Many inputs through worker processes, each input under a watchdog."""

import multiprocessing
import resource
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection

from msgspec import Struct

from services.plans.confined import MEMORY
from tests.fuzz.checks import check
from tests.fuzz.mutations import input_of

WATCH = 60.0
"""Seconds for one input; most take some hundredths."""


class Failure(Struct, frozen=True):
    """`what` went wrong with an input."""

    number: int
    what: str


class Tally:
    """What came of the inputs so far."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.failures: list[Failure] = []
        self._began = time.monotonic()

    @property
    def done(self) -> int:
        return self.counts.total()

    @property
    def per_second(self) -> float:
        return self.done / max(time.monotonic() - self._began, 1e-9)


def run(
    seed: int, numbers: Iterable[int], jobs: int, failed: Callable[[Failure], None], watch: float = WATCH
) -> Iterator[Tally]:
    """Tells the tally about every second, and at the end."""
    tally, lock, waiting = Tally(), threading.Lock(), iter(numbers)

    def following() -> int | None:
        with lock:
            return next(waiting, None)

    def note(number: int, outcome: str, what: str) -> None:
        with lock:
            tally.counts[outcome] += 1
            if what:
                tally.failures.append(Failure(number, what))
                failed(tally.failures[-1])

    threads = [threading.Thread(target=_feed, args=(seed, following, note, watch)) for _ in range(jobs)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        threads[0].join(1)
        for thread in threads[1:]:
            thread.join(0.01)
        yield tally
    yield tally


def _feed(
    seed: int, following: Callable[[], int | None], note: Callable[[int, str, str], None], watch: float
) -> None:
    """Gives one worker its inputs; a new one takes the place of one that hangs or dies."""
    worker = None
    while (number := following()) is not None:
        worker = worker or _Worker(seed)
        answer = worker.answer(number, watch)
        note(number, *answer)
        if answer[0] in ("hangs", "dies"):
            worker.end()
            worker = None
    if worker:
        worker.end()


class _Worker:
    def __init__(self, seed: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(seed, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def answer(self, number: int, watch: float) -> tuple[str, str]:
        """Outcome, and what went wrong, if it did."""
        try:
            self._pipe.send(number)
            if not self._pipe.poll(watch):
                return "hangs", f"no answer within {watch:g} seconds"
            found: tuple[str, str] = self._pipe.recv()
            return found
        except (EOFError, OSError):
            self._process.join()
            return "dies", f"the worker ended with {self._process.exitcode}"

    def end(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _work(seed: int, pipe: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            number = pipe.recv()
        except EOFError:
            return
        pipe.send(_outcome(seed, number))


def _outcome(seed: int, number: int) -> tuple[str, str]:
    try:
        return check(*input_of(seed, number)), ""
    except MemoryError:
        return "memory", ""  # the program tells its user so
    except Exception:  # whatever it is, it is a finding
        return "fails", traceback.format_exc()
