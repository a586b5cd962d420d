"""The turns that a plan asks of a unit, by days, through all its changes."""

import datetime as dt
from collections.abc import Iterable
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from events.types import Item
from workflows.cadence import Occurrence, occurrences, parse
from workflows.cadence.kinds import EachTerm, WeekOfTerm
from workflows.calendar import Calendar, add_working_days, instant_of, local_day
from workflows.plan import Change, Plan
from workflows.policy import Policy

DAY = dt.timedelta(days=1)


class Rules(Struct, frozen=True):
    """What scheduling consults: the plan's calendar, policies by id."""

    calendar: Calendar
    policies: dict[str, Policy]


def first_day(plan: Plan, calendar: Calendar) -> dt.date:
    """The first day on which an issued plan asks for anything."""
    return max(plan.since, local_day(calendar, plan.issued_at))


def hangs_on_terms(item: Item) -> bool:
    return isinstance(parse(item.cadence).rule, EachTerm | WeekOfTerm)


def hang_on_terms(plan: Plan) -> bool:
    """Whether any item that the plan ever had does."""
    return any(hangs_on_terms(item) for items in (*plan.earlier, plan.items) for item in items.values())


class Turn(Struct, frozen=True, gc=False):
    """One turn of an item, by days: what a task is made of."""

    item: Item
    period: str
    opens: dt.date
    due: dt.date


Turns: TypeAlias = dict[tuple[str, str], Turn]
"""By item and period."""


def planned(unit: str, plan: Plan, rules: Rules, start: dt.date) -> Turns:
    """What a unit is asked from `start` to the end of the plan, through all its changes in their order."""
    revisions = (*plan.earlier, plan.items)
    found = turns(unit, revisions[0].values(), plan, rules, start)
    found = {key: turn for key, turn in found.items() if not is_past(turn, rules, start, plan.issued_at)}
    found |= made_up(unit, revisions[0].values(), plan, rules, start, plan.issued_at)
    for change, items in zip(plan.changes, revisions[1:], strict=True):
        begin = max(change.since, start)
        _follow(found, change, asked_by(unit, items, change, plan, rules, begin, change.at), rules)
    return found


def _follow(found: Turns, change: Change, asked: Turns, rules: Rules) -> None:
    """Bring turns that are not scheduled yet to a change of the plan."""
    today = local_day(rules.calendar, change.at)
    for key, turn in [pair for pair in found.items() if pair[0][0] in change.touched]:
        new = asked.pop(key, None)
        match treatment_of(turn.opens, turn.due, change, today):
            case "stays":
                continue
            case "moved" if new is not None:
                if not is_past(new, rules, change.since, change.at):
                    found[key] = replace(new, opens=turn.opens)
            case "follows" if new is not None and not is_past(new, rules, change.since, change.at):
                found[key] = new
            case _:
                del found[key]
    found.update(
        (key, turn) for key, turn in asked.items() if not is_past(turn, rules, change.since, change.at)
    )


Treatment: TypeAlias = Literal["stays", "withdrawn", "moved", "follows"]


def treatment_of(opens: dt.date, due: dt.date, change: Change, today: dt.date) -> Treatment:
    """What becomes of a task. It follows the new revision if it has opened neither when the change begins nor
    by `today`; what is still due before the change begins runs by the earlier one."""
    if opens >= change.since and opens > today:
        return "follows"
    if change.open_tasks == "keep" or today <= due < change.since:
        return "stays"
    if change.open_tasks == "withdraw":
        return "withdrawn"
    return "stays" if due < today else "moved"


def asked_by(
    unit: str, items: dict[str, Item], change: Change, plan: Plan, rules: Rules, begin: dt.date, at: int
) -> Turns:
    """All turns of the items that a change put; none opens before `begin`, when it begins or is followed.

    Of items that it added, turns that are over by then (`at` is that instant) are made up; what was made up
    of the others when the plan was issued is asked still.
    """
    before = plan.earlier[plan.changes.index(change)]
    mine = [item for name, item in items.items() if name in change.touched]
    old = {item.item: item for item in mine if item.item in before}
    start = first_day(plan, rules.calendar)
    every = turns(unit, mine, plan, rules, start)
    known = made_up(unit, [before[name] for name in old], plan, rules, start, plan.issued_at)
    every |= {key: replace(turn, item=old[key[0]]) for key, turn in known.items()}
    every |= made_up(unit, [one for one in mine if one.item not in old], plan, rules, begin, at)
    return {key: replace(turn, opens=max(turn.opens, begin)) for key, turn in every.items()}


def made_up(unit: str, items: Iterable[Item], plan: Plan, rules: Rules, begin: dt.date, at: int) -> Turns:
    """Turns that were over before what asks for them began, or was known (`at`), where the cadence has them
    made up: the latest or all.

    Each opens on `begin` and has its own number of days, but not longer than the next turn that is not over,
    and at least until the first working day after `begin`.
    """
    found: Turns = {}
    for item in items:
        cadence = parse(item.cadence)
        if unit not in item.leads or cadence.missed == "skip":
            continue
        every = [
            Turn(item, turn.period, _opens(item, turn), turn.due)
            for turn in occurrences(cadence, plan.since, plan.until + DAY, rules.calendar)
        ]
        over = [turn for turn in every if is_past(turn, rules, begin, at)]
        soonest = add_working_days(rules.calendar, begin, 1)
        latest = min((turn.due for turn in every[len(over) :]), default=dt.date.max)
        for turn in over[-1:] if cadence.missed == "one" else over:
            due = max(soonest, min(begin + (turn.due - turn.opens), latest))
            found[item.item, turn.period] = replace(turn, opens=begin, due=due)
    return found


def turns(unit: str, items: Iterable[Item], plan: Plan, rules: Rules, start: dt.date) -> Turns:
    """Turns of the items that a unit leads, due from `start` to the plan's last day; none opens earlier."""
    return {
        (item.item, turn.period): Turn(item, turn.period, max(_opens(item, turn), start), turn.due)
        for item in items
        if unit in item.leads
        for turn in occurrences(parse(item.cadence), start, plan.until + DAY, rules.calendar)
    }


def _opens(item: Item, turn: Occurrence) -> dt.date:
    return turn.opens if item.opens_before < 0 else turn.due - item.opens_before * DAY


def is_past(turn: Turn, rules: Rules, begin: dt.date, at: int) -> bool:
    """Whether a turn was due before what asks for it began, or was known."""
    return turn.due < begin or instant_of(rules.calendar, turn.due, turn.item.due_time) <= at
