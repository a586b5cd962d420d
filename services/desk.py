"""Commands that arrive together are decided and committed together: one thread, each with its own outcome."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import TypeAlias

from events.log import LogUnavailable
from services.deciding import Caller, Command
from services.handle import Outcome, Saved

Given: TypeAlias = tuple[Command, Caller]
HandleMany: TypeAlias = Callable[[Sequence[Given]], list[Outcome]]
MOST = 256


class Desk:
    """What one command waits for (reading its streams, the commit) is done once for all that wait."""

    def __init__(self, handle_many: HandleMany) -> None:
        self._handle_many = handle_many
        self._waiting: SimpleQueue[tuple[Given, Future[Saved]] | None] = SimpleQueue()
        self._closed = False
        self._closing = Lock()
        self._thread = Thread(target=self._run, name="desk", daemon=True)
        self._thread.start()

    def submit(self, command: Command, caller: Caller) -> "Future[Saved]":
        """The future outcome; it raises what the command is refused with."""
        future: Future[Saved] = Future()
        with self._closing:
            if self._closed:
                raise LogUnavailable("duban is closing: no more commands are taken")
            self._waiting.put(((command, caller), future))
        return future

    def close(self) -> None:
        """Carry out what was submitted, then stop."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            batch, ended = [first], False
            while len(batch) < MOST and not ended:
                try:
                    one = self._waiting.get_nowait()
                except Empty:
                    break
                if one is None:
                    ended = True
                else:
                    batch.append(one)
            self._carry_out([one for one in batch if one[1].set_running_or_notify_cancel()])
            if ended:
                return

    def _carry_out(self, batch: list[tuple[Given, "Future[Saved]"]]) -> None:
        try:
            outcomes = self._handle_many([given for given, _ in batch])
        except BaseException as error:  # to whom it belongs, and the thread lives on
            if len(batch) == 1:
                batch[0][1].set_exception(error)
            else:
                for one in batch:
                    self._carry_out([one])
            return
        for (_, future), outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, Saved):
                future.set_result(outcome)
            else:
                future.set_exception(outcome)
