"""What others ask of the organisation: the chain above a unit, its posts of a day, who stands in."""

import datetime as dt

from workflows.org.state import Appointment, Org, Substitute, Unit
from workflows.refusal import Refused


def known_unit(org: Org, unit: str) -> Unit:
    """Raises Refused unknown-unit."""
    found = org.units.get(unit)
    if found is None:
        raise Refused("unknown-unit", f"no unit {unit}", unit=unit)
    return found


def open_unit(org: Org, unit: str) -> Unit:
    """Raises Refused unknown-unit or unit-closed."""
    found = known_unit(org, unit)
    if found.closed:
        raise Refused("unit-closed", f"unit {unit} is closed", unit=unit)
    return found


def ancestors(org: Org, unit: str) -> tuple[str, ...]:
    """The units above, nearest first. Raises Refused unknown-unit."""
    above, parent = [], known_unit(org, unit).parent
    while parent:
        above.append(parent)
        parent = org.units[parent].parent
    return tuple(above)


def calendar_of(org: Org, unit: str) -> str:
    """The calendar chosen for the unit, or for the nearest above it; "" if none is.

    Raises Refused unknown-unit.
    """
    line = (unit, *ancestors(org, unit))
    return next((org.units[one].calendar for one in line if org.units[one].calendar), "")


def children(org: Org, unit: str) -> tuple[str, ...]:
    """The units right below, closed ones too, as they came; of "" the roots."""
    return org.below.get(unit, ())


def descendants(org: Org, unit: str) -> tuple[str, ...]:
    """`unit`, then everything below it, parents before children. Raises Refused unknown-unit."""
    known_unit(org, unit)
    found, waiting = [], [unit]
    while waiting:
        found.append(waiting.pop())
        waiting.extend(reversed(children(org, found[-1])))
    return tuple(found)


def appointments(org: Org, unit: str) -> tuple[Appointment, ...]:
    """All that a unit ever had, in the order of their making."""
    return tuple(org.appointments[each] for each in org.posts.get(unit, ()))


def in_force(appointment: Appointment, on: dt.date) -> bool:
    return appointment.since <= on and (appointment.until is None or on <= appointment.until)


def holders(org: Org, unit: str, role: str, on: dt.date) -> tuple[str, ...]:
    """The members who hold `role` in `unit` that day, each once, the first appointed first."""
    found = {
        each.member: None for each in appointments(org, unit) if each.role == role and in_force(each, on)
    }
    return tuple(found)


def stand_in(org: Org, member: str, unit: str, on: dt.date, role: str = "", plan: str = "") -> str | None:
    """Who acts for `member` in `unit` that day, in a post and for tasks of a plan, through substitutes of
    substitutes; None if nobody was named.

    A ring of substitutes ends at the last one before it closes.
    """
    seen = {member}
    acting = member
    while (one := substitute_of(org, acting, unit, on, role, plan)) is not None and one.stand_in not in seen:
        seen.add(one.stand_in)
        acting = one.stand_in
    return acting if acting != member else None


def substitute_of(
    org: Org, member: str, unit: str, on: dt.date, role: str = "", plan: str = ""
) -> Substitute | None:
    """Of those whose scope holds the unit, role and plan, the narrowest; of these the one named last."""
    best, narrowest = None, -1
    for each in (org.substitutes[one] for one in org.covers.get(member, ())):
        scope = zip((each.unit, each.role, each.plan), (unit, role, plan), strict=True)
        narrow = sum(map(bool, (each.unit, each.role, each.plan)))
        fits = all(wanted in ("", asked) for wanted, asked in scope)
        if fits and each.since <= on <= each.until and narrow >= narrowest:
            best, narrowest = each, narrow
    return best
