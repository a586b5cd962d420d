"""The ladder as data: what may be set, and when each step comes."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from events.types import Lights, PolicySet, Step
from tests.support.domain import CN, HEAD, LADDER, OWNER, PARENT, REMIND, at, policy_of, refused
from workflows.calendar import Calendar, due_day, local_time, same_time
from workflows.policy import (
    FARTHEST,
    LONGEST_LIGHT,
    Policy,
    SetPolicy,
    decide,
    evolve,
    first_wake,
    instant,
    rungs,
    steps_of,
)

DUE = at("09-11 18:00")


def set_policy(*steps: Step, name: str = "standard") -> tuple[PolicySet, ...]:
    return decide(None, SetPolicy(name, "一般督办", steps))


# --- what may be set ------------------------------------------------------------------------------------


def test_a_policy_is_set_whole() -> None:
    assert set_policy(*LADDER) == (PolicySet("standard", "一般督办", LADDER),)


def test_each_setting_is_a_revision_and_earlier_ones_stay() -> None:
    policy = policy_of(LADDER, (HEAD,), (HEAD, OWNER))
    assert policy.version == 3
    assert steps_of(policy) == (HEAD, OWNER)
    assert [steps_of(policy, version) for version in (1, 2)] == [LADDER, (HEAD,)]


def test_setting_what_is_set_changes_nothing() -> None:
    policy = policy_of(LADDER)
    assert decide(policy, SetPolicy("standard", "一般督办", LADDER)) == ()
    assert decide(policy, SetPolicy("standard", "another name", LADDER)) != ()


def test_a_policy_has_steps_each_with_its_own_name() -> None:
    with refused("no-steps", "standard"):
        set_policy()
    with refused("step-twice", "standard"):
        set_policy(HEAD, replace(OWNER, step="head"))


@pytest.mark.parametrize("name", ["", "Standard", "a/b", "督办"])
def test_the_ids_of_policies_and_steps_are_plain(name: str) -> None:
    with refused("bad-id", "policy"):
        set_policy(HEAD, name=name)
    with refused("bad-id", "step"):
        set_policy(replace(HEAD, step=name))


@pytest.mark.parametrize(
    ("step", "word"),
    [
        (replace(HEAD, unit="week"), "week"),
        (replace(HEAD, to=()), "parent_head"),
        (replace(HEAD, to=("head", "mayor")), "mayor"),
        (replace(REMIND, level=-1), "level"),
        (replace(HEAD, offset=-1), "before due"),
        (replace(HEAD, repeat_every=0), "repeat_every"),
        (replace(HEAD, repeat_times=-1), "repeat_times"),
        (replace(HEAD, repeat_every=1, repeat_times=367), "repeat_times"),
        (replace(HEAD, offset=10**12), "366 days"),
        (replace(REMIND, offset=-367), "366 days"),
        (replace(PARENT, repeat_every=10**9, repeat_times=2), "366 working_days"),
        (Step("late", 1, 366 * 24 + 1, "hour", ("head",)), "8784 hours"),
    ],
)
def test_a_step_that_does_not_fit_is_named(step: Step, word: str) -> None:
    with refused("bad-step", f"step {step.step}", word):
        set_policy(step)


# --- when a step comes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "repeat", "comes"),
    [
        (HEAD, 0, "09-11 18:00"),
        (HEAD, 2, "09-13 18:00"),
        (REMIND, 0, "09-10 18:00"),
        (Step("soon", 0, -3, "hour", ("clerk",)), 0, "09-11 15:00"),
        (Step("later", 1, 5, "hour", ("head",), 24, 2), 1, "09-12 23:00"),
        (Step("next", 1, 1, "working_day", ("head",)), 0, "09-14 09:00"),
        (Step("before", 0, -1, "working_day", ("clerk",)), 0, "09-10 09:00"),
        (Step("due", 0, 0, "working_day", ("clerk",)), 0, "09-11 18:00"),
    ],
)
def test_a_step_counts_hours_days_or_working_days_from_due(step: Step, repeat: int, comes: str) -> None:
    assert instant(step, repeat, DUE, CN) == at(comes)


def test_working_days_leave_out_national_day_and_count_the_make_up_saturday() -> None:
    due = at("09-30 18:00")  # the 1st to the 7th of October are off, Saturday the 10th is worked
    assert instant(PARENT, 0, due, CN) == at("10-09 09:00")
    assert instant(PARENT, 1, due, CN) == at("10-10 09:00")
    assert instant(Step("day", 1, 2, "day", ("head",)), 0, due, CN) == at("10-02 18:00")


def test_due_at_24_00_belongs_to_the_day_that_it_ends() -> None:
    due = at("09-08 24:00")
    assert due == at("09-09 00:00")
    assert str(due_day(CN, due)) == "2026-09-08"
    assert instant(Step("next", 1, 1, "working_day", ("head",)), 0, due, CN) == at("09-09 09:00")
    assert instant(Step("before", 0, -1, "working_day", ("clerk",)), 0, due, CN) == at("09-07 09:00")


def test_a_day_later_is_the_same_local_time_where_the_clocks_are_put_forward() -> None:
    berlin = Calendar("de", "Europe/Berlin")
    saturday = (
        same_time(berlin, 0, 0) + round(dt.datetime(2026, 3, 28, 17, 0, tzinfo=dt.UTC).timestamp()) * 10**6
    )
    sunday = instant(Step("day", 1, 1, "day", ("head",)), 0, saturday, berlin)
    assert f"{local_time(berlin, saturday):%d %H:%M}" == "28 18:00"
    assert f"{local_time(berlin, sunday):%d %H:%M}" == "29 18:00"
    assert sunday - saturday == 23 * 3_600_000_000


def test_the_first_wake_is_the_first_step_after_the_opening() -> None:
    assert first_wake(LADDER, at("09-07"), DUE, CN) == at("09-10 18:00")
    assert first_wake(LADDER, at("09-11"), DUE, CN) == DUE, "a reminder before the opening is void"
    assert first_wake((REMIND,), at("09-11"), DUE, CN) == 0


STEPS = st.builds(
    Step,
    st.sampled_from(["a", "b", "c"]),
    st.integers(0, 3),
    st.integers(-400, 400),
    st.sampled_from(["hour", "day", "working_day"]),
    st.just(("head",)),
    st.integers(0, 30),
    st.integers(0, 20),
)


@given(STEPS, st.integers(at("01-05"), at("12-28")))
def test_what_may_be_set_comes_in_order_and_within_reach(step: Step, due: int) -> None:
    far = max(abs(step.offset), abs(step.offset + step.repeat_every * step.repeat_times))
    fits = (
        far <= FARTHEST[step.unit]
        and not (step.level and step.offset < 0)
        and not (step.repeat_times and not step.repeat_every)
    )
    if not fits:
        with refused("bad-step"):
            set_policy(step)
        return
    policy: Policy = evolve(None, set_policy(step)[0])
    moments = [rung.at for rung in rungs(steps_of(policy), due, CN)]
    assert moments == sorted(set(moments))
    assert all(
        (moment >= due) == (step.offset + n * step.repeat_every >= 0) for n, moment in enumerate(moments)
    )


# --- lights -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lights",
    [
        Lights(yellow_before=0, red_level=1, red_after=0),
        Lights(yellow_before=LONGEST_LIGHT, red_level=9, red_after=LONGEST_LIGHT),
    ],
)
def test_lights_reach_from_due_itself_to_a_year_around_it(lights: Lights) -> None:
    (event,) = decide(None, SetPolicy("standard", "standard", (HEAD,), lights))

    assert event.lights == lights
    assert evolve(None, event).lights == lights


@pytest.mark.parametrize(
    ("lights", "word"),
    [
        (Lights(yellow_before=-1), "yellow_before"),
        (Lights(yellow_before=LONGEST_LIGHT + 1), "yellow_before"),
        (Lights(red_level=0), "red_level"),
        (Lights(red_after=-1), "red_after"),
        (Lights(red_after=LONGEST_LIGHT + 1), "red_after"),
    ],
)
def test_lights_beyond_that_are_refused_by_name(lights: Lights, word: str) -> None:
    with refused("bad-lights", "standard", word):
        decide(None, SetPolicy("standard", "standard", (HEAD,), lights))
