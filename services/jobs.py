"""jobs.db: what is to be done, with lease, fencing token, attempts, backoff and quarantine as columns.

Droppable: everything in it is derived again from the read tables.
"""

from collections.abc import Sequence
from pathlib import Path
from threading import RLock
from typing import Any

import apsw
import msgspec
from msgspec import Struct

from services.files import OtherVersion, open_file, prepare, script, transaction
from services.read.store import drop

VERSION = 1
LEASE = 60_000_000  # µs
BACKOFF = 2_000_000  # µs, doubled with each attempt
MOST_ATTEMPTS = 6


class Subject(Struct, frozen=True, array_like=True):
    """What a job looks at: a task and its wake instant, or unit/plan/horizon and a revision to reach."""

    name: str
    wake_at: int


class Job(Struct, frozen=True):
    """A claimed job; only the holder of the present `token` may end it."""

    job: int
    kind: str
    subjects: tuple[Subject, ...]
    token: int
    attempts: int


class Jobs:
    """Safe from any thread. Instants µs UTC."""

    def __init__(self, path: Path) -> None:
        self._lock = RLock()
        self._db = _open(path)

    def add(self, kind: str, subjects: Sequence[Subject], size: int) -> int:
        """Queue what is not queued yet, `size` subjects a job; the number of jobs made."""
        with self._lock, transaction(self._db):
            fresh = [s for s in subjects if self._is_new(s)]
            for start in range(0, len(fresh), size):
                self._add(kind, fresh[start : start + size])
        return -(-len(fresh) // size)

    def _is_new(self, subject: Subject) -> bool:
        sql = "SELECT 1 FROM subject WHERE name = ? AND wake_at = ?"
        return self._db.execute(sql, (subject.name, subject.wake_at)).get is None

    def _add(self, kind: str, subjects: Sequence[Subject]) -> None:
        body = msgspec.json.encode(subjects).decode()
        self._db.execute("INSERT INTO job (kind, body) VALUES (?, ?)", (kind, body))
        job = self._db.last_insert_rowid()
        rows = [(s.name, s.wake_at, job) for s in subjects]
        self._db.executemany("INSERT INTO subject VALUES (?, ?, ?)", rows)

    def ready(self, now: int) -> list[int]:
        """Jobs that may be claimed, the oldest first."""
        sql = (
            "SELECT job FROM job WHERE state = 'ready' AND not_before <= ? AND lease_until <= ? ORDER BY job"
        )
        with self._lock:
            rows: list[Any] = list(self._db.execute(sql, (now, now)))
        return [row[0] for row in rows]

    def claim(self, job: int, now: int) -> Job | None:
        """Take a job under a lease; None if somebody has it, or it is ended. The attempt counts at once."""
        sql = """
          UPDATE job SET token = token + 1, attempts = attempts + 1, lease_until = ?1 + ?2
          WHERE job = ?3 AND state = 'ready' AND not_before <= ?1 AND lease_until <= ?1
          RETURNING kind, body, token, attempts"""
        with self._lock, transaction(self._db):
            row: Any = self._db.execute(sql, (now, LEASE, job)).get
        if row is None:
            return None
        kind, body, token, attempts = row
        return Job(job, kind, msgspec.json.decode(body, type=tuple[Subject, ...]), token, attempts)

    def finish(self, job: Job, position: int) -> bool:
        """Done, with the result in the log up to `position`; False if the lease was lost meanwhile."""
        sql = """
          UPDATE job SET state = 'done', done_position = ?
          WHERE job = ? AND token = ? AND state = 'ready' RETURNING job"""
        with self._lock, transaction(self._db):
            ended = self._db.execute(sql, (position, job.job, job.token)).get
        return ended is not None

    def fail(self, job: Job, now: int, error: str) -> str:
        """Try again later, or quarantine after the last attempt; the new state."""
        state = "quarantined" if job.attempts >= MOST_ATTEMPTS else "ready"
        later = now + BACKOFF * 2 ** (job.attempts - 1)
        sql = """
          UPDATE job SET state = ?, not_before = ?, lease_until = 0, error = ?
          WHERE job = ? AND token = ? AND state = 'ready'"""
        with self._lock, transaction(self._db):
            self._db.execute(sql, (state, later, error, job.job, job.token))
        return state

    def forget(self, position: int) -> None:
        """Drop done jobs whose results the read tables show: until then their subjects must stay known."""
        with self._lock, transaction(self._db):
            done = "SELECT job FROM job WHERE state = 'done' AND done_position <= ?"
            self._db.execute(f"DELETE FROM subject WHERE job IN ({done})", (position,))
            self._db.execute("DELETE FROM job WHERE state = 'done' AND done_position <= ?", (position,))

    def release(self) -> None:
        """Let go of all leases: at the start of the one process that owns the file."""
        with self._lock, transaction(self._db):
            self._db.execute("UPDATE job SET lease_until = 0 WHERE state = 'ready'")

    def counts(self) -> dict[str, int]:
        """Jobs by state."""
        with self._lock:
            rows: list[Any] = list(self._db.execute("SELECT state, count(*) FROM job GROUP BY state"))
        return dict(rows)

    def close(self) -> None:
        with self._lock:
            self._db.close()


def _open(path: Path) -> apsw.Connection:
    db = open_file(path, durable=False)
    try:
        prepare(db, VERSION, script("services", "jobs.sql"))
    except OtherVersion:
        db.close()
        drop(path)
        db = open_file(path, durable=False)
        prepare(db, VERSION, script("services", "jobs.sql"))
    return db
