"""The folder that a demo lives in: whose it is, whether its life came to its end, how it is cleared."""

import re
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct

from events.sqlite import SqliteLog

LOG = "demo-"
"""How the log ids of demos begin."""

MARKER = "demo.json"
DATABASES = ("log.db", "kept.db", "read.db", "jobs.db", "replay.db")
FILES = (
    *(f"{name}{suffix}" for name in DATABASES for suffix in ("", "-wal", "-shm")),
    "log.db.lock",
    "notices.jsonl",
    MARKER,
)
EVIDENCE = "evidence"
SHELF, DIGEST = re.compile("[0-9a-f]{2}"), re.compile(r"[0-9a-f]{64}(\.part)?")
Why: TypeAlias = Literal["foreign", "unfinished", "no log"]


class Lived(Struct, frozen=True):
    """A life that was lived to its end: `position` is the last that the seed determines, `ended` µs UTC."""

    log: str
    seed: int
    days: int
    position: int
    ended: int


class HomeTaken(Exception):
    """The folder holds something that a demo does not begin in. `log` is the id of its log, "" for none."""

    def __init__(self, why: Why, home: Path, log: str = "") -> None:
        super().__init__(f"{home}: {why} {log}".rstrip())
        self.why, self.home, self.log = why, home, log


def lived(home: Path) -> Lived | None:
    """The finished demo of a folder; None if a new one may begin there.

    Raises HomeTaken, and LogUnavailable for a log that another process holds or that is no log.
    """
    if not (home / "log.db").exists():
        if any((home / name).exists() for name in ("kept.db", EVIDENCE)):
            raise HomeTaken("no log", home)
        return None
    log = _log_id(home)
    if not log.startswith(LOG):
        raise HomeTaken("foreign", home, log)
    found = _marker(home)
    if found is None or found.log != log:
        raise HomeTaken("unfinished", home, log)
    return found


def _log_id(home: Path) -> str:
    """Of a log that nobody else has open; an empty file becomes the beginning of a demo."""
    log = SqliteLog.open(home / "log.db", lambda: 0, log_id=f"{LOG}empty", time_zone="UTC")
    try:
        return log.opened.log
    finally:
        log.close()


def _marker(home: Path) -> Lived | None:
    try:
        return msgspec.json.decode((home / MARKER).read_bytes(), type=Lived)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def finish(home: Path, life: Lived) -> None:
    """Note that the life was lived to its end."""
    part = home / f"{MARKER}.part"
    part.write_bytes(msgspec.json.encode(life) + b"\n")
    part.replace(home / MARKER)


def clear(home: Path) -> None:
    """Delete a demo's own files, by name, and nothing else. Raises HomeTaken for a home that is no demo's."""
    try:
        lived(home)
    except HomeTaken as taken:
        if taken.why != "unfinished":
            raise
    for name in FILES:
        (home / name).unlink(missing_ok=True)
    for shelf in _named(home / EVIDENCE, SHELF):
        for file in _named(shelf, DIGEST):
            file.unlink()
        _remove_empty(shelf)
    _remove_empty(home / EVIDENCE)


def _named(folder: Path, name: re.Pattern[str]) -> list[Path]:
    return [path for path in folder.iterdir() if name.fullmatch(path.name)] if folder.is_dir() else []


def _remove_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
