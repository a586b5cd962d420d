"""All read tables from a long history (benchmarks/history.py), beside raw fetch and decode, and the peer.

Raw: the driver reads the same pages of the same columns and msgspec decodes the bodies; nothing is done with
them. eventsourcing: its recorder reads the notifications of so many of its own events, a page at a time, its
mapper makes domain events of them, and one table gets a row for each, a page and its position a transaction
(its own projections take a transaction for each event); like ours, the table is without journal and syncs.
"""

import gc
import os
from pathlib import Path
from typing import Any

import apsw
import msgspec
from eventsourcing.application import Application

from benchmarks import history, world
from benchmarks.commands import Reported
from benchmarks.result import Measured, Ratio, say, seconds
from events.log import EventLog
from events.sqlite import SqliteLog
from events.types import AnyEvent
from services.chance import system
from services.follow import catch_up
from services.kept import Kept
from services.read.store import ReadStore

EVENTS = 1_000_000
PEER_EVENTS = 50_000
PAGE = 5_000


def run(scale: float) -> Measured:
    with world.folder() as home:
        log = SqliteLog.open(home / "log.db", lambda: world.START, log_id="bench", time_zone=world.ZONE)
        say(f"rebuild: writing a history of {int(EVENTS * scale):,} events")
        events = history.write(log, int(EVENTS * scale))
        Kept(home / "kept.db", system()).close()
        say("rebuild: raw fetch and decode")
        raw = seconds(lambda: _fetch_and_decode(home / "log.db"))
        say("rebuild: all read tables")
        ours, rows = _rebuilt(log, home)
        log.close()
        say("rebuild: the peer")
        peer_events = int(PEER_EVENTS * min(1.0, scale * 10))
        peer = _peer(home / "peer.db", peer_events)
    rate, peer_rate = events / ours, peer_events / peer
    return Measured(
        (
            Ratio("rebuild / eventsourcing replay", rate / peer_rate, 2.5),
            Ratio("rebuild / raw fetch and decode", raw / ours, 0.45),
        ),
        (
            ("history", events, " events"),
            ("rebuild", rate, " events/s"),
            ("rebuild, rows written", rows / ours, " rows/s"),
            ("raw fetch and decode", events / raw, " events/s"),
            ("eventsourcing replay", peer_rate, " events/s"),
        ),
    )


def _fetch_and_decode(path: Path) -> None:
    db = apsw.Connection(os.fspath(path), flags=apsw.SQLITE_OPEN_READONLY)
    decode = msgspec.json.Decoder(AnyEvent).decode
    sql = """
      SELECT position, stream, version, tag, schema, recorded_at, body FROM event
      WHERE position > ? ORDER BY position LIMIT ?"""
    position = 0
    gc.disable()
    try:
        while rows := list(db.execute(sql, (position, PAGE))):
            for row in rows:
                decode(row[6])
            position = rows[-1][0]
    finally:
        gc.enable()
    db.close()


def _rebuilt(log: EventLog, home: Path) -> tuple[float, int]:
    """Seconds, and rows written."""
    store = ReadStore(home / "read.db", home / "kept.db")
    took = seconds(lambda: catch_up(log, store))
    assert store.position() == log.head()
    rows = store.written
    store.close()
    return took, rows


def _peer(path: Path, count: int) -> float:
    app: Application[Any] = Application(
        env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": os.fspath(path)}
    )
    made = [Reported(f"{world.PLAN}/i1/{number}", 1, world.TEXT) for number in range(count)]
    for start in range(0, count, PAGE):
        app.save(*made[start : start + PAGE])

    table = apsw.Connection(os.fspath(path.with_name("peer-table.db")))
    table.pragma("journal_mode", "off")
    table.pragma("synchronous", "off")
    table.execute("CREATE TABLE task (task TEXT PRIMARY KEY, state TEXT, at INTEGER) WITHOUT ROWID")
    table.execute("CREATE TABLE checkpoint (position INTEGER)")

    def replay() -> None:
        position = 0
        while page := app.recorder.select_notifications(start=position + 1, limit=PAGE):
            rows = []
            for notification in page:
                event: Any = app.mapper.to_domain_event(notification)
                rows.append((event.task, "reported", event.timestamp.timestamp()))
            position = page[-1].id
            with table:
                table.executemany("INSERT OR REPLACE INTO task VALUES (?, ?, ?)", rows)
                table.execute("INSERT INTO checkpoint VALUES (?)", (position,))
        assert table.execute("SELECT count(*) FROM task").get == count

    took = seconds(replay)
    app.close()
    return took
