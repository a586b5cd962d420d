"""One process owns a log: a lock on a file beside it, which the system lets go of when the process ends."""

import fcntl
import os
from pathlib import Path
from typing import TextIO

from events.log import LogHeld, LogUnavailable


def take_lock(path: Path) -> TextIO:
    """The right to be the only process with this log; the file beside it names who has it.

    Raises LogHeld naming the process that has it, LogUnavailable if the file cannot be made."""
    beside = path.with_name(path.name + ".lock")
    try:
        lock = beside.open("a+", encoding="utf-8")
    except OSError as error:
        raise LogUnavailable(f"{beside} cannot be opened: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        lock.close()
        raise LogHeld(f"{path} is in use by process {holder}: stop it, or ask it") from error
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def drop_lock(lock: TextIO | None) -> None:
    """Let go of it; the file stays, empty."""
    if lock is not None and not lock.closed:
        lock.truncate(0)
        lock.close()
