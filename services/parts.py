"""The moving parts of a running server: follower, clock, workers, notifier; each a thread with an end.

The queue is a hint: job ids go to dramatiq actors on the in-process broker, the job rows are the truth.
"""

import datetime as dt
import threading
from collections.abc import Callable
from time import monotonic

import dramatiq
import structlog
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import CurrentMessage

from events.log import LogError
from services.bootstrap import App
from services.follow import catch_up
from services.jobs import LEASE
from services.notify.deliver import deliver, record
from services.notify.digests import gather
from services.notify.webhook import WebhookChannel
from services.tick import sweep
from workflows.calendar import Calendar, local_day

QUEUE = "default"
IDLE = 0.05  # seconds that a follower rests when nothing is new
CLOSING = 800  # ms that workers get to end their jobs
log = structlog.get_logger()


class Loop:
    """A thread that calls `step` until stopped; a failure stops everything loudly through `on_failure`."""

    def __init__(
        self, name: str, step: Callable[[], object], rest: float, on_failure: Callable[[str, Exception], None]
    ) -> None:
        self._name, self._step, self._rest, self._on_failure = name, step, rest, on_failure
        self._wake = threading.Event()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def nudge(self) -> None:
        """Do not rest any longer."""
        self._wake.set()

    def stop(self) -> None:
        self._stopped = True
        self._wake.set()

    def join(self, timeout: float) -> bool:
        """True if the thread has ended."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopped:
            try:
                self._step()
            except Exception as error:
                if self._stopped and isinstance(error, LogError):
                    return
                log.exception("part failed", part=self._name)
                self._on_failure(self._name, error)
                return
            self._wake.wait(self._rest)
            self._wake.clear()


class Parts:
    """All parts of one App. `on_failure` is told which part failed: the process should end."""

    def __init__(self, app: App, on_failure: Callable[[str, Exception], None]) -> None:
        self._app = app
        self._broker = StubBroker(middleware=[CurrentMessage()])
        self._run_job = actor_of(app, self._broker)
        self._broker.emit_after("process_boot")
        self._worker = dramatiq.Worker(self._broker, worker_threads=app.settings.workers, worker_timeout=100)
        rest = app.settings.sweep_seconds
        self._sent: dict[int, int] = {}
        self.follower = Loop("follow", self._follow, IDLE, on_failure)
        app.committed = self.follower.nudge
        self.clock = Loop("tick", self._tick, rest, on_failure)
        self.notifier = Loop("notify", self._notify, rest, on_failure)
        self.caller = Loop("call", self._call, rest, on_failure)

    def start(self) -> None:
        """Whatever was not finished before is derived again by the first round of each part."""
        self._worker.start()
        for loop in (self.follower, self.clock, self.notifier, self.caller):
            loop.start()

    def stop(self, seconds: float = 1.0) -> bool:
        """End all parts; True if they did in time. What they had not finished is found again at the start."""
        loops = (self.clock, self.notifier, self.caller, self.follower)
        end = monotonic() + seconds
        for loop in loops:
            loop.stop()
        for channel in self._app.channels:
            if isinstance(channel, WebhookChannel):
                channel.close()
        self._worker.stop(timeout=int(seconds * CLOSING))
        self._broker.close()
        ended = [loop.join(max(0.05, end - monotonic())) for loop in loops]
        return all(ended)

    def _follow(self) -> None:
        if catch_up(self._app.log, self._app.store):
            self.clock.nudge()
            self.notifier.nudge()

    def _tick(self) -> None:
        app = self._app
        now = app.clock()
        app.jobs.forget(app.store.position())
        sweep(app.read(), app.jobs, now, today(app, now))
        ready = app.jobs.ready(now)
        self._sent = {job: self._sent[job] for job in ready if self._sent.get(job, 0) > now - LEASE}
        for job in ready:
            if job not in self._sent:
                self._sent[job] = now
                self._run_job.send(job)

    def _notify(self) -> None:
        _tell(self._app)
        self.caller.nudge()

    def _call(self) -> None:
        call(self._app)


def actor_of(app: App, broker: dramatiq.Broker) -> "dramatiq.Actor[[int], None]":
    """The one actor: it takes an id, claims, runs, returns. Retries are columns of the job row."""

    @dramatiq.actor(broker=broker, queue_name=QUEUE)
    def run_job(job: int) -> None:
        app.runner.run(job)

    return run_job


def today(app: App, now: int) -> dt.date:
    """The local day of the log's time zone."""
    return local_day(Calendar("", app.settings.time_zone), now)


def work_through(app: App) -> int:
    """Everything that is due by now, in the caller's thread: follow, tick, jobs, notices; jobs done."""
    done = look_through(app)
    tell(app)
    return done


def look_through(app: App) -> int:
    """Follow, tick and jobs in the caller's thread, until nothing more is due; the number of jobs.

    Jobs that add nothing to the log end it: at the same moment they would add nothing again.
    """
    done, head = 0, -1
    while app.log.head() != head:
        head = app.log.head()
        catch_up(app.log, app.store)
        now = app.clock()
        app.jobs.forget(app.store.position())
        sweep(app.read(), app.jobs, now, today(app, now))
        ready = app.jobs.ready(now)
        for job in ready:
            app.runner.run(job)
        done += len(ready)
    return done


CALLING = ("webhook", "apprise")
"""Channels that call whom they do not know: a part of their own waits for these."""


def tell(app: App) -> None:
    """Deliver the notices that wait, and put what became of them into the log."""
    _tell(app)
    call(app)
    _record(app)


def _tell(app: App) -> None:
    now = app.clock()
    app.outbox.follow(app.log, app.routes.page)
    gather(app.kept, now, app.routes.next_morning)
    deliver(app.outbox, app.channels, app.writer, now, app.routes.told_at(now), CALLING)
    _record(app)


def _record(app: App) -> None:
    now = app.clock()
    record(app.outbox, app.log, app.commit, now, today(app, now))


def call(app: App) -> None:
    """Deliver by the channels that may have to wait long for an answer."""
    others = [channel.name for channel in app.channels if channel.name not in CALLING]
    now = app.clock()
    deliver(app.outbox, app.channels, app.writer, now, app.routes.told_at(now), others)
