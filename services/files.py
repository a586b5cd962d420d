"""SQLite files beside the log: one way to open them, one to bring them up to their schema."""

from importlib.resources import files
from pathlib import Path

import apsw

BUSY_MS = 5000


def open_file(path: Path, *, durable: bool) -> apsw.Connection:
    """A connection for writing, in WAL mode. `durable`: a commit is on disk when it returns."""
    db = apsw.Connection(str(path))
    db.set_busy_timeout(BUSY_MS)
    db.pragma("journal_mode", "wal")
    db.pragma("synchronous", "full" if durable else "normal")
    return db


def open_reader(path: Path) -> apsw.Connection:
    """A read-only connection."""
    db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
    db.set_busy_timeout(BUSY_MS)
    return db


def script(package: str, name: str) -> str:
    """A .sql file of a package."""
    return (files(package) / name).read_text("utf-8")


def prepare(db: apsw.Connection, version: int, sql: str) -> bool:
    """Create the schema if the file is new; True if it was. Raises OtherVersion if it has another."""
    with db:
        found = db.pragma("user_version")
        if found == version:
            return False
        if found != 0:
            raise OtherVersion(found, version)
        db.execute(sql)
        db.pragma("user_version", version)
    return True


class OtherVersion(Exception):
    """A file has another schema version than this program."""

    def __init__(self, found: int, wanted: int) -> None:
        super().__init__(f"schema version {found}, this program wants {wanted}")
        self.found, self.wanted = found, wanted
