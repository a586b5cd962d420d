"""Noting something that happened, which a unit then owes within a limit."""

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from events.log import CommandReused, Conflict, LogUnavailable, Unknown
from services.bootstrap import CALENDAR, App
from services.read.occurrences import EventItem, event_items
from services.web.occurrence_writes import Occurrence, occurred
from services.web.pages.acts import Failed, moment_of
from services.web.pages.errors import error_page, refused_page
from services.web.pages.frame import PENDING, SAVED, Link, path, redirect
from services.web.pages.posting import Sent, caller, same_origin, sent, told
from services.web.pages.rows import text_of
from services.web.pages.visit import Visit, known_unit, live_calendar, tables, visiting
from services.web.writing import Making
from workflows.cadence import explain, parse
from workflows.calendar import local_time
from workflows.refusal import Refused

NOUN = "occurrences"
SHORT = 12
"""Letters of the command id that name what was given no number."""


class Choice(Struct, frozen=True):
    """An item to choose: `key` is plan/item."""

    key: str
    words: str
    chosen: bool


class Noting(Struct, frozen=True):
    """The form: what may be chosen, and what stands in its fields."""

    unit: Link
    href: str
    command: str
    choices: tuple[Choice, ...]
    at: str
    number: str
    note: str
    error: str


def occurrences_view(visit: Visit) -> Response:
    return occurrences_page(visit)


def occurrences_page(visit: Visit, failed: Failed | None = None, status: int = 200) -> Response:
    """With a form that could not be saved as it was typed. Raises Refused(unknown-unit)."""
    unit = visit.request.path_params["unit"]
    with tables(visit, unit) as db:
        found = known_unit(db, unit)
        items = event_items(db, unit)
    typed = failed.typed if failed else {}
    form = Noting(
        Link(found.name, visit.path("units", unit)),
        visit.path("units", unit, NOUN),
        failed.command if failed else visit.app.chance.command_id(),
        tuple(_choice(visit, one, typed.get("item", "")) for one in items),
        typed.get("at", "") or f"{local_time(visit.calendar, visit.now):%Y-%m-%dT%H:%M}",
        typed.get("number", ""),
        typed.get("note", ""),
        failed.error if failed else "",
    )
    return visit.render("occurrences.html", status, form=form)


def _choice(visit: Visit, one: EventItem, chosen: str) -> Choice:
    limit = explain(parse(one.cadence), visit.t.language)
    words = " ".join(filter(None, (one.number, text_of(visit.t, one.text))))
    key = f"{one.plan}/{one.item}"
    return Choice(key, visit.t("%(item)s (%(limit)s)", item=words, limit=limit), key == chosen)


async def occurrence_post(app: App, request: Request) -> Response:
    """POST /units/{unit}/occurrences."""
    standard = app.settings.language
    if not same_origin(request.headers):
        return error_page(request, 403, standard=standard)
    given = await sent(request, app.settings.evidence_limit)
    return await run_in_threadpool(_answer, app, request, given)


def _answer(app: App, request: Request, given: Sent) -> Response:
    unit, fields = request.path_params["unit"], given.fields
    try:
        who = caller(app, request, given)
        plan, _, item = fields.get("item", "").partition("/")
        number = fields.get("number", "").lower() or who.command_id[:SHORT]
        at = moment_of(live_calendar(app, CALENDAR), fields.get("at", ""))
        body = Occurrence(plan, item, number, at, fields.get("note", ""))
        saved = app.handle(occurred(Making(app, dict(request.path_params), who.command_id), body), who)
    except (Refused, CommandReused, Conflict, Unknown, LogUnavailable) as error:
        return _again(app, request, given, error)
    back = path("tasks", unit, plan, item, f"e-{number}")
    return redirect(back, SAVED if app.store.wait(saved.position) else PENDING)


def _again(app: App, request: Request, given: Sent, error: Exception) -> Response:
    """The page with the form as it was typed and what is wrong with it."""
    try:
        visit = visiting(app, request)
        words, status, keep = told(visit.t, error, request.path_params)
        command = given.fields.get("command", "") if keep else ""
        return occurrences_page(
            visit, Failed(NOUN, given.fields, words, command or app.chance.command_id()), status
        )
    except Refused as refused:
        return refused_page(request, refused, app.settings.language)
