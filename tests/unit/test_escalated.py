"""Acts on an escalation: hand it over, step back; and an extension by two hands."""

import pytest
from msgspec.structs import replace

from events.types import (
    EscalationHandedOver,
    EscalationRaised,
    EscalationSteppedBack,
    ExtensionEndorsed,
    Told,
)
from tests.support.domain import (
    LADDER,
    ORG,
    STANDARD,
    T,
    World,
    a_task,
    after,
    at,
    day,
    given,
    look,
    looked_at,
    looks,
    org_of,
    refused,
    stands_in,
    steps,
    when,
)
from workflows.ladder import earlier_wake
from workflows.org import EndAppointment, Org
from workflows.policy import Policy
from workflows.task import (
    AcknowledgeEscalation,
    AskExtension,
    EndorseExtension,
    GrantExtension,
    HandOverEscalation,
    ReportTask,
    ReturnTask,
    StepBack,
    Task,
    TaskCommand,
)

AFTER = "10-30 00:00"
LEVEL_2 = "09-15 12:00"


def at_level_2() -> Task:
    task = given(till=LEVEL_2)
    assert (task.level, [desk.told.member for desk in task.desks]) == (2, ["m-head-1", "m-chief"])
    return task


def told_by(task: Task, step: str, until: str = AFTER) -> list[list[str]]:
    found = [event for _, event in looks(task, until)]
    return [
        [one.member for one in event.told]
        for event in found
        if isinstance(event, EscalationRaised) and event.step == step
    ]


# --- hand over ------------------------------------------------------------------------------------------


def test_who_has_it_hands_it_over_and_the_other_is_told_for_the_rest_of_the_round() -> None:
    (event,) = when(at_level_2(), LEVEL_2, HandOverEscalation(T, "m-head-2", "why"), by="m-chief")
    assert isinstance(event, EscalationHandedOver)
    assert (event.level, event.member, event.told.member, event.told.handed_by) == (
        *(2, "m-chief", "m-head-2"),
        "m-chief",
    )
    assert (event.told.unit, event.told.role) == ("health-bureau", "head")

    task = after(at_level_2(), LEVEL_2, HandOverEscalation(T, "m-head-2", "why"), "m-chief")
    assert [desk.told.member for desk in task.desks] == ["m-head-1", "m-head-2"]
    assert told_by(task, "parent") == [["m-head-2"], ["m-head-2"]]


def test_what_was_handed_over_can_go_on_and_come_back() -> None:
    task = at_level_2()
    for who, whom in (("m-chief", "m-head-2"), ("m-head-2", "m-mayor"), ("m-mayor", "m-chief")):
        task = after(task, LEVEL_2, HandOverEscalation(T, whom, "why"), who)
    assert [desk.told.member for desk in task.desks] == ["m-head-1", "m-chief"]
    assert told_by(task, "parent") == [["m-chief"], ["m-chief"]]


@pytest.mark.parametrize(
    ("to", "by", "code"),
    [
        ("m-head-2", "m-mayor", "not-on-desk"),
        ("m-head-2", "", "not-on-desk"),
        ("m-chief", "m-chief", "own-desk"),
        ("m-head-1", "m-chief", "already-there"),
        ("m-nobody", "m-chief", "unknown-member"),
    ],
)
def test_only_who_has_it_hands_it_over_to_somebody_else_in_office(to: str, by: str, code: str) -> None:
    with refused(code, "m-" if by or code != "not-on-desk" else "desk"):
        when(at_level_2(), LEVEL_2, HandOverEscalation(T, to, "why"), by=by)


def test_nothing_is_handed_over_without_a_reason_or_an_escalation() -> None:
    with refused("no-reason"):
        when(at_level_2(), LEVEL_2, HandOverEscalation(T, "m-head-2", ""), by="m-chief")
    with refused("not-escalated"):
        when(a_task(), "09-09 09:00", HandOverEscalation(T, "m-head-2", "why"), by="m-chief")
    with refused("not-owed"):
        done = after(at_level_2(), LEVEL_2, ReportTask(T))
        when(done, LEVEL_2, HandOverEscalation(T, "m-head-2", "why"), by="m-chief")


def handed_by_the_chief(to: str) -> Task:
    return after(at_level_2(), LEVEL_2, HandOverEscalation(T, to, "why"), "m-chief")


def told_next(task: Task, org: Org) -> Told:
    event = looks(task, "09-16 10:00", World(org))[-1][1]
    assert isinstance(event, EscalationRaised)
    (told,) = event.told
    return told


def test_when_the_one_who_was_given_it_leaves_it_comes_back_to_the_desk() -> None:
    left = org_of(EndAppointment("a-head-2", day("09-15")), start=ORG)
    assert told_next(handed_by_the_chief("m-head-2"), left).member == "m-chief"


def test_when_the_last_of_two_leaves_it_comes_back_to_the_one_before() -> None:
    task = after(handed_by_the_chief("m-mayor"), LEVEL_2, HandOverEscalation(T, "m-head-2", "why"), "m-mayor")
    left = org_of(EndAppointment("a-head-2", day("09-15")), start=ORG)
    told = told_next(task, left)
    assert (told.member, told.handed_by) == ("m-mayor", "m-chief")


def test_whoever_stands_in_for_the_one_who_was_given_it_is_told() -> None:
    org = org_of(stands_in("m-clerk-2", "m-head-2", "09-16", "09-20"), start=ORG)
    told = told_next(handed_by_the_chief("m-head-2"), org)
    assert (told.member, told.instead_of, told.handed_by) == ("m-clerk-2", "m-head-2", "m-chief")


def test_what_was_handed_over_before_a_leave_does_not_go_to_the_substitute() -> None:
    org = org_of(stands_in("m-clerk-2", "m-chief", "09-16", "09-20"), start=ORG)
    told = told_next(handed_by_the_chief("m-head-2"), org)
    assert (told.member, told.instead_of, told.handed_by) == ("m-head-2", "", "m-chief")


def test_a_substitute_gives_it_back_to_the_one_who_is_away() -> None:
    org = org_of(stands_in("m-clerk-2", "m-chief", "09-15", "09-20"), start=ORG)
    task = given(till="09-15 12:00", world=World(org))
    task = after(task, LEVEL_2, HandOverEscalation(T, "m-chief", "why"), "m-clerk-2", World(org))
    told = told_next(task, org)
    assert (told.member, told.handed_by) == ("m-chief", "m-clerk-2")


# --- step back ------------------------------------------------------------------------------------------


def test_it_rests_at_the_lower_desk_and_then_the_same_step_comes_again() -> None:
    back = StepBack(T, at("09-17 12:00"), "why", 1)
    (event,) = when(at_level_2(), LEVEL_2, back, by="m-chief")
    assert event == EscalationSteppedBack(1, 1, "parent", at("09-17 12:00"), "why")

    task = after(at_level_2(), LEVEL_2, back, "m-chief")
    assert (task.level, [desk.told.member for desk in task.desks]) == (1, ["m-head-1"])
    assert steps(looks(task, AFTER)) == [("09-17 12:00", "parent", 2), ("09-18 09:00", "owner", 0)]
    again = looked_at(task, "09-17 13:00")
    assert (again.level, [desk.told.member for desk in again.desks]) == (2, ["m-head-1", "m-chief"])


def test_a_step_with_no_repeat_left_comes_again_under_the_next_number() -> None:
    task = given(till="09-18 12:00")
    assert task.level == 3
    task = after(task, "09-18 12:00", StepBack(T, at("09-25 09:00"), "why"), "m-owner")
    assert (task.level, task.desks) == (0, ())
    assert steps(looks(task, AFTER)) == [("09-25 09:00", "owner", 1)]


def test_what_is_reported_while_it_rests_comes_no_more() -> None:
    task = after(at_level_2(), LEVEL_2, StepBack(T, at("09-17 12:00"), "why"), "m-chief")
    assert looks(after(task, "09-16 09:00", ReportTask(T)), AFTER) == []


def test_it_can_step_back_further_and_still_the_step_of_its_highest_level_returns() -> None:
    task = after(at_level_2(), LEVEL_2, StepBack(T, at("09-17 12:00"), "why", 1), "m-chief")
    task = after(task, "09-16 09:00", StepBack(T, at("09-18 08:00"), "why", 0), "m-head-1")
    assert (task.level, task.desks) == (0, ())
    assert steps(looks(task, AFTER))[0] == ("09-18 08:00", "parent", 2)


def test_an_acknowledgement_does_not_bring_it_back_earlier() -> None:
    task = after(at_level_2(), LEVEL_2, StepBack(T, at("09-17 12:00"), "why", 1), "m-chief")
    task = after(task, "09-16 09:00", AcknowledgeEscalation(T))
    assert task.wake_at == at("09-17 12:00")
    held = after(task, "09-16 10:00", AcknowledgeEscalation(T, at("09-16 12:00")))
    assert look(held, "09-16 12:00").wake_at == at("09-17 12:00")  # type: ignore[union-attr]  # a moved wake


@pytest.mark.parametrize(
    ("command", "by", "code"),
    [
        (StepBack(T, at("09-17 12:00"), "why", 2), "m-chief", "bad-level"),
        (StepBack(T, at("09-17 12:00"), "why", -1), "m-chief", "bad-level"),
        (StepBack(T, at("09-15 12:00"), "why"), "m-chief", "bad-until"),
        (StepBack(T, at("09-17 12:00") * 2, "why"), "m-chief", "bad-until"),
        (StepBack(T, at("09-17 12:00"), ""), "m-chief", "no-reason"),
        (StepBack(T, at("09-17 12:00"), "why"), "m-mayor", "not-on-desk"),
    ],
)
def test_a_step_back_that_is_none(command: TaskCommand, by: str, code: str) -> None:
    with refused(code):
        when(at_level_2(), LEVEL_2, command, by=by)


def test_a_lower_desk_does_not_take_it_off_a_higher_one() -> None:
    with refused("lies-higher", "m-head-1"):
        when(at_level_2(), LEVEL_2, StepBack(T, at("09-17 12:00"), "why"), by="m-head-1")


def test_no_change_of_a_calendar_brings_it_back_earlier() -> None:
    task = after(at_level_2(), LEVEL_2, StepBack(T, at("09-25 12:00"), "why"), "m-chief")
    assert earlier_wake(task, World().consulted(), at("09-16 12:00")) == 0


def test_in_a_new_round_nothing_of_it_is_left() -> None:
    task = after(at_level_2(), LEVEL_2, StepBack(T, at("09-25 12:00"), "why", 1), "m-chief")
    done = after(task, "09-16 09:00", ReportTask(T))
    again = after(done, "09-16 10:00", ReturnTask(T, "poor", at("09-21 18:00")))
    assert (again.level, again.desks, again.handed, again.returning) == (0, (), (), None)
    assert steps(looks(again, AFTER))[:2] == [("09-20 18:00", "remind", 0), ("09-21 18:00", "head", 0)]


# --- an extension by two hands --------------------------------------------------------------------------

TWO_HANDS: Policy = replace(STANDARD, two_hands=True)
WORLD = World(policy=TWO_HANDS)
ASKED = given(("09-09 09:00", AskExtension(T, "why", at("09-18 18:00"))))


def test_an_extension_is_endorsed_by_one_and_granted_by_another() -> None:
    (event,) = when(ASKED, "09-09 10:00", EndorseExtension(T, "fine"), WORLD, "m-officer")
    assert event == ExtensionEndorsed(at("09-18 18:00"), "fine", "m-officer")
    endorsed = after(ASKED, "09-09 10:00", EndorseExtension(T, "fine"), "m-officer", WORLD)
    granted = after(endorsed, "09-09 11:00", GrantExtension(T), "m-leader", WORLD)
    assert (granted.due, granted.endorsed_by) == (at("09-18 18:00"), "")


def test_it_is_not_granted_before_nor_by_the_same_hand() -> None:
    with refused("not-endorsed"):
        when(ASKED, "09-09 10:00", GrantExtension(T), WORLD, "m-leader")
    endorsed = after(ASKED, "09-09 10:00", EndorseExtension(T), "m-officer", WORLD)
    with refused("same-hand"):
        when(endorsed, "09-09 11:00", GrantExtension(T), WORLD, "m-officer")
    with refused("already-endorsed"):
        when(endorsed, "09-09 11:00", EndorseExtension(T), WORLD, "m-leader")


def test_what_is_asked_anew_is_endorsed_anew() -> None:
    endorsed = after(ASKED, "09-09 10:00", EndorseExtension(T), "m-officer", WORLD)
    again = after(endorsed, "09-09 11:00", AskExtension(T, "more", at("09-25 18:00")))
    with refused("not-endorsed"):
        when(again, "09-09 12:00", GrantExtension(T), WORLD, "m-leader")


def test_nothing_is_endorsed_that_nobody_asked_for() -> None:
    with refused("nothing-asked"):
        when(a_task(), "09-09 10:00", EndorseExtension(T), WORLD, "m-officer")


def test_a_policy_of_one_hand_grants_as_before() -> None:
    assert when(ASKED, "09-09 10:00", GrantExtension(T), World(), "m-leader")
    assert STANDARD.revisions[1] == LADDER
