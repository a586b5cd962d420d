"""The log: appends that stand alone, streams with expected versions, one dense global position.

An adapter implements `EventLog`; `tests/contract` holds what every adapter must do. Driver errors never
cross an adapter: it raises `LogError` or answers with one.
"""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from msgspec import Struct

from events.types import AnyEvent

Clock: TypeAlias = Callable[[], int]
"""Now, in microseconds UTC."""


class Write(Struct, frozen=True, gc=False):
    """Events for one stream, whose version before them must be `expected` (0: untouched)."""

    stream: str
    expected: int
    events: tuple[AnyEvent, ...]


class Consulted(Struct, frozen=True, gc=False, array_like=True):
    """A stream and the version of it that a decision was based on."""

    stream: str
    version: int


class Append(Struct, frozen=True, gc=False):
    """What one command adds, all or nothing, at most once for ever by its `command` id.

    `fingerprint` is the digest of the command itself (32 bytes), never of the decided events. `asserts`
    are streams that are not written but must still be at that version. `occurred_at` in µs UTC.
    """

    command: str
    fingerprint: bytes
    writes: tuple[Write, ...]
    actor: str
    occurred_at: int
    on_behalf: str = ""
    causation: str = ""
    correlation: str = ""
    source: str = ""
    asserts: tuple[Consulted, ...] = ()
    consulted: tuple[Consulted, ...] = ()


class Appended(Struct, frozen=True, gc=False):
    """Committed: positions `first` to `last`. `again`: the command had been committed before."""

    first: int
    last: int
    recorded_at: int
    again: bool = False


class Recorded(Struct, frozen=True, gc=False):
    """One record as it is kept; `body` is the JSON as stored, `leaf` its RFC 6962 leaf hash."""

    position: int
    stream: str
    version: int
    tag: str
    schema: int
    occurred_at: int
    recorded_at: int
    actor: str
    on_behalf: str
    command: str
    causation: str
    correlation: str
    consulted: bytes  # JSON: [[stream, version], …]
    source: str
    body: bytes
    leaf: bytes


class Followed(Struct, frozen=True, gc=False):
    """What a follower needs of a record."""

    position: int
    stream: str
    version: int
    tag: str
    schema: int
    recorded_at: int
    body: bytes


Record: TypeAlias = Recorded | Followed


class LogError(Exception):
    """Root of the log's errors."""


class Conflict(LogError):
    """A stream is not at the version that was expected: read again, decide again."""

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        super().__init__(f"{stream} is at version {actual}, expected {expected}")
        self.stream, self.expected, self.actual = stream, expected, actual


class CommandReused(LogError):
    """Another command stands under this command id."""


class Unknown(LogError):
    """A commit failed half-way: whether it holds must be asked again by command id."""


class LogUnavailable(LogError):
    """The store cannot be used: a foreign file, an old SQLite, a held lock, a full disk."""


class LogHeld(LogUnavailable):
    """Another process has the log: it may be asked instead."""


Answer: TypeAlias = Appended | LogError
"""What became of one append of a batch."""


class EventLog(Protocol):
    def commit(self, appends: Sequence[Append]) -> list[Answer]:
        """Append each on its own, in order, in one durable transaction; one answer each.

        A refused append (Conflict, CommandReused) never fails its neighbours. Raises Unknown when the
        transaction as a whole failed.
        """
        ...

    def head(self) -> int:
        """The last position; 0 if there is none."""
        ...

    def version(self, stream: str) -> int:
        """The version of a stream; 0 if untouched."""
        ...

    def versions(self, streams: Sequence[str]) -> dict[str, int]:
        """The versions of several streams, untouched ones left out."""
        ...

    def read_stream(self, stream: str, after: int = 0, until: int | None = None) -> list[Recorded]:
        """Records of a stream with version > `after` and position ≤ `until`, by version."""
        ...

    def read_streams(self, streams: Sequence[str]) -> list[Recorded]:
        """Records of several streams, by position."""
        ...

    def read_prefix(
        self, prefix: str, after: int = 0, limit: int = 5000, until: int | None = None
    ) -> list[Recorded]:
        """Records of the streams whose names start with `prefix`, position > `after`, by position."""
        ...

    def read_all(self, after: int = 0, limit: int = 5000, until: int | None = None) -> list[Recorded]:
        """Records with position > `after`, by position."""
        ...

    def follow(self, after: int = 0, limit: int = 5000, until: int | None = None) -> list[Followed]:
        """As `read_all`, but only what a follower needs: half the time."""
        ...

    def position_at(self, instant: int) -> int:
        """The last position with recorded_at ≤ `instant`; 0 if there is none."""
        ...

    def find(self, command: str, fingerprint: bytes | None = None) -> Appended | None:
        """What was committed under a command id. Raises CommandReused if `fingerprint` is another's."""
        ...

    def close(self) -> None: ...


def append(log: EventLog, one: Append) -> Appended:
    """Commit one append; raises what it is refused with."""
    (answer,) = log.commit([one])
    if isinstance(answer, LogError):
        raise answer
    return answer
