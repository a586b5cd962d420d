"""The log in memory: for tests and simulations, with the semantics of every other adapter."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from threading import Lock

from events.batch import Known, answer_again, genesis, settle, streams_of
from events.log import Answer, Append, Appended, Clock, Followed, LogUnavailable, Recorded


class MemoryLog:
    """Safe from any thread; gone with the process. `log_id` and `time_zone` go into the genesis record."""

    def __init__(self, clock: Clock, *, log_id: str = "memory", time_zone: str = "Asia/Shanghai") -> None:
        self._clock = clock
        self._lock = Lock()
        self._records: list[Recorded] = []
        self._streams: dict[str, list[Recorded]] = {}
        self._known: dict[str, Known] = {}
        self._closed = False
        self.commit([genesis(log_id, time_zone, clock())])

    def commit(self, appends: Sequence[Append]) -> list[Answer]:
        """See EventLog.commit."""
        with self._opened():
            records = self._records
            now = self._clock()
            recorded_at = max(now, records[-1].recorded_at) if records else now
            heads = {stream: len(self._streams.get(stream, ())) for stream in streams_of(appends)}
            settled = settle(appends, self._known, heads, len(records), recorded_at)
            for row in settled.rows:
                record = Recorded(*row)
                records.append(record)
                self._streams.setdefault(record.stream, []).append(record)
            return settled.answers

    def head(self) -> int:
        """See EventLog.head."""
        with self._opened():
            return len(self._records)

    def version(self, stream: str) -> int:
        """See EventLog.version."""
        with self._opened():
            return len(self._streams.get(stream, ()))

    def versions(self, streams: Sequence[str]) -> dict[str, int]:
        """See EventLog.versions."""
        with self._opened():
            return {name: len(self._streams[name]) for name in streams if name in self._streams}

    def read_stream(self, stream: str, after: int = 0, until: int | None = None) -> list[Recorded]:
        """See EventLog.read_stream."""
        with self._opened():
            found = self._streams.get(stream, [])[after:]
        return [one for one in found if until is None or one.position <= until]

    def read_streams(self, streams: Sequence[str]) -> list[Recorded]:
        """See EventLog.read_streams."""
        with self._opened():
            found = [one for stream in set(streams) for one in self._streams.get(stream, ())]
        return sorted(found, key=lambda one: one.position)

    def read_prefix(
        self, prefix: str, after: int = 0, limit: int = 5000, until: int | None = None
    ) -> list[Recorded]:
        """See EventLog.read_prefix."""
        with self._opened():
            found = (one for one in self._records[after:until] if one.stream.startswith(prefix))
        return list(islice(found, limit))

    def read_all(self, after: int = 0, limit: int = 5000, until: int | None = None) -> list[Recorded]:
        """See EventLog.read_all."""
        end = after + limit if until is None else min(after + limit, until)
        with self._opened():
            return self._records[after:end]

    def follow(self, after: int = 0, limit: int = 5000, until: int | None = None) -> list[Followed]:
        """See EventLog.follow."""
        return [
            Followed(r.position, r.stream, r.version, r.tag, r.schema, r.recorded_at, r.body)
            for r in self.read_all(after, limit, until)
        ]

    def position_at(self, instant: int) -> int:
        """See EventLog.position_at."""
        with self._opened():
            return bisect_right(self._records, instant, key=lambda one: one.recorded_at)

    def find(self, command: str, fingerprint: bytes | None = None) -> Appended | None:
        """See EventLog.find."""
        with self._opened():
            known = self._known.get(command)
        return answer_again(command, known, fingerprint) if known else None

    def close(self) -> None:
        """Refuse all further calls."""
        with self._lock:
            self._closed = True

    @contextmanager
    def _opened(self) -> Iterator[None]:
        with self._lock:
            if self._closed:
                raise LogUnavailable("the log is closed")
            yield
