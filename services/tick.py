"""The clock's movement: what has come due becomes jobs; the jobs decide again."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import apsw
import structlog
from msgspec import Struct

from events.log import Answer, Append, Conflict, LogError, LogUnavailable
from services.horizon import bring_announced, keep_ahead
from services.jobs import Job, Jobs, Subject
from services.orders import carry_out
from services.states import States
from services.wake import looks
from services.waking import follow_change
from workflows.schedule import horizon

LOOKS_A_JOB = 300
SWEEP = 5_000
log = structlog.get_logger()


def sweep(db: apsw.Connection, jobs: Jobs, now: int, today: dt.date) -> int:
    """Turn what is due by the read tables into jobs; the number of jobs made. `today` is local."""
    made = _due(db, jobs, now) + _behind(db, jobs, horizon(today).isoformat())
    return made + _ordered(db, jobs) + _changed(db, jobs)


def _due(db: apsw.Connection, jobs: Jobs, now: int) -> int:
    """A keyset walk over the narrow queue: it costs the same however many tasks are open."""
    sql = (
        "SELECT wake_at, task FROM wake WHERE wake_at <= ? AND (wake_at, task) > (?, ?) ORDER BY 1, 2 LIMIT ?"
    )
    made, last = 0, (0, "")
    while True:
        rows: list[Any] = list(db.execute(sql, (now, *last, SWEEP)))
        if not rows:
            return made
        made += jobs.add("look", [Subject(task, wake_at) for wake_at, task in rows], LOOKS_A_JOB)
        last = rows[-1]


def _behind(db: apsw.Connection, jobs: Jobs, ahead: str) -> int:
    """Schedules that end before the horizon (or their plan), or that have not followed a change."""
    sql = """
      SELECT h.unit, h.plan, p.revision FROM horizon h JOIN plan p ON p.plan = h.plan
      WHERE (p.status = 'issued' AND p.since < ?1 AND h.until <= p.until AND h.until < ?1)
         OR (p.status IN ('issued', 'closed') AND h.until <> '' AND h.revision < p.revision)"""
    rows: list[Any] = list(db.execute(sql, (ahead,)))
    subjects = [Subject(f"{unit}/{plan}/{ahead}", revision) for unit, plan, revision in rows]
    return jobs.add("horizon", subjects, 1)


def _ordered(db: apsw.Connection, jobs: Jobs) -> int:
    """Orders that have not gone through all that they are for."""
    rows: list[Any] = list(db.execute("SELECT name, behind FROM orders WHERE behind > carried"))
    return jobs.add("order", [Subject(name, behind) for name, behind in rows], 1)


def _changed(db: apsw.Connection, jobs: Jobs) -> int:
    """Policies and calendars whose change the wakes of their tasks have not followed."""
    rows: list[Any] = list(db.execute("SELECT subject, behind FROM followed WHERE behind > version"))
    return jobs.add("wakes", [Subject(subject, behind) for subject, behind in rows], 1)


class Runner(Struct, frozen=True):
    """What a job needs. `commit_many` answers each append on its own, `read` is a connection to the live
    tables."""

    states: States
    commit_many: Callable[[Sequence[Append]], list[Answer]]
    now: Callable[[], int]
    jobs: Jobs
    read: Callable[[], apsw.Connection]

    def run(self, number: int) -> bool:
        """Claim and carry out one job; False if there was nothing to claim. A failure is kept on its row."""
        job = self.jobs.claim(number, self.now())
        if job is None:
            return False
        try:
            self._carry_out(job)
        except LogUnavailable:
            raise
        except Exception as error:
            state = self.jobs.fail(job, self.now(), repr(error))
            log.exception("job failed", job=job.job, kind=job.kind, attempts=job.attempts, state=state)
            return True
        self.jobs.finish(job, self.states.log.head())
        return True

    def _carry_out(self, job: Job) -> None:
        names = [subject.name for subject in job.subjects]
        if job.kind == "look":
            self._look(names)
            return
        if job.kind == "order":
            for name in names:
                carry_out(self.states, self.commit_many, self.now, name)
            return
        if job.kind == "wakes":
            for name in names:
                self._follow(name)
            return
        for name in names:
            unit, plan, ahead = name.split("/")
            keep_ahead(self.states, self._commit_one, self.now, unit, plan, dt.date.fromisoformat(ahead))

    def _follow(self, subject: str) -> None:
        """Terms before it is noted as followed, so that a crash loses nothing; wakes whatever they meet."""
        kind, _, name = subject.partition("/")
        try:
            if kind == "calendar":
                bring_announced(self.states, self.read(), self._commit_one, self.now, name)
        finally:
            follow_change(self.states, self.read(), self.commit_many, self.now, subject)

    def _look(self, names: Sequence[str]) -> None:
        """A task that cannot be looked at fails the job, but only after the others were."""
        try:
            self._commit(looks(self.states, names, self.now()))
        except LogError:
            raise
        except Exception:
            if len(names) == 1:
                raise
            half = len(names) // 2
            try:
                self._look(names[:half])
            finally:
                self._look(names[half:])

    def _commit_one(self, append: Append) -> None:
        (answer,) = self.commit_many([append])
        if isinstance(answer, LogError):
            raise answer

    def _commit(self, appends: Sequence[Append]) -> None:
        """A Conflict is no failure here: somebody was faster, and the next sweep looks again."""
        for answer in self.commit_many(appends):
            if isinstance(answer, LogError) and not isinstance(answer, Conflict):
                raise answer
