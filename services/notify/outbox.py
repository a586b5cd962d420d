"""The outbox: who is to be told of what, once per event, recipient and channel, and what became of it.

The checkpoint lies with the outbox, in one transaction: a rebuild of the read tables tells nobody anything.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

import apsw
import msgspec
from msgspec import Struct

from events.log import EventLog, Recorded
from services.kept import Kept
from services.notify.notice import Notice, Result
from workflows.refusal import Refused

NAME = "notify"
PAGE = 5_000
BACKOFF = 60_000_000  # µs, doubled with each attempt
LONGEST_BACKOFF = 240 * BACKOFF
MOST_ATTEMPTS = 10
LONGEST_POSITION = 19  # digits from which on SQLite has no such number


class Row(Struct, frozen=True):
    """A notice to take up: told from `at` on (µs UTC, 0: at once), in the digest of a local day if named."""

    notice: Notice
    at: int = 0
    digest: str = ""


Routing: TypeAlias = Callable[[Recorded], Sequence[Row]]
"""Whom an event tells, by which channels, when."""


class Entry(Struct, frozen=True):
    """A row as operators see it. `state`: gathered, digested, waiting, sent, failed, told, quarantined;
    `next_at` µs UTC, 0 for none."""

    position: int
    member: str
    channel: str
    task: str
    kind: str
    level: int
    state: str
    attempts: int
    next_at: int
    error: str
    digest: str
    parts: int
    raised_at: int


class Outbox:
    """Rows of kept.db; safe from any thread, a channel's rows are delivered by one at a time."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def follow(self, log: EventLog, routing: Callable[[], Routing]) -> int:
        """Take up what the log says since last time; the number of notices added. `routing` is asked anew
        for each page of the log."""
        added = 0
        while True:
            records = log.read_all(self.position(), PAGE)
            if not records:
                return added
            route = routing()
            rows = [row for record in records for row in route(record)]
            with self._kept.transaction() as db:
                db.executemany(
                    """INSERT OR IGNORE INTO outbox
                         (position, member, channel, task, body, state, next_at, digest)
                       VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
                    [_new(row) for row in rows],
                )
                db.execute(
                    "INSERT OR REPLACE INTO effect_checkpoint VALUES (?, ?)", (NAME, records[-1].position)
                )
            added += len(rows)

    def position(self) -> int:
        """How far the log has been read for effects."""
        with self._kept.transaction() as db:
            row: Any = db.execute("SELECT position FROM effect_checkpoint WHERE name = ?", (NAME,)).get
        return row or 0

    def waiting(self, now: int, channel: str = "", limit: int = 200) -> list[Notice]:
        """What is to be delivered now, by one channel or by any, the oldest first."""
        sql = """
          SELECT body, attempts FROM outbox
          WHERE state = 'waiting' AND next_at <= ?1 AND (?2 = '' OR channel = ?2)
          ORDER BY next_at, position LIMIT ?3"""
        with self._kept.transaction() as db:
            rows: list[Any] = list(db.execute(sql, (now, channel, limit)))
        return [_notice(body, attempts) for body, attempts in rows]

    def ready(self, now: int) -> list[str]:
        """The channels for which something waits."""
        sql = "SELECT DISTINCT channel FROM outbox WHERE state = 'waiting' AND next_at <= ? ORDER BY 1"
        with self._kept.transaction() as db:
            rows: list[Any] = list(db.execute(sql, (now,)))
        return [channel for (channel,) in rows]

    def settle(self, results: Iterable[tuple[Notice, Result]], now: int) -> None:
        """Note what became of notices: an error is tried again later, and in the end failed."""
        rows = [(*_after(notice, result, now), *_key(notice)) for notice, result in results]
        with self._kept.transaction() as db:
            db.executemany(
                """UPDATE outbox SET state = ?, attempts = attempts + ?, next_at = ?, error = ?
                   WHERE position = ? AND member = ? AND channel = ?""",
                rows,
            )

    def hold(self, notices: Iterable[tuple[Notice, int]]) -> None:
        """Leave notices until the moment at which they may be told, µs UTC."""
        rows = [(at, *_key(notice)) for notice, at in notices]
        with self._kept.transaction() as db:
            db.executemany(
                "UPDATE outbox SET next_at = ? WHERE (position, member, channel) = (?, ?, ?)", rows
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
        return batch, [(_notice(body, attempts), state, error) for body, attempts, state, error in rows]

    def told(self, notices: Sequence[Notice]) -> None:
        """Their end is in the log; what failed is in quarantine from now on."""
        with self._kept.transaction() as db:
            db.executemany(
                """UPDATE outbox SET state = iif(state = 'failed', 'quarantined', 'told')
                   WHERE position = ? AND member = ? AND channel = ?""",
                [_key(notice) for notice in notices],
            )

    def counts(self) -> dict[str, int]:
        """Notices by state."""
        with self._kept.transaction() as db:
            rows: list[Any] = list(db.execute("SELECT state, count(*) FROM outbox GROUP BY state"))
        return dict(rows)

    # --- for people ---------------------------------------------------------------------------------------

    def page(self, state: str, after: str, limit: int) -> list[Entry]:
        """The newest first; of one state or of all, from behind a row's `place`."""
        start, _, rest = after.partition("/")
        member, _, channel = rest.partition("/")
        sql = f"""
          SELECT {ENTRY} FROM outbox
          WHERE (?1 = '' OR state = ?1) AND (?2 = 0 OR (position, member, channel) < (?2, ?3, ?4))
          ORDER BY position DESC, member DESC, channel DESC LIMIT ?5"""
        key = (state, position_of(start), member, channel, limit)
        with self._kept.transaction() as db:
            rows: list[Any] = list(db.execute(sql, key))
        return [_entry(row) for row in rows]

    def entry(self, position: int, member: str, channel: str) -> Entry:
        """Raises Refused(unknown-notice)."""
        sql = f"SELECT {ENTRY} FROM outbox WHERE (position, member, channel) = (?, ?, ?)"
        with self._kept.transaction() as db:
            row: Any = db.execute(sql, (position, member, channel)).fetchone()
        if row is None:
            name = f"{position}/{member}/{channel}"
            raise Refused("unknown-notice", f"there is no notice {name}", notice=name)
        return _entry(row)

    def notice(self, position: int, member: str, channel: str) -> Notice:
        """Raises Refused(unknown-notice)."""
        self.entry(position, member, channel)
        sql = "SELECT body, attempts FROM outbox WHERE (position, member, channel) = (?, ?, ?)"
        with self._kept.transaction() as db:
            rows: list[Any] = list(db.execute(sql, (position, member, channel)))
        return _notice(*rows[0])

    def of(self, member: str, limit: int) -> list[Notice]:
        """What a member was told, whatever the channels, the newest first."""
        sql = """
          SELECT body, attempts FROM outbox WHERE member = ? AND channel = 'file'
          ORDER BY position DESC LIMIT ?"""
        with self._kept.transaction() as db:
            rows: list[Any] = list(db.execute(sql, (member, limit)))
        return [_notice(body, attempts) for body, attempts in rows]

    def unseen(self, member: str, position: int) -> int:
        """How much of it came after a position."""
        sql = "SELECT count(*) FROM outbox WHERE member = ? AND position > ? AND channel = 'file'"
        with self._kept.transaction() as db:
            found: Any = db.execute(sql, (member, position)).get
        return int(found)

    def resend(self, position: int, member: str, channel: str) -> bool:
        """Take a notice out of quarantine: it is tried again, under the same id. False if it waits already.

        Raises Refused: unknown-notice, not-quarantined.
        """
        found = self.entry(position, member, channel)
        if found.state == "waiting":
            return False
        if found.state != "quarantined":
            raise Refused(
                "not-quarantined",
                f"the notice is {found.state}: only one that was given up on is sent again",
                state=found.state,
            )
        with self._kept.transaction() as db:
            db.execute(
                """UPDATE outbox
                   SET state = 'waiting', attempts = 0, next_at = 0, batch = '', resent = resent + 1
                   WHERE (position, member, channel) = (?, ?, ?) AND state = 'quarantined'""",
                (position, member, channel),
            )
        return True


ENTRY = (
    "position, member, channel, task, json_extract(body, '$.kind'), json_extract(body, '$.level'), state,"
    " attempts, next_at, error, digest, parts, json_extract(body, '$.raised_at')"
)
BATCH = """
  SELECT body, attempts, state, error FROM outbox WHERE state IN ('sent', 'failed') AND batch = ?
  ORDER BY position, member, channel"""


def position_of(text: str) -> int:
    """A position as people or programs write it; 0 for what can be none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_POSITION else 0


def backoff(attempts: int) -> int:
    """µs until the next try after so many."""
    return min(BACKOFF << max(attempts - 1, 0), LONGEST_BACKOFF)


def _entry(row: Any) -> Entry:
    return Entry(*row)


def _notice(body: str, attempts: int) -> Notice:
    return msgspec.structs.replace(msgspec.json.decode(body, type=Notice), attempts=attempts)


def _new(row: Row) -> tuple[int, str, str, str, str, str, int, str]:
    one, state = row.notice, "gathered" if row.digest else "waiting"
    body = msgspec.json.encode(one).decode()
    return one.position, one.member, one.channel, one.task, body, state, row.at, row.digest


def _form_batch(db: apsw.Connection, limit: int) -> str:
    """Named by its first delivery, which is in no other batch: one that was sent again says so."""
    sql = """
      SELECT position, member, channel, resent FROM outbox WHERE state IN ('sent', 'failed') AND batch = ''
      ORDER BY position, member, channel LIMIT ?"""
    keys: list[Any] = list(db.execute(sql, (limit,)))
    if not keys:
        return ""
    *name, resent = keys[0]
    batch = "/".join(str(part) for part in (*name, *([resent] if resent else [])))
    db.executemany(
        "UPDATE outbox SET batch = ? WHERE position = ? AND member = ? AND channel = ?",
        [(batch, *key[:3]) for key in keys],
    )
    return batch


def _key(notice: Notice) -> tuple[int, str, str]:
    return notice.position, notice.member, notice.channel


def _after(notice: Notice, result: Result, now: int) -> tuple[str, int, int, str]:
    """State, attempts made, next try, error."""
    if not result.tried:
        return "waiting", 0, now + BACKOFF, result.error
    if not result.error:
        return "sent", 1, 0, ""
    made = notice.attempts + 1
    if result.final or made >= MOST_ATTEMPTS:
        return "failed", 1, 0, result.error
    return "waiting", 1, now + backoff(made), result.error
