"""Who acts: the member appointed that day, or the substitute who stands in."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TypeAlias

from msgspec import Struct

from events.types import Told
from workflows.org import Org, ancestors, holders, stand_in
from workflows.plan import Plan

Pick: TypeAlias = Callable[[Sequence[str]], str]
"""Chooses one of several."""


class Actor(Struct, frozen=True):
    """`on_behalf` is whom a substitute stands in for, "" for nobody."""

    member: str
    on_behalf: str = ""


def acting(org: Org, member: str, unit: str, on: dt.date, role: str, plan: str = "") -> Actor:
    instead = stand_in(org, member, unit, on, role, plan)
    return Actor(member) if instead is None else Actor(instead, member)


def reporter(org: Org, unit: str, on: dt.date, pick: Pick) -> Actor:
    """A clerk of the unit; its head where it has no clerk; else the next head up."""
    clerks = holders(org, unit, "clerk", on)
    if clerks:
        return acting(org, pick(clerks), unit, on, "clerk")
    return head_from(org, (unit, *ancestors(org, unit)), on)


def reviewer(org: Org, plan: Plan, unit: str, on: dt.date) -> Actor:
    """A supervisor of the issuing unit; the next head above where it would be somebody of the unit itself."""
    own = {*holders(org, unit, "head", on), *holders(org, unit, "clerk", on)}
    others = [one for one in holders(org, plan.unit, "supervisor", on) if one not in own]
    if others and unit != plan.unit:
        return acting(org, others[0], plan.unit, on, "supervisor", plan.plan)
    above = ancestors(org, unit)
    return head_from(org, above, on) if above else acting(org, plan.owner, plan.unit, on, "owner", plan.plan)


def head_from(org: Org, chain: tuple[str, ...], on: dt.date) -> Actor:
    """The first head of a chain of units. Raises LookupError if all are vacant."""
    for unit in chain:
        heads = holders(org, unit, "head", on)
        if heads:
            return acting(org, heads[0], unit, on, "head")
    raise LookupError(f"no head in {', '.join(chain)} on {on}")


def holder(org: Org, told: Told, on: dt.date) -> Actor:
    """Who sits that day at the desk that an escalation came to."""
    return acting(org, told.instead_of or told.member, told.unit, on, told.role)


def is_above(told: Told, unit: str) -> bool:
    """Whether an escalation came to somebody outside the unit that owes the task."""
    return told.unit != unit or told.role == "owner"
