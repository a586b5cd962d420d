"""What may change in the organisation: commands, and the rules that refuse them."""

import datetime as dt
from typing import TypeAlias, assert_never

from msgspec import Struct

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
from workflows.ids import checked_id
from workflows.org.questions import ancestors, appointments, children, open_unit
from workflows.org.state import Appointment, Org, OrgEvent
from workflows.refusal import Refused

ROLES = ("head", "clerk", "supervisor", "auditor", "owner", "admin")
DAY = dt.timedelta(days=1)


class AddUnit(Struct, frozen=True, tag=True):
    unit: str
    name: str
    kind: str
    parent: str = ""


class RenameUnit(Struct, frozen=True, tag=True):
    unit: str
    name: str


class MoveUnit(Struct, frozen=True, tag=True):
    """To another parent; "" makes it a root."""

    unit: str
    parent: str


class CloseUnit(Struct, frozen=True, tag=True):
    unit: str


class ChooseUnitCalendar(Struct, frozen=True, tag=True):
    """What is scheduled for `unit` and all below it from now on goes by `calendar`; "" takes it back."""

    unit: str
    calendar: str


class AppointMember(Struct, frozen=True, tag=True):
    """`appointment` is an id of the caller's choice. From `since` up to and with `until`."""

    appointment: str
    member: str
    unit: str
    role: str
    since: dt.date
    until: dt.date | None = None


class EndAppointment(Struct, frozen=True, tag=True):
    """`until` is its last day; the day before `since` makes it void."""

    appointment: str
    until: dt.date


class NameSubstitute(Struct, frozen=True, tag=True):
    """`unit`, `role`, `plan` say for what; "" is everything. The plan need not exist yet."""

    substitute: str
    member: str
    stand_in: str
    since: dt.date
    until: dt.date
    unit: str = ""
    role: str = ""
    plan: str = ""


class EndSubstitute(Struct, frozen=True, tag=True):
    """`until` is the last day; the day before `since` makes it void."""

    substitute: str
    until: dt.date


OrgCommand: TypeAlias = (
    AddUnit
    | RenameUnit
    | MoveUnit
    | CloseUnit
    | ChooseUnitCalendar
    | AppointMember
    | EndAppointment
    | NameSubstitute
    | EndSubstitute
)


def decide(org: Org, command: OrgCommand) -> tuple[OrgEvent, ...]:
    """Refused: bad-id, unit-exists, no-name, no-kind, unknown-unit, unit-closed, unchanged, cycle,
    has-open-children, appointment-exists, unknown-role, bad-dates, second-head, unknown-appointment,
    substitute-exists, same-member, unknown-substitute."""
    match command:
        case AddUnit():
            return _add(org, command)
        case RenameUnit():
            return _rename(org, command)
        case MoveUnit():
            return _move(org, command)
        case CloseUnit():
            return _close(org, command)
        case ChooseUnitCalendar():
            return _choose_calendar(org, command)
        case AppointMember():
            return _appoint(org, command)
        case EndAppointment():
            return _end_appointment(org, command)
        case NameSubstitute():
            return _name_substitute(org, command)
        case EndSubstitute():
            return _end_substitute(org, command)
        case _:
            assert_never(command)


def _add(org: Org, command: AddUnit) -> tuple[OrgEvent, ...]:
    checked_id("unit", command.unit)
    if command.unit in org.units:
        raise Refused("unit-exists", f"unit {command.unit} exists already", unit=command.unit)
    _check_name(command.unit, command.name)
    if not command.kind.strip():
        raise Refused("no-kind", f"unit {command.unit} needs a kind, such as bureau", unit=command.unit)
    if command.parent:
        open_unit(org, command.parent)
    return (UnitAdded(command.unit, command.name, command.kind, command.parent),)


def _check_name(unit: str, name: str) -> None:
    if not name.strip():
        raise Refused("no-name", f"unit {unit} needs a name", unit=unit)


def _rename(org: Org, command: RenameUnit) -> tuple[OrgEvent, ...]:
    unit = open_unit(org, command.unit)
    _check_name(command.unit, command.name)
    if unit.name == command.name:
        raise Refused("unchanged", f"unit {unit.unit} has this name already", unit=unit.unit)
    return (UnitRenamed(command.unit, command.name),)


def _move(org: Org, command: MoveUnit) -> tuple[OrgEvent, ...]:
    unit = open_unit(org, command.unit)
    if command.parent:
        open_unit(org, command.parent)
    if unit.parent == command.parent:
        raise Refused("unchanged", f"unit {unit.unit} is there already", unit=unit.unit)
    if command.parent == unit.unit or (command.parent and unit.unit in ancestors(org, command.parent)):
        raise Refused(
            "cycle",
            f"unit {unit.unit} cannot move below {command.parent}, which is part of it",
            unit=unit.unit,
            parent=command.parent,
        )
    return (UnitMoved(command.unit, command.parent),)


def _close(org: Org, command: CloseUnit) -> tuple[OrgEvent, ...]:
    open_unit(org, command.unit)
    open_children = [child for child in children(org, command.unit) if not org.units[child].closed]
    if open_children:
        raise Refused(
            "has-open-children",
            f"close or move {', '.join(open_children)} before {command.unit}",
            unit=command.unit,
            children=", ".join(open_children),
        )
    return (UnitClosed(command.unit),)


def _choose_calendar(org: Org, command: ChooseUnitCalendar) -> tuple[OrgEvent, ...]:
    """That there is such a calendar is known to whoever asks."""
    unit = open_unit(org, command.unit)
    if unit.calendar == command.calendar:
        raise Refused("unchanged", f"unit {unit.unit} has this calendar already", unit=unit.unit)
    return (UnitCalendarChosen(command.unit, command.calendar),)


def _appoint(org: Org, command: AppointMember) -> tuple[OrgEvent, ...]:
    checked_id("appointment", command.appointment)
    checked_id("member", command.member)
    if command.appointment in org.appointments:
        raise Refused(
            "appointment-exists",
            f"appointment {command.appointment} exists already",
            appointment=command.appointment,
        )
    open_unit(org, command.unit)
    _check_role(command.role)
    if command.until is not None:
        _check_dates(command.since, command.until)
    if command.role == "head":
        _check_only_head(org, command)
    return (
        MemberAppointed(
            command.appointment,
            command.member,
            command.unit,
            command.role,
            command.since,
            command.until,
        ),
    )


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise Refused("unknown-role", f"{role!r} is not a role: use {', '.join(ROLES)}", role=role)


def _check_dates(since: dt.date, until: dt.date) -> None:
    if until < since:
        raise Refused("bad-dates", f"{until} is before {since}", since=str(since), until=str(until))


def _check_only_head(org: Org, command: AppointMember) -> None:
    for other in appointments(org, command.unit):
        if other.role == "head" and _overlap(other, command):
            raise Refused(
                "second-head",
                f"unit {command.unit} has {other.member} as head from {other.since}"
                f" to {other.until or 'now on'}: end {other.appointment} first",
                unit=command.unit,
                member=other.member,
                appointment=other.appointment,
            )


def _overlap(one: Appointment, other: AppointMember) -> bool:
    first, last = max(one.since, other.since), min(one.until or dt.date.max, other.until or dt.date.max)
    return first <= last


def _end_appointment(org: Org, command: EndAppointment) -> tuple[OrgEvent, ...]:
    appointment = org.appointments.get(command.appointment)
    if appointment is None:
        raise Refused(
            "unknown-appointment", f"no appointment {command.appointment}", appointment=command.appointment
        )
    _check_end(appointment.since, appointment.until, command.until)
    return (AppointmentEnded(command.appointment, command.until),)


def _check_end(since: dt.date, until: dt.date | None, last: dt.date) -> None:
    _check_dates(since - DAY, last)
    if until is not None and last >= until:
        raise Refused("bad-dates", f"it ends on {until} already", until=str(until), last=str(last))


def _name_substitute(org: Org, command: NameSubstitute) -> tuple[OrgEvent, ...]:
    checked_id("substitute", command.substitute)
    checked_id("member", command.member)
    checked_id("member", command.stand_in)
    if command.substitute in org.substitutes:
        raise Refused(
            "substitute-exists",
            f"substitute {command.substitute} exists already",
            substitute=command.substitute,
        )
    if command.stand_in == command.member:
        raise Refused(
            "same-member", f"{command.member} cannot stand in for themselves", member=command.member
        )
    _check_dates(command.since, command.until)
    if command.unit:
        open_unit(org, command.unit)
    if command.role:
        _check_role(command.role)
    if command.plan:
        checked_id("plan", command.plan)
    return (
        SubstituteNamed(
            command.substitute,
            command.member,
            command.stand_in,
            command.since,
            command.until,
            command.unit,
            command.role,
            command.plan,
        ),
    )


def _end_substitute(org: Org, command: EndSubstitute) -> tuple[OrgEvent, ...]:
    substitute = org.substitutes.get(command.substitute)
    if substitute is None:
        raise Refused(
            "unknown-substitute", f"no substitute {command.substitute}", substitute=command.substitute
        )
    _check_end(substitute.since, substitute.until, command.until)
    return (SubstituteEnded(command.substitute, command.until),)
