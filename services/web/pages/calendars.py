"""Working calendars: which there are, and a year of one by months, what it inherits, who goes by it."""

import datetime as dt
from collections.abc import Mapping

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from events.log import CommandReused, Conflict, LogUnavailable, Unknown
from services.bootstrap import App
from services.calendar_years import Year
from services.handle import Saved
from services.notice_files import notice_of
from services.read import queries
from services.web.house_reads import CalendarFound, OfCalendar, calendar_year
from services.web.house_reads import calendars as calendars_found
from services.web.pages.errors import error_page, refused_page
from services.web.pages.frame import PENDING, SAVED, Link, path, redirect
from services.web.pages.posting import Sent, caller, same_origin, sent, told
from services.web.pages.visit import Visit, provisional_words, tables, visiting
from services.web.views import MOST_ROWS, Paged, View
from services.when import day_words, hours_words, month_words
from workflows.refusal import Refused

FIRST, LAST = 1990, 2100


class CalendarRow(Struct, frozen=True):
    """`open_years`: those of this year and the next two whose holidays are not announced."""

    href: str
    found: CalendarFound
    open_years: str


class MonthRow(Struct, frozen=True):
    name: str
    working_days: int
    off: str
    worked: str


class Sheet(Struct, frozen=True):
    """Everything that the page of a calendar shows; `replan` is "" in the past."""

    year: Year
    months: tuple[MonthRow, ...]
    total: int
    inherits: tuple[Link, ...]
    hours: tuple[str, ...]
    terms: tuple[str, ...]
    declared: tuple[str, ...]
    units: tuple[Link, ...]
    earlier: str
    later: str
    replan: str


class NoticeForm(Struct, frozen=True):
    """`fields` as they were typed."""

    command: str
    fields: Mapping[str, str]
    words: str
    mine: bool


def calendars_page(visit: Visit) -> Response:
    with tables(visit) as db:
        view = View(visit.app, db, visit.position, visit.now, past=bool(visit.as_of))
        found = calendars_found(view, Paged(limit=MOST_ROWS)).rows
    comma = visit.t.term("list", ", ")
    rows = tuple(
        CalendarRow(visit.path("calendars", one.calendar), one, comma.join(map(str, one.provisional)))
        for one in found
    )
    return visit.render("calendars.html", calendars=rows)


def calendar_page(visit: Visit) -> Response:
    return _page(visit, {}, "", visit.app.chance.command_id())


def _page(visit: Visit, fields: Mapping[str, str], words: str, command: str, status: int = 200) -> Response:
    name = visit.request.path_params["calendar"]
    asked = visit.asked("year")
    number = int(asked) if asked.isdecimal() and FIRST <= int(asked) <= LAST else visit.today.year
    with tables(visit) as db:
        view = View(visit.app, db, visit.position, visit.now, past=bool(visit.as_of))
        year = calendar_year(view, OfCalendar(calendar=name, year=number))
        warning = provisional_words(visit, db, name, number, number)
        names = {one.unit: one.name for one in queries.units(db)}
    form = NoticeForm(command, {"year": str(number), **fields}, words, bool(visit.frame.member))
    sheet = _sheet(visit, year, names)
    return visit.render("calendar.html", status, sheet=sheet, form=form, provisional=warning)


def _sheet(visit: Visit, year: Year, names: Mapping[str, str]) -> Sheet:
    def to(number: int) -> str:
        return visit.path("calendars", year.calendar, year=str(number))

    return Sheet(
        year,
        tuple(
            MonthRow(
                month_words(visit.t.language, year.year, int(month.month[5:])),
                month.working_days,
                _days(visit, year.year, month.holidays),
                _days(visit, year.year, month.make_up_days),
            )
            for month in year.months
        ),
        sum(month.working_days for month in year.months),
        tuple(Link(one, visit.path("calendars", one)) for one in year.inherits),
        tuple(hours_words(visit.t, one) for one in year.hours),
        tuple(f"{one.term}: {one.since} – {one.until}" for one in year.terms),
        tuple(f"{one.since} – {one.until} {one.document}" for one in year.declared),
        tuple(Link(names.get(one, one), visit.path("units", one)) for one in year.units),
        to(year.year - 1),
        to(year.year + 1),
        "" if visit.as_of else path("calendars", year.calendar, "replan"),
    )


def _days(visit: Visit, year: int, days: tuple[dt.date, ...]) -> str:
    return visit.t.term("list", ", ").join(day_words(visit.t.language, day, year) for day in days)


# --- a notice ---------------------------------------------------------------------------------------------


async def notice_post(app: App, request: Request) -> Response:
    """POST /calendars/{calendar}/notices."""
    if not same_origin(request.headers):
        return error_page(request, 403, standard=app.settings.language)
    given = await sent(request, 0)
    return await run_in_threadpool(_answer, app, request, given)


def back_to_calendar(visit: Visit) -> Response:
    """GET of the form's address (a page loaded again after an error)."""
    return redirect(path("calendars", visit.request.path_params["calendar"]))


def _answer(app: App, request: Request, given: Sent) -> Response:
    try:
        saved = _carry_out(app, request, given)
    except (Refused, CommandReused, Conflict, Unknown, LogUnavailable) as error:
        return _again(app, request, given, error)
    back = path("calendars", request.path_params["calendar"], year=given.fields.get("year", ""))
    return redirect(back, SAVED if app.store.wait(saved.position) else PENDING)


def _carry_out(app: App, request: Request, given: Sent) -> Saved:
    """Raises Refused and LogError kinds."""
    who, fields = caller(app, request, given), given.fields
    year = fields.get("year", "")
    try:
        command = notice_of(
            request.path_params["calendar"],
            int(year) if year.isdecimal() else 0,
            fields.get("document", ""),
            _lines(fields.get("holidays", "")),
            _lines(fields.get("make_up_days", "")),
        )
    except ValueError as error:
        raise Refused("bad-notice-day", str(error)) from error
    return app.handle(command, who)


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _again(app: App, request: Request, given: Sent, error: Exception) -> Response:
    """The year with the form as it was typed and what is wrong with it."""
    try:
        visit = visiting(app, request)
        words, status, keep = told(visit.t, error, {})
        command = given.fields.get("command", "") if keep else ""
        return _page(visit, given.fields, words, command or app.chance.command_id(), status)
    except Refused as refused:
        return refused_page(request, refused, app.settings.language)
