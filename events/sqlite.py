"""The log in one SQLite file: one writer, any number of readers, acknowledged means on disk.

WAL with synchronous=FULL. apsw gives up the interpreter's lock at every step of a statement, and under a
busy thread each costs up to a switch interval to get back; so a batch is written in few, wide statements.
"""

import json
import os
import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from importlib.resources import files
from itertools import chain, starmap
from pathlib import Path
from threading import Lock
from typing import Any, TextIO

import apsw
import msgspec

from events.batch import Known, Settled, answer_again, genesis, settle, streams_of
from events.codec import event_of
from events.log import (
    Answer,
    Append,
    Appended,
    Clock,
    Conflict,
    Followed,
    LogError,
    LogUnavailable,
    Recorded,
    Unknown,
)
from events.ownership import drop_lock, take_lock
from events.types import LogOpened

APPLICATION_ID = 0x64756261  # "duba"
LAYOUT = 1
BUSY_MS = 5_000
CACHE_KIB = 64 * 1024
CHECKPOINT_PAGES = 4_000  # a checkpoint syncs twice: fewer of them
_END = 2**63 - 1
_NARROW, _WIDEST = 64, 256  # rows a statement
_PREPARED = 256  # statements that the writer keeps, two for each width and some
_IO_ERRORS = (apsw.IOError, apsw.CorruptError, apsw.NotADBError, apsw.ReadOnlyError)

_heads_of = msgspec.json.Decoder(dict[str, int]).decode


def _statements() -> dict[str, str]:
    """The named statements of sqlite.sql."""
    text = files("events").joinpath("sqlite.sql").read_text("utf-8")
    parts = re.split(r"^-- (\w+): .*$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))


_SQL = _statements()


@cache
def _insert_sql(table: str, columns: int, rows: int) -> str:
    # or fail: the transaction is rolled back anyway, SQLite need not keep each page for the statement
    row = f"({','.join('?' * columns)})"
    return f"insert or fail into {table} values {','.join([row] * rows)}"


def is_safe(version: str) -> bool:
    """Whether a SQLite library is free of the WAL-reset race: 3.51.3 or newer, 3.50.7, 3.44.6."""
    number = tuple(int(part) for part in version.split("."))
    return number >= (3, 51, 3) or (3, 50, 7) <= number < (3, 51) or (3, 44, 6) <= number < (3, 45)


class SqliteLog:
    """See `open`. Reads from any thread, also while another commits; LogUnavailable after an I/O error."""

    def __init__(self, path: Path, clock: Clock, writer: apsw.Connection, lock: TextIO | None) -> None:
        self._path, self._clock, self._writer, self._lock = path, clock, writer, lock
        self._writing = Lock()
        self._idle: deque[apsw.Connection] = deque()
        self._stopped = ""

    @classmethod
    def open(
        cls, path: Path | str, clock: Clock, *, log_id: str, time_zone: str, exclusive: bool = True
    ) -> "SqliteLog":
        """The log at `path`, made if there is none: `log_id` and `time_zone` are for its first record.

        Raises LogUnavailable: an old SQLite, a foreign file, a file of a newer duban, or (`exclusive`) a
        file that another process has open.
        """
        path = Path(path)
        if not is_safe(apsw.sqlite_lib_version()):
            raise LogUnavailable(
                f"SQLite {apsw.sqlite_lib_version()} can corrupt a log (WAL reset): use 3.51.3 or newer"
            )
        lock = take_lock(path) if exclusive else None
        with ExitStack() as undo, _translated(path):
            undo.callback(drop_lock, lock)
            writer = _open_writer(path)
            undo.callback(writer.close)
            log = cls(path, clock, writer, lock)
            log._make_or_check(log_id, time_zone)
            undo.pop_all()
        return log

    @property
    def opened(self) -> LogOpened:
        """The genesis record: log id, format and time zone of this log."""
        event = event_of(self.read_all(limit=1)[0])
        if not isinstance(event, LogOpened):
            raise LogUnavailable(f"{self._path}: position 1 is no LogOpened, the file was changed")
        return event

    def commit(self, appends: Sequence[Append]) -> list[Answer]:
        """See EventLog.commit. Raises LogUnavailable if nothing was written, Unknown if that is not sure."""
        with self._writing:
            self._check_usable()
            try:
                return self._transaction(appends)
            except apsw.ConstraintError:
                return [self._alone(append) for append in appends]

    def head(self) -> int:
        """See EventLog.head."""
        return self._number("head")

    def version(self, stream: str) -> int:
        """See EventLog.version."""
        return self._number("version", stream)

    def versions(self, streams: Sequence[str]) -> dict[str, int]:
        """See EventLog.versions."""
        with self._reader() as db:
            return _heads(db, streams)

    def read_stream(self, stream: str, after: int = 0, until: int | None = None) -> list[Recorded]:
        """See EventLog.read_stream."""
        return self._records("stream", stream, after, _up_to(until))

    def read_streams(self, streams: Sequence[str]) -> list[Recorded]:
        """See EventLog.read_streams."""
        return self._records("streams", json.dumps(list(streams)))

    def read_prefix(
        self, prefix: str, after: int = 0, limit: int = 5000, until: int | None = None
    ) -> list[Recorded]:
        """See EventLog.read_prefix."""
        if not prefix:
            return self.read_all(after, limit, until)
        beyond = prefix[:-1] + chr(ord(prefix[-1]) + 1)
        return self._records("prefix", prefix, beyond, after, _up_to(until), limit)

    def read_all(self, after: int = 0, limit: int = 5000, until: int | None = None) -> list[Recorded]:
        """See EventLog.read_all."""
        return self._records("all", after, _up_to(until), limit)

    def follow(self, after: int = 0, limit: int = 5000, until: int | None = None) -> list[Followed]:
        """See EventLog.follow."""
        with self._reader() as db:
            return list(starmap(Followed, db.execute(_SQL["follow"], (after, _up_to(until), limit))))

    def position_at(self, instant: int) -> int:
        """See EventLog.position_at."""
        with self._reader() as db:
            positions = range(1, db.execute(_SQL["head"]).get + 1)
            return bisect_right(
                positions, instant, key=lambda position: db.execute(_SQL["recorded"], (position,)).get
            )

    def find(self, command: str, fingerprint: bytes | None = None) -> Appended | None:
        """See EventLog.find."""
        with self._reader() as db:
            known = _known(db, [command]).get(command)
        return answer_again(command, known, fingerprint) if known else None

    def close(self) -> None:
        """Close every connection and let go of the file; further calls raise LogUnavailable."""
        with self._writing:
            self._stopped = self._stopped or "the log is closed"
            self._close_idle()
            with suppress(apsw.Error):  # what was acknowledged is on disk already
                self._writer.close()
            drop_lock(self._lock)

    # --- writing ---------------------------------------------------------------------------------------

    def _make_or_check(self, log_id: str, time_zone: str) -> None:
        db = self._writer
        application, layout = db.pragma("application_id"), db.pragma("user_version")
        if application == 0 and not db.execute("select 1 from sqlite_schema limit 1").get:
            db.pragma("journal_mode", "wal")
            self._make(log_id, time_zone)
        elif application != APPLICATION_ID:
            raise LogUnavailable(f"{self._path} is not a duban log: it was left as it is, name another file")
        elif layout != LAYOUT:
            raise LogUnavailable(
                f"{self._path} has layout {layout}, this program knows {LAYOUT}: use a newer duban"
            )
        db.pragma("journal_mode", "wal")

    def _make(self, log_id: str, time_zone: str) -> None:
        db = self._writer
        db.execute("begin immediate")
        try:
            db.execute(_SQL["layout"])
            db.pragma("application_id", APPLICATION_ID)
            db.pragma("user_version", LAYOUT)
            _insert(db, self._settle([genesis(log_id, time_zone, self._clock())]))
            db.execute("commit")
        except BaseException:
            _roll_back(db)
            raise

    def _alone(self, append: Append) -> Answer:
        """An append after its batch met a constraint; the one that meets it alone is refused."""
        try:
            return self._transaction([append])[0]
        except apsw.ConstraintError as error:
            stream = append.writes[0].stream
            actual = self.version(stream)
            if actual != append.writes[0].expected:
                return Conflict(stream, append.writes[0].expected, actual)
            return LogError(f"command {append.command} was refused by the database: {error}")

    def _transaction(self, appends: Sequence[Append]) -> list[Answer]:
        """One try; apsw.ConstraintError is the only driver error that leaves here."""
        db = self._writer
        try:
            db.execute("begin immediate")
            settled = self._settle(appends)
            _insert(db, settled)
            self._finish()
        except apsw.ConstraintError:
            _roll_back(db)
            raise
        except apsw.Error as error:
            _roll_back(db)
            raise self._failure(error) from error
        except BaseException:
            _roll_back(db)
            raise
        return settled.answers

    def _finish(self) -> None:
        db = self._writer
        try:
            db.execute("commit")
        except apsw.FullError:
            # the frame that commits is written last: with no room for all of them it is not there
            raise
        except apsw.Error as error:
            _roll_back(db)
            self._failure(error)
            raise Unknown(f"{self._path}: the commit failed, ask again by command id: {error}") from error

    def _settle(self, appends: Sequence[Append]) -> Settled:
        db = self._writer
        known = _known(db, [append.command for append in appends])
        heads = _heads(db, list(streams_of(appends)))
        now = self._clock()
        last, recorded_at = db.execute(_SQL["end"]).get or (0, now)
        return settle(appends, known, heads, last, max(recorded_at, now))

    def _failure(self, error: apsw.Error) -> LogUnavailable:
        """The log's word for a driver error; a log that cannot be relied on any more stops."""
        if isinstance(error, apsw.FullError):
            return LogUnavailable(f"{self._path}: the disk is full, nothing was written; make room")
        if isinstance(error, apsw.BusyError):
            return LogUnavailable(f"{self._path}: another process holds it, nothing was written")
        if isinstance(error, _IO_ERRORS) or self._writer.in_transaction:
            self._stopped = f"{self._path} failed and must be opened anew: {error}"
        return LogUnavailable(f"{self._path}: {error}")

    # --- reading ---------------------------------------------------------------------------------------

    @contextmanager
    def _reader(self) -> Iterator[apsw.Connection]:
        """A connection that no other thread uses meanwhile."""
        self._check_usable()
        try:
            db = self._take_idle() or _open_reader(self._path)
            yield db
        except apsw.Error as error:
            raise self._failure(error) from error
        self._idle.append(db)
        if self._stopped:
            self._close_idle()

    def _take_idle(self) -> apsw.Connection | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _close_idle(self) -> None:
        while (db := self._take_idle()) is not None:
            db.close()

    def _records(self, name: str, *parameters: Any) -> list[Recorded]:
        with self._reader() as db:
            return list(starmap(Recorded, db.execute(_SQL[name], parameters)))

    def _number(self, name: str, *parameters: Any) -> int:
        with self._reader() as db:
            number: int = db.execute(_SQL[name], parameters).get
        return number

    def _check_usable(self) -> None:
        if self._stopped:
            raise LogUnavailable(self._stopped)


def _heads(db: apsw.Connection, streams: Sequence[str]) -> dict[str, int]:
    return _heads_of(db.execute(_SQL["heads"], (json.dumps(streams),)).get)


def _known(db: apsw.Connection, commands: list[str]) -> dict[str, Known]:
    rows = db.execute(_SQL["known"], (json.dumps(commands),))
    return {command: Known(*rest) for command, *rest in rows}


def _insert(db: apsw.Connection, settled: Settled) -> None:
    _insert_rows(db, "event", settled.rows)
    _insert_rows(db, "command", settled.commands)


def _insert_rows(db: apsw.Connection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    start = 0
    while start < len(rows):
        size = _width(len(rows) - start)
        chunk = rows[start : start + size]
        db.execute(_insert_sql(table, len(chunk[0]), size), tuple(chain.from_iterable(chunk)))
        start += size


def _width(rows: int) -> int:
    """Rows of the next statement: few statements, and few that differ, so that they stay prepared."""
    if rows < _NARROW:
        return rows
    return min(_WIDEST, 1 << rows.bit_length() - 1)


def _roll_back(db: apsw.Connection) -> None:
    # SQLite rolls back by itself after some errors, and then a second time is an error
    if db.in_transaction:
        with suppress(apsw.Error):
            db.execute("rollback")


def _open_writer(path: Path) -> apsw.Connection:
    db = apsw.Connection(os.fspath(path), statementcachesize=_PREPARED)
    db.set_busy_timeout(BUSY_MS)
    db.pragma("synchronous", "full")
    db.pragma("cache_size", -CACHE_KIB)
    db.pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
    return db


def _open_reader(path: Path) -> apsw.Connection:
    db = apsw.Connection(os.fspath(path), flags=apsw.SQLITE_OPEN_READONLY)
    db.set_busy_timeout(BUSY_MS)
    return db


def _up_to(until: int | None) -> int:
    return _END if until is None else until


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except apsw.NotADBError as error:
        raise LogUnavailable(f"{path} is not a SQLite file: it was left as it is, name another") from error
    except apsw.Error as error:
        raise LogUnavailable(f"{path} cannot be opened: {error}") from error
