"""SQLite files beside the log: one way to open them, one to bring them up to their schema."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path

import apsw

from events.log import LogUnavailable

BUSY_MS = 5000
NO_STEPS: Mapping[int, str] = {}
FOREIGN = "is not a file of duban: it was left as it is, move it away or name another home"


def open_file(path: Path, *, durable: bool) -> apsw.Connection:
    """A connection for writing, in WAL mode. `durable`: a commit is on disk when it returns.

    Raises LogUnavailable for a file that is not SQLite's, or cannot be opened.
    """
    try:
        db = apsw.Connection(str(path))
        db.set_busy_timeout(BUSY_MS)
        db.pragma("journal_mode", "wal")
        db.pragma("synchronous", "full" if durable else "normal")
    except apsw.NotADBError as error:
        raise LogUnavailable(f"{path} {FOREIGN}") from error
    except apsw.Error as error:
        raise LogUnavailable(f"{path} cannot be opened: {error}") from error
    return db


def open_reader(path: Path) -> apsw.Connection:
    """A read-only connection."""
    db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
    db.set_busy_timeout(BUSY_MS)
    return db


@contextmanager
def transaction(db: apsw.Connection) -> Iterator[apsw.Connection]:
    """All of it or nothing, also inside another. Raises LogUnavailable where there is no room, or the file
    fails."""
    if db.in_transaction:
        with db:
            yield db
        return
    try:
        db.execute("BEGIN IMMEDIATE")
        yield db
        db.execute("COMMIT")
    except BaseException as error:
        if db.in_transaction:  # SQLite rolls back by itself after some errors
            with suppress(apsw.Error):
                db.execute("ROLLBACK")
        if isinstance(error, apsw.FullError):
            raise LogUnavailable(
                f"{db.filename}: the disk is full, nothing was written; make room"
            ) from error
        if isinstance(error, apsw.IOError | apsw.BusyError | apsw.CorruptError):
            raise LogUnavailable(f"{db.filename}: {error}") from error
        raise


def script(package: str, name: str) -> str:
    """A .sql file of a package."""
    return (files(package) / name).read_text("utf-8")


def prepare(db: apsw.Connection, version: int, sql: str, steps: Mapping[int, str] = NO_STEPS) -> bool:
    """Create the schema if the file is new; True if it was. `steps` bring a file of a version to the next.

    Raises OtherVersion if it has another, LogUnavailable if it is somebody else's.
    """
    with db:
        found = db.pragma("user_version")
        if found == version:
            return False
        while found in steps:
            db.execute(steps[found])
            found += 1
            db.pragma("user_version", found)
        if found == version:
            return False
        if found != 0:
            raise OtherVersion(db.filename, found, version)
        if db.execute("SELECT EXISTS (SELECT 1 FROM sqlite_schema)").get:
            raise LogUnavailable(f"{db.filename} {FOREIGN}")
        db.execute(sql)
        db.pragma("user_version", version)
    return True


class OtherVersion(Exception):
    """A file has another schema version than this program."""

    def __init__(self, file: str, found: int, wanted: int) -> None:
        super().__init__(f"{file} has schema version {found}, this program wants {wanted}")
        self.found, self.wanted = found, wanted
