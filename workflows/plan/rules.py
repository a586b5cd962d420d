"""What may be done to a plan: decide(plan, command, around) → events, or Refused."""

from typing import assert_never

from msgspec import Struct
from msgspec.structs import asdict, replace

from events.types import (
    Item,
    PlanAmended,
    PlanClosed,
    PlanDrafted,
    PlanIssued,
    PlanRevised,
    PlanSubmitted,
    Question,
)
from workflows.cadence import CadenceError, parse
from workflows.cadence.kinds import Once
from workflows.calendar import Calendar, local_day, minutes_of
from workflows.ids import checked_id
from workflows.org import Org, Unit, descendants
from workflows.plan.state import (
    AmendPlan,
    ClosePlan,
    DraftPlan,
    IssuePlan,
    Plan,
    PlanCommand,
    PlanEvent,
    RevisePlan,
    SubmitPlan,
    drafted,
)
from workflows.refusal import Refused

TREATMENTS = ("keep", "withdraw", "move")
LONGEST = 366 * 5
LONGEST_OPENING = 366


class Around(Struct, frozen=True):
    """What plan rules consult: the organisation, known policies, the plan's calendar, now in µs UTC."""

    org: Org
    policies: frozenset[str]
    calendar: Calendar | None
    now: int


def decide(plan: Plan | None, command: PlanCommand, around: Around) -> tuple[PlanEvent, ...]:
    """Raises Refused: plan-exists, unknown-plan, unknown-unit, unknown-policy, unknown-calendar, bad-dates,
    bad-cadence, no-lead, item-twice, unknown-item, open-questions, no-items, wrong-status, bad-treatment."""
    if isinstance(command, DraftPlan):
        return _draft(plan, command, around)
    if plan is None:
        raise Refused("unknown-plan", f"there is no plan {command.plan}", plan=command.plan)
    match command:
        case RevisePlan():
            _in_status(plan, "draft", "submitted")
            _known_items(plan, command.removed)
            return _revise(plan, command, around)
        case SubmitPlan():
            _in_status(plan, "draft")
            _ready(plan)
            return (PlanSubmitted(plan.plan, plan.revision),)
        case IssuePlan():
            _in_status(plan, "submitted")
            _ready(plan)
            _not_past(plan, around)
            return _issue(plan, around)
        case AmendPlan():
            return _amend(plan, command, around)
        case ClosePlan():
            _in_status(plan, "issued")
            _treatment(command.open_tasks, "keep", "withdraw")
            return (PlanClosed(plan.plan, plan.revision + 1, command.open_tasks, command.reason),)
        case _:
            assert_never(command)


def _draft(plan: Plan | None, command: DraftPlan, around: Around) -> tuple[PlanDrafted, ...]:
    if plan is not None:
        raise Refused("plan-exists", f"plan {command.plan} exists already", plan=command.plan)
    if around.calendar is None:
        raise Refused(
            "unknown-calendar", f"there is no calendar {command.calendar}", calendar=command.calendar
        )
    checked_id("plan", command.plan)
    checked_id("member", command.owner)
    if command.until < command.since or (command.until - command.since).days > LONGEST:
        raise Refused("bad-dates", f"plan {command.plan} ends before it begins or lasts over five years")
    _known_unit(around.org, command.unit, "plan")
    _known_policy(around, command.policy, "plan")
    _ids_once(command.items)
    _questions_once(command.questions)
    event = PlanDrafted(**asdict(command))
    new = drafted(event)
    asked = _asked(new.questions)
    for item in command.items:
        _check_item(item, new, around, asked)
    return (event,)


def _revise(plan: Plan, command: RevisePlan, around: Around) -> tuple[PlanRevised, ...]:
    """Nothing if it changes nothing."""
    answered = tuple(dict.fromkeys(command.answered))
    _unknown_questions(plan, answered)
    _ids_once(command.put)
    settled = frozenset(answered)
    asked = _asked({k: q for k, q in plan.questions.items() if k not in settled})
    for item in command.put:
        _check_item(item, plan, around, asked)
    if not (command.put or command.removed or answered):
        return ()
    revision = plan.revision + 1
    return (PlanRevised(plan.plan, revision, command.put, command.removed, answered, command.left_out),)


def _issue(plan: Plan, around: Around) -> tuple[PlanRevised | PlanIssued, ...]:
    """Sets of units become the units that they hold today, so that what is issued names everybody."""
    items = [_expanded(item, plan, around.org) for item in plan.items.values()]
    for item in items:
        _check_item(item, plan, around, _NOTHING)
    put = tuple(item for item in items if item != plan.items[item.item])
    if not put:
        return (PlanIssued(plan.plan, plan.revision),)
    revision = plan.revision + 1
    return (PlanRevised(plan.plan, revision, put), PlanIssued(plan.plan, revision))


def _expanded(item: Item, plan: Plan, org: Org) -> Item:
    if not item.lead_sets:
        return item
    found = [unit for unit_set in item.lead_sets for unit in units_of(unit_set, org)]
    if not found and not item.leads:
        sets = ", ".join(item.lead_sets)
        raise Refused(
            "no-lead", f"item {item.item} of {plan.plan}: there is no open unit of {sets}", item=item.item
        )
    return replace(item, leads=tuple(dict.fromkeys([*item.leads, *found])), lead_sets=())


def units_of(unit_set: str, org: Org) -> tuple[str, ...]:
    """The open units of a set written kind/unit: of that kind, below that unit. By id."""
    kind, _, above = unit_set.partition("/")
    below = descendants(org, above)[1:] if above in org.units else ()
    return tuple(sorted(unit for unit in below if _is_open(org.units[unit], kind)))


def _is_open(unit: Unit, kind: str) -> bool:
    return unit.kind == kind and not unit.closed


def _amend(plan: Plan, command: AmendPlan, around: Around) -> tuple[PlanAmended, ...]:
    _in_status(plan, "issued")
    _treatment(command.open_tasks, *TREATMENTS)
    if not command.put and not command.removed:
        raise Refused("no-change", f"the amendment of {plan.plan} changes nothing", plan=plan.plan)
    if around.calendar is not None and command.since < local_day(around.calendar, around.now):
        raise Refused("bad-dates", f"an amendment of {plan.plan} cannot begin in the past: {command.since}")
    if command.since > plan.until:
        raise Refused("bad-dates", f"plan {plan.plan} ends on {plan.until}, before {command.since}")
    if plan.changes and command.since < plan.changes[-1].since:
        before = plan.changes[-1].since
        raise Refused(
            "bad-dates", f"an earlier amendment of {plan.plan} begins on {before}: begin then or later"
        )
    _known_items(plan, command.removed)
    _ids_once(command.put)
    put = tuple(_expanded(item, plan, around.org) for item in command.put)
    for item in put:
        _check_item(item, plan, around, _NOTHING)
    revision = plan.revision + 1
    amended = PlanAmended(
        plan.plan, revision, command.since, command.open_tasks, put, command.removed, command.reason
    )
    return (amended,)


class _Asked(Struct, frozen=True):
    """What open questions are about: items by id, and whether one answer is to settle cadences of many."""

    items: frozenset[str] = frozenset()
    anchors: bool = False


_NOTHING = _Asked()


def _asked(questions: dict[str, Question]) -> _Asked:
    items = frozenset(question.item for question in questions.values() if question.item)
    return _Asked(items, any(question.kind == "anchor" for question in questions.values()))


def _check_item(item: Item, plan: Plan, around: Around, open_: _Asked) -> None:
    asked = item.item in open_.items
    where = f"item {item.item} of {plan.plan}"
    checked_id("item", item.item)
    if not item.cadence and not (asked or open_.anchors):
        raise Refused("bad-cadence", f"{where} has no cadence", item=item.item)
    if item.cadence:
        try:
            parse(item.cadence)
        except CadenceError as error:
            raise Refused("bad-cadence", f"{where}: {error}", item=item.item) from error
        _check_day(item, plan, where)
    for unit_set in item.lead_sets:
        _known_unit(around.org, unit_set.partition("/")[2], where)
    if not item.leads and not item.lead_sets and not asked:
        raise Refused("no-lead", f"{where} has no lead unit", item=item.item)
    for unit in (*item.leads, *item.cooperating, *item.informed):
        _known_unit(around.org, unit, where)
    if item.policy:
        _known_policy(around, item.policy, where)
    if not -1 <= item.opens_before <= LONGEST_OPENING:
        raise Refused("bad-dates", f"{where}: opens_before is not between 0 and {LONGEST_OPENING} days")
    try:
        minutes_of(item.due_time)
    except ValueError as error:
        raise Refused("bad-due-time", f"{where}: due_time: {error}", item=item.item) from error
    if item.due_time == "00:00":
        why = "due at 00:00 is due before its day opens: write 24:00, and the day before in the cadence"
        raise Refused("bad-due-time", f"{where}: {why}", item=item.item)


def _check_day(item: Item, plan: Plan, where: str) -> None:
    """A single day outside of the plan would never be owed."""
    rule = parse(item.cadence).rule
    if isinstance(rule, Once) and not plan.since <= rule.day <= plan.until:
        raise Refused(
            "bad-cadence",
            f"{where} is due on {rule.day}, outside {plan.since} to {plan.until}",
            item=item.item,
        )


def _known_unit(org: Org, unit: str, where: str) -> None:
    found = org.units.get(unit)
    if found is None:
        raise Refused("unknown-unit", f"{where}: there is no unit {unit}", unit=unit)
    if found.closed:
        raise Refused("unit-closed", f"{where}: unit {unit} is closed", unit=unit)


def _known_policy(around: Around, policy: str, where: str) -> None:
    if policy not in around.policies:
        raise Refused("unknown-policy", f"{where}: there is no policy {policy}", policy=policy)


def _known_items(plan: Plan, items: tuple[str, ...]) -> None:
    for item in items:
        if item not in plan.items:
            raise Refused("unknown-item", f"plan {plan.plan} has no item {item}", item=item)


def _unknown_questions(plan: Plan, answered: tuple[str, ...]) -> None:
    for question in answered:
        if question not in plan.questions:
            raise Refused(
                "unknown-question", f"plan {plan.plan} has no open question {question}", question=question
            )


def _ids_once(items: tuple[Item, ...]) -> None:
    seen: set[str] = set()
    for item in items:
        if item.item in seen:
            raise Refused("item-twice", f"item {item.item} stands twice", item=item.item)
        seen.add(item.item)


def _questions_once(questions: tuple[Question, ...]) -> None:
    seen: set[str] = set()
    for question in questions:
        name = question.question
        if name in seen:
            raise Refused("question-twice", f"question {name} stands twice", question=name)
        seen.add(name)


def _in_status(plan: Plan, *statuses: str) -> None:
    if plan.status not in statuses:
        raise Refused(
            "wrong-status", f"plan {plan.plan} is {plan.status}", plan=plan.plan, status=plan.status
        )


def _treatment(chosen: str, *allowed: str) -> None:
    if chosen not in allowed:
        raise Refused("bad-treatment", f"open_tasks must be one of {', '.join(allowed)}, not {chosen!r}")


def _not_past(plan: Plan, around: Around) -> None:
    if around.calendar is not None and plan.until < local_day(around.calendar, around.now):
        raise Refused("bad-dates", f"plan {plan.plan} ended on {plan.until}: it cannot be issued now")


def _ready(plan: Plan) -> None:
    if plan.questions:
        raise Refused(
            "open-questions",
            f"plan {plan.plan} has {len(plan.questions)} open questions: answer them first",
            plan=plan.plan,
            count=str(len(plan.questions)),
        )
    if not plan.items:
        raise Refused("no-items", f"plan {plan.plan} has no items", plan=plan.plan)
