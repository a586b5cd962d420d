"""Who sits at the desks that a step names, on a day: posts, vacancies, substitutes, what was handed over."""

import datetime as dt

from msgspec import Struct
from msgspec.structs import replace

from events.types import Told
from workflows.org import Org, ancestors, appointments, children, holders, in_force, stand_in
from workflows.task import Task
from workflows.task.desks import instead

LEADING_GROUP = "leading-group"
"""The kind of the units that lead a campaign."""


class Seats(Struct, frozen=True, gc=False):
    """`unfilled` are the desks at which nobody sits, up to the `top` of the tree ("" if all are filled)."""

    told: tuple[Told, ...]
    unfilled: tuple[str, ...] = ()
    top: str = ""


def recipients(org: Org, task: Task, desks: tuple[str, ...], on: dt.date) -> tuple[Told, ...]:
    """Who sits at the desks on a day, each member once; a vacant post passes to the next head up."""
    return seats(org, task, desks, on).told


def seats(org: Org, task: Task, desks: tuple[str, ...], on: dt.date) -> Seats:
    """As `recipients`, with the desks that stay empty. What was handed over goes to whom it was given."""
    found: dict[str, Told] = {}
    unfilled = []
    for desk in desks:
        sitting = _sitting(org, task, desk, on)
        if not sitting:
            unfilled.append(desk)
        for told in sitting:
            given = _given(org, task, told, on)
            found.setdefault(given.member, given)
    top = (task.unit, *ancestors(org, task.unit))[-1] if unfilled else ""
    return Seats(tuple(found.values()), tuple(unfilled), top)


def _given(org: Org, task: Task, told: Told, on: dt.date) -> Told:
    """Who has it now: of those to whom it was handed over the last who holds a post still, or whoever stands
    in for them; but not the one who gave it to them."""
    if not task.handed:
        return told
    given = instead(tuple(pair for pair in task.handed if in_office(org, pair[1].member, on)), told)
    if not given.handed_by:
        return told
    posts = in_office(org, given.member, on)
    away = (stand_in(org, given.member, one.unit, on, one.role, task.plan) for one in posts)
    acting = next(filter(None, away), given.handed_by)
    if acting == given.handed_by:
        return given
    return replace(given, member=acting, instead_of=given.member)


def in_office(org: Org, member: str, on: dt.date) -> tuple[Told, ...]:
    """The posts that a member holds on a day."""
    held = (one for one in org.appointments.values() if one.member == member and in_force(one, on))
    return tuple(Told(member, one.unit, one.role) for one in held)


def posts_of(org: Org, unit: str, on: dt.date) -> tuple[Told, ...]:
    """All who hold a post in a unit on a day."""
    held = (one for one in appointments(org, unit) if in_force(one, on))
    return tuple(Told(one.member, unit, one.role) for one in held)


def _sitting(org: Org, task: Task, desk: str, on: dt.date) -> tuple[Told, ...]:
    kind, _, which = desk.partition(":")
    line = (task.unit, *ancestors(org, task.unit))
    match kind:
        case "owner":
            return (_present(org, task, Told(task.facts.owner, task.facts.issuer or task.unit, "owner"), on),)
        case "clerk":
            return _here(org, task, "clerk", on) or _head(org, task, line, on)
        case "head":
            return _head(org, task, line, on)
        case "parent_head":
            return _head(org, task, line, on, 1)
        case "ancestor_head":
            return _head(org, task, line, on, int(which))
        case "role":
            return _role(org, task, line, which, on)
        case "unit":
            return _head(org, task, _from(org, which), on)
        case "leading_group":
            return _head(org, task, _leading_groups(org, task), on)
        case _:
            raise ValueError(f"{desk!r} is no desk")


def _here(org: Org, task: Task, role: str, on: dt.date) -> tuple[Told, ...]:
    found = holders(org, task.unit, role, on)
    return tuple(_present(org, task, Told(member, task.unit, role), on) for member in found)


def _head(org: Org, task: Task, line: tuple[str, ...], on: dt.date, start: int = 0) -> tuple[Told, ...]:
    """The head of the unit at `start` of a line upwards, or of the next that has one."""
    vacant: list[str] = []
    for place, unit in enumerate(line[start:], start):
        heads = holders(org, unit, "head", on)
        if heads:
            told = Told(heads[0], unit, "head", "", tuple(vacant), path=_path(line, place))
            return (_present(org, task, told, on),)
        vacant.append(unit)
    return ()


def _role(org: Org, task: Task, line: tuple[str, ...], role: str, on: dt.date) -> tuple[Told, ...]:
    """All who hold a role in the nearest unit of a line upwards that has one."""
    for place, unit in enumerate(line):
        found = holders(org, unit, role, on)
        if found:
            told = (Told(one, unit, role, "", line[:place], path=_path(line, place)) for one in found)
            return tuple(_present(org, task, one, on) for one in told)
    return ()


def _path(line: tuple[str, ...], place: int) -> tuple[str, ...]:
    return line[: place + 1] if place else ()


def _from(org: Org, unit: str) -> tuple[str, ...]:
    """A unit and those above it; none for one that does not exist."""
    return (unit, *ancestors(org, unit)) if unit in org.units else ()


def _leading_groups(org: Org, task: Task) -> tuple[str, ...]:
    """The leading groups that may answer for a task's plan, the nearest to its issuer first."""
    found: list[str] = []
    for unit in _from(org, task.facts.issuer or task.unit):
        found += (
            one
            for one in (unit, *children(org, unit))
            if org.units[one].kind == LEADING_GROUP and not org.units[one].closed and one not in found
        )
    return tuple(found)


def _present(org: Org, task: Task, told: Told, on: dt.date) -> Told:
    """The member, or whoever stands in for them that day: the chain goes on from the one replaced."""
    acting = stand_in(org, told.member, told.unit, on, told.role, task.plan)
    if acting is None:
        return told
    return Told(acting, told.unit, told.role, told.member, told.skipped, path=told.path)
