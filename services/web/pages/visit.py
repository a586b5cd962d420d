"""One request for a page: who looks, in which language, at which moment, and the read tables of it."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import apsw
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.asof import as_of
from services.bootstrap import CALENDAR, App
from services.calendar_years import calendar_at
from services.i18n import Translator
from services.read import queries
from services.story import Teller
from services.web.pages.errors import refused_page
from services.web.pages.frame import Frame, frame, path, render
from services.when import due_words, local_words
from workflows import calendar as calendars
from workflows.calendar import Calendar, instant_of, local_day
from workflows.refusal import Refused

MICROSECOND = dt.timedelta(microseconds=1)
LOST_PLUS = re.compile(r"(T\S+) (\d\d:?\d\d)$")
"""An unescaped + before an offset arrives as a space."""


class Visit(Struct, frozen=True):
    """`now` is the moment shown, µs UTC; `as_of` the address's form of a past one, "" for the present, and
    `position` the log's position then."""

    app: App
    request: Request
    frame: Frame
    now: int
    as_of: str
    position: int
    calendar: Calendar

    @property
    def t(self) -> Translator:
        return self.frame.t

    @property
    def today(self) -> dt.date:
        return local_day(self.calendar, self.now)

    def asked(self, name: str) -> str:
        return self.request.query_params.get(name, "").strip()

    def path(self, *parts: str, **query: str) -> str:
        """An address that shows the same moment."""
        return path(*parts, **query, as_of=self.as_of)

    def due(self, instant: int, calendar: Calendar | None = None) -> str:
        return due_words(self.t.language, calendar or self.calendar, instant, self.today.year)

    def moment(self, instant: int, calendar: Calendar | None = None) -> str:
        return local_words(self.t.language, calendar or self.calendar, instant, self.today.year)

    def render(self, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        return render(self.request, self.frame, template, status, visit=self, **context)


View: TypeAlias = Callable[[Visit], Response]


def page(app: App, view: View) -> Callable[[Request], Response]:
    """An endpoint (run in a thread) that shows what a rule refuses as a page."""

    def endpoint(request: Request) -> Response:
        try:
            return view(visiting(app, request))
        except Refused as refused:
            return refused_page(request, refused, app.settings.language)

    return endpoint


def visiting(app: App, request: Request) -> Visit:
    """Raises Refused: bad-as-of, as-of-ahead."""
    asked = request.query_params.get("as_of", "").strip()
    now = app.clock()
    if not asked:
        around = frame(request, app.settings.language, _acting_name(app, request))
        return Visit(app, request, around, now, "", 0, live_calendar(app, CALENDAR))
    at = instant_asked(asked, live_calendar(app, CALENDAR))
    if at > now:
        raise Refused("as-of-ahead", f"as_of={asked} has not come yet", value=asked)
    position = app.log.position_at(at)
    calendar = calendar_then(app, CALENDAR, position)
    bare = frame(request, app.settings.language)
    shown = local_words(bare.t.language, calendar, at)
    normal = calendars.local_time(calendar, at).isoformat(timespec="minutes")
    around = frame(request, app.settings.language, _acting_name(app, request), normal, shown)
    return Visit(app, request, around, at, normal, position, calendar)


def _acting_name(app: App, request: Request) -> str:
    person = app.kept.person(request.cookies.get("member", ""))
    return person.label if person else ""


def instant_asked(text: str, calendar: Calendar) -> int:
    """µs UTC of an ISO moment; one without an offset, or a day alone, is local. Raises Refused(bad-as-of)."""
    try:
        at = dt.datetime.fromisoformat(LOST_PLUS.sub(r"\1+\2", text))
    except ValueError as error:
        raise Refused(
            "bad-as-of", f"as_of={text}: write a moment such as 2026-10-15T09:00+08:00", value=text
        ) from error
    if at.tzinfo is None:
        return instant_of(calendar, at.date(), f"{at:%H:%M}")
    return (at - calendars.EPOCH) // MICROSECOND


def live_calendar(app: App, name: str) -> Calendar:
    return app.states.find_calendar(name) or Calendar(name, app.settings.time_zone, 0)


def calendar_then(app: App, name: str, position: int) -> Calendar:
    """A calendar as it stood at a position."""
    return calendar_at(app.log, name, position) or Calendar(name, app.settings.time_zone, 0)


def calendar_of(visit: Visit, name: str) -> Calendar:
    """A calendar at the moment shown."""
    if name == visit.calendar.calendar:
        return visit.calendar
    return calendar_then(visit.app, name, visit.position) if visit.as_of else live_calendar(visit.app, name)


def provisional_words(visit: Visit, db: apsw.Connection, calendar: str, first: int, last: int) -> str:
    """That years of [first, last] have no holiday notice, "" if all have; said wherever days are shown."""
    years = queries.provisional_years(db, calendar, first, last)
    if not years:
        return ""
    named = visit.t.term("list", ", ").join(map(str, years))
    return visit.t("Holidays of %(years)s are not announced yet: working days may still change.", years=named)


@contextmanager
def tables(visit: Visit, unit: str = "") -> Iterator[apsw.Connection]:
    """The read tables of the moment shown; of the past, those of one unit if it is named."""
    if not visit.as_of:
        yield visit.app.read()
        return
    with as_of(visit.app.log, visit.app.kept.path, visit.position, unit) as db:
        yield db


def teller(visit: Visit, db: apsw.Connection, calendar: Calendar) -> Teller:
    """Names as the directory and the organisation have them at the moment shown."""
    units = {unit.unit: unit.name for unit in queries.units(db)}

    def member(name: str) -> str:
        return member_name(visit, name)

    return Teller(visit.t, calendar, member, lambda unit: units.get(unit, unit), visit.today.year)


def member_name(visit: Visit, member: str) -> str:
    """What the directory calls a member; the id if nothing."""
    person = visit.app.kept.person(member)
    return person.label if person else visit.t.term("actor", member)


def known_unit(db: apsw.Connection, name: str) -> queries.Unit:
    """Raises Refused(unknown-unit)."""
    found = queries.unit(db, name)
    if found is None:
        raise Refused("unknown-unit", f"there is no unit {name}", unit=name)
    return found
