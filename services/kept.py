"""What is kept beside the log and can be erased: texts by salted digest, and the directory of people."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

import apsw
from msgspec import Struct

from services.chance import Chance
from services.files import open_file, prepare, script, transaction

VERSION = 2
STEPS = {1: ("services", "kept_2.sql")}
"""What brings a file of an earlier version to the next one."""


class Person(Struct, frozen=True):
    """A directory entry; `language` zh or en, `mail` "" for none."""

    member: str
    label: str
    mail: str = ""
    language: str = "zh"


def digest_of(salt: bytes, data: bytes) -> str:
    """HMAC-SHA256(salt, data) in hex: without the salt nobody can guess a short text from it."""
    return hmac.new(salt, data, hashlib.sha256).hexdigest()


class Kept:
    """kept.db. A text is durable before the append that names it; safe from any thread."""

    def __init__(self, path: Path, chance: Chance) -> None:
        self.path = path
        self._chance = chance
        self._lock = RLock()
        self.db = open_file(path, durable=True)
        steps = {version: script(*place) for version, place in STEPS.items()}
        prepare(self.db, VERSION, script("services", "kept.sql"), steps)

    @contextmanager
    def transaction(self) -> Iterator[apsw.Connection]:
        """The one connection, for a transaction of its own."""
        with self._lock, transaction(self.db):
            yield self.db

    def keep(self, command: str, text: str) -> str:
        """The digest of a text of a command, kept; "" for no text. Again gives the same."""
        return self.keep_all(command, (text,))[0]

    def keep_all(self, command: str, texts: Iterable[str]) -> list[str]:
        """Several texts of one command in one transaction."""
        wanted = list(texts)
        if not any(wanted):
            return [""] * len(wanted)
        with self._lock, transaction(self.db):
            salt = self._salt(command)
            found = [digest_of(salt, text.encode()) if text else "" for text in wanted]
            rows = [(digest, command, text) for digest, text in zip(found, wanted, strict=True) if digest]
            self.db.executemany("INSERT OR IGNORE INTO text (digest, command, body) VALUES (?, ?, ?)", rows)
        return found

    def salt(self, command: str) -> bytes:
        """The salt of a command, made at its first use."""
        with self._lock, transaction(self.db):
            return self._salt(command)

    def _salt(self, command: str) -> bytes:
        row = self.db.execute("SELECT salt FROM salt WHERE command = ?", (command,)).get
        if isinstance(row, bytes):
            return row
        salt = self._chance.salt()
        self.db.execute("INSERT INTO salt (command, salt) VALUES (?, ?)", (command, salt))
        return salt

    def text(self, digest: str) -> str | None:
        """The text of a digest; None if it was erased or never kept."""
        with self._lock:
            found = self.db.execute("SELECT body FROM text WHERE digest = ?", (digest,)).get
        return found if isinstance(found, str) else None

    def command(self, digest: str) -> str:
        """The command under which a text was kept first, "" for none."""
        with self._lock:
            found = self.db.execute("SELECT command FROM text WHERE digest = ?", (digest,)).get
        return found if isinstance(found, str) else ""

    def erased(self, digest: str) -> int:
        """When a text was erased, µs UTC; 0 if it was not."""
        with self._lock:
            found = self.db.execute("SELECT erased FROM text WHERE digest = ?", (digest,)).get
        return found if isinstance(found, int) else 0

    def erase(self, digests: Iterable[str], at: int) -> int:
        """Take away texts at `at` (µs UTC), each salt with the last text of its command; how many went.

        Their bytes are overwritten in the file, and not left in its write-ahead log.
        """
        with self._lock:
            self.db.pragma("secure_delete", True)
            with transaction(self.db):
                gone = sum(_erase(self.db, digest, at) for digest in digests)
            if gone:
                self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return gone

    def people(self, entries: Iterable[Person]) -> None:
        """Put directory entries, replacing those of the same member."""
        rows = [(p.member, p.label, p.mail, p.language) for p in entries]
        with self._lock, transaction(self.db):
            self.db.executemany("INSERT OR REPLACE INTO person VALUES (?, ?, ?, ?)", rows)

    def person(self, member: str) -> Person | None:
        with self._lock:
            sql = "SELECT member, label, mail, language FROM person WHERE member = ?"
            row: Any = self.db.execute(sql, (member,)).get
        return Person(*row) if row else None

    def close(self) -> None:
        with self._lock:
            self.db.close()


def _erase(db: apsw.Connection, digest: str, at: int) -> int:
    """1 if there was a text to erase."""
    sql = "UPDATE text SET body = NULL, erased = ? WHERE digest = ? AND body IS NOT NULL RETURNING command"
    command = db.execute(sql, (at, digest)).get
    if command is None:
        return 0
    db.execute(
        """DELETE FROM salt WHERE command = ?1
           AND NOT EXISTS (SELECT 1 FROM text WHERE command = ?1 AND body IS NOT NULL)""",
        (command,),
    )
    return 1
