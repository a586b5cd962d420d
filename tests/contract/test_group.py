"""Group commit over every adapter: each append stands alone, and none is lost or doubled."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from events.group import GroupCommit
from events.log import (
    Answer,
    Append,
    Appended,
    CommandReused,
    Conflict,
    EventLog,
    LogError,
    LogUnavailable,
    Unknown,
)
from tests.contract.appends import append_of


class Watched:
    """A log whose commits can be held back, counted and made to fail."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self.sizes: list[int] = []
        self.open = threading.Event()
        self.open.set()
        self.entered = threading.Semaphore(0)
        self.fail_before: dict[int, Exception] = {}  # by the number of the commit, from 1
        self.fail_after: dict[int, Exception] = {}

    def commit(self, appends: Sequence[Append]) -> list[Answer]:
        self.sizes.append(len(appends))
        self.entered.release()
        self.open.wait()
        turn = len(self.sizes)
        if turn in self.fail_before:
            raise self.fail_before[turn]
        answers = self._log.commit(appends)
        if turn in self.fail_after:
            raise self.fail_after[turn]
        return answers

    def __getattr__(self, name: str) -> object:
        return getattr(self._log, name)


@pytest.fixture
def watched(log: EventLog) -> Watched:
    return Watched(log)


def grouped(log: object, most: int = 512) -> GroupCommit:
    return GroupCommit(log, most=most)  # type: ignore[arg-type]  # passes the rest on


def held_back(watched: Watched, group: GroupCommit) -> "Future[Appended]":
    """Keep the writer busy with one append, so that what follows waits together."""
    watched.open.clear()
    first = group.submit(append_of("first", ("unit/first", 0, ["x"])))
    watched.entered.acquire()
    return first


def test_an_append_is_durable_when_the_call_returns(log: EventLog) -> None:
    group = GroupCommit(log)
    assert group(append_of("c1", ("unit/a", 0, ["x"]))) == Appended(2, 2, 1_000_000)
    assert log.version("unit/a") == 1
    group.close()


def test_what_arrives_together_shares_a_transaction(watched: Watched) -> None:
    group = grouped(watched)
    first = held_back(watched, group)
    others = [group.submit(append_of(f"c{n}", (f"unit/u{n}", 0, ["x"]))) for n in range(50)]
    watched.open.set()
    assert [f.result().first for f in (first, *others)] == list(range(2, 53))
    assert watched.sizes == [1, 50]
    group.close()


def test_a_group_has_a_most(watched: Watched) -> None:
    group = grouped(watched, most=20)
    held_back(watched, group)
    futures = [group.submit(append_of(f"c{n}", (f"unit/u{n}", 0, ["x"]))) for n in range(50)]
    watched.open.set()
    for future in futures:
        future.result()
    assert watched.sizes == [1, 20, 20, 10]
    group.close()


def test_a_conflict_is_its_own_and_never_its_neighbours(watched: Watched) -> None:
    group = grouped(watched)
    held_back(watched, group)
    futures = [
        group.submit(append_of("c1", ("unit/a", 0, ["x"]))),
        group.submit(append_of("c2", ("unit/a", 0, ["x"]))),
        group.submit(append_of("c1", ("unit/a", 0, ["x"]), body="another")),
        group.submit(append_of("c3", ("unit/b", 0, ["x"]))),
    ]
    watched.open.set()
    assert isinstance(futures[0].result(), Appended)
    assert isinstance(futures[1].exception(), Conflict)
    assert isinstance(futures[2].exception(), CommandReused)
    assert futures[3].result().first == 4
    group.close()


def test_threads_that_race_for_a_stream_lose_nothing(log: EventLog) -> None:
    group = GroupCommit(log)
    conflicts: list[str] = []

    def work(worker: int) -> None:
        for turn in range(20):
            group(append_of(f"own-{worker}-{turn}", (f"unit/w{worker}", turn, ["x"])))
            while True:
                try:
                    group(append_of(f"race-{worker}-{turn}", ("unit/race", log.version("unit/race"), ["x"])))
                    break
                except Conflict as error:
                    conflicts.append(error.stream)

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(work, worker) for worker in range(8)]:
            done.result()
    assert set(conflicts) <= {"unit/race"}
    race = log.read_stream("unit/race")
    assert sorted(r.command for r in race) == sorted(f"race-{w}-{t}" for w in range(8) for t in range(20))
    assert [log.version(f"unit/w{worker}") for worker in range(8)] == [20] * 8
    assert [r.position for r in log.read_all()] == list(range(1, 8 * 40 + 2))
    group.close()


def test_a_batch_of_a_worker_is_written_as_one(watched: Watched) -> None:
    group = grouped(watched, most=4)
    batch = [append_of(f"c{n}", (f"unit/u{n % 9}", 0, ["x"])) for n in range(10)]
    answers = group.commit_many(batch)
    assert [type(answer) for answer in answers] == [Appended] * 9 + [Conflict]
    assert group.commit_many([]) == []
    assert watched.sizes == [10]
    group.close()


def test_an_unknown_commit_that_holds_is_answered_by_command_id(watched: Watched) -> None:
    watched.fail_after[1] = Unknown("the line broke")
    group = grouped(watched)
    assert group(append_of("c1", ("unit/a", 0, ["x"]))) == Appended(2, 2, 1_000_000, again=True)
    group.close()


def test_an_unknown_commit_that_does_not_hold_stays_unknown(watched: Watched) -> None:
    watched.fail_before[1] = Unknown("the line broke")
    group = grouped(watched)
    with pytest.raises(Unknown, match="the line broke"):
        group(append_of("c1", ("unit/a", 0, ["x"])))
    assert group(append_of("c1", ("unit/a", 0, ["x"]))).first == 2
    group.close()


def test_after_an_unknown_commit_a_reused_id_is_no_success(watched: Watched) -> None:
    group = grouped(watched)
    group(append_of("c1", ("unit/a", 0, ["x"]), body="report"))
    watched.fail_before[2] = Unknown("the line broke")
    with pytest.raises(CommandReused):
        group(append_of("c1", ("unit/a", 1, ["x"]), body="excuse"))
    group.close()


def test_an_error_of_the_log_reaches_every_member_and_the_writer_lives_on(watched: Watched) -> None:
    group = grouped(watched)
    watched.fail_before[2] = ZeroDivisionError("a fault in an adapter")
    first = held_back(watched, group)
    futures = [group.submit(append_of(f"c{n}", (f"unit/u{n}", 0, ["x"]))) for n in range(3)]
    watched.open.set()
    assert first.result().first == 2
    assert [type(future.exception()) for future in futures] == [ZeroDivisionError] * 3
    assert group(append_of("later", ("unit/later", 0, ["x"]))).first == 3
    group.close()


def test_a_log_that_cannot_be_used_refuses_each_submit(log: EventLog) -> None:
    group = GroupCommit(log)
    log.close()
    for command in ("c1", "c2"):
        with pytest.raises(LogUnavailable):
            group(append_of(command, ("unit/a", 0, ["x"])))
    answers = group.commit_many([append_of("c3", ("unit/a", 0, ["x"]))])
    assert [type(answer) for answer in answers] == [LogUnavailable]
    group.close()


def test_closing_writes_what_was_submitted_and_takes_no_more(watched: Watched) -> None:
    group = grouped(watched, most=7)
    held_back(watched, group)
    futures = [group.submit(append_of(f"c{n}", (f"unit/u{n}", 0, ["x"]))) for n in range(30)]
    closing = threading.Thread(target=group.close)
    closing.start()
    watched.open.set()
    closing.join()
    assert all(future.done() and future.exception() is None for future in futures)
    with pytest.raises(LogUnavailable, match="closing"):
        group.submit(append_of("late", ("unit/late", 0, ["x"])))
    group.close()


def test_a_cancelled_append_is_not_written(watched: Watched) -> None:
    group = grouped(watched)
    held_back(watched, group)
    cancelled = group.submit(append_of("c1", ("unit/a", 0, ["x"])))
    kept = group.submit(append_of("c2", ("unit/b", 0, ["x"])))
    assert cancelled.cancel()
    watched.open.set()
    assert kept.result().first == 3
    assert watched._log.find("c1") is None
    group.close()


def outcome(ask: Callable[[], object]) -> object:
    try:
        return ask()
    except LogError as error:
        return type(error)


def test_the_same_append_from_many_threads_is_written_once(log: EventLog) -> None:
    group = GroupCommit(log)
    one = append_of("c1", ("unit/a", 0, ["x"]))
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: outcome(lambda: group(one)), range(64)))
    assert all(isinstance(answer, Appended) and answer.first == 2 for answer in answers)
    assert sum(1 for answer in answers if isinstance(answer, Appended) and not answer.again) == 1
    assert log.head() == 2
    group.close()
