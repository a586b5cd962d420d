"""A short count of what `make fuzz` does at length."""

from tests.fuzz.mutations import input_of
from tests.fuzz.running import Failure, run

COUNT = 300
SEED = 2026


def test_changed_documents_neither_crash_nor_hang_and_are_read_as_they_are() -> None:
    failures: list[Failure] = []
    (*_, tally) = run(SEED, range(COUNT), 2, failures.append)
    assert not failures
    assert tally.done == COUNT
    assert min(tally.counts["read"], tally.counts["refused"]) > COUNT // 20


def test_an_input_can_be_made_again() -> None:
    assert [input_of(7, number) for number in range(40)] == [input_of(7, number) for number in range(40)]
    assert len({data for _, data in (input_of(7, number) for number in range(40))}) > 35


def test_a_worker_that_gives_no_answer_is_a_failure() -> None:
    failures: list[Failure] = []
    list(run(SEED, range(2), 1, failures.append, watch=0.0))
    assert [failure.number for failure in failures] == [0, 1]
    assert "no answer" in failures[0].what
