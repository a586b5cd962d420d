"""A change of policy or calendar that makes wakes earlier moves them, also after a crash between appends."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from events.codec import event_of
from events.log import Answer, Append
from events.types import TaskReminded, TaskWakeMoved, WakesFollowed
from services.parts import look_through
from services.waking import follow_change
from tests.support.domain import HEAD, LADDER, OWNER, REMIND, at, day, item
from tests.support.life import Life, life_on
from workflows.calendar import DeclareDays, OpenCalendar
from workflows.policy import SetPolicy

T = "hospital-1/health-2026/i1/2026-W37"
EARLIER = SetPolicy("standard", "一般督办", (replace(REMIND, offset=-3), HEAD, OWNER))


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    with life_on(tmp_path) as life:
        life.settle()
        life.issue(item("i1"), item("i2"))
        yield life


def wakes(life: Life, tag: type) -> list[tuple[str, object]]:
    records = life.app.log.read_all(0, 5_000)
    return [(r.stream, e) for r in records if isinstance(e := event_of(r), tag)]


def test_a_policy_that_reminds_earlier_wakes_the_open_tasks_earlier(life: Life) -> None:
    assert life.app.states.task(T).wake_at == at("09-10 18:00")
    life.give(EARLIER)
    look_through(life.app)
    assert life.app.states.task(T).wake_at == at("09-08 18:00")
    assert wakes(life, WakesFollowed) == [("wakes", WakesFollowed("policy/standard", 2))]
    life.clock.now = at("09-08 18:00")
    look_through(life.app)
    streams = [stream for stream, _ in wakes(life, TaskReminded) if stream.endswith("2026-W37")]
    assert sorted(streams) == [f"unit/hospital-1/task/health-2026/{one}/2026-W37" for one in ("i1", "i2")]


def test_a_policy_that_comes_later_moves_nothing_and_is_followed(life: Life) -> None:
    life.give(SetPolicy("standard", "一般督办", (HEAD, OWNER)))
    look_through(life.app)
    assert wakes(life, TaskWakeMoved) == []
    assert len(wakes(life, WakesFollowed)) == 1


def test_what_no_task_goes_by_is_not_followed(life: Life) -> None:
    life.give(SetPolicy("strict", "从严督办", (OWNER,)))
    life.give(OpenCalendar("schools", "Asia/Shanghai", "cn"))
    look_through(life.app)
    assert wakes(life, WakesFollowed) == []


def test_a_task_whose_first_step_was_told_keeps_its_policy(life: Life) -> None:
    life.clock.now = at("09-10 18:00")
    look_through(life.app)
    before = life.app.states.task(T)
    assert before.policy_version == 1
    life.give(SetPolicy("standard", "一般督办", (replace(HEAD, offset=0, unit="hour"), *LADDER[2:])))
    look_through(life.app)
    assert life.app.states.task(T).wake_at == before.wake_at == at("09-11 18:00")


def test_days_worked_after_all_make_a_frozen_ladder_earlier(life: Life) -> None:
    life.clock.now = at("09-14 18:00")
    look_through(life.app)
    assert life.app.states.task(T).wake_at == at("09-15 09:00")
    life.give(
        DeclareDays(
            "cn", "国办发明电〔2026〕1号", day("09-12"), day("09-13"), worked=(day("09-12"), day("09-13"))
        )
    )
    look_through(life.app)
    task = life.app.states.task(T)
    assert ("parent", 2) in task.raised or ("parent", 1) in task.raised or ("parent", 0) in task.raised
    assert wakes(life, WakesFollowed) == [
        ("wakes", WakesFollowed("calendar/cn", life.app.states.calendar("cn").version))
    ]


@pytest.mark.parametrize("survive", range(4))
def test_a_crash_between_any_two_appends_is_harmless(life: Life, survive: int) -> None:
    life.give(EARLIER)
    life.app.catch_up()
    left = survive

    def dying(appends: Sequence[Append]) -> list[Answer]:
        nonlocal left
        answers: list[Answer] = []
        for one in appends:
            if not left:
                raise KeyboardInterrupt
            left -= 1
            answers += life.app.commit_many([one])
        return answers

    with pytest.raises(KeyboardInterrupt):
        follow_change(life.app.states, life.app.read(), dying, life.clock, "policy/standard")
    look_through(life.app)
    moved = [stream for stream, _ in wakes(life, TaskWakeMoved)]
    assert len(moved) == len(set(moved)) > 2
    assert len(wakes(life, WakesFollowed)) == 1
    assert look_through(life.app) == 0
    assert life.app.states.task(T).wake_at == at("09-08 18:00")
    assert life.differences() == ()
