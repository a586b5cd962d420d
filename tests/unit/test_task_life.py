"""A task on its ladder, under amendments, and as people see it."""

import pytest

from events.types import (
    EscalationAcknowledged,
    EscalationRaised,
    EscalationResolved,
    Participants,
    TaskCancelled,
    TaskMoved,
)
from tests.support.domain import (
    T,
    a_task,
    at,
    given,
    look,
    looked_at,
    looks,
    refused,
    steps,
    when,
)
from workflows.task import (
    AcknowledgeEscalation,
    AskExtension,
    GrantExtension,
    ReportTask,
    evolve,
    light,
    move,
    status,
    stream_of,
    task_id,
    withdraw,
)

MONDAY, FRIDAY_NOON, DUE, LATE = "09-07 09:00", "09-11 12:00", "09-11 18:00", "09-14 10:00"
AFTER = "09-30 00:00"
BACK_DUE = at("09-18 18:00")
REPORTED = (FRIDAY_NOON, ReportTask(T))
ASKED = ("09-10 09:00", AskExtension(T, "why", BACK_DUE))
FACTS = Participants("i1", "other words", "strict", "m-owner", review=True)


# --- acknowledgement ------------------------------------------------------------------------------------


def test_only_an_escalation_is_acknowledged() -> None:
    with refused("not-escalated", T):
        when(given(till="09-10 19:00"), FRIDAY_NOON, AcknowledgeEscalation(T))


def test_an_acknowledged_levels_repeats_rest_while_the_next_level_comes() -> None:
    raised = looked_at(a_task(), "09-12 12:00")
    (seen,) = when(raised, "09-12 12:00", AcknowledgeEscalation(T))
    assert seen == EscalationAcknowledged(1, at("09-15 09:00"))
    after = given(("09-12 12:00", AcknowledgeEscalation(T)), task=raised)
    assert steps(looks(after, AFTER)) == [
        ("09-15 09:00", "parent", 0),
        ("09-16 09:00", "parent", 1),
        ("09-17 09:00", "parent", 2),
        ("09-18 09:00", "owner", 0),
    ]


def test_acknowledging_the_second_level_rests_both() -> None:
    after = given(("09-15 10:00", AcknowledgeEscalation(T)))
    assert after.acknowledged == 2
    assert steps(looks(after, AFTER)) == [("09-18 09:00", "owner", 0)]


def test_an_acknowledged_last_level_ends_the_ladder() -> None:
    after = given(("09-21 10:00", AcknowledgeEscalation(T)))
    assert after.wake_at == 0


def test_a_hold_waits() -> None:
    held = given(("09-12 12:00", AcknowledgeEscalation(T, at("09-17 12:00"))))
    assert held.held_until == at("09-17 12:00")
    assert looks(held, "09-17 11:59") == []
    assert steps(looks(held, AFTER)) == [
        ("09-17 12:00", "parent", 2),  # of three that passed in the hold, the latest
        ("09-18 09:00", "owner", 0),
    ]


def test_a_hold_is_over_when_the_ladder_goes_on() -> None:
    held = given(("09-12 12:00", AcknowledgeEscalation(T, at("09-14 12:00"))), till="09-15 12:00")
    assert (held.held_until, held.level) == (0, 2)


@pytest.mark.parametrize("until", ["09-12 12:00", "09-11 00:00"])
def test_a_hold_ends_in_the_future(until: str) -> None:
    with refused("bad-hold"):
        when(looked_at(a_task(), "09-12 12:00"), "09-12 12:00", AcknowledgeEscalation(T, at(until)))


# --- amendments -----------------------------------------------------------------------------------------


def test_a_withdrawn_task_is_cancelled_and_its_escalation_resolved() -> None:
    assert withdraw(a_task(), 2) == (TaskCancelled(2),)
    assert withdraw(looked_at(a_task(), LATE), 2) == (
        TaskCancelled(2),
        EscalationResolved(1, 1, "withdrawal"),
    )


@pytest.mark.parametrize("state", ["reported", "accepted", "excused", "cancelled"])
def test_what_is_done_is_not_withdrawn(state: str) -> None:
    assert withdraw(a_task(state=state), 2) == ()


def test_a_moved_task_starts_a_new_round() -> None:
    overdue = looked_at(a_task(), LATE)
    events = move(overdue, 2, BACK_DUE, 5)
    assert events == (TaskMoved(2, BACK_DUE, 5, 2), EscalationResolved(1, 1, "amendment"))
    moved = evolve(overdue, at(LATE), events[0])
    assert (moved.due, moved.planned_due, moved.original_due) == (BACK_DUE, BACK_DUE, at(DUE))
    assert (moved.level, moved.round, moved.plan_revision) == (0, 2, 2)


@pytest.mark.parametrize("state", ["reported", "accepted", "excused"])
def test_what_is_done_is_not_moved(state: str) -> None:
    assert move(a_task(state=state), 2, BACK_DUE, 5, at("09-08"), FACTS) == ()


def test_a_move_to_where_the_plan_had_it_is_none() -> None:
    assert move(a_task(), 2, at(DUE), 5) == ()
    assert move(a_task(), 2, at(DUE), 5, a_task().opens, a_task().facts) == ()


def test_an_extension_outlives_an_amendment_that_leaves_the_planned_due() -> None:
    extended = given(ASKED, ("09-10 10:00", GrantExtension(T)))
    assert move(extended, 2, at(DUE), 5) == ()
    (followed,) = move(extended, 2, at(DUE), 5, a_task().opens, FACTS)
    assert isinstance(followed, TaskMoved)
    assert followed.due == BACK_DUE
    after = evolve(extended, at(FRIDAY_NOON), followed)
    assert (after.due, after.planned_due, after.facts) == (BACK_DUE, at(DUE), FACTS)


def test_a_task_that_has_not_opened_follows_in_its_opening_and_facts() -> None:
    (followed,) = move(a_task(), 2, at("09-10 18:00"), 5, at("09-09"), FACTS)
    after = evolve(a_task(), at("09-01"), followed)
    assert (after.opens, after.due, after.facts) == (at("09-09"), at("09-10 18:00"), FACTS)
    assert after.round_since == at("09-09"), "what would remind before the opening is void"


def test_a_withdrawn_task_comes_back_when_a_later_revision_knows_its_period() -> None:
    gone = evolve(looked_at(a_task(), LATE), at(LATE), TaskCancelled(2))
    (back,) = move(gone, 3, BACK_DUE, 5)
    after = evolve(gone, at(LATE), back)
    assert (after.state, after.due, after.level, after.plan_revision) == ("scheduled", BACK_DUE, 0, 3)


# --- what people see ------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["scheduled", "started", "returned"])
@pytest.mark.parametrize(
    ("now", "shown"),
    [(-1, "upcoming"), (0, "open"), (9, "open"), (10, "overdue"), (99, "overdue")],
)
def test_what_is_owed_is_upcoming_open_or_overdue_by_the_moment(state: str, now: int, shown: str) -> None:
    assert status(state, opens=0, due=10, done_at=0, now=now) == shown


@pytest.mark.parametrize("state", ["reported", "accepted"])
@pytest.mark.parametrize(("done_at", "shown"), [(9, "on_time"), (10, "late"), (11, "late")])
@pytest.mark.parametrize("now", [-1, 5, 99])
def test_what_is_done_is_on_time_or_late_at_any_moment(
    state: str, done_at: int, shown: str, now: int
) -> None:
    assert status(state, opens=0, due=10, done_at=done_at, now=now) == shown


@pytest.mark.parametrize("state", ["excused", "cancelled"])
@pytest.mark.parametrize("now", [-1, 5, 99])
def test_what_was_taken_off_stays_so(state: str, now: int) -> None:
    assert status(state, 0, 10, 0, now) == state


@pytest.mark.parametrize(
    ("state", "level", "now", "shown"),
    [
        ("started", 0, 9, "green"),
        ("started", 3, 9, "green"),
        ("scheduled", 0, 10, "yellow"),
        ("returned", 1, 10, "yellow"),
        ("started", 2, 10, "red"),
        ("started", 3, 10, "red"),
        ("reported", 3, 10, "green"),
        ("accepted", 2, 10, "green"),
        ("excused", 2, 10, "green"),
        ("cancelled", 2, 10, "green"),
    ],
)
def test_the_light(state: str, level: int, now: int, shown: str) -> None:
    assert light(state, 10, level, now) == shown


# --- identity -------------------------------------------------------------------------------------------


def test_a_tasks_stream_follows_from_its_id() -> None:
    assert stream_of(T) == "unit/hospital-1/task/health-2026/i1/2026-W37"
    assert task_id("hospital-1", "health-2026", "i1", "2026-W37") == T


@pytest.mark.parametrize("name", ["", "hospital-1", "a/b/c", "a/b/c/d/e"])
def test_an_id_of_another_form_is_no_task(name: str) -> None:
    with refused("unknown-task"):
        stream_of(name)


def test_a_history_gives_the_same_task_however_often_it_is_folded() -> None:
    task = given(ASKED, ("09-10 10:00", GrantExtension(T)), ("09-19 09:00", ReportTask(T)))
    assert task == given(ASKED, ("09-10 10:00", GrantExtension(T)), ("09-19 09:00", ReportTask(T)))
    assert task.version > 3


def test_a_look_at_what_is_done_or_not_due_to_be_looked_at_appends_nothing() -> None:
    assert look(a_task(), MONDAY) is None
    assert look(a_task(state="reported"), AFTER) is None
    assert look(a_task(wake_at=0), AFTER) is None


def test_the_day_of_an_escalation_counts_working_days_since_due() -> None:
    raised = [e for _, e in looks(a_task(), "09-15 09:00") if isinstance(e, EscalationRaised)]
    assert [e.basis.working_days for e in raised] == [0, 0, 0, 1, 2]
    assert all(e.basis.due == at(DUE) and e.basis.calendar_version == 2 for e in raised)
