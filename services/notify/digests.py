"""Digests: what was gathered for a member, in one message each working morning, once a day and channel."""

from collections.abc import Callable, Sequence
from typing import Any

import apsw
import msgspec

from services.kept import Kept
from services.notify.notice import Notice, Part

AT_ONCE = 500
"""Digests made in one transaction."""

MOST_PARTS = 500
"""Lines kept of a digest; all are counted."""


def gather(kept: Kept, now: int, next_morning: Callable[[Notice], tuple[str, int]]) -> int:
    """Make the digests whose morning has come; their number.

    What was gathered for a day whose digest is out already waits for the next morning (day, µs UTC).
    """
    made = 0
    while True:
        with kept.transaction() as db:
            if not db.execute(ANY, (now,)).get:
                return made
            keys: list[Any] = list(db.execute(DUE, (now, AT_ONCE)))
            for key in keys:
                made += _gathered(db, key, next_morning)


ANY = "SELECT EXISTS (SELECT 1 FROM outbox WHERE state = 'gathered' AND next_at <= ?)"
DUE = """
  SELECT DISTINCT member, channel, digest FROM outbox WHERE state = 'gathered' AND next_at <= ?
  ORDER BY 1, 2, 3 LIMIT ?"""
GATHERED = """
  FROM outbox WHERE state = 'gathered' AND member = ? AND channel = ? AND digest = ?"""


def _gathered(
    db: apsw.Connection, key: tuple[str, str, str], next_morning: Callable[[Notice], tuple[str, int]]
) -> int:
    rows: list[Any] = list(db.execute(f"SELECT body {GATHERED} ORDER BY position", key))
    notices = [msgspec.json.decode(body, type=Notice) for (body,) in rows]
    told = "SELECT EXISTS (SELECT 1 FROM outbox WHERE (member, channel, digest) = (?, ?, ?) AND parts > 0)"
    if db.execute(told, key).get:
        db.execute(
            f"UPDATE outbox SET digest = ?, next_at = ? WHERE (position, member, channel) IN"
            f" (SELECT position, member, channel {GATHERED})",
            (*next_morning(notices[-1]), *key),
        )
        return 0
    whole = digest_of(notices, key[2])
    db.execute(
        f"UPDATE outbox SET state = 'digested' WHERE (position, member, channel) IN"
        f" (SELECT position, member, channel {GATHERED})",
        key,
    )
    db.execute(
        """UPDATE outbox SET state = 'waiting', next_at = 0, parts = ?, body = ?
           WHERE (position, member, channel) = (?, ?, ?)""",
        (len(notices), msgspec.json.encode(whole).decode(), whole.position, key[0], key[1]),
    )
    return 1


def digest_of(notices: Sequence[Notice], day: str) -> Notice:
    """One notice of many, by position: each task once as it came last, the highest level and oldest first."""
    last = notices[-1]
    by_task = {
        one.task: Part(one.task, one.kind, one.level, one.unit, one.due, one.instead_of) for one in notices
    }
    parts = sorted(by_task.values(), key=lambda one: (-one.level, one.due, one.task))
    return Notice(
        last.position,
        last.member,
        last.channel,
        "",
        "digest",
        parts[0].level,
        last.unit,
        last.role,
        "",
        0,
        last.raised_at,
        calendar=last.calendar,
        digest=day,
        parts=tuple(parts[:MOST_PARTS]),
        total=len(parts),
    )
