"""After a holiday notice: what would move, with boxes to tick, and approving it."""

from collections.abc import Sequence

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from events.log import CommandReused, Conflict, LogUnavailable, Unknown
from events.types import Move
from services.bootstrap import App
from services.handle import Saved
from services.web.order_reads import OfCalendar, ProposedMove, replan
from services.web.pages.errors import error_page, refused_page
from services.web.pages.frame import PENDING, SAVED, path, redirect
from services.web.pages.posting import Sent, caller, same_origin, sent, told
from services.web.pages.rows import task_path, text_of
from services.web.pages.visit import Visit, calendar_of, provisional_words, visiting
from services.web.views import View
from workflows.calendar import local_day
from workflows.orders import MOST_MOVES, OrderReplan
from workflows.refusal import Refused
from workflows.replan import MOVES

MOST_FIELDS = MOST_MOVES + 10
PICK = "pick:"
SHOWN = 2_000
"""Lines on a page; more are seen unit by unit."""


class MoveRow(Struct, frozen=True):
    """`href` is "" for a turn without a task; `value` "" for what cannot be approved."""

    task: str
    href: str
    text: str
    kind: str
    before: str
    after: str
    opens: str
    value: str
    picked: bool


class UnitMoves(Struct, frozen=True):
    unit: str
    name: str
    href: str
    only: str
    rows: tuple[MoveRow, ...]


class Sheet(Struct, frozen=True):
    """`more` lines are not shown; `moves` how many can be approved."""

    calendar: str
    version: int
    unit: str
    whole: str
    groups: tuple[UnitMoves, ...]
    moves: int
    more: int
    command: str
    action: str
    words: str
    mine: bool


def replan_page(visit: Visit) -> Response:
    """GET /calendars/{calendar}/replan. Raises Refused(unknown-calendar)."""
    return _page(visit, visit.asked("unit"))


def _page(
    visit: Visit,
    unit: str,
    words: str = "",
    command: str = "",
    left: frozenset[str] = frozenset(),
    status: int = 200,
) -> Response:
    """`left` are the tasks whose boxes are not ticked."""
    app, calendar = visit.app, visit.request.path_params["calendar"]
    view = View(app, app.read(), app.store.position(), app.clock())
    found = replan(view, OfCalendar(calendar, unit))
    shown = found.rows[:SHOWN]
    sheet = Sheet(
        calendar,
        found.version,
        unit,
        path("calendars", calendar, "replan") if unit else "",
        _groups(visit, calendar, shown, left),
        sum(row.kind in MOVES for row in shown),
        len(found.rows) - len(shown),
        command or app.chance.command_id(),
        path("calendars", calendar, "replan", unit=unit),
        words,
        bool(visit.frame.member),
    )
    warning = _provisional(visit, calendar, shown)
    return visit.render("replan.html", status, sheet=sheet, provisional=warning)


def _provisional(visit: Visit, calendar: str, rows: Sequence[ProposedMove]) -> str:
    """Of the years into which the rows fall."""
    base = calendar_of(visit, calendar)
    years = {local_day(base, at).year for one in rows for at in (one.due_before, one.due) if at}
    if not years:
        return ""
    return provisional_words(visit, visit.app.read(), calendar, min(years), max(years))


def _groups(
    visit: Visit, calendar: str, rows: Sequence[ProposedMove], left: frozenset[str]
) -> tuple[UnitMoves, ...]:
    units: dict[str, list[ProposedMove]] = {}
    for row in rows:
        units.setdefault(row.unit, []).append(row)
    return tuple(
        UnitMoves(
            unit,
            found[0].unit_name,
            visit.path("units", unit),
            path("calendars", calendar, "replan", unit=unit),
            tuple(_row(visit, calendar, one, left) for one in found),
        )
        for unit, found in units.items()
    )


def _row(visit: Visit, name: str, one: ProposedMove, left: frozenset[str]) -> MoveRow:
    calendar = calendar_of(visit, name)
    opens = ""
    if one.kind in MOVES and one.opens != one.opens_before:
        opens = visit.t("opens %(when)s", when=visit.moment(one.opens, calendar))
    return MoveRow(
        one.task,
        task_path(visit, one.task) if one.due_before else "",
        text_of(visit.t, one.text),
        visit.t.term("proposed", one.kind),
        visit.due(one.due_before, calendar) if one.due_before else "",
        visit.due(one.due, calendar) if one.due else "",
        opens,
        f"{one.opens}:{one.due}" if one.kind in MOVES else "",
        one.task not in left,
    )


# --- approved ---------------------------------------------------------------------------------------------


async def replan_post(app: App, request: Request) -> Response:
    """POST /calendars/{calendar}/replan."""
    if not same_origin(request.headers):
        return error_page(request, 403, standard=app.settings.language)
    given = await sent(request, 0, MOST_FIELDS)
    return await run_in_threadpool(_answer, app, request, given)


def _answer(app: App, request: Request, given: Sent) -> Response:
    try:
        saved = _carry_out(app, request, given)
    except (Refused, CommandReused, Conflict, Unknown, LogUnavailable) as error:
        return _again(app, request, given, error)
    return redirect(path("orders"), SAVED if app.store.wait(saved.position) else PENDING)


def _carry_out(app: App, request: Request, given: Sent) -> Saved:
    """Raises Refused and LogError kinds."""
    who, calendar = caller(app, request, given), request.path_params["calendar"]
    version = given.fields.get("version", "")
    moves = tuple(
        _move(name.removeprefix(PICK), value) for name, value in given.fields.items() if name.startswith(PICK)
    )
    order = f"{calendar}-v{version}-{who.command_id[-6:]}".strip("-")
    return app.handle(OrderReplan(order, calendar, int(version) if version.isdecimal() else 0, moves), who)


def _move(task: str, value: str) -> Move:
    """Raises Refused(not-proposed) for what the page never said."""
    opens, _, due = value.partition(":")
    if not (opens.isdecimal() and due.isdecimal()):
        raise Refused("not-proposed", f"{task}: no such move was proposed", task=task)
    return Move(task, int(opens), int(due))


def _again(app: App, request: Request, given: Sent, error: Exception) -> Response:
    """The list of now, with the boxes as they were ticked and what is wrong."""
    try:
        visit = visiting(app, request)
        words, status, keep = told(visit.t, error, {})
        command = given.fields.get("command", "") if keep else ""
        ticked = {name.removeprefix(PICK) for name in given.fields if name.startswith(PICK)}
        seen = set(given.fields.get("seen", "").split())
        return _page(visit, visit.asked("unit"), words, command, frozenset(seen - ticked), status)
    except Refused as refused:
        return refused_page(request, refused, app.settings.language)
