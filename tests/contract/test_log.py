"""What every adapter of the log must do."""

import threading

import msgspec
import pytest

from events.codec import event_of
from events.leaf import leaf_of
from events.log import (
    Appended,
    CommandReused,
    Conflict,
    Consulted,
    EventLog,
    Followed,
    LogError,
    LogUnavailable,
    append,
)
from events.types import LogOpened
from tests.contract.appends import Clock, append_of

GENESIS = 1


def positions(log: EventLog) -> list[int]:
    return [record.position for record in log.read_all()]


def test_a_new_log_begins_with_a_genesis_record(log: EventLog, clock: Clock) -> None:
    (genesis,) = log.read_all()
    assert event_of(genesis) == LogOpened("test", 1, "Asia/Shanghai")
    assert (genesis.position, genesis.stream, genesis.version) == (1, "log", 1)
    assert genesis.recorded_at == clock.now
    assert log.head() == 1


def test_a_record_keeps_everything_that_the_append_said(log: EventLog, clock: Clock) -> None:
    clock.now = 5_000_000
    given = msgspec.structs.replace(
        append_of("c1", ("unit/a", 0, ["东村小学"])),
        actor="m-7",
        on_behalf="m-8",
        causation="c0",
        correlation="k1",
        source="plan.txt",
        consulted=(Consulted("org", 3), Consulted("calendar/cn", 2)),
    )
    assert append(log, given) == Appended(2, 2, 5_000_000)
    (record,) = log.read_stream("unit/a")
    assert (record.position, record.stream, record.version, record.tag, record.schema) == (
        *(2, "unit/a", 1),
        *("UnitRenamed", 1),
    )
    assert (record.occurred_at, record.recorded_at) == (77, 5_000_000)
    assert (record.actor, record.on_behalf, record.command) == ("m-7", "m-8", "c1")
    assert (record.causation, record.correlation, record.source) == ("c0", "k1", "plan.txt")
    assert record.consulted == b'[["org",3],["calendar/cn",2]]'
    assert record.body == '{"type":"UnitRenamed","unit":"school-1","name":"东村小学"}'.encode()
    assert record.leaf == leaf_of(record)


def test_a_stale_append_is_a_conflict_and_leaves_nothing(log: EventLog) -> None:
    append(log, append_of("c1", ("unit/a", 0, ["x"])))
    with pytest.raises(Conflict) as caught:
        append(log, append_of("c2", ("unit/a", 0, ["y"])))
    assert (caught.value.stream, caught.value.expected, caught.value.actual) == ("unit/a", 0, 1)
    assert log.find("c2") is None
    assert positions(log) == [1, 2]


def test_an_append_that_expects_too_much_is_a_conflict(log: EventLog) -> None:
    with pytest.raises(Conflict, match="unit/a is at version 0, expected 3"):
        append(log, append_of("c1", ("unit/a", 3, ["x"])))


def test_a_conflict_never_fails_its_neighbours(log: EventLog) -> None:
    answers = log.commit(
        [
            append_of("c1", ("unit/a", 0, ["x"])),
            append_of("c2", ("unit/a", 0, ["y"])),
            append_of("c3", ("unit/b", 0, ["z"])),
        ]
    )
    assert [type(answer) for answer in answers] == [Appended, Conflict, Appended]
    assert positions(log) == [1, 2, 3]
    assert (log.version("unit/a"), log.version("unit/b")) == (1, 1)


def test_earlier_members_of_a_batch_count(log: EventLog) -> None:
    first = append_of("c1", ("unit/a", 0, ["x", "y"]))
    answers = log.commit([first, append_of("c2", ("unit/a", 2, ["z"])), first])
    recorded_at = 1_000_000
    assert answers == [
        Appended(2, 3, recorded_at),
        Appended(4, 4, recorded_at),
        Appended(2, 3, recorded_at, again=True),
    ]


def test_the_same_command_again_gives_the_same_answer(log: EventLog, clock: Clock) -> None:
    first = append(log, append_of("c1", ("unit/a", 0, ["x"])))
    clock.now += 10
    again = append(log, append_of("c1", ("unit/a", 0, ["x"])))
    assert again == msgspec.structs.replace(first, again=True)
    assert log.find("c1") == again
    assert log.head() == 2


def test_another_command_under_a_used_id_is_refused(log: EventLog) -> None:
    append(log, append_of("c1", ("unit/a", 0, ["x"]), body="report"))
    other = append_of("c1", ("unit/a", 1, ["x"]), body="excuse")
    with pytest.raises(CommandReused, match="c1"):
        append(log, other)
    with pytest.raises(CommandReused, match="c1"):
        log.find("c1", other.fingerprint)
    assert log.head() == 2


def test_a_refused_command_id_may_be_used_when_it_is_decided_again(log: EventLog) -> None:
    append(log, append_of("c1", ("unit/a", 0, ["x"])))
    with pytest.raises(Conflict):
        append(log, append_of("c2", ("unit/a", 0, ["y"])))
    assert append(log, append_of("c2", ("unit/a", 1, ["y"]))).first == 3


def test_several_streams_are_written_all_or_nothing(log: EventLog) -> None:
    append(log, append_of("c1", ("unit/a", 0, ["x"]), ("unit/b", 0, ["y", "z"])))
    with pytest.raises(Conflict, match="unit/b is at version 2"):
        append(log, append_of("c2", ("unit/a", 1, ["x"]), ("unit/b", 1, ["y"])))
    assert [(r.position, r.stream, r.version) for r in log.read_all(after=GENESIS)] == [
        (2, "unit/a", 1),
        (3, "unit/b", 1),
        (4, "unit/b", 2),
    ]


def test_an_asserted_stream_must_be_at_its_version(log: EventLog) -> None:
    append(log, append_of("c1", ("plan/p", 0, ["x"])))
    append(log, append_of("c2", ("unit/a", 0, ["x"]), asserts={"plan/p": 1, "plan/q": 0}))
    with pytest.raises(Conflict, match="plan/p is at version 1, expected 2"):
        append(log, append_of("c3", ("unit/a", 1, ["y"]), asserts={"plan/p": 2}))
    assert log.version("plan/p") == 1


def test_an_assert_sees_earlier_members_of_the_batch(log: EventLog) -> None:
    answers = log.commit(
        [
            append_of("c1", ("plan/p", 0, ["x"])),
            append_of("c2", ("unit/a", 0, ["x"]), asserts={"plan/p": 0}),
            append_of("c3", ("unit/b", 0, ["x"]), asserts={"plan/p": 1}),
        ]
    )
    assert [type(answer) for answer in answers] == [Appended, Conflict, Appended]


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (append_of("c1"), "nothing to append"),
        (append_of("c1", ("unit/a", 0, [])), "no events for unit/a"),
        (append_of("", ("unit/a", 0, ["x"])), "needs a command id"),
        (append_of("c1", ("unit/a ", 0, ["x"])), "is not a stream name"),
        (append_of("c1", ("", 0, ["x"])), "is not a stream name"),
        (append_of("c1", ("unit//a", 0, ["x"])), "is not a stream name"),
        (append_of("c1", ("unit/a", 0, ["x"]), ("unit/a", 1, ["y"])), "writes a stream twice"),
        (append_of("c1", *((f"unit/u{n}", 0, ["x"]) for n in range(101))), "at most 100"),
        (append_of("c1", ("unit/a", 0, ["\ud800"])), "cannot be written"),
        (append_of("c\ud800", ("unit/a", 0, ["x"])), "cannot be written"),
        (append_of("c1", ("unit/a", 0, ["x"]), occurred_at=2**63), "cannot be written"),
    ],
)
def test_a_malformed_append_is_refused_alone(log: EventLog, broken: object, says: str) -> None:
    assert isinstance(broken, type(append_of("x")))
    good = append_of("good", ("unit/b", 0, ["x"]))
    refused, accepted = log.commit([broken, good])
    assert isinstance(refused, LogError)
    assert says in str(refused)
    assert accepted == Appended(2, 2, 1_000_000)
    assert log.head() == 2


def test_an_empty_batch_writes_nothing(log: EventLog) -> None:
    assert log.commit([]) == []
    assert log.head() == 1


@pytest.mark.parametrize("count", [1, 2, 3, 255, 256, 257, 512, 700])
def test_batches_of_any_size_come_back_whole(log: EventLog, count: int) -> None:
    batch = [append_of(f"c{n}", (f"unit/u{n}", 0, [f"name {n}"])) for n in range(count)]
    assert [a.first for a in log.commit(batch) if isinstance(a, Appended)] == list(range(2, count + 2))
    records = log.read_all(after=GENESIS)
    assert [(r.stream, r.command) for r in records] == [(f"unit/u{n}", f"c{n}") for n in range(count)]
    assert all(record.leaf == leaf_of(record) for record in records)


def test_one_append_may_carry_many_events(log: EventLog) -> None:
    names = [f"name {n}" for n in range(1300)]
    assert append(log, append_of("c1", ("unit/a", 0, names))) == Appended(2, 1301, 1_000_000)
    assert [record.version for record in log.read_stream("unit/a")] == list(range(1, 1301))


def test_recorded_at_never_goes_back(log: EventLog, clock: Clock) -> None:
    clock.now = 9_000_000
    append(log, append_of("c1", ("unit/a", 0, ["x"])))
    clock.now = 2_000_000
    assert append(log, append_of("c2", ("unit/a", 1, ["x"]))).recorded_at == 9_000_000
    clock.now = 9_000_001
    append(log, append_of("c3", ("unit/a", 2, ["x"])))
    assert [r.recorded_at for r in log.read_all()] == [1_000_000, 9_000_000, 9_000_000, 9_000_001]


def test_position_at_is_the_last_one_recorded_by_then(log: EventLog, clock: Clock) -> None:
    for number, now in enumerate([2_000_000, 2_000_000, 3_000_000]):
        clock.now = now
        append(log, append_of(f"c{number}", ("unit/a", number, ["x"])))
    asked = {999_999: 0, 1_000_000: 1, 1_999_999: 1, 2_000_000: 3, 2_999_999: 3, 3_000_000: 4, 2**62: 4}
    assert {instant: log.position_at(instant) for instant in asked} == asked


def test_a_stream_is_read_after_a_version_and_up_to_a_position(log: EventLog) -> None:
    append(log, append_of("c1", ("unit/a", 0, ["1", "2"])))
    append(log, append_of("c2", ("unit/b", 0, ["x"])))
    append(log, append_of("c3", ("unit/a", 2, ["3"])))
    assert [r.version for r in log.read_stream("unit/a")] == [1, 2, 3]
    assert [r.version for r in log.read_stream("unit/a", after=1)] == [2, 3]
    assert [r.version for r in log.read_stream("unit/a", until=4)] == [1, 2]
    assert log.read_stream("unit/c") == []


def test_several_streams_are_read_in_the_order_of_the_log(log: EventLog) -> None:
    append(log, append_of("c1", ("unit/b", 0, ["x"])))
    append(log, append_of("c2", ("unit/a", 0, ["x"])))
    append(log, append_of("c3", ("unit/b", 1, ["x"])))
    found = log.read_streams(["unit/a", "unit/b", "unit/a", "unit/none"])
    assert [record.position for record in found] == [2, 3, 4]
    assert log.read_streams([]) == []


def test_more_streams_than_a_statement_has_parameters_can_be_read(log: EventLog) -> None:
    append(log, append_of("c1", ("unit/u39999", 0, ["x"])))
    assert len(log.read_streams([f"unit/u{n}" for n in range(40_000)])) == 1


def test_a_prefix_takes_exactly_the_streams_below_it(log: EventLog) -> None:
    for stream in ("unit/a", "unit/a/task/x", "unit/a-1/task/x", "unit/a0", "unit/b/task/x", "unit/a/task/y"):
        append(log, append_of(stream, (stream, 0, ["x"])))
    assert [r.stream for r in log.read_prefix("unit/a/")] == ["unit/a/task/x", "unit/a/task/y"]
    assert len(log.read_prefix("unit/a")) == 5
    assert len(log.read_prefix("")) == 7


def test_a_prefix_is_read_page_by_page(log: EventLog) -> None:
    for number in range(7):
        append(log, append_of(f"c{number}", (f"unit/a/t{6 - number}", 0, ["x"])))
        append(log, append_of(f"d{number}", (f"unit/b/t{number}", 0, ["x"])))
    whole = [record.position for record in log.read_prefix("unit/a/")]
    paged: list[int] = []
    while page := log.read_prefix("unit/a/", after=paged[-1] if paged else 0, limit=3):
        paged += [record.position for record in page]
    assert paged == whole == [2, 4, 6, 8, 10, 12, 14]
    assert [r.position for r in log.read_prefix("unit/a/", after=2, until=8)] == [4, 6, 8]


def test_everything_is_read_page_by_page(log: EventLog) -> None:
    log.commit([append_of(f"c{n}", (f"unit/u{n}", 0, ["x"])) for n in range(10)])
    assert [r.position for r in log.read_all(after=3, limit=4)] == [4, 5, 6, 7]
    assert [r.position for r in log.read_all(after=3, limit=4, until=5)] == [4, 5]
    assert log.read_all(after=11) == []


def test_a_follower_gets_the_same_records_with_less_of_each(log: EventLog) -> None:
    log.commit([append_of(f"c{n}", (f"unit/u{n}", 0, ["x"])) for n in range(10)])
    for after, limit, until in ((0, 5000, None), (3, 4, None), (3, 4, 5), (11, 4, None)):
        whole = log.read_all(after, limit, until)
        assert log.follow(after, limit, until) == [
            Followed(r.position, r.stream, r.version, r.tag, r.schema, r.recorded_at, r.body) for r in whole
        ]


def test_a_closed_log_says_so(log: EventLog) -> None:
    log.close()
    with pytest.raises(LogUnavailable, match="closed"):
        log.head()
    with pytest.raises(LogUnavailable, match="closed"):
        log.commit([append_of("c1", ("unit/a", 0, ["x"]))])
    log.close()


def test_readers_in_other_threads_see_whole_appends_in_order(log: EventLog) -> None:
    done = threading.Event()
    seen: list[str] = []

    def read() -> None:
        after = 0
        while not done.is_set() or after < log.head():
            page = log.read_all(after=after)
            if [r.position for r in page] != list(range(after + 1, after + 1 + len(page))):
                seen.append(f"a gap after {after}")
            after += len(page)
            if after > 1 and after % 2 == 0:
                seen.append(f"half an append at {after}")

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(60):
        log.commit(
            [
                append_of(f"c{number}", (f"unit/a{number}", 0, ["x", "y"])),
                append_of(f"d{number}", (f"unit/b{number}", 0, ["x"]), (f"unit/c{number}", 0, ["y"])),
            ]
        )
    done.set()
    for reader in readers:
        reader.join()
    assert seen == []
    assert log.head() == 241


def test_versions_of_several_streams_are_those_of_each_and_untouched_ones_are_left_out(log: EventLog) -> None:
    append(log, append_of("one", ("unit/a", 0, ["x", "y"])))
    append(log, append_of("two", ("unit/b", 0, ["z"])))

    assert log.versions(["unit/a", "unit/b", "unit/none"]) == {"unit/a": 2, "unit/b": 1}
    assert log.versions([]) == {}
