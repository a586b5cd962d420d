"""Orders over many tasks: what was ordered and how far it is; a bulk excuse, looked at before it is given."""

from collections.abc import Mapping

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from events.log import CommandReused, Conflict, LogUnavailable, Unknown
from services.bootstrap import App
from services.handle import Saved
from services.order_words import progress_words, what_words
from services.read import orders as order_queries
from services.read import queries
from services.read.orders import UnitTasks
from services.web.order_reads import OrderFound, named
from services.web.order_reads import orders as orders_found
from services.web.pages.errors import error_page, refused_page
from services.web.pages.frame import PENDING, SAVED, Link, path, redirect
from services.web.pages.posting import Sent, caller, day_of, same_origin, sent, told
from services.web.pages.rows import Badge, text_of
from services.web.pages.visit import Visit, member_name, provisional_words, tables, visiting
from services.web.views import MOST_ROWS, Paged, View
from services.when import day_words
from workflows.ids import ID
from workflows.orders import CAUSES, OrderBulkExcuse, check_range, covered
from workflows.refusal import Refused
from workflows.schedule import horizon


class OrderRow(Struct, frozen=True):
    """`reason` is "" where none is asked for."""

    order: str
    what: str
    reason: str
    who: str
    when: str
    units: tuple[Link, ...]
    plans: tuple[Link, ...]
    progress: str
    badge: Badge


class Choice(Struct, frozen=True):
    value: str
    words: str
    chosen: bool


class Preview(Struct, frozen=True):
    """What would come off by unit, and from which day on more is scheduled later, "" if that is past them."""

    rows: tuple[UnitTasks, ...]
    tasks: int
    units: int
    later: str


class ExcuseForm(Struct, frozen=True):
    """`fields` as they were typed; `preview` once they fit."""

    command: str
    units: tuple[Choice, ...]
    plans: tuple[Choice, ...]
    causes: tuple[Choice, ...]
    fields: Mapping[str, str]
    preview: Preview | None
    words: str
    mine: bool


def orders_page(visit: Visit) -> Response:
    with tables(visit) as db:
        view = View(visit.app, db, visit.position, visit.now)
        units = {unit.unit: unit.name for unit in queries.units(db)}
        found = [_row(visit, units, one) for one in orders_found(view, Paged(limit=MOST_ROWS)).rows]
        calendars = [row[0] for row in db.execute("SELECT calendar FROM calendar ORDER BY calendar")]
    links = [Link(name, path("calendars", name, "replan")) for name in calendars]
    return visit.render("orders.html", orders=found, calendars=links)


def _row(visit: Visit, units: Mapping[str, str], one: OrderFound) -> OrderRow:
    t = visit.t
    badge = Badge("on_time", t("Gone through")) if one.settled else Badge("open", t("Under way"))
    return OrderRow(
        one.order,
        what_words(t, one),
        text_of(t, one.reason) if one.kind == "excuse" else "",
        member_name(visit, one.by),
        visit.moment(one.ordered_at),
        tuple(Link(units.get(unit, unit), visit.path("units", unit)) for unit in one.units),
        tuple(Link(plan, visit.path("plans", plan)) for plan in one.plans),
        progress_words(t, one),
        badge,
    )


def excuse_page(visit: Visit) -> Response:
    """GET /orders/excuse: the form, and with its fields in the address what it would do."""
    query = visit.request.query_params
    fields = {name: query.get(name, "").strip() for name in ("since", "until", "cause", "reason", "order")}
    fields |= {name: " ".join(query.getlist(name)) for name in ("units", "plans")}
    words = ""
    if fields["units"] or fields["since"] or fields["until"]:
        try:
            return _form(visit, fields, preview=_preview(visit, fields))
        except Refused as refused:
            words = visit.t.refusal(refused)
    return _form(visit, fields, words, status=422 if words else 200)


def _form(
    visit: Visit,
    fields: Mapping[str, str],
    words: str = "",
    command: str = "",
    preview: Preview | None = None,
    status: int = 200,
) -> Response:
    db, t = visit.app.read(), visit.t
    units = {one.unit: one.name for one in queries.units(db) if not one.closed}
    plans = {one.plan: text_of(t, one.title) for one in queries.plans(db) if one.status == "issued"}
    form = ExcuseForm(
        command or visit.app.chance.command_id(),
        _choices(units, named(fields.get("units", ""))),
        _choices(plans, named(fields.get("plans", ""))),
        _choices({cause: t.term("cause", cause) for cause in CAUSES}, (fields.get("cause", ""),)),
        fields,
        preview,
        words,
        bool(visit.frame.member),
    )
    warning = _provisional(visit, fields) if preview else ""
    return visit.render("order_excuse.html", status, form=form, provisional=warning)


def _provisional(visit: Visit, fields: Mapping[str, str]) -> str:
    """Of the years of the days asked about."""
    first, last = day_of(fields, "since").year, day_of(fields, "until").year
    return provisional_words(visit, visit.app.read(), visit.calendar.calendar, first, last)


def _choices(names: Mapping[str, str], chosen: tuple[str, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(value, words, value in chosen) for value, words in names.items())


def _preview(visit: Visit, fields: Mapping[str, str]) -> Preview:
    """Raises Refused: bad-day, bad-range, no-units, unknown-unit, unit-closed."""
    since, until = day_of(fields, "since"), day_of(fields, "until")
    check_range(since, until)
    units = covered(visit.app.states.org(), named(fields["units"]))
    rows = order_queries.excusable(visit.app.read(), units, since, until, named(fields["plans"]))
    ahead = horizon(visit.today)
    later = day_words(visit.t.language, ahead) if until >= ahead else ""
    return Preview(rows, sum(row.tasks for row in rows), len(units), later)


# --- ordered ----------------------------------------------------------------------------------------------


async def excuse_post(app: App, request: Request) -> Response:
    """POST /orders/excuse."""
    if not same_origin(request.headers):
        return error_page(request, 403, standard=app.settings.language)
    given = await sent(request, 0)
    return await run_in_threadpool(_answer, app, request, given)


def _answer(app: App, request: Request, given: Sent) -> Response:
    try:
        saved = _carry_out(app, request, given)
    except (Refused, CommandReused, Conflict, Unknown, LogUnavailable) as error:
        return _again(app, request, given, error)
    return redirect(path("orders"), SAVED if app.store.wait(saved.position) else PENDING)


def _carry_out(app: App, request: Request, given: Sent) -> Saved:
    """Raises Refused and LogError kinds."""
    who, fields = caller(app, request, given), given.fields
    since, until = day_of(fields, "since"), day_of(fields, "until")
    cause = fields.get("cause", "")
    order = fields.get("order", "") or f"{cause}-{since}-{who.command_id[-6:]}".strip("-")
    command = OrderBulkExcuse(
        order,
        cause,
        named(fields.get("units", "")),
        since,
        until,
        app.kept.keep(who.command_id, fields.get("reason", "")),
        named(fields.get("plans", "")),
    )
    return app.handle(command, who)


def _again(app: App, request: Request, given: Sent, error: Exception) -> Response:
    """The form as it was typed, with what is wrong with it."""
    try:
        visit = visiting(app, request)
        words, status, keep = told(visit.t, error, {})
        command = given.fields.get("command", "") if keep else ""
        fields = {"units": "", "plans": "", **given.fields}
        try:
            preview = _preview(visit, fields)
        except Refused:
            preview = None
        return _form(visit, fields, words, command if ID.fullmatch(command) else "", preview, status)
    except Refused as refused:
        return refused_page(request, refused, app.settings.language)
