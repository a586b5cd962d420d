"""What was known then: the same projection, folded in memory up to a position, asked by the same queries."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from events.codec import event_of
from events.log import EventLog, Recorded
from services.read.store import attach_kept, create_tables, write_changes
from workflows.projection import project
from workflows.tables import Tables

PAGE = 5_000
MEMORY = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI
SMALL = ("org", "calendar/", "policy/", "plan/", "order/")
"""What a unit's own history stands on."""


@contextmanager
def as_of(log: EventLog, kept: Path, position: int, unit: str = "") -> Iterator[apsw.Connection]:
    """Read tables in memory as they stood at `position`, kept texts attached.

    With `unit` only its own history is folded, beside the small streams: enough for its schedule and tasks.
    """
    tables = Tables()
    records = _all(log, position) if not unit else _of_unit(log, position, unit)
    for record in records:
        project(tables, record, event_of(record))
    db = apsw.Connection(":memory:", flags=MEMORY)
    try:
        create_tables(db)
        attach_kept(db, kept)
        write_changes(db, tables)
        db.execute("UPDATE checkpoint SET position = ?", (position,))
        yield db
    finally:
        db.close()


def _all(log: EventLog, until: int) -> Iterator[Recorded]:
    after = 0
    while records := log.read_all(after, PAGE, until):
        yield from records
        after = records[-1].position


def _of_unit(log: EventLog, until: int, unit: str) -> list[Recorded]:
    found: list[Recorded] = []
    for prefix in (*SMALL, f"unit/{unit}/"):
        found += _prefix(log, prefix, until)
    return sorted(found, key=lambda record: record.position)


def _prefix(log: EventLog, prefix: str, until: int) -> Iterator[Recorded]:
    after = 0
    while records := log.read_prefix(prefix, after, PAGE, until):
        yield from records
        after = records[-1].position
