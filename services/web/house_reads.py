"""What the API tells about ladders, calendars and the log itself."""

from typing import Annotated

import msgspec
from msgspec import Meta, Raw, Struct

from events.log import Recorded
from events.types import Lights, Step
from services.calendar_years import Year, calendar_at, year_of
from services.read import queries
from services.web.operations import Operation
from services.web.views import MOST_ROWS, Ask, AsOf, Paged, Rows, View, reading
from workflows.calendar import local_day
from workflows.refusal import Refused

YEARS_AHEAD = 2


class PolicyFound(Struct, frozen=True):
    policy: str
    name: str
    version: int
    steps: tuple[Step, ...]
    lights: Lights
    two_hands: bool


class CalendarFound(Struct, frozen=True):
    """`years` have a holiday notice, of the calendar itself; `provisional` are this year and the next ones
    that have none yet, nor have it from above. `inherits`: the calendar above, "" for none."""

    calendar: str
    time_zone: str
    version: int
    years: tuple[int, ...]
    provisional: tuple[int, ...]
    inherits: str = ""


class OfCalendar(AsOf, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`year` 0: the present one."""

    calendar: str
    year: Annotated[int, Meta(ge=0, le=2100)] = 0


class EventPage(Ask, frozen=True, forbid_unknown_fields=True):
    after: Annotated[int, Meta(ge=0, description="a position")] = 0
    limit: Annotated[int, Meta(ge=1, le=MOST_ROWS)] = 200


class RawRecord(Struct, frozen=True):
    """One record of the log as it is kept; `leaf` is its Merkle leaf hash in hex. Instants µs UTC."""

    position: int
    stream: str
    version: int
    tag: str
    schema: int
    occurred_at: int
    recorded_at: int
    actor: str
    on_behalf: str
    command: str
    causation: str
    correlation: str
    consulted: Raw
    source: str
    body: Raw
    leaf: str


class Records(Struct, frozen=True):
    """`next` goes into `after`; 0 at the end of the log."""

    rows: tuple[RawRecord, ...]
    next: int
    head: int


def policies(view: View, ask: Paged) -> Rows[PolicyFound]:
    rows = view.db.execute(
        "SELECT policy, name, version, steps, lights, two_hands FROM policy ORDER BY policy"
    )
    found = [
        PolicyFound(
            policy,
            name,
            version,
            msgspec.json.decode(steps, type=tuple[Step, ...]),
            msgspec.json.decode(lights, type=Lights),
            bool(two_hands),
        )
        for policy, name, version, steps, lights, two_hands in rows
    ]
    return view.cut(found, lambda one: one.policy, ask)


def calendars(view: View, ask: Paged) -> Rows[CalendarFound]:
    rows = list(
        view.db.execute("SELECT calendar, time_zone, version, inherits FROM calendar ORDER BY calendar")
    )
    return view.cut([_calendar(view, *row) for row in rows], lambda one: one.calendar, ask)


def _calendar(view: View, name: str, zone: str, version: int, inherits: str) -> CalendarFound:
    sql = "SELECT year FROM notice_year WHERE calendar = ? ORDER BY year"
    years = tuple(row[0] for row in view.db.execute(sql, (name,)))
    first = view.today().year
    last = first + YEARS_AHEAD
    open_years = queries.provisional_years(view.db, name, first, last)
    return CalendarFound(name, zone, version, years, open_years, inherits)


def calendar_year(view: View, ask: OfCalendar) -> Year:
    """One year of a calendar. Raises Refused(unknown-calendar)."""
    app = view.app
    name, states = ask.calendar, app.states
    found = calendar_at(app.log, name, view.position) if view.past else states.find_calendar(name)
    if found is None:
        raise Refused("unknown-calendar", f"there is no calendar {name}", calendar=name)
    units = tuple(one.unit for one in queries.units(view.db) if one.calendar == name)
    return year_of(found, ask.year or local_day(found, view.now).year, units)


def events(view: View, ask: EventPage) -> Records:
    records = view.app.log.read_all(ask.after, ask.limit)
    head = view.app.log.head()
    more = bool(records) and records[-1].position < head
    return Records(tuple(map(_raw, records)), records[-1].position if more else 0, head)


def _raw(record: Recorded) -> RawRecord:
    kept = {name: getattr(record, name) for name in RawRecord.__struct_fields__}
    kept.update(consulted=Raw(record.consulted), body=Raw(record.body), leaf=record.leaf.hex())
    return RawRecord(**kept)


HOUSE_READS: tuple[Operation, ...] = (
    reading("/policies", "The ladders in force", "Rules", policies, Paged, Rows[PolicyFound]),
    reading(
        "/calendars",
        "Working calendars and their provisional years",
        "Rules",
        calendars,
        Paged,
        Rows[CalendarFound],
    ),
    reading(
        "/calendars/{calendar}", "One year of a working calendar", "Rules", calendar_year, OfCalendar, Year
    ),
    reading("/events", "The log itself, by position", "Log", events, EventPage, Records),
)
