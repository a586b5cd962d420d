"""Something happened that an item of a plan waits for: it is noted, and its task is scheduled with it."""

from msgspec import Struct

from events.types import Item, OccurrenceNoted, TasksScheduled
from workflows.cadence import parse
from workflows.cadence.kinds import OnEvent
from workflows.calendar import local_day
from workflows.ids import checked_id
from workflows.plan import Plan
from workflows.refusal import Refused
from workflows.schedule import Rules, Schedule, note


class NoteOccurrence(Struct, frozen=True, tag=True):
    """`occurrence` is an id of the caller's choice, so that the same thing is noted once; `at` µs UTC is when
    it happened; `note` is the digest of a kept text."""

    unit: str
    plan: str
    item: str
    occurrence: str
    at: int
    note: str = ""


def decide(
    schedule: Schedule, plan: Plan, rules: Rules, command: NoteOccurrence, now: int
) -> tuple[OccurrenceNoted | TasksScheduled, ...]:
    """Nothing if it is noted already. Raises Refused: bad-id, wrong-status, unknown-item, not-lead,
    not-event-driven, bad-occurred, noted-otherwise."""
    checked_id("occurrence", command.occurrence)
    period = f"e-{command.occurrence}"
    known = schedule.noted.get((command.item, period))
    if known == command.at:
        return ()
    if known is not None:
        raise Refused(
            "noted-otherwise",
            f"{command.occurrence} of item {command.item} is noted with another moment: choose another id",
            occurrence=command.occurrence,
        )
    item = _item(plan, command)
    if command.at > now or not plan.since <= local_day(rules.calendar, command.at) <= plan.until:
        raise Refused(
            "bad-occurred",
            f"{command.occurrence} must have happened by now, from {plan.since} to {plan.until}",
            since=str(plan.since),
            until=str(plan.until),
        )
    return note(schedule, plan, rules, item, period, command.at, command.note)


def _item(plan: Plan, command: NoteOccurrence) -> Item:
    """The item, if the unit owes something each time. Raises Refused."""
    if plan.status != "issued":
        raise Refused(
            "wrong-status", f"plan {plan.plan} is {plan.status}", plan=plan.plan, status=plan.status
        )
    item = plan.items.get(command.item)
    if item is None:
        raise Refused("unknown-item", f"plan {plan.plan} has no item {command.item}", item=command.item)
    if command.unit not in item.leads:
        raise Refused(
            "not-lead",
            f"unit {command.unit} does not lead item {item.item} of {plan.plan}",
            unit=command.unit,
            item=item.item,
        )
    if not isinstance(parse(item.cadence).rule, OnEvent):
        raise Refused(
            "not-event-driven",
            f"item {item.item} of {plan.plan} is due on days of its own: only what its cadence "
            "calls an event is noted",
            item=item.item,
        )
    return item
