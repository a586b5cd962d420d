"""Group commit: one thread writes, and appends that arrive together share one durable transaction."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeAlias

from events.log import (
    Answer,
    Append,
    Appended,
    CommandReused,
    EventLog,
    LogError,
    LogUnavailable,
    Unknown,
)

_Unit: TypeAlias = tuple[Sequence[Append], "Future[Any]", Callable[["Future[Any]", list[Answer]], None]]
"""What stays together: appends, the future of their answers, and how it is told them."""


class GroupCommit:
    """Commits for many threads at once; about `most` appends share a transaction, a unit is never split.

    The log stays the caller's to close. Callbacks of futures run in the writing thread: keep them short.
    """

    def __init__(self, log: EventLog, *, most: int = 512) -> None:
        self._log, self._most = log, most
        self._waiting: SimpleQueue[_Unit | None] = SimpleQueue()
        self._door, self._writing = Lock(), Lock()
        self._closed = False
        self._thread = Thread(target=self._run, name="group-commit", daemon=True)
        self._thread.start()

    def __call__(self, append: Append) -> Appended:
        """Wait until one append is durable; raises what it is refused with.

        With nobody else at it the caller's thread writes: handing over would only cost time.
        """
        answers = self._alone([append])
        if answers is None:
            return self.submit(append).result()
        (answer,) = answers
        if isinstance(answer, LogError):
            raise answer
        return answer

    def submit(self, append: Append) -> "Future[Appended]":
        """The answer to come; it raises what the append is refused with. Cancelled in time: not written."""
        future: Future[Appended] = Future()
        self._enqueue(((append,), future, _tell_one))
        return future

    def commit_many(self, appends: Sequence[Append]) -> list[Answer]:
        """One answer for each append of a batch, in one transaction; waits until it is durable.

        Raises LogUnavailable after close; what else fails stands in the answers.
        """
        if not appends:
            return []
        answers = self._alone(appends)
        if answers is not None:
            return answers
        future: Future[list[Answer]] = Future()
        self._enqueue((appends, future, _tell_all))
        return future.result()

    def close(self) -> None:
        """Write what has been submitted, then stop; later submits raise LogUnavailable."""
        with self._door:
            if not self._closed:
                self._closed = True
                self._waiting.put(None)
        self._thread.join()
        with self._writing:
            pass  # whoever writes for itself is done

    def _alone(self, appends: Sequence[Append]) -> list[Answer] | None:
        """The answers, if nobody else is writing."""
        if not self._writing.acquire(blocking=False):
            return None
        try:
            self._check_open()
            return self._answers(list(appends))
        finally:
            self._writing.release()

    def _enqueue(self, unit: _Unit) -> None:
        with self._door:
            self._check_open()
            self._waiting.put(unit)

    def _check_open(self) -> None:
        if self._closed:
            raise LogUnavailable("the log is closing: nothing more is written")

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            units, ended = self._gather(first)
            wanted = [unit for unit in units if unit[1].set_running_or_notify_cancel()]
            if wanted:
                self._write(wanted)
            if ended:
                return

    def _gather(self, first: _Unit) -> tuple[list[_Unit], bool]:
        """What has arrived by now, and whether the end was among it."""
        units, count = [first], len(first[0])
        while count < self._most:
            try:
                unit = self._waiting.get_nowait()
            except Empty:
                return units, False
            if unit is None:
                return units, True
            units.append(unit)
            count += len(unit[0])
        return units, False

    def _write(self, units: list[_Unit]) -> None:
        try:
            with self._writing:
                answers = self._answers([append for appends, _, _ in units for append in appends])
        except BaseException as error:  # its owners raise it
            for _, future, _ in units:
                future.set_exception(error)
            return
        start = 0
        for appends, future, tell in units:
            tell(future, answers[start : start + len(appends)])
            start += len(appends)

    def _answers(self, appends: list[Append]) -> list[Answer]:
        try:
            return self._log.commit(appends)
        except Unknown as error:
            return [self._ask_again(append, error) for append in appends]
        except LogError as error:
            return [error] * len(appends)

    def _ask_again(self, append: Append, unknown: Unknown) -> Answer:
        try:
            return self._log.find(append.command, append.fingerprint) or unknown
        except CommandReused as refused:
            return refused
        except LogError:
            return unknown


def _tell_one(future: "Future[Appended]", answers: list[Answer]) -> None:
    (answer,) = answers
    if isinstance(answer, LogError):
        future.set_exception(answer)
    else:
        future.set_result(answer)


def _tell_all(future: "Future[list[Answer]]", answers: list[Answer]) -> None:
    future.set_result(answers)
