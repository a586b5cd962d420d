"""Short ways to say an append in a test."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from events.log import Append, Consulted, Write
from events.sqlite import SqliteLog
from events.types import AnyEvent, UnitRenamed


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: int = 1_000_000) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


def renamed(*names: str) -> tuple[AnyEvent, ...]:
    return tuple(UnitRenamed("school-1", name) for name in names)


def append_of(
    command: str,
    *writes: tuple[str, int, Sequence[str]],
    body: str = "",
    asserts: dict[str, int] | None = None,
    occurred_at: int = 77,
) -> Append:
    """An append of renamings: (stream, expected version, names); `body` tells commands of one id apart."""
    return Append(
        command=command,
        fingerprint=sha256(body.encode()).digest(),
        writes=tuple(Write(stream, expected, renamed(*names)) for stream, expected, names in writes),
        actor="m-1",
        occurred_at=occurred_at,
        asserts=tuple(Consulted(stream, version) for stream, version in (asserts or {}).items()),
    )


def open_log(folder: Path, clock: Clock, *, exclusive: bool = True) -> SqliteLog:
    return SqliteLog.open(
        folder / "log.db", clock, log_id="test", time_zone="Asia/Shanghai", exclusive=exclusive
    )
