"""A ladder tried on a real log: nothing is written, and the ladders in force come out as they were."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from msgspec.structs import replace

from events.types import Step
from services.bootstrap import App
from services.trying import Trial, Tried, tried
from tests.support.domain import HEAD, LADDER, OWNER, PARENT, REMIND, at, day, item, refused, stands_in
from tests.support.life import Life, life_on
from workflows.calendar import DeclareDays, ImportHolidayNotice
from workflows.org import EndAppointment, MoveUnit
from workflows.policy import SetPolicy
from workflows.task import (
    AcknowledgeEscalation,
    AskExtension,
    GrantExtension,
    HandOverEscalation,
    ReportTask,
    ReturnTask,
    StepBack,
)

W37 = "hospital-1/health-2026/i1/2026-W37"
W38 = "hospital-1/health-2026/i1/2026-W38"
W39 = "hospital-1/health-2026/i1/2026-W39"


def lived(life: Life) -> Life:
    """Six weeks: reports, a return, an extension, an acknowledgement, a substitute, a vacant post, a unit
    that moves, another holiday notice, another revision of the ladder, and two days without the machine."""
    life.issue(item(), item("i2", "daily", "hospital-2", policy="strict"))
    life.live_until("09-12 08:00")
    life.give(AcknowledgeEscalation(W37), "m-head-1")
    life.live_until("09-14 10:00")
    life.give(ReportTask(W37), "m-clerk-1")
    life.give(
        ReturnTask(W37, life.app.kept.keep("r", "不全"), life.clock.now + 2 * 86_400_000_000), "m-chief"
    )
    life.give(AskExtension(W38, life.app.kept.keep("e", "人手不足"), life.clock.now + 8 * 86_400_000_000))
    life.give(GrantExtension(W38), "m-chief")
    life.give(stands_in("m-mayor", "m-chief", "09-18", "09-30"))
    life.live_until("09-20 08:00")
    life.at("09-22 12:00")  # nobody looked for two days
    life.live_until("09-24 08:00")
    life.give(SetPolicy("standard", "一般督办", (REMIND, HEAD, OWNER)))
    life.give(EndAppointment("a-head-1", day("09-25")))
    life.live_until("09-28 08:00")
    life.give(MoveUnit("hospital-1", "city-office"))
    holidays = tuple(dt.date(2026, 10, number) for number in range(1, 10))
    life.give(ImportHolidayNotice("cn", 2026, "另行通知", holidays, ()))
    life.live_until("10-12 08:00")
    return life


def trial(app: App, *ladders: SetPolicy, since: str = "09-01", until: str = "10-31", **more: str) -> Tried:
    asked = Trial(ladders, day(since), day(until), **more)  # type: ignore[arg-type]  # unit, plan
    return tried(app.log, app.states.calendar("cn"), asked, app.clock())


def standard(*steps: Step) -> SetPolicy:
    return SetPolicy("standard", "一般督办", steps)


def test_the_real_ladders_replayed_come_to_what_was_recorded(life: Life) -> None:
    found = trial(lived(life).app).difference
    assert found.tasks > 40
    assert found.before.steps > 50
    assert found.empty
    assert found.dropped == {}


def test_the_same_ladder_tried_changes_nothing(life: Life) -> None:
    life.issue(item(), item("i2", "daily", "hospital-2"))
    life.live_until("10-12 08:00")
    found = trial(life.app, standard(*LADDER)).difference
    assert found.before.steps > 20
    assert found.empty
    assert found.before == found.after


def test_a_trial_writes_nothing_and_tells_nobody(life: Life) -> None:
    lived(life)
    before = life.app.log.head(), life.app.outbox.counts()
    trial(life.app, standard(PARENT))
    assert (life.app.log.head(), life.app.outbox.counts()) == before


def test_another_ladder_tells_others_at_other_times(life: Life) -> None:
    lived(life)
    found = trial(life.app, standard(REMIND, PARENT)).difference
    assert found.changed > 0
    levels = {one.level: (one.before, one.after) for one in found.levels}
    assert levels[3][1] == 0
    assert all("/i1/" in one.task for one in found.first), "tasks of the other policy are not touched"


def test_a_trial_is_narrowed_to_a_window_a_unit_and_a_plan(life: Life) -> None:
    lived(life)
    ladder = standard(replaced_owner())
    assert trial(life.app, ladder, unit="hospital-2").difference.tasks == 0
    assert trial(life.app, ladder, plan="other").difference.tasks == 0
    whole, part = trial(life.app, ladder).difference, trial(life.app, ladder, until="09-14").difference
    assert 0 < part.before.steps < whole.before.steps


def replaced_owner() -> Step:
    return Step("owner", 1, 1, "hour", ("owner",))


def test_what_cannot_be_tried_is_refused(life: Life) -> None:
    lived(life)
    with refused("unknown-policy"):
        trial(life.app, SetPolicy("other", "另一规则", LADDER))
    with refused("bad-step"):
        trial(life.app, standard(Step("x", 1, -1, "day", ("head",))))
    with refused("bad-dates"):
        trial(life.app, standard(*LADDER), since="10-20", until="10-10")
    with refused("bad-dates"):
        trial(life.app, standard(*LADDER), since="12-01", until="12-10")
    with refused("unknown-unit"):
        trial(life.app, standard(*LADDER), unit="nowhere")


def passed_on(life: Life) -> Life:
    """An escalation that is handed over, sent back and comes again, turns that must not overlap, a step that
    a later policy brings forward, and a day that is worked after all."""
    life.settle()
    life.issue(item(), item("i2", "weekly on fri, overlap buffer"), item("i3", "weekly on fri, overlap skip"))
    life.live_until("09-15 10:00")
    life.give(HandOverEscalation(W37, "m-head-2", life.app.kept.keep("h", "出差")), "m-chief")
    life.live_until("09-16 12:00")
    life.give(StepBack(W37, at("09-22 12:00"), life.app.kept.keep("s", "先办"), 1), "m-head-2")
    life.give(ReportTask(W37.replace("i1", "i2").replace("37", "36")), "m-clerk-1")
    life.live_until("09-23 12:00")
    life.give(SetPolicy("standard", "一般督办", (replace(REMIND, offset=-3), HEAD, PARENT, OWNER)))
    life.live_until("09-26 08:00")
    worked = (day("09-26"), day("09-27"))
    life.give(DeclareDays("cn", "办发〔2026〕1号", *worked, worked=worked))
    life.live_until("10-12 08:00")
    return life


def tags(life: Life) -> Counter[str]:
    return Counter(one.tag for one in life.app.log.read_all(0, 50_000))


def test_what_was_handed_over_sent_back_or_waited_its_turn_is_replayed_as_it_was(tmp_path: Path) -> None:
    with life_on(tmp_path) as life:
        found = tags(passed_on(life))
        kinds = ("EscalationHandedOver", "EscalationSteppedBack", "TaskDeferred", "TaskSkipped")
        assert all(found[one] for one in (*kinds, "TaskMoved", "WakesFollowed"))
        assert any(one.command.startswith("wakes/policy") for one in life.app.log.read_all(0, 50_000))
        assert ("09-22 12:00", "parent", 2) in life.steps(W37)
        same = trial(life.app).difference
        assert same.before.steps > 20
        assert (same.first, same.dropped) == ((), {})
        assert same.before == same.after
        assert [one for one in same.desks if one.mean_before != one.mean_after] == []


def test_the_same_ladder_on_what_was_handed_over_changes_nothing(tmp_path: Path) -> None:
    with life_on(tmp_path) as life:
        life.settle()
        life.issue(item(), item("i2", "weekly on fri, overlap buffer"))
        life.live_until("09-15 10:00")
        life.give(HandOverEscalation(W37, "m-head-2", life.app.kept.keep("h", "出差")), "m-chief")
        life.give(StepBack(W37, at("09-22 12:00"), life.app.kept.keep("s", "先办"), 1), "m-head-2")
        life.live_until("10-12 08:00")
        assert trial(life.app, standard(*LADDER)).difference.empty
        other = trial(life.app, standard(REMIND, HEAD, OWNER)).difference
        assert other.dropped == {"EscalationHandedOver": 1, "EscalationSteppedBack": 1}
        assert "m-head-2" not in {one.member for one in other.desks if one.told_after}


@pytest.mark.parametrize(("since", "until"), [("0001-01-01", "2026-10-31"), ("2026-09-01", "9999-12-31")])
def test_days_on_which_nothing_is_recorded_are_left_out(life: Life, since: str, until: str) -> None:
    lived(life)
    asked = Trial((standard(PARENT),), dt.date.fromisoformat(since), dt.date.fromisoformat(until))
    found = tried(life.app.log, life.app.states.calendar("cn"), asked, life.app.clock())
    assert (found.since, found.until) in ((at("08-31"), at("10-12 08:00") + 1), (at("09-01"), found.until))
    assert found.difference.changed > 0
