"""Both adapters, driven side by side against a model of plain dictionaries."""

import tempfile
from pathlib import Path
from typing import Any, TypeAlias

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from events.codec import encode, event_of
from events.leaf import leaf_of
from events.log import Answer, Append, Appended, Conflict, EventLog, Recorded
from events.memory import MemoryLog
from tests.contract.appends import Clock, append_of, open_log

STREAMS = ("unit/a", "unit/a/task/x", "unit/a/task/y", "unit/a-b/task/x", "plan/p")
PREFIXES = ("unit/a/", "unit/", "unit/a", "plan/", "none/")

Draft: TypeAlias = tuple[int, int, dict[str, tuple[int, int]], dict[str, int]]
"""Command number, body number, writes (stream: offset from its head, events), asserts (stream: offset)."""

offsets = st.sampled_from((0, 0, 0, 0, 1, -1))
writes = st.dictionaries(
    st.sampled_from(STREAMS), st.tuples(offsets, st.integers(1, 3)), min_size=1, max_size=3
)
drafts = st.tuples(
    st.integers(0, 40),
    st.sampled_from((0, 0, 0, 1)),
    writes,
    st.dictionaries(st.sampled_from(STREAMS), offsets, max_size=1),
)
maybe_until = st.none() | st.integers(0, 60)


class Model:
    """The history as a list of dictionaries; what an append must answer, said the slow way."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []
        self.commands: dict[str, tuple[bytes, Appended]] = {}

    def version(self, stream: str) -> int:
        return sum(1 for record in self.records if record["stream"] == stream)

    def answer(self, append: Append, now: int) -> tuple[object, ...]:
        if append.command in self.commands:
            fingerprint, before = self.commands[append.command]
            if fingerprint != append.fingerprint:
                return ("CommandReused",)
            return ("Appended", before.first, before.last, before.recorded_at, True)
        wanted = [(write.stream, write.expected) for write in append.writes]
        wanted += [(one.stream, one.version) for one in append.asserts]
        for stream, expected in wanted:
            if self.version(stream) != expected:
                return ("Conflict", stream, expected, self.version(stream))
        return self.take(append, max([now, *(record["recorded_at"] for record in self.records)]))

    def take(self, append: Append, recorded_at: int) -> tuple[object, ...]:
        first = len(self.records) + 1
        for write in append.writes:
            for event in write.events:
                self.records.append(
                    {
                        "position": len(self.records) + 1,
                        "stream": write.stream,
                        "version": self.version(write.stream) + 1,
                        "recorded_at": recorded_at,
                        "command": append.command,
                        "event": event,
                    }
                )
        last = len(self.records)
        self.commands[append.command] = (append.fingerprint, Appended(first, last, recorded_at))
        return ("Appended", first, last, recorded_at, False)


def said(answer: Answer) -> tuple[object, ...]:
    if isinstance(answer, Appended):
        return ("Appended", answer.first, answer.last, answer.recorded_at, answer.again)
    if isinstance(answer, Conflict):
        return ("Conflict", answer.stream, answer.expected, answer.actual)
    return (type(answer).__name__,)


def plain(record: Recorded) -> dict[str, Any]:
    fields = ("position", "stream", "version", "recorded_at", "command")
    return {name: getattr(record, name) for name in fields} | {"event": event_of(record)}


class LogMachine(RuleBasedStateMachine):
    @initialize()
    def open(self) -> None:
        self.clock = Clock()
        self.folder = tempfile.TemporaryDirectory()
        self.memory = MemoryLog(self.clock, log_id="test")
        self.sqlite = open_log(Path(self.folder.name), self.clock)
        self.model = Model()
        (genesis,) = self.memory.read_all()
        self.model.records.append(plain(genesis))
        self.model.commands[genesis.command] = (b"", Appended(1, 1, genesis.recorded_at))

    def teardown(self) -> None:
        if hasattr(self, "sqlite"):
            self.sqlite.close()
            self.folder.cleanup()

    @property
    def logs(self) -> tuple[EventLog, ...]:
        return self.memory, self.sqlite

    def same(self, ours: list[Recorded], theirs: list[Recorded], expected: list[dict[str, Any]]) -> None:
        assert ours == theirs
        assert [plain(record) for record in ours] == expected

    def up_to(self, until: int | None) -> list[dict[str, Any]]:
        return [record for record in self.model.records if until is None or record["position"] <= until]

    @rule(batch=st.lists(drafts, min_size=1, max_size=4))
    def commit(self, batch: list[Draft]) -> None:
        appends = [
            append_of(
                f"c{command}",
                *(
                    (stream, max(0, self.model.version(stream) + offset), [f"name {n}" for n in range(count)])
                    for stream, (offset, count) in writes.items()
                ),
                body=str(body),
                asserts={
                    stream: max(0, self.model.version(stream) + offset) for stream, offset in asserts.items()
                },
            )
            for command, body, writes, asserts in batch
        ]
        expected = [self.model.answer(append, self.clock.now) for append in appends]
        for log in self.logs:
            assert [said(answer) for answer in log.commit(appends)] == expected

    @rule(step=st.integers(-5_000, 20_000))
    def the_clock_moves(self, step: int) -> None:
        self.clock.now += step

    @rule()
    def close_and_reopen(self) -> None:
        self.sqlite.close()
        self.sqlite = open_log(Path(self.folder.name), self.clock)

    @rule(after=st.integers(0, 40), limit=st.integers(1, 20), until=maybe_until)
    def read_all(self, after: int, limit: int, until: int | None) -> None:
        expected = [record for record in self.up_to(until) if record["position"] > after][:limit]
        self.same(
            self.memory.read_all(after, limit, until), self.sqlite.read_all(after, limit, until), expected
        )

    @rule(stream=st.sampled_from(STREAMS), after=st.integers(0, 6), until=maybe_until)
    def read_stream(self, stream: str, after: int, until: int | None) -> None:
        expected = [r for r in self.up_to(until) if r["stream"] == stream and r["version"] > after]
        self.same(
            self.memory.read_stream(stream, after, until),
            self.sqlite.read_stream(stream, after, until),
            expected,
        )

    @rule(streams=st.lists(st.sampled_from(STREAMS), max_size=4))
    def read_streams(self, streams: list[str]) -> None:
        expected = [record for record in self.model.records if record["stream"] in streams]
        self.same(self.memory.read_streams(streams), self.sqlite.read_streams(streams), expected)

    @rule(
        prefix=st.sampled_from(PREFIXES),
        after=st.integers(0, 40),
        limit=st.integers(1, 20),
        until=maybe_until,
    )
    def read_prefix(self, prefix: str, after: int, limit: int, until: int | None) -> None:
        below = [r for r in self.up_to(until) if r["stream"].startswith(prefix) and r["position"] > after]
        self.same(
            self.memory.read_prefix(prefix, after, limit, until),
            self.sqlite.read_prefix(prefix, after, limit, until),
            below[:limit],
        )

    @rule(instant=st.integers(990_000, 1_200_000))
    def position_at(self, instant: int) -> None:
        expected = sum(1 for record in self.model.records if record["recorded_at"] <= instant)
        assert [log.position_at(instant) for log in self.logs] == [expected, expected]

    @rule(command=st.integers(0, 45))
    def find(self, command: int) -> None:
        _, before = self.model.commands.get(f"c{command}", (b"", None))
        expected = before and Appended(before.first, before.last, before.recorded_at, again=True)
        assert [log.find(f"c{command}") for log in self.logs] == [expected, expected]

    @invariant()
    def heads_and_versions_agree(self) -> None:
        for log in self.logs:
            assert log.head() == len(self.model.records)
            assert {s: log.version(s) for s in STREAMS} == {s: self.model.version(s) for s in STREAMS}

    @invariant()
    def every_leaf_and_body_can_be_computed_anew(self) -> None:
        for record in self.sqlite.read_all(limit=10_000):
            assert record.leaf == leaf_of(record)
            assert encode(event_of(record))[2] == record.body


LogMachine.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestLogMachine = LogMachine.TestCase
