"""Organisation, calendars, policies."""

import msgspec

from events import types as e
from events.log import Record
from workflows.projection.common import Handler, there
from workflows.projection.wakes import announced, changed
from workflows.tables import (
    AppointmentRow,
    CalendarRow,
    NoticeYearRow,
    PolicyRow,
    SubstituteRow,
    Tables,
    UnitRow,
)


def _unit_added(tables: Tables, record: Record, event: e.UnitAdded) -> None:
    tables.units.put(event.unit, UnitRow(event.unit, event.name, event.kind, event.parent))


def _unit_renamed(tables: Tables, record: Record, event: e.UnitRenamed) -> None:
    row = there(tables.units.get(event.unit), record)
    row.name = event.name
    tables.units.touch(event.unit)


def _unit_moved(tables: Tables, record: Record, event: e.UnitMoved) -> None:
    row = there(tables.units.get(event.unit), record)
    row.parent = event.parent
    tables.units.touch(event.unit)


def _unit_closed(tables: Tables, record: Record, event: e.UnitClosed) -> None:
    row = there(tables.units.get(event.unit), record)
    row.closed = 1
    tables.units.touch(event.unit)


def _unit_calendar_chosen(tables: Tables, record: Record, event: e.UnitCalendarChosen) -> None:
    row = there(tables.units.get(event.unit), record)
    row.calendar = event.calendar
    tables.units.touch(event.unit)


def _appointed(tables: Tables, record: Record, event: e.MemberAppointed) -> None:
    until = event.until.isoformat() if event.until else ""
    row = AppointmentRow(
        event.appointment, event.member, event.unit, event.role, event.since.isoformat(), until
    )
    tables.appointments.put(event.appointment, row)


def _appointment_ended(tables: Tables, record: Record, event: e.AppointmentEnded) -> None:
    row = there(tables.appointments.get(event.appointment), record)
    row.until = event.until.isoformat()
    tables.appointments.touch(event.appointment)


def _substitute_named(tables: Tables, record: Record, event: e.SubstituteNamed) -> None:
    since, until = event.since.isoformat(), event.until.isoformat()
    row = SubstituteRow(
        event.substitute, event.member, event.stand_in, event.unit, since, until, event.role, event.plan
    )
    tables.substitutes.put(event.substitute, row)


def _substitute_ended(tables: Tables, record: Record, event: e.SubstituteEnded) -> None:
    row = there(tables.substitutes.get(event.substitute), record)
    row.until = event.until.isoformat()
    tables.substitutes.touch(event.substitute)


def _calendar_opened(tables: Tables, record: Record, event: e.CalendarOpened) -> None:
    row = CalendarRow(event.calendar, event.time_zone, record.version, event.inherits)
    tables.calendars.put(event.calendar, row)


def _calendar_changed(
    tables: Tables,
    record: Record,
    event: e.HolidayNoticeImported | e.CalendarDaysDeclared | e.WorkingHoursSet | e.TermsAnnounced,
) -> None:
    row = there(tables.calendars.get(event.calendar), record)
    row.version = record.version
    tables.calendars.touch(event.calendar)
    if isinstance(event, e.TermsAnnounced):
        announced(tables, event.calendar, record.version)
    else:
        changed(tables, f"calendar/{event.calendar}", record.version)


def _notice_imported(tables: Tables, record: Record, event: e.HolidayNoticeImported) -> None:
    _calendar_changed(tables, record, event)
    key = (event.calendar, event.year)
    tables.notice_years.put(key, NoticeYearRow(event.calendar, event.year, event.document))


def _policy_set(tables: Tables, record: Record, event: e.PolicySet) -> None:
    steps = msgspec.json.encode(event.steps).decode()
    lights = msgspec.json.encode(event.lights).decode()
    row = PolicyRow(event.policy, event.name, record.version, steps, lights, int(event.two_hands))
    tables.policies.put(event.policy, row)
    changed(tables, f"policy/{event.policy}", record.version)


HANDLERS: dict[type, Handler] = {
    e.UnitAdded: _unit_added,
    e.UnitRenamed: _unit_renamed,
    e.UnitMoved: _unit_moved,
    e.UnitClosed: _unit_closed,
    e.UnitCalendarChosen: _unit_calendar_chosen,
    e.MemberAppointed: _appointed,
    e.AppointmentEnded: _appointment_ended,
    e.SubstituteNamed: _substitute_named,
    e.SubstituteEnded: _substitute_ended,
    e.CalendarOpened: _calendar_opened,
    e.HolidayNoticeImported: _notice_imported,
    e.CalendarDaysDeclared: _calendar_changed,
    e.WorkingHoursSet: _calendar_changed,
    e.TermsAnnounced: _calendar_changed,
    e.PolicySet: _policy_set,
}
