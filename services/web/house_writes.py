"""What may be changed about the organisation, calendars and policies over the API."""

import datetime as dt

from msgspec import Struct

from events.types import Step
from services.web.operations import Operation
from services.web.writing import Making, writing
from workflows.calendar import ImportHolidayNotice, OpenCalendar
from workflows.org import (
    AddUnit,
    AppointMember,
    CloseUnit,
    EndAppointment,
    EndSubstitute,
    MoveUnit,
    NameSubstitute,
    RenameUnit,
)
from workflows.policy import SetPolicy


class NewUnit(Struct, frozen=True, forbid_unknown_fields=True):
    """`parent` "": a root."""

    unit: str
    name: str
    kind: str
    parent: str = ""


class NewName(Struct, frozen=True, forbid_unknown_fields=True):
    name: str


class NewParent(Struct, frozen=True, forbid_unknown_fields=True):
    """`parent` "": a root."""

    parent: str


class Appointment(Struct, frozen=True, forbid_unknown_fields=True):
    """`appointment` is an id of your choice. `role`: head, clerk, supervisor, auditor, owner, admin."""

    appointment: str
    member: str
    unit: str
    role: str
    since: dt.date
    until: dt.date | None = None


class AppointmentEnd(Struct, frozen=True, forbid_unknown_fields=True):
    """`until` is its last day."""

    appointment: str
    until: dt.date


class NewSubstitute(Struct, frozen=True, forbid_unknown_fields=True):
    """`unit`, `role`, `plan` narrow it down; "": for everything."""

    substitute: str
    member: str
    stand_in: str
    since: dt.date
    until: dt.date
    unit: str = ""
    role: str = ""
    plan: str = ""


class SubstituteEnd(Struct, frozen=True, forbid_unknown_fields=True):
    """`until` is the last day."""

    substitute: str
    until: dt.date


class NewCalendar(Struct, frozen=True, forbid_unknown_fields=True):
    calendar: str
    time_zone: str


class HolidayNotice(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of one year: weekdays off, weekend days worked 调休; `document` says where it is from."""

    year: int
    document: str
    holidays: tuple[dt.date, ...]
    make_up_days: tuple[dt.date, ...]


class Ladder(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole ladder: it replaces the one of the same id, as a new revision."""

    policy: str
    name: str
    steps: tuple[Step, ...]


def _add(_: Making, body: NewUnit) -> AddUnit:
    return AddUnit(body.unit, body.name, body.kind, body.parent)


def _rename(on: Making, body: NewName) -> RenameUnit:
    return RenameUnit(on.path["unit"], body.name)


def _move(on: Making, body: NewParent) -> MoveUnit:
    return MoveUnit(on.path["unit"], body.parent)


def _close(on: Making, _: object) -> CloseUnit:
    return CloseUnit(on.path["unit"])


def _appoint(_: Making, body: Appointment) -> AppointMember:
    return AppointMember(body.appointment, body.member, body.unit, body.role, body.since, body.until)


def _end_appointment(_: Making, body: AppointmentEnd) -> EndAppointment:
    return EndAppointment(body.appointment, body.until)


def _name_substitute(_: Making, body: NewSubstitute) -> NameSubstitute:
    return NameSubstitute(
        body.substitute, body.member, body.stand_in, body.since, body.until, body.unit, body.role, body.plan
    )


def _end_substitute(_: Making, body: SubstituteEnd) -> EndSubstitute:
    return EndSubstitute(body.substitute, body.until)


def _open_calendar(_: Making, body: NewCalendar) -> OpenCalendar:
    return OpenCalendar(body.calendar, body.time_zone)


def _import_notice(on: Making, body: HolidayNotice) -> ImportHolidayNotice:
    return ImportHolidayNotice(
        on.path["calendar"], body.year, body.document, body.holidays, body.make_up_days
    )


def _set_policy(_: Making, body: Ladder) -> SetPolicy:
    return SetPolicy(body.policy, body.name, body.steps)


HOUSE_WRITES: tuple[Operation, ...] = (
    writing("/units", "Add a unit", "Units", _add, NewUnit),
    writing("/units/{unit}/names", "Rename a unit", "Units", _rename, NewName),
    writing("/units/{unit}/parents", "Move a unit below another", "Units", _move, NewParent),
    writing("/units/{unit}/closings", "Close a unit", "Units", _close),
    writing("/appointments", "Appoint a member to a post", "Units", _appoint, Appointment),
    writing("/appointment-ends", "End an appointment", "Units", _end_appointment, AppointmentEnd),
    writing("/substitutes", "Name a substitute", "Units", _name_substitute, NewSubstitute),
    writing("/substitute-ends", "End a substitution", "Units", _end_substitute, SubstituteEnd),
    writing("/calendars", "Open a working calendar", "Rules", _open_calendar, NewCalendar),
    writing(
        "/calendars/{calendar}/notices",
        "Import the holiday notice of a year",
        "Rules",
        _import_notice,
        HolidayNotice,
    ),
    writing("/policies", "Set a ladder", "Rules", _set_policy, Ladder),
)
