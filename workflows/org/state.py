"""The organisation as it stands: units, appointments, substitutes, folded from the stream `org`."""

import datetime as dt
from typing import TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import replace

from events.types import (
    AppointmentEnded,
    MemberAppointed,
    SubstituteEnded,
    SubstituteNamed,
    UnitAdded,
    UnitCalendarChosen,
    UnitClosed,
    UnitMoved,
    UnitRenamed,
)

OrgEvent: TypeAlias = (
    UnitAdded
    | UnitRenamed
    | UnitMoved
    | UnitClosed
    | MemberAppointed
    | AppointmentEnded
    | SubstituteNamed
    | SubstituteEnded
    | UnitCalendarChosen
)


class Unit(Struct, frozen=True):
    """`parent` is "" for a root; `calendar` "" is that of the unit above."""

    unit: str
    name: str
    kind: str
    parent: str = ""
    closed: bool = False
    calendar: str = ""


class Appointment(Struct, frozen=True):
    appointment: str
    member: str
    unit: str
    role: str
    since: dt.date
    until: dt.date | None = None


class Substitute(Struct, frozen=True):
    """`unit`, `role`, `plan` narrow it down; "" means every one."""

    substitute: str
    member: str
    stand_in: str
    since: dt.date
    until: dt.date
    unit: str = ""
    role: str = ""
    plan: str = ""


class Org(Struct, frozen=True):
    """Its dicts are never changed in place. `below`, `posts` and `covers` are indexes of the three before
    them: unit → ids of its children (of "": the roots), unit → its appointments, member → substitutes."""

    version: int = 0
    units: dict[str, Unit] = {}
    appointments: dict[str, Appointment] = {}
    substitutes: dict[str, Substitute] = {}
    below: dict[str, tuple[str, ...]] = {}
    posts: dict[str, tuple[str, ...]] = {}
    covers: dict[str, tuple[str, ...]] = {}


EMPTY = Org()


def evolve(org: Org, event: OrgEvent) -> Org:
    version = org.version + 1
    match event:
        case UnitAdded(unit, name, kind, parent):
            units = org.units | {unit: Unit(unit, name, kind, parent)}
            return replace(org, version=version, units=units, below=_joined(org.below, parent, unit))
        case UnitRenamed(unit, name):
            return replace(org, version=version, units=_changed(org, unit, name=name))
        case UnitMoved(unit, parent):
            left = _left(org.below, org.units[unit].parent, unit)
            below = _joined(left, parent, unit)
            return replace(org, version=version, units=_changed(org, unit, parent=parent), below=below)
        case UnitClosed(unit):
            return replace(org, version=version, units=_changed(org, unit, closed=True))
        case UnitCalendarChosen(unit, calendar):
            return replace(org, version=version, units=_changed(org, unit, calendar=calendar))
        case MemberAppointed(appointment, member, unit, role, since, until):
            appointed = Appointment(appointment, member, unit, role, since, until)
            appointments = org.appointments | {appointment: appointed}
            posts = _joined(org.posts, unit, appointment)
            return replace(org, version=version, appointments=appointments, posts=posts)
        case AppointmentEnded(appointment, last):
            ended = replace(org.appointments[appointment], until=last)
            return replace(org, version=version, appointments=org.appointments | {appointment: ended})
        case SubstituteNamed(substitute, member, stand_in, since, last, unit, role, plan):
            named = Substitute(substitute, member, stand_in, since, last, unit, role, plan)
            substitutes = org.substitutes | {substitute: named}
            covers = _joined(org.covers, member, substitute)
            return replace(org, version=version, substitutes=substitutes, covers=covers)
        case SubstituteEnded(substitute, last):
            over = replace(org.substitutes[substitute], until=last)
            return replace(org, version=version, substitutes=org.substitutes | {substitute: over})
        case _:
            assert_never(event)


def _changed(org: Org, unit: str, **fields: object) -> dict[str, Unit]:
    return org.units | {unit: replace(org.units[unit], **fields)}


def _joined(index: dict[str, tuple[str, ...]], key: str, member: str) -> dict[str, tuple[str, ...]]:
    return index | {key: (*index.get(key, ()), member)}


def _left(index: dict[str, tuple[str, ...]], key: str, member: str) -> dict[str, tuple[str, ...]]:
    return index | {key: tuple(other for other in index[key] if other != member)}
