"""Rebuilding the read tables beside the live ones, and comparing them row by row at one position."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw
from msgspec import Struct
from msgspec.structs import fields

from events.log import EventLog
from services.follow import catch_up
from services.read.store import KEYS, ReadStore, drop
from workflows.tables import ROWS

MOST_NAMED = 20


class Difference(Struct, frozen=True):
    """A row that is not the same: `live` or `rebuilt` is None where it is missing."""

    table: str
    key: str
    live: dict[str, str | int] | None
    rebuilt: dict[str, str | int] | None


class Check(Struct, frozen=True):
    """The result: rows compared by table, and the first differences of each."""

    position: int
    rows: dict[str, int]
    differences: tuple[Difference, ...]


def check(log: EventLog, live: Path, kept: Path, progress: Callable[[int, int], None] | None = None) -> Check:
    """Rebuild from position 0 to where the live tables stand, and compare. Drops nothing.

    `progress` is told positions done and in all.
    """
    path = live.with_name("replay.db")
    drop(path)
    try:
        with _snapshot(live) as db:
            position = int(db.execute("SELECT position FROM main.checkpoint").get)
            _rebuild(log, path, kept, position, progress)
            db.execute("ATTACH ? AS rebuilt", (f"file:{path}?mode=ro",))
            return _compare(db, position)
    finally:
        drop(path)


class _snapshot:  # reads as a verb
    """A read transaction over the live tables: what is compared does not move."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> apsw.Connection:
        self._db = apsw.Connection(str(self._path), flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
        self._db.execute("BEGIN")
        return self._db

    def __exit__(self, *_: object) -> None:
        self._db.close()


def _rebuild(
    log: EventLog,
    path: Path,
    kept: Path,
    position: int,
    progress: Callable[[int, int], None] | None,
) -> None:
    store = ReadStore(path, kept)
    try:
        step = max(position // 50, 5_000)
        for until in range(step, position + step, step):
            catch_up(log, store, min(until, position))
            if progress is not None:
                progress(min(until, position), position)
    finally:
        store.close()


def _compare(db: apsw.Connection, position: int) -> Check:
    rows: dict[str, int] = {}
    found: list[Difference] = []
    for table, kind in ROWS.items():
        columns = [field.name for field in fields(kind)]
        rows[table] = int(db.execute(f"SELECT count(*) FROM main.{table}").get)
        found += _differences(db, table, columns)
    return Check(position, rows, tuple(found))


def _differences(db: apsw.Connection, table: str, columns: list[str]) -> list[Difference]:
    width = KEYS.get(table, 1)
    keys = {
        row[:width]
        for side, other in (("main", "rebuilt"), ("rebuilt", "main"))
        for row in _only_in(db, side, other, table, columns)
    }
    return [
        Difference(
            table,
            "/".join(map(str, key)),
            _row(db, "main", table, columns, key),
            _row(db, "rebuilt", table, columns, key),
        )
        for key in sorted(keys, key=str)[:MOST_NAMED]
    ]


def _only_in(db: apsw.Connection, side: str, other: str, table: str, columns: list[str]) -> list[Any]:
    names = ", ".join(columns)
    sql = f"SELECT {names} FROM {side}.{table} EXCEPT SELECT {names} FROM {other}.{table} LIMIT {MOST_NAMED}"
    return list(db.execute(sql))


def _row(
    db: apsw.Connection, side: str, table: str, columns: list[str], key: tuple[Any, ...]
) -> dict[str, str | int] | None:
    where = " AND ".join(f"{column} = ?" for column in columns[: len(key)])
    row: Any = db.execute(f"SELECT {', '.join(columns)} FROM {side}.{table} WHERE {where}", key).get
    return dict(zip(columns, row, strict=True)) if row else None
