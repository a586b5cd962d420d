"""The organisation: a forest of units, who holds which post from when to when, who stands in for whom.

Units carry their names, being offices; members are opaque ids. Dates are local days, ends included.
"""

from workflows.org.decisions import (
    ROLES,
    AddUnit,
    AppointMember,
    ChooseUnitCalendar,
    CloseUnit,
    EndAppointment,
    EndSubstitute,
    MoveUnit,
    NameSubstitute,
    OrgCommand,
    RenameUnit,
    decide,
)
from workflows.org.questions import (
    ancestors,
    appointments,
    calendar_of,
    children,
    descendants,
    holders,
    in_force,
    known_unit,
    open_unit,
    stand_in,
    substitute_of,
)
from workflows.org.state import EMPTY, Appointment, Org, OrgEvent, Substitute, Unit, evolve

__all__ = [
    "EMPTY",
    "ROLES",
    "AddUnit",
    "AppointMember",
    "Appointment",
    "ChooseUnitCalendar",
    "CloseUnit",
    "EndAppointment",
    "EndSubstitute",
    "MoveUnit",
    "NameSubstitute",
    "Org",
    "OrgCommand",
    "OrgEvent",
    "RenameUnit",
    "Substitute",
    "Unit",
    "ancestors",
    "appointments",
    "calendar_of",
    "children",
    "decide",
    "descendants",
    "evolve",
    "holders",
    "in_force",
    "known_unit",
    "open_unit",
    "stand_in",
    "substitute_of",
]
