"""The rules of a task: what may be done to it, when, and what follows."""

import pytest

from events.types import (
    EscalationResolved,
    Evidence,
    ExtensionAsked,
    ExtensionGranted,
    ExtensionRefused,
    Participants,
    TaskAccepted,
    TaskExcused,
    TaskReported,
    TaskStarted,
    TaskUrged,
    Told,
)
from tests.support.domain import (
    ORG,
    T,
    World,
    a_task,
    at,
    given,
    looked_at,
    looks,
    org_of,
    refused,
    stands_in,
    steps,
    when,
)
from workflows.org import EMPTY, AddUnit
from workflows.task import (
    FARTHEST,
    AcceptTask,
    AcknowledgeEscalation,
    AskExtension,
    ExcuseTask,
    GrantExtension,
    RefuseExtension,
    ReportTask,
    ReturnTask,
    StartTask,
    Surroundings,
    Task,
    TaskCommand,
    UrgeTask,
    decide,
    status,
)

MONDAY, FRIDAY_NOON, DUE, LATE = "09-07 09:00", "09-11 12:00", "09-11 18:00", "09-14 10:00"
AFTER = "09-30 00:00"
BACK_DUE = at("09-18 18:00")
REPORTED = (FRIDAY_NOON, ReportTask(T))
ASKED = ("09-10 09:00", AskExtension(T, "why", BACK_DUE))
FACTS = Participants("i1", "other words", "strict", "m-owner", review=True)


# --- start and report -----------------------------------------------------------------------------------


def test_a_task_is_started_once() -> None:
    assert when(a_task(), MONDAY, StartTask(T)) == (TaskStarted(),)
    with refused("already-started", T):
        when(given((MONDAY, StartTask(T))), FRIDAY_NOON, StartTask(T))


def test_a_report_rests_the_reminders() -> None:
    files = (Evidence("d" * 64, 3, "text/plain"),)
    assert when(a_task(), FRIDAY_NOON, ReportTask(T, "note", files)) == (TaskReported(1, "note", files),)
    done = given(REPORTED)
    assert (done.state, done.wake_at, done.reported_at) == ("reported", 0, at(FRIDAY_NOON))
    assert looks(done, AFTER) == []


def test_a_report_says_whether_it_needs_review() -> None:
    (report,) = when(a_task(facts=FACTS), FRIDAY_NOON, ReportTask(T))
    assert isinstance(report, TaskReported)
    assert report.review


@pytest.mark.parametrize("accepted", [False, True])
def test_a_task_is_reported_once(accepted: bool) -> None:
    done = given(REPORTED, *([(LATE, AcceptTask(T))] if accepted else []))
    with refused("already-reported", T):
        when(done, LATE, ReportTask(T))


def test_a_task_is_not_reported_before_it_opens() -> None:
    with refused("not-open", T):
        when(a_task(), "09-06 23:59", ReportTask(T))
    assert when(a_task(), "09-07 00:00", ReportTask(T))


def test_a_late_report_closes_its_own_period_and_leaves_the_next_one_open() -> None:
    next_week = a_task(
        task="hospital-1/health-2026/i1/2026-W38",
        period="2026-W38",
        opens=at("09-14"),
        due=BACK_DUE,
    )
    late = given((LATE, ReportTask(T)))
    assert status(late.state, late.opens, late.due, late.done_at, at(LATE)) == "late"
    assert late.period == "2026-W37"
    assert status(next_week.state, next_week.opens, next_week.due, next_week.done_at, at(LATE)) == "open"


def test_a_late_report_resolves_its_escalation() -> None:
    events = when(looked_at(a_task(), LATE), LATE, ReportTask(T))
    assert events == (TaskReported(1), EscalationResolved(1, 1, "completion"))


# --- review ---------------------------------------------------------------------------------------------


def test_on_time_means_recorded_before_due() -> None:
    for moment, shown in (("09-11 17:59", "on_time"), (DUE, "late"), (LATE, "late")):
        done = given((moment, ReportTask(T)))
        assert status(done.state, done.opens, done.due, done.done_at, at(AFTER)) == shown


def test_a_supervisor_may_let_an_earlier_moment_count_for_a_reason() -> None:
    late = given((LATE, ReportTask(T)))
    accepted = given((LATE, AcceptTask(T, at(FRIDAY_NOON), "because")), task=late)
    assert accepted.done_at == at(FRIDAY_NOON)
    assert status(accepted.state, accepted.opens, accepted.due, accepted.done_at, at(AFTER)) == "on_time"
    with refused("no-reason"):
        when(late, LATE, AcceptTask(T, at(FRIDAY_NOON)))


def test_a_plain_acceptance_counts_the_report_itself() -> None:
    assert when(given(REPORTED), LATE, AcceptTask(T)) == (TaskAccepted(at(FRIDAY_NOON)),)


@pytest.mark.parametrize("done_at", [at("09-11 12:01"), -1, 2**70])
def test_what_was_done_cannot_lie_after_its_report_nor_outside_of_time(done_at: int) -> None:
    with refused("bad-done"):
        when(given(REPORTED), LATE, AcceptTask(T, done_at, "because"))


@pytest.mark.parametrize("command", [AcceptTask(T), ReturnTask(T, "poor", BACK_DUE)])
def test_only_a_report_is_reviewed(command: TaskCommand) -> None:
    with refused("not-reported"):
        when(a_task(), LATE, command)
    with refused("not-reported"):
        when(given(REPORTED, (LATE, AcceptTask(T))), LATE, command)


def test_a_returned_task_is_due_again_and_its_reminders_start_again() -> None:
    returned = given(("09-14 19:00", ReportTask(T)), ("09-15 10:00", ReturnTask(T, "poor", BACK_DUE)))
    assert (returned.state, returned.round, returned.due, returned.level) == ("returned", 2, BACK_DUE, 0)
    assert returned.original_due == at(DUE)
    assert steps(looks(returned, "09-19 19:00")) == [
        ("09-17 18:00", "remind", 0),
        ("09-18 18:00", "head", 0),
        ("09-19 18:00", "head", 1),
    ]
    again = given(("09-16 10:00", ReportTask(T)), task=returned)
    assert status(again.state, again.opens, again.due, again.done_at, at(AFTER)) == "on_time"


def test_a_return_needs_a_reason_and_a_time_that_lies_ahead() -> None:
    done = given(REPORTED)
    with refused("no-reason"):
        when(done, LATE, ReturnTask(T, "", BACK_DUE))
    with refused("bad-due"):
        when(done, LATE, ReturnTask(T, "poor", at(LATE)))


# --- extension ------------------------------------------------------------------------------------------


def test_an_extension_is_asked_before_due_and_refused_after() -> None:
    assert when(a_task(), "09-11 17:59", AskExtension(T, "why", BACK_DUE)) == (
        ExtensionAsked("why", BACK_DUE),
    )
    with refused("past-due", T):
        when(a_task(), DUE, AskExtension(T, "why", BACK_DUE))


def test_an_extension_needs_a_reason_and_a_later_time() -> None:
    with refused("no-reason"):
        when(a_task(), MONDAY, AskExtension(T, "", BACK_DUE))
    with refused("bad-due"):
        when(a_task(), MONDAY, AskExtension(T, "why", at(DUE)))


def test_a_granted_extension_starts_a_new_round_and_resolves_the_escalation() -> None:
    overdue = given(ASKED, till=LATE)
    events = when(overdue, LATE, GrantExtension(T))
    wake_at = at("09-17 18:00")
    assert events == (ExtensionGranted(2, BACK_DUE, wake_at), EscalationResolved(1, 1, "extension"))
    granted = given((LATE, GrantExtension(T)), task=overdue)
    assert (granted.round, granted.level, granted.raised, granted.asked_due) == (2, 0, (), 0)
    assert steps(looks(granted, "09-18 18:00")) == [("09-17 18:00", "remind", 0), ("09-18 18:00", "head", 0)]


def test_a_chief_may_grant_another_date_than_asked_but_none_before_the_present_one() -> None:
    asked = given(ASKED)
    (granted,) = when(asked, FRIDAY_NOON, GrantExtension(T, at("09-15 18:00")))
    assert isinstance(granted, ExtensionGranted)
    assert granted.due == at("09-15 18:00")
    with refused("bad-due"):
        when(asked, FRIDAY_NOON, GrantExtension(T, at("09-11 17:00")))
    with refused("bad-due"):
        when(given(ASKED, till="09-21 00:00"), "09-21 09:00", GrantExtension(T))


def test_an_extension_of_a_task_that_has_not_opened_reminds_of_nothing_before_it_opens() -> None:
    late_opening = a_task(opens=at("09-11"), round_since=at("09-11"))
    asked = given(("09-04 09:00", AskExtension(T, "why", at("09-12 06:00"))), task=late_opening)
    granted = given(("09-04 10:00", GrantExtension(T)), task=asked)
    assert granted.round_since == at("09-11")
    assert steps(looks(granted, "09-12 06:00")) == [("09-11 06:00", "remind", 0), ("09-12 06:00", "head", 0)]
    sooner = given(("09-04 10:00", GrantExtension(T, at("09-11 20:00"))), task=asked)
    assert steps(looks(sooner, "09-12 06:00")) == [("09-11 20:00", "head", 0)]


def test_an_extension_may_be_refused_and_asked_again() -> None:
    asked = given(ASKED)
    assert when(asked, FRIDAY_NOON, RefuseExtension(T, "no")) == (ExtensionRefused("no"),)
    refused_once = given((FRIDAY_NOON, RefuseExtension(T)), task=asked)
    assert refused_once.asked_due == 0
    assert steps(looks(refused_once, DUE)) == [(DUE, "head", 0)], "the ladder goes on as if nothing was asked"
    assert when(refused_once, "09-11 13:00", AskExtension(T, "why", BACK_DUE))


@pytest.mark.parametrize("command", [GrantExtension(T), RefuseExtension(T)])
def test_nothing_is_granted_or_refused_that_was_not_asked(command: TaskCommand) -> None:
    with refused("nothing-asked"):
        when(a_task(), MONDAY, command)
    with refused("nothing-asked"):
        when(given(ASKED, REPORTED), LATE, command)


@pytest.mark.parametrize(
    "command",
    [
        AskExtension(T, "why", at(LATE) + FARTHEST + 1),
        AskExtension(T, "why", 2**70),
        AcknowledgeEscalation(T, 2**70),
        AcknowledgeEscalation(T, at(LATE) + FARTHEST + 1),
    ],
)
def test_an_instant_that_no_table_could_hold_is_refused(command: TaskCommand) -> None:
    task = looked_at(a_task(), LATE) if isinstance(command, AcknowledgeEscalation) else a_task()
    with refused("bad-hold" if isinstance(command, AcknowledgeEscalation) else "bad-due"):
        when(task, LATE if task.level else MONDAY, command)


def test_a_return_or_grant_to_a_far_off_time_is_refused() -> None:
    with refused("bad-due"):
        decide(given(REPORTED), ReturnTask(T, "poor", 2**70), Surroundings(at(LATE)))
    with refused("bad-due"):
        decide(given(ASKED), GrantExtension(T, 2**70), Surroundings(at(FRIDAY_NOON)))


# --- excuse, urge ---------------------------------------------------------------------------------------


def test_an_excuse_ends_a_task_for_a_reason() -> None:
    assert when(a_task(), MONDAY, ExcuseTask(T, "why")) == (TaskExcused("why"),)
    overdue = looked_at(a_task(), LATE)
    assert when(overdue, LATE, ExcuseTask(T, "why")) == (
        TaskExcused("why"),
        EscalationResolved(1, 1, "excuse"),
    )
    assert looks(given((LATE, ExcuseTask(T, "why"))), AFTER) == []
    with refused("no-reason"):
        when(a_task(), MONDAY, ExcuseTask(T, ""))


def test_an_urge_reaches_clerks_and_head_and_may_be_repeated() -> None:
    told = (
        Told("m-clerk-1", "hospital-1", "clerk"),
        Told("m-clerk-2", "hospital-1", "clerk"),
        Told("m-head-1", "hospital-1", "head"),
    )
    assert when(a_task(), MONDAY, UrgeTask(T, "why")) == (TaskUrged(told, "why"),)
    assert when(given((MONDAY, UrgeTask(T))), MONDAY, UrgeTask(T)) == (TaskUrged(told),)


def test_an_urge_that_reaches_nobody_is_refused() -> None:
    empty = World(org_of(AddUnit("hospital-1", "第一医院", "hospital"), start=EMPTY))
    with refused("nobody", T):
        when(a_task(), MONDAY, UrgeTask(T), empty)


def test_an_urge_reaches_the_stand_in() -> None:
    away = World(org_of(stands_in("m-deputy", "m-head-1", "09-01", "09-30"), start=ORG))
    (urged,) = when(a_task(), MONDAY, UrgeTask(T), away)
    assert isinstance(urged, TaskUrged)
    assert urged.told[-1] == Told("m-deputy", "hospital-1", "head", "m-head-1")


@pytest.mark.parametrize(
    ("ended", "shown"),
    [
        (given((MONDAY, ExcuseTask(T, "why"))), "excused"),
        (a_task(state="cancelled"), "cancelled"),
        (given(REPORTED), "reported"),
    ],
)
@pytest.mark.parametrize(
    "command",
    [
        StartTask(T),
        ReportTask(T),
        AskExtension(T, "why", BACK_DUE),
        ExcuseTask(T, "why"),
        UrgeTask(T),
        AcknowledgeEscalation(T),
    ],
    ids=lambda c: type(c).__name__,
)
def test_what_is_no_longer_owed_is_left_alone(ended: Task, shown: str, command: TaskCommand) -> None:
    with refused("already-reported" if (shown, command) == ("reported", ReportTask(T)) else "not-owed"):
        when(ended, "09-11 13:00", command)
