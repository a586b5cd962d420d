"""The rules of a plan: from draft to closing, by numbered revisions."""

import datetime as dt

import pytest
from msgspec.structs import replace

from events.types import (
    Item,
    LeftOut,
    PlanAmended,
    PlanClosed,
    PlanDrafted,
    PlanIssued,
    PlanRevised,
    PlanSubmitted,
    Question,
)
from tests.support.domain import (
    ORG,
    around_plan,
    at,
    changed,
    day,
    draft_of,
    issued,
    item,
    org_of,
    plan_after,
    refused,
)
from workflows.org import CloseUnit
from workflows.plan import (
    AmendPlan,
    ClosePlan,
    DraftPlan,
    IssuePlan,
    Plan,
    PlanCommand,
    PlanEvent,
    RevisePlan,
    SubmitPlan,
    decide,
    evolve,
)

P = "health-2026"
START = "08-31 08:00"
QUESTION = Question("q1", "cadence", item="i2")
OPEN = draft_of(item(), Item("i2", "text", "", ()), questions=(QUESTION,))


def act(plan: Plan | None, command: PlanCommand, moment: str = START) -> tuple[PlanEvent, ...]:
    return decide(plan, command, around_plan(moment))


def drafted(command: DraftPlan | None = None) -> Plan:
    return plan_after((START, command or draft_of()))


def amend(*put: Item, since: str = "10-01", **more: object) -> AmendPlan:
    fields: dict[str, object] = {"since": day(since), "open_tasks": "keep", "put": put}
    return AmendPlan(P, **(fields | more))  # type: ignore[arg-type]  # any field


# --- the way of a plan ----------------------------------------------------------------------------------


def test_a_plan_goes_from_draft_to_submitted_to_issued_to_closed() -> None:
    plan = drafted()
    assert (plan.status, plan.revision, plan.issued_at) == ("draft", 1, 0)
    assert act(plan, SubmitPlan(P)) == (PlanSubmitted(P, 1),)
    plan = plan_after((START, draft_of()), (START, SubmitPlan(P)))
    assert act(plan, IssuePlan(P)) == (PlanIssued(P, 1),)
    plan = issued()
    assert (plan.status, plan.issued_at, plan.version) == ("issued", at(START), 3)
    assert act(plan, ClosePlan(P, "keep", "why")) == (PlanClosed(P, 2, "keep", "why"),)
    assert changed(plan, START, ClosePlan(P, "keep")).status == "closed"


@pytest.mark.parametrize(
    ("plan", "command"),
    [
        (drafted(), IssuePlan(P)),
        (drafted(), amend(item())),
        (drafted(), ClosePlan(P, "keep")),
        (plan_after((START, draft_of()), (START, SubmitPlan(P))), SubmitPlan(P)),
        (issued(), SubmitPlan(P)),
        (issued(), IssuePlan(P)),
        (issued(), RevisePlan(P, (item(),))),
        (changed(issued(), START, ClosePlan(P, "keep")), amend(item())),
        (changed(issued(), START, ClosePlan(P, "keep")), ClosePlan(P, "keep")),
    ],
    ids=lambda part: type(part).__name__ if not isinstance(part, Plan) else part.status,
)
def test_each_step_has_its_status(plan: Plan, command: PlanCommand) -> None:
    with refused("wrong-status", P, plan.status):
        act(plan, command)


@pytest.mark.parametrize(
    "command", [SubmitPlan(P), IssuePlan(P), RevisePlan(P), amend(), ClosePlan(P, "keep")]
)
def test_nothing_is_done_to_a_plan_that_is_not_there(command: PlanCommand) -> None:
    with refused("unknown-plan", P):
        act(None, command)


def test_an_event_of_no_plan_is_a_broken_history() -> None:
    with pytest.raises(ValueError, match="PlanIssued without PlanDrafted"):
        evolve(None, 0, PlanIssued(P, 1))


# --- draft ----------------------------------------------------------------------------------------------


def test_a_draft_is_kept_as_it_was_given() -> None:
    (event,) = act(None, OPEN)
    assert event == PlanDrafted(
        *(P, "title", "health-bureau", "m-owner", "cn", "standard", day("09-01"), day("12-31")),
        items=OPEN.items,
        questions=(QUESTION,),
    )


def test_a_plan_is_drafted_once() -> None:
    with refused("plan-exists", P):
        act(drafted(), draft_of())


@pytest.mark.parametrize(
    ("command", "code", "word"),
    [
        (draft_of(plan="Health 2026"), "bad-id", "Health 2026"),
        (draft_of(owner=""), "bad-id", "member"),
        (draft_of(unit="moon"), "unknown-unit", "moon"),
        (draft_of(policy="mild"), "unknown-policy", "mild"),
        (draft_of(since=day("12-31"), until=day("09-01")), "bad-dates", P),
        (draft_of(until=dt.date(2031, 9, 6)), "bad-dates", "five years"),
        (draft_of(item(), item()), "item-twice", "i1"),
        (draft_of(questions=(QUESTION, QUESTION)), "question-twice", "q1"),
        (draft_of(item("I 1")), "bad-id", "I 1"),
        (draft_of(item(cadence="")), "bad-cadence", "item i1 of health-2026"),
        (draft_of(item(cadence="every now and then")), "bad-cadence", "every now"),
        (draft_of(Item("i1", "text", "daily", ())), "no-lead", "item i1 of health-2026"),
        (draft_of(item("i1", "daily", "moon")), "unknown-unit", "moon"),
        (draft_of(item(cooperating=("moon",))), "unknown-unit", "moon"),
        (draft_of(item(informed=("moon",))), "unknown-unit", "moon"),
        (draft_of(item(policy="mild")), "unknown-policy", "item i1"),
        (draft_of(item(opens_before=-2)), "bad-dates", "opens_before"),
        (draft_of(item(opens_before=367)), "bad-dates", "opens_before"),
        (draft_of(item(due_time="6 pm")), "bad-due-time", "item i1"),
        (draft_of(item(due_time="25:00")), "bad-due-time", "25:00"),
        (draft_of(item(cadence="daily", due_time="00:00")), "bad-due-time", "before its day opens"),
    ],
    ids=lambda part: "" if isinstance(part, DraftPlan) else part,
)
def test_a_draft_that_does_not_fit_is_refused_with_its_place(
    command: DraftPlan, code: str, word: str
) -> None:
    with refused(code, word):
        act(None, command)


def test_a_plan_needs_its_calendar() -> None:
    with refused("unknown-calendar", "cn"):
        decide(None, draft_of(), replace(around_plan(), calendar=None))


def test_a_closed_unit_leads_nothing_new() -> None:
    org = org_of(CloseUnit("hospital-1"), start=ORG)
    with refused("unit-closed", "hospital-1", "item i1"):
        decide(None, draft_of(), around_plan(START, org))
    with refused("unit-closed", "hospital-1"):
        decide(plan_after((START, draft_of()), (START, SubmitPlan(P))), IssuePlan(P), around_plan(START, org))


def test_what_is_asked_about_may_be_missing_until_it_is_answered() -> None:
    plan = drafted(OPEN)
    assert list(plan.questions) == ["q1"]
    with refused("open-questions", "1 open question"):
        act(plan, SubmitPlan(P))
    with refused("bad-cadence", "item i2"):
        act(plan, RevisePlan(P, (OPEN.items[1],), answered=("q1",)))
    with refused("unknown-question", "q9"):
        act(plan, RevisePlan(P, answered=("q9",)))
    assert act(plan, RevisePlan(P, (item("i2"),), answered=("q1", "q1"))) == (
        PlanRevised(P, 2, (item("i2"),), (), ("q1",)),
    )
    answered = plan_after((START, OPEN), (START, RevisePlan(P, (item("i2"),), answered=("q1",))))
    assert answered.questions == {}
    assert act(answered, SubmitPlan(P))


# --- revisions of a draft -------------------------------------------------------------------------------


def test_a_revision_puts_and_removes_items_and_makes_a_draft_again() -> None:
    plan = plan_after(
        (START, draft_of(item(), item("i2"))),
        (START, SubmitPlan(P)),
        (START, RevisePlan(P, (item("i3"), item("i1", "daily")), ("i2",))),
    )
    assert (plan.status, plan.revision, plan.version) == ("draft", 2, 3)
    assert list(plan.items) == ["i1", "i3"]
    assert plan.items["i1"].cadence == "daily"


def test_a_revision_that_changes_nothing_is_none() -> None:
    assert act(drafted(), RevisePlan(P)) == ()


def test_a_revision_speaks_of_known_items_and_of_each_once() -> None:
    with refused("unknown-item", "i9"):
        act(drafted(), RevisePlan(P, removed=("i9",)))
    with refused("item-twice", "i2"):
        act(drafted(), RevisePlan(P, (item("i2"), item("i2", "daily"))))


def test_a_plan_without_items_is_not_submitted() -> None:
    empty = plan_after((START, draft_of()), (START, RevisePlan(P, removed=("i1",))))
    with refused("no-items", P):
        act(empty, SubmitPlan(P))


def test_a_plan_that_has_ended_is_not_issued() -> None:
    plan = plan_after((START, draft_of()), (START, SubmitPlan(P)))
    assert act(plan, IssuePlan(P), "12-31 23:59")
    with refused("bad-dates", "ended on 2026-12-31"):
        decide(plan, IssuePlan(P), replace(around_plan(), now=at("12-31 24:00")))


# --- amendments and closing -----------------------------------------------------------------------------


def test_an_amendment_is_a_numbered_revision_that_remembers_what_was_before() -> None:
    assert act(issued(), amend(item("i2"), removed=("i1",), reason="why")) == (
        PlanAmended(P, 2, day("10-01"), "keep", (item("i2"),), ("i1",), "why"),
    )
    plan = changed(issued(), "09-15 08:00", amend(item("i2"), removed=("i1",)))
    assert (plan.status, plan.revision, list(plan.items)) == ("issued", 2, ["i2"])
    (change,) = plan.changes
    assert (change.since, change.touched, change.at) == (day("10-01"), ("i2", "i1"), at("09-15 08:00"))
    assert [list(items) for items in plan.earlier] == [["i1"]]


@pytest.mark.parametrize("treatment", ["", "forget", "KEEP"])
def test_what_becomes_of_opened_tasks_is_said_without_a_default(treatment: str) -> None:
    with refused("bad-treatment", "keep, withdraw, move"):
        act(issued(), amend(item("i2"), open_tasks=treatment))
    with refused("bad-treatment", "keep, withdraw"):
        act(issued(), ClosePlan(P, treatment))


def test_a_closing_cannot_move() -> None:
    with refused("bad-treatment"):
        act(issued(), ClosePlan(P, "move"))


@pytest.mark.parametrize(
    ("command", "code", "word"),
    [
        (amend(), "no-change", P),
        (amend(item("i2"), since="09-14"), "bad-dates", "past"),
        (amend(item("i2"), since="12-31", removed=("i9",)), "unknown-item", "i9"),
        (replace(amend(item("i2")), since=dt.date(2062, 1, 1)), "bad-dates", "ends on 2026-12-31"),
        (amend(item("i2"), item("i2")), "item-twice", "i2"),
        (amend(item("i2", "sometimes")), "bad-cadence", "i2"),
        (amend(item("i2", "daily", "moon")), "unknown-unit", "moon"),
    ],
)
def test_an_amendment_that_does_not_fit_is_refused(command: AmendPlan, code: str, word: str) -> None:
    with refused(code, word):
        act(issued(), command, "09-15 08:00")


def test_an_amendment_may_begin_today_but_not_before_an_earlier_one_begins() -> None:
    assert act(issued(), amend(item("i2"), since="09-15"), "09-15 23:00")
    plan = changed(issued(), "09-15 08:00", amend(item("i2"), since="11-01"))
    with refused("bad-dates", "2026-11-01"):
        act(plan, amend(item("i2"), since="10-31"), "09-15 09:00")
    assert act(plan, amend(item("i2"), since="11-01"), "09-15 09:00")


# --- sets of units, anchors, what was left out ------------------------------------------------------------

HOSPITALS = ("hospital-1", "hospital-2")


def all_of(unit_set: str) -> Item:
    return replace(item(), leads=(), lead_sets=(unit_set,))


def submitted(command: DraftPlan) -> Plan:
    return plan_after((START, command), (START, SubmitPlan(P)))


def test_issuing_turns_a_set_of_units_into_those_that_it_holds_on_that_day() -> None:
    revised, issue = act(submitted(draft_of(all_of("hospital/health-bureau"))), IssuePlan(P))

    assert isinstance(revised, PlanRevised)
    assert [(one.leads, one.lead_sets) for one in revised.put] == [(HOSPITALS, ())]
    assert issue == PlanIssued(P, revised.revision)


def test_an_amendment_turns_sets_into_units_as_well() -> None:
    (amended,) = act(issued(), amend(all_of("hospital/health-bureau")))
    assert isinstance(amended, PlanAmended)
    assert amended.put[0].leads == HOSPITALS


def test_a_set_that_holds_nobody_cannot_be_issued() -> None:
    plan = submitted(draft_of(all_of("school/health-bureau")))
    with refused("no-lead", "school/health-bureau"):
        act(plan, IssuePlan(P))


def test_a_set_names_a_unit_that_is_there() -> None:
    with refused("unknown-unit", "nowhere"):
        act(None, draft_of(all_of("school/nowhere")))


def test_leads_can_be_answered_while_one_answer_for_all_cadences_is_still_open() -> None:
    anchor, asked = Question("anchor-monthly", "anchor"), Question("i2-leads", "leads", item="i2")
    plan = drafted(draft_of(item(), Item("i2", "text", "", ()), questions=(anchor, asked)))

    (event,) = act(plan, RevisePlan(P, (Item("i2", "text", "", ("hospital-1",)),), answered=("i2-leads",)))

    assert isinstance(event, PlanRevised)


def test_why_an_item_was_left_out_is_remembered_until_it_is_put_again() -> None:
    second = replace(item(), item="i2")
    away = (START, RevisePlan(P, removed=("i2",), left_out=(LeftOut("i2", "why"),)))
    back = (START, RevisePlan(P, put=(second,)))
    given = (START, draft_of(item(), second))

    assert plan_after(given, away).left_out == {"i2": "why"}
    assert plan_after(given, away, back).left_out == {}


def test_a_single_day_outside_of_the_plan_is_refused() -> None:
    with refused("bad-cadence", "2025-06-30"):
        act(None, draft_of(item(cadence="once 2025-06-30")))
    with refused("bad-cadence", "2027-01-01"):
        act(issued(), amend(item(cadence="once 2027-01-01")))
