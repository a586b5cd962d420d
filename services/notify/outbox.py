"""From events to notices: who is to be told of what, once per event, recipient and channel.

The checkpoint lies with the outbox, in one transaction: a rebuild of the read tables tells nobody anything.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import apsw
import msgspec
from msgspec import Struct

from events.codec import event_of
from events.log import EventLog, Recorded
from events.types import EscalationRaised, TaskReminded, TaskUrged, Told
from services.kept import Kept

NAME = "notify"
PAGE = 5_000
BACKOFF = 60_000_000  # µs, doubled with each attempt
MOST_ATTEMPTS = 8
Channels: TypeAlias = Callable[[str], Sequence[str]]
"""The names of the channels by which a member is reached."""


class Notice(Struct, frozen=True):
    """What is told: `kind` reminded, escalated or urged; `due` µs UTC."""

    position: int
    member: str
    channel: str
    task: str
    kind: str
    level: int
    unit: str
    role: str
    instead_of: str
    due: int
    raised_at: int
    attempts: int = 0


class Outbox:
    """Rows of kept.db; one thread works on it at a time."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def follow(self, log: EventLog, channels: Channels) -> int:
        """Take up what the log says since last time; the number of notices added."""
        added = 0
        while True:
            records = log.read_all(self.position(), PAGE)
            if not records:
                return added
            notices = [n for record in records for n in _notices(record, channels)]
            with self._kept.transaction() as db:
                db.executemany(
                    "INSERT OR IGNORE INTO outbox (position, member, channel, task, body) VALUES (?,?,?,?,?)",
                    [
                        (n.position, n.member, n.channel, n.task, msgspec.json.encode(n).decode())
                        for n in notices
                    ],
                )
                db.execute(
                    "INSERT OR REPLACE INTO effect_checkpoint VALUES (?, ?)", (NAME, records[-1].position)
                )
            added += len(notices)

    def position(self) -> int:
        """How far the log has been read for effects."""
        with self._kept.transaction() as db:
            row: Any = db.execute("SELECT position FROM effect_checkpoint WHERE name = ?", (NAME,)).get
        return row or 0

    def waiting(self, now: int, limit: int = 200) -> list[Notice]:
        """What is to be delivered now, the oldest first."""
        sql = """
          SELECT body, attempts FROM outbox WHERE state = 'waiting' AND next_at <= ?
          ORDER BY next_at, position LIMIT ?"""
        with self._kept.transaction() as db:
            rows: list[Any] = list(db.execute(sql, (now, limit)))
        return [
            msgspec.structs.replace(msgspec.json.decode(body, type=Notice), attempts=attempts)
            for body, attempts in rows
        ]

    def settle(self, results: Sequence[tuple[Notice, str]], now: int) -> None:
        """Note what became of notices: "" is sent; an error is tried again later, and in the end failed."""
        rows = [(*_after(notice, error, now), *_key(notice)) for notice, error in results]
        with self._kept.transaction() as db:
            db.executemany(
                """UPDATE outbox SET state = ?, attempts = attempts + 1, next_at = ?, error = ?
                   WHERE position = ? AND member = ? AND channel = ?""",
                rows,
            )

    def untold(self, limit: int = 1000) -> tuple[str, list[tuple[Notice, str, str]]]:
        """A batch of deliveries that ended and are not in the log yet: its id, and notice, state, error each.

        The batch is fixed before it is appended, so that after a crash the same one is appended again.
        """
        with self._kept.transaction() as db:
            batch: Any = db.execute(
                "SELECT min(batch) FROM outbox WHERE state IN ('sent', 'failed') AND batch > ''"
            ).get
            if batch is None:
                batch = _form_batch(db, limit)
            rows: list[Any] = list(db.execute(BATCH, (batch,)))
        return batch, [
            (msgspec.structs.replace(msgspec.json.decode(body, type=Notice), attempts=attempts), state, error)
            for body, attempts, state, error in rows
        ]

    def told(self, notices: Sequence[Notice]) -> None:
        """Their end is in the log."""
        with self._kept.transaction() as db:
            db.executemany(
                "UPDATE outbox SET state = 'told' WHERE position = ? AND member = ? AND channel = ?",
                [_key(notice) for notice in notices],
            )

    def counts(self) -> dict[str, int]:
        """Notices by state."""
        with self._kept.transaction() as db:
            rows: list[Any] = list(db.execute("SELECT state, count(*) FROM outbox GROUP BY state"))
        return dict(rows)


BATCH = """
  SELECT body, attempts, state, error FROM outbox WHERE state IN ('sent', 'failed') AND batch = ?
  ORDER BY position, member, channel"""


def _form_batch(db: apsw.Connection, limit: int) -> str:
    """Named by its first delivery, which is in no other batch."""
    sql = """
      SELECT position, member, channel FROM outbox WHERE state IN ('sent', 'failed') AND batch = ''
      ORDER BY position, member, channel LIMIT ?"""
    keys: list[Any] = list(db.execute(sql, (limit,)))
    if not keys:
        return ""
    batch = "/".join(str(part) for part in keys[0])
    db.executemany(
        "UPDATE outbox SET batch = ? WHERE position = ? AND member = ? AND channel = ?",
        [(batch, *key) for key in keys],
    )
    return batch


def _key(notice: Notice) -> tuple[int, str, str]:
    return notice.position, notice.member, notice.channel


def _after(notice: Notice, error: str, now: int) -> tuple[str, int, str]:
    """State, next try, error."""
    if not error:
        return "sent", 0, ""
    if notice.attempts + 1 >= MOST_ATTEMPTS:
        return "failed", 0, error
    return "waiting", now + BACKOFF * 2**notice.attempts, error


def _notices(record: Recorded, channels: Channels) -> list[Notice]:
    if record.tag not in ("TaskReminded", "EscalationRaised", "TaskUrged"):
        return []
    event = event_of(record)
    match event:
        case TaskReminded():
            return _to(event.told, record, channels, "reminded", 0, event.basis.due)
        case EscalationRaised():
            return _to(event.told, record, channels, "escalated", event.level, event.basis.due)
        case TaskUrged():
            return _to(event.told, record, channels, "urged", 0, 0)
        case _:
            raise AssertionError(f"position {record.position}: {record.tag} tells nobody")


def _to(
    told: Sequence[Told], record: Recorded, channels: Channels, kind: str, level: int, due: int
) -> list[Notice]:
    task = record.stream[5:].replace("/task/", "/", 1)
    return [
        Notice(
            record.position,
            one.member,
            channel,
            task,
            kind,
            level,
            one.unit,
            one.role,
            one.instead_of,
            due,
            record.recorded_at,
        )
        for one in told
        for channel in channels(one.member)
    ]
