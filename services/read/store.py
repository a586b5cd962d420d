"""read.db: the read tables with their follower's checkpoint, written a page at a time."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw

from services.files import OtherVersion, open_file, open_reader, prepare, script, transaction
from workflows.tables import ROWS, Row, Tables

VERSION = 3
BUILDING = 1 << 30
"""The version of a file while it is filled without a journal: left so, it is dropped at the next opening."""
BUILDING_CACHE = 256 * 1024
"""KiB of pages kept while a file is filled: tasks come in the order of time, and lie in that of names."""
HELD_ROWS = 200_000
"""Rows of a table that stay in memory between pages, at most."""

KEYS = {
    "notice_year": 2,
    "item": 2,
    "question": 2,
    "horizon": 2,
    "wake": 2,
    "inbox": 2,
    "overview": 2,
    "measure": 2,
}


class ReadStore:
    """The live tables. One thread writes (`apply`), any thread reads. `written` counts rows since opened."""

    def __init__(self, path: Path, kept: Path) -> None:
        self.path, self._kept = path, kept
        self._db = _open_or_renew(path)
        self.tables = Tables(self._loader)
        self._position = int(self._db.execute("SELECT position FROM checkpoint").get)
        self.written = 0
        self._moved = threading.Condition()
        self._local = threading.local()

    def position(self) -> int:
        """The position up to which the tables show the log."""
        return self._position

    def apply(self, position: int) -> None:
        """Write what the page changed and the checkpoint in one transaction."""
        with transaction(self._db):
            self.written += write_changes(self._db, self.tables)
            self._db.execute("UPDATE checkpoint SET position = ?", (position,))
        for table in self.tables.all():
            table.settled(HELD_ROWS)
        with self._moved:
            self._position = position
            self._moved.notify_all()

    @contextmanager
    def from_nothing(self) -> Iterator[None]:
        """For filling empty tables: no journal and no syncs, the index last. Cut short, the file counts for
        nothing and is begun anew."""
        db = self._db
        db.pragma("user_version", BUILDING)
        db.pragma("journal_mode", "off")
        db.pragma("synchronous", "off")
        usual = db.pragma("cache_size")
        db.pragma("cache_size", -BUILDING_CACHE)
        db.execute("DROP INDEX task_by_unit")
        yield
        db.execute("CREATE INDEX task_by_unit ON task (unit, due_day, task)")
        db.pragma("synchronous", "full")
        db.pragma("user_version", VERSION)
        db.pragma("synchronous", "normal")
        db.pragma("cache_size", usual)
        db.pragma("journal_mode", "wal")

    def forget(self) -> None:
        """Let go of the rows in memory: what the file holds counts."""
        self.tables = Tables(self._loader)

    def wait(self, position: int, timeout: float = 2.0) -> bool:
        """True once the tables show `position`; False after `timeout` seconds."""
        end = time.monotonic() + timeout
        with self._moved:
            while self._position < position:
                left = end - time.monotonic()
                if left <= 0:
                    return False
                self._moved.wait(left)
        return True

    def read(self) -> apsw.Connection:
        """This thread's read-only connection, with the kept texts attached as `kept`."""
        db: apsw.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = open_reader(self.path)
            attach_kept(db, self._kept)
            self._local.db = db
        return db

    def close(self) -> None:
        self._db.close()

    def _loader(self, name: str) -> tuple[Callable[[Any], Row | None], bool]:
        return row_loader(self._db, name)


def row_loader(db: apsw.Connection, name: str) -> tuple[Callable[[Any], Row | None], bool]:
    """A function from key to row of a table, and whether the table is empty."""
    kind = ROWS[name]
    columns = kind.__struct_fields__
    width = KEYS.get(name, 1)
    where = " AND ".join(f"{column} = ?" for column in columns[:width])
    sql = f"SELECT {', '.join(columns)} FROM {name} WHERE {where}"

    def load(key: Any) -> Row | None:
        row: Any = db.execute(sql, key if width > 1 else (key,)).get
        return kind(*row) if row is not None else None

    return load, not db.execute(f"SELECT EXISTS (SELECT 1 FROM {name})").get


def write_changes(db: apsw.Connection, tables: Tables) -> int:
    """Upsert and delete what a page touched; the number of rows."""
    count = 0
    tables.count()
    for table in tables.all():
        if not table.dirty:
            continue
        columns = ROWS[table.name].__struct_fields__
        gone, kept = table.changes()
        if gone:
            where = " AND ".join(f"{column} = ?" for column in columns[: table.key])
            keys = gone if table.key > 1 else [(key,) for key in gone]
            db.executemany(f"DELETE FROM {table.name} WHERE {where}", keys)
        if kept:
            marks = ", ".join("?" * len(columns))
            db.executemany(f"INSERT OR REPLACE INTO {table.name} VALUES ({marks})", kept)
        count += len(gone) + len(kept)
    return count


def attach_kept(db: apsw.Connection, kept: Path) -> None:
    """Texts and the directory under the schema name `kept`, for reading."""
    db.execute("ATTACH ? AS kept", (f"file:{kept}?mode=ro",))


def create_tables(db: apsw.Connection) -> None:
    """The empty tables, in a new file or in memory."""
    with db:
        db.execute(script("services.read", "tables.sql"))
        db.pragma("user_version", VERSION)


def _open_or_renew(path: Path) -> apsw.Connection:
    """Tables of another version are dropped: the follower fills the new ones from the log."""
    db = open_file(path, durable=False)
    try:
        prepare(db, VERSION, script("services.read", "tables.sql"))
    except OtherVersion:
        db.close()
        drop(path)
        db = open_file(path, durable=False)
        prepare(db, VERSION, script("services.read", "tables.sql"))
    return db


def drop(path: Path) -> None:
    """Delete read tables; they are rebuilt from the log."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
