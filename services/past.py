"""The log as it stood at a position: what a decision of that moment read."""

from collections.abc import Sequence

from msgspec import Struct

from events.log import Answer, Append, Appended, EventLog, Followed, LogUnavailable, Recorded


class PastLog(Struct, frozen=True):
    """Reads as the log did when `position` was its last; nothing can be appended to it. Streams of `at` end
    with the version that stands there: what a decision consulted may have moved on before it was saved."""

    log: EventLog
    position: int
    at: dict[str, int] = {}

    def head(self) -> int:
        return self.position

    def commit(self, appends: Sequence[Append]) -> list[Answer]:
        raise LogUnavailable("the past is only read")

    def version(self, stream: str) -> int:
        found = self.read_stream(stream)
        return found[-1].version if found else 0

    def versions(self, streams: Sequence[str]) -> dict[str, int]:
        found = {stream: self.version(stream) for stream in streams}
        return {stream: version for stream, version in found.items() if version}

    def read_stream(self, stream: str, after: int = 0, until: int | None = None) -> list[Recorded]:
        found = self.log.read_stream(stream, after, self._until(until))
        last = self.at.get(stream)
        return found if last is None else [one for one in found if one.version <= last]

    def read_streams(self, streams: Sequence[str]) -> list[Recorded]:
        return [one for one in self.log.read_streams(streams) if one.position <= self.position]

    def read_prefix(
        self, prefix: str, after: int = 0, limit: int = 5000, until: int | None = None
    ) -> list[Recorded]:
        return self.log.read_prefix(prefix, after, limit, self._until(until))

    def read_all(self, after: int = 0, limit: int = 5000, until: int | None = None) -> list[Recorded]:
        return self.log.read_all(after, limit, self._until(until))

    def follow(self, after: int = 0, limit: int = 5000, until: int | None = None) -> list[Followed]:
        return self.log.follow(after, limit, self._until(until))

    def position_at(self, instant: int) -> int:
        return min(self.log.position_at(instant), self.position)

    def find(self, command: str, fingerprint: bytes | None = None) -> Appended | None:
        found = self.log.find(command, fingerprint)
        return found if found is not None and found.last <= self.position else None

    def close(self) -> None:
        """The log is another's to close."""

    def _until(self, until: int | None) -> int:
        return self.position if until is None else min(until, self.position)
