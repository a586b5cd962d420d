"""What may be changed about the organisation, calendars and policies over the API."""

import datetime as dt

from msgspec import Struct

from events.types import DayHours, Lights, Step, Term
from services.web.operations import Operation
from services.web.writing import Making, writing
from workflows.calendar import (
    AnnounceTerms,
    DeclareDays,
    ImportHolidayNotice,
    OpenCalendar,
    SetWorkingHours,
)
from workflows.org import (
    AddUnit,
    AppointMember,
    ChooseUnitCalendar,
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


class UnitCalendar(Struct, frozen=True, forbid_unknown_fields=True):
    """`calendar` "": that of the unit above, or of the plan. It moves nothing that is scheduled already."""

    calendar: str


class NewCalendar(Struct, frozen=True, forbid_unknown_fields=True):
    """`inherits`: the calendar that holds where this one says nothing."""

    calendar: str
    time_zone: str
    inherits: str = ""


class DeclaredDays(Struct, frozen=True, forbid_unknown_fields=True):
    """Days off and days worked that differ from what is inherited, from `since` up to and with `until`, in
    place of what was declared of these days before; neither: as inherited again."""

    document: str
    since: dt.date
    until: dt.date
    off: tuple[dt.date, ...] = ()
    worked: tuple[dt.date, ...] = ()


class WorkingHours(Struct, frozen=True, forbid_unknown_fields=True):
    """Local hours from `since` on, such as "08:30-12:00 14:00-17:30"; `exceptions` are days of the week (mon
    to sun) or dates with hours of their own, "" for none."""

    document: str
    since: dt.date
    regular: str
    exceptions: tuple[DayHours, ...] = ()


class Terms(Struct, frozen=True, forbid_unknown_fields=True):
    """School terms, first and last day; each replaces an earlier one of its key."""

    document: str
    terms: tuple[Term, ...]


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
    lights: Lights = Lights()
    two_hands: bool = False


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


def open_calendar(_: Making, body: NewCalendar) -> OpenCalendar:
    return OpenCalendar(body.calendar, body.time_zone, body.inherits)


def import_notice(on: Making, body: HolidayNotice) -> ImportHolidayNotice:
    return ImportHolidayNotice(
        on.path["calendar"], body.year, body.document, body.holidays, body.make_up_days
    )


def declare_days(on: Making, body: DeclaredDays) -> DeclareDays:
    return DeclareDays(on.path["calendar"], body.document, body.since, body.until, body.off, body.worked)


def set_hours(on: Making, body: WorkingHours) -> SetWorkingHours:
    return SetWorkingHours(on.path["calendar"], body.document, body.since, body.regular, body.exceptions)


def announce_terms(on: Making, body: Terms) -> AnnounceTerms:
    return AnnounceTerms(on.path["calendar"], body.document, body.terms)


def choose_calendar(on: Making, body: UnitCalendar) -> ChooseUnitCalendar:
    return ChooseUnitCalendar(on.path["unit"], body.calendar)


def set_policy(body: Ladder) -> SetPolicy:
    return SetPolicy(body.policy, body.name, body.steps, body.lights, body.two_hands)


HOUSE_WRITES: tuple[Operation, ...] = (
    writing("/units", "Add a unit", "Units", _add, NewUnit),
    writing("/units/{unit}/names", "Rename a unit", "Units", _rename, NewName),
    writing("/units/{unit}/parents", "Move a unit below another", "Units", _move, NewParent),
    writing("/units/{unit}/closings", "Close a unit", "Units", _close),
    writing("/appointments", "Appoint a member to a post", "Units", _appoint, Appointment),
    writing("/appointment-ends", "End an appointment", "Units", _end_appointment, AppointmentEnd),
    writing("/substitutes", "Name a substitute", "Units", _name_substitute, NewSubstitute),
    writing("/substitute-ends", "End a substitution", "Units", _end_substitute, SubstituteEnd),
    writing("/calendars", "Open a working calendar", "Rules", open_calendar, NewCalendar),
    writing(
        "/calendars/{calendar}/notices",
        "Import the holiday notice of a year",
        "Rules",
        import_notice,
        HolidayNotice,
    ),
    writing("/calendars/{calendar}/days", "Declare days off or worked", "Rules", declare_days, DeclaredDays),
    writing("/calendars/{calendar}/hours", "Set working hours", "Rules", set_hours, WorkingHours),
    writing("/calendars/{calendar}/terms", "Announce school terms", "Rules", announce_terms, Terms),
    writing(
        "/units/{unit}/calendars", "Choose the calendar of a unit", "Rules", choose_calendar, UnitCalendar
    ),
    writing("/policies", "Set a ladder", "Rules", lambda _, body: set_policy(body), Ladder),
)
