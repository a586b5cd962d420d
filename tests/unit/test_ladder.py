"""From a woken task to the desk that must know."""

from collections.abc import Sequence

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st
from msgspec.structs import replace

from events.types import EscalationRaised, Step, TaskReminded, TaskWakeMoved, Told
from services.holidays import built_in_notice
from tests.support.domain import (
    CN,
    DAY,
    DISTRICT,
    HEAD,
    LADDER,
    ORG,
    OWNER,
    PARENT,
    REMIND,
    T,
    World,
    a_task,
    at,
    day,
    given,
    look,
    looked_at,
    looks,
    org_of,
    policy_of,
    stands_in,
    steps,
)
from workflows import calendar as calendars
from workflows import ladder
from workflows.calendar import Calendar, ImportHolidayNotice
from workflows.org import AddUnit, AppointMember, EndAppointment, Org
from workflows.policy import rungs
from workflows.task import AcknowledgeEscalation, ReportTask, ReturnTask, Task, evolve

UP = ("hospital-1", "health-bureau")
TO_THE_TOP = (*UP, "city-office")
DUE, AFTER = "09-11 18:00", "10-30 00:00"


def told(found: Sequence[tuple[int, object]], step: str) -> tuple[Told, ...]:
    """Who was told by the first turn of a step."""
    for _, event in found:
        if isinstance(event, TaskReminded | EscalationRaised) and event.step == step:
            return event.told
    raise AssertionError(f"no step {step}")


def members(org: Org, step: str) -> list[str]:
    return [one.member for one in told(looks(a_task(), AFTER, World(org)), step)]


# --- when -----------------------------------------------------------------------------------------------


def test_the_whole_ladder_of_a_task_that_nobody_does() -> None:
    assert steps(looks(a_task(), AFTER)) == [
        ("09-10 18:00", "remind", 0),
        ("09-11 18:00", "head", 0),
        ("09-12 18:00", "head", 1),
        ("09-13 18:00", "head", 2),
        ("09-14 18:00", "head", 3),
        ("09-15 09:00", "parent", 0),
        ("09-16 09:00", "parent", 1),
        ("09-17 09:00", "parent", 2),
        ("09-18 09:00", "owner", 0),
    ]


def test_level_0_reminds_and_the_others_escalate() -> None:
    events = [event for _, event in looks(a_task(), AFTER)]
    assert [type(event) for event in events[:2]] == [TaskReminded, EscalationRaised]
    assert given(till="09-10 18:00").level == 0
    assert given(till=DUE).level == 1
    assert given(till=AFTER).level == 3


def test_repeats_missed_in_an_outage_are_told_once_and_not_five_times() -> None:
    back = look(given(till=DUE), "09-14 20:00")
    assert isinstance(back, EscalationRaised)
    assert (back.step, back.repeat) == ("head", 3)
    assert back.wake_at == at("09-15 09:00")


def test_after_a_long_outage_each_step_is_told_once_in_its_order() -> None:
    task, told_now = a_task(), []
    while event := look(task, "09-25 12:00"):
        assert isinstance(event, TaskReminded | EscalationRaised)
        told_now.append((event.step, event.repeat))
        task = evolve(task, at("09-25 12:00"), event)
    assert told_now == [("remind", 0), ("head", 3), ("parent", 2), ("owner", 0)]
    assert task.wake_at == 0


def test_a_step_that_lies_before_the_opening_is_void() -> None:
    early = policy_of((Step("early", 0, -10, "day", ("clerk",)), *LADDER))
    assert steps(looks(a_task(), "09-11 00:00", World(policy=early))) == [("09-10 18:00", "remind", 0)]


def test_a_look_that_comes_too_early_moves_the_wake() -> None:
    assert look(a_task(wake_at=at("09-08")), "09-08 12:00") == TaskWakeMoved(1, at("09-10 18:00"))


def test_a_look_at_an_exhausted_ladder_ends_it() -> None:
    done = given(till=AFTER)
    assert look(replace(done, wake_at=at(AFTER)), AFTER) == TaskWakeMoved(1, 0)


# --- what is frozen, and what is looked up --------------------------------------------------------------


def test_the_policy_is_frozen_at_the_first_step_while_a_revision_applies_to_other_tasks() -> None:
    revised = World(policy=policy_of(LADDER, (REMIND, OWNER)))
    begun = given(till="09-10 18:00")
    assert begun.policy_version == 1
    assert [step for _, step, _ in steps(looks(begun, AFTER, revised))] == [
        *("head", "head", "head", "head", "parent", "parent", "parent", "owner")
    ]
    assert [step for _, step, _ in steps(looks(a_task(), AFTER, revised))] == ["remind", "owner"]


def test_a_new_round_takes_up_the_policy_in_force() -> None:
    revised = World(policy=policy_of(LADDER, (REMIND, OWNER)))
    returned = ReturnTask(T, "poor", at("09-18 18:00"))
    again = given(("09-14 10:00", ReportTask(T)), ("09-14 11:00", returned))
    assert [step for _, step, _ in steps(looks(again, AFTER, revised))] == ["remind", "owner"]


def test_a_calendar_edited_later_moves_the_steps_to_come_and_not_what_is_recorded() -> None:
    week_off = tuple(day(f"09-{n}") for n in range(14, 19))
    closed = World(calendar=_with_holidays(*week_off))
    begun = given(till=DUE)
    found = looks(begun, AFTER, closed)
    assert begun.due == at(DUE)
    assert steps(found)[3] == ("09-21 09:00", "parent", 0)
    event = found[3][1]
    assert isinstance(event, EscalationRaised)
    assert (event.basis.calendar_version, event.basis.working_days) == (3, 2)


def _with_holidays(*more: object) -> Calendar:
    notice = built_in_notice("cn", 2026)
    assert notice is not None
    days = tuple({*notice.holidays, *more})
    command = ImportHolidayNotice("cn", 2026, "a later notice", days, notice.make_up_days)  # type: ignore[arg-type]  # days
    return calendars.evolve(CN, calendars.decide(CN, command)[0])


def test_a_step_carries_its_basis() -> None:
    event = looks(a_task(), DUE)[-1][1]
    assert isinstance(event, EscalationRaised)
    basis = event.basis
    assert (basis.due, basis.policy, basis.policy_version) == (at(DUE), "standard", 1)
    assert (basis.task_version, basis.calendar, basis.calendar_version) == (1, "cn", 2)
    assert (basis.org_version, basis.working_days) == (len(DISTRICT), 0)


# --- who ------------------------------------------------------------------------------------------------


def test_each_desk_of_the_chain() -> None:
    found = looks(a_task(), AFTER)
    assert told(found, "remind") == (
        Told("m-clerk-1", "hospital-1", "clerk"),
        Told("m-clerk-2", "hospital-1", "clerk"),
    )
    assert told(found, "head") == (Told("m-head-1", "hospital-1", "head"),)
    assert told(found, "parent") == (Told("m-chief", "health-bureau", "head", path=UP),)
    assert told(found, "owner") == (Told("m-owner", "health-bureau", "owner"),)


def test_without_a_clerk_the_head_is_reminded() -> None:
    task = a_task(unit="hospital-2", task="hospital-2/health-2026/i1/2026-W37")
    assert told(looks(task, DUE), "remind") == (Told("m-head-2", "hospital-2", "head"),)


def test_a_vacant_post_passes_to_the_next_head_up_and_says_what_it_skipped() -> None:
    org = org_of(EndAppointment("a-head-1", day("08-31")), EndAppointment("a-chief", day("08-31")), start=ORG)
    assert told(looks(a_task(), AFTER, World(org)), "head") == (
        Told("m-mayor", "city-office", "head", "", ("hospital-1", "health-bureau"), path=TO_THE_TOP),
    )
    assert told(looks(a_task(), AFTER, World(org)), "parent") == (
        Told("m-mayor", "city-office", "head", "", ("health-bureau",), path=TO_THE_TOP),
    )


def test_with_nobody_left_each_step_is_raised_once_to_nobody_and_the_ladder_ends() -> None:
    alone = org_of(AddUnit("hospital-1", "第一医院", "hospital"))
    found = looks(a_task(), AFTER, World(alone, policy_of((HEAD, PARENT))))
    raised = [event for _, event in found if isinstance(event, EscalationRaised)]
    assert [(event.step, event.repeat) for event in raised] == [("head", 0), ("parent", 0)]
    assert {event.told for event in raised} == {()}
    assert [event.basis.unfilled for event in raised] == [("head",), ("parent_head",)]
    assert {event.basis.top for event in raised} == {"hospital-1"}
    assert raised[-1].wake_at == 0


def test_the_substitute_is_told_instead_and_named() -> None:
    org = org_of(stands_in("m-deputy", "m-head-1", "09-01", "09-30"), start=ORG)
    assert told(looks(a_task(), AFTER, World(org)), "head") == (
        Told("m-deputy", "hospital-1", "head", "m-head-1"),
    )


def test_a_substitute_of_other_days_or_another_unit_is_not_told() -> None:
    org = org_of(
        stands_in("m-early", "m-head-1", "09-01", "09-10"),
        stands_in("m-elsewhere", "m-head-1", "09-01", "09-30", "hospital-2"),
        start=ORG,
    )
    assert members(org, "head") == ["m-head-1"]


def test_the_chain_goes_on_from_the_replaced_and_not_from_the_substitute() -> None:
    # the mayor stands in for the head of the hospital: the next level is the bureau's head all the same
    org = org_of(stands_in("m-mayor", "m-head-1", "09-01", "09-30"), start=ORG)
    assert members(org, "head") == ["m-mayor"]
    assert members(org, "parent") == ["m-chief"]


def test_who_sits_at_a_desk_is_looked_up_at_each_step() -> None:
    changed = org_of(
        EndAppointment("a-chief", day("09-15")),
        AppointMember("a-new", "m-new", "health-bureau", "head", day("09-16")),
        start=ORG,
    )
    found = looks(a_task(), AFTER, World(changed))
    parents = [e.told[0].member for _, e in found if isinstance(e, EscalationRaised) and e.step == "parent"]
    assert parents == ["m-chief", "m-new", "m-new"]


def test_a_member_of_two_desks_is_told_once() -> None:
    both = policy_of((Step("all", 1, 0, "day", ("clerk", "head", "parent_head", "owner")),))
    org = org_of(stands_in("m-head-1", "m-clerk-2", "09-01", "09-30"), start=ORG)
    found = told(looks(a_task(), DUE, World(org, both)), "all")
    assert [one.member for one in found] == ["m-clerk-1", "m-head-1", "m-chief", "m-owner"]


def test_the_owner_of_a_plan_is_replaced_at_the_unit_that_issued_it() -> None:
    org = org_of(stands_in("m-second", "m-owner", "09-01", "12-31", "health-bureau"), start=ORG)
    assert told(looks(a_task(), AFTER, World(org)), "owner") == (
        Told("m-second", "health-bureau", "owner", "m-owner"),
    )


# --- a wake cannot loop ---------------------------------------------------------------------------------

ANY_STEP = st.builds(
    Step,
    st.just(""),
    st.integers(0, 3),
    st.integers(-5, 8),
    st.sampled_from(["hour", "day", "working_day"]),
    st.sampled_from([("clerk",), ("head",), ("parent_head", "owner")]),
    st.integers(1, 4),
    st.integers(0, 4),
)
ANY_LADDER = st.lists(ANY_STEP, min_size=1, max_size=4).map(
    lambda found: tuple(
        replace(step, step=f"s{n}", offset=step.offset if not step.level else abs(step.offset))
        for n, step in enumerate(found)
    )
)
MOMENTS = st.integers(at("09-01"), at("09-30"))


@st.composite
def any_task(draw: st.DrawFn, ladder_: tuple[Step, ...]) -> Task:
    """A task in any state that a history could leave, and some that none could."""
    opens = draw(MOMENTS)
    due = opens + draw(st.integers(1, 10 * DAY))
    keys = [(rung.step.step, rung.repeat) for rung in rungs(ladder_, due, CN)]
    raised = draw(st.lists(st.sampled_from(keys), max_size=3, unique=True))
    return a_task(
        opens=opens,
        due=due,
        wake_at=draw(st.one_of(st.just(0), MOMENTS)),
        round_since=draw(MOMENTS),
        raised=tuple(raised),
        policy_version=1 if raised else 0,
        level=draw(st.integers(0, 3)),
        acknowledged=draw(st.integers(0, 3)),
        state=draw(st.sampled_from(["scheduled", "started", "returned"])),
    )


@settings(max_examples=300)
@examples(st.data(), ANY_LADDER, st.integers(0, 3 * DAY))
def test_a_wake_never_loops(data: st.DataObject, steps_: tuple[Step, ...], delay: int) -> None:
    task, world = data.draw(any_task(steps_)), World(policy=policy_of(steps_))
    most = sum(step.repeat_times + 1 for step in steps_)
    seen, wakes = list(task.raised), [task.wake_at]
    for _ in range(2 * most + 2):
        if not task.wake_at:
            break
        now = task.wake_at + delay
        (event,) = ladder.wake(task, world.consulted(), now)
        task = evolve(task, now, event)
        if isinstance(event, TaskWakeMoved):
            assert event.wake_at == 0 or event.wake_at > now
        else:
            key = (event.step, event.repeat)
            assert all(key[1] > repeat for step, repeat in seen if step == key[0]), "a step only goes up"
            seen.append(key)
        wakes.append(task.wake_at)
    assert task.wake_at == 0, f"still waking after {wakes}"


@examples(st.data(), ANY_LADDER, st.sampled_from(["reported", "accepted", "excused", "cancelled"]))
def test_a_wake_raises_nothing_after_the_end(
    data: st.DataObject, steps_: tuple[Step, ...], state: str
) -> None:
    task = replace(data.draw(any_task(steps_)), state=state, wake_at=at("09-01"))
    assert ladder.wake(task, World(policy=policy_of(steps_)).consulted(), at("12-31")) == ()


@examples(ANY_LADDER, st.lists(st.integers(0, 40 * DAY), max_size=12))
def test_however_late_the_looks_come_the_last_repeat_of_each_step_is_told(
    steps_: tuple[Step, ...], delays: list[int]
) -> None:
    world = World(policy=policy_of(steps_))
    task = a_task(wake_at=at("09-07"))
    last = dict[str, int]()
    waits = [*delays, *[0] * 60]
    while task.wake_at:
        now = task.wake_at + waits.pop(0)
        (event,) = ladder.wake(task, world.consulted(), now)
        if not isinstance(event, TaskWakeMoved):
            last[event.step] = event.repeat
        task = evolve(task, now, event)
    expected = {
        rung.step.step: rung.repeat
        for rung in rungs(steps_, task.due, CN)
        if rung.at >= task.opens or rung.at >= task.due
    }
    assert last == expected


@pytest.mark.parametrize("acknowledged", [1, 2])
def test_an_acknowledgement_never_makes_a_step_come_twice(acknowledged: int) -> None:
    task = given(("09-12 10:00", AcknowledgeEscalation(T)), till="09-15 12:00")
    if acknowledged == 2:
        task = given(("09-15 13:00", AcknowledgeEscalation(T)), task=task)
    after = looked_at(task, AFTER)
    assert len(set(after.raised)) == len(after.raised)
    assert after.wake_at == 0


# --- what a change makes earlier ------------------------------------------------------------------------

SOONER = World(policy=policy_of(LADDER, (Step("soon", 0, -3, "day", ("clerk",)), *LADDER)))


def test_a_step_that_a_new_ladder_puts_before_the_next_look_is_the_next_look() -> None:
    assert a_task().wake_at == at("09-10 18:00")
    assert ladder.earlier_wake(a_task(), SOONER.consulted(), at("09-07 08:00")) == at("09-08 18:00")
    assert ladder.earlier_wake(a_task(wake_at=0), SOONER.consulted(), at("09-07 08:00")) == at("09-08 18:00")


def test_a_look_that_stays_where_it_is_or_comes_later_is_left_alone() -> None:
    now = at("09-07 08:00")
    later = World(policy=policy_of(LADDER, (HEAD,)))
    assert ladder.earlier_wake(a_task(), World().consulted(), now) == 0
    assert ladder.earlier_wake(a_task(), later.consulted(), now) == 0


def test_a_hold_and_an_end_are_not_looked_at_earlier() -> None:
    now = at("09-07 08:00")
    assert ladder.earlier_wake(a_task(held_until=at("09-09")), SOONER.consulted(), now) == 0
    assert ladder.earlier_wake(a_task(held_until=now), SOONER.consulted(), now) == at("09-08 18:00")
    assert ladder.earlier_wake(a_task(state="reported", wake_at=0), SOONER.consulted(), now) == 0
    assert ladder.earlier_wake(a_task(state="deferred"), SOONER.consulted(), now) == 0


def test_a_step_at_the_very_beginning_of_a_round_is_not_void() -> None:
    begins = a_task(round_since=at("09-10 18:00"), wake_at=at("09-10 18:00"))
    event = look(begins, "09-10 18:00")
    assert isinstance(event, TaskReminded)
    assert (event.step, event.repeat) == ("remind", 0)
