"""Forms about measures: decided, answered, lifted; kept, carried out once, answered with a redirect."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from events.log import CommandReused, Conflict, LogUnavailable, Unknown
from services.bootstrap import CALENDAR, App
from services.deciding import Caller
from services.handle import Saved
from services.web import measure_writes
from services.web.measure_writes import NewMeasure, measure_id
from services.web.pages.acts import Failed, moment_of
from services.web.pages.errors import error_page, refused_page
from services.web.pages.frame import PENDING, SAVED, path, redirect
from services.web.pages.measures import DECIDE, measure_page, measures_page
from services.web.pages.posting import Sent, caller, check_size, same_origin, sent, told
from services.web.pages.visit import Visit, live_calendar, visiting
from services.web.task_writes import Reason, ReportForm
from services.web.writing import Making, Upload
from workflows.measures import MeasureCommand
from workflows.refusal import Refused


async def measure_post(app: App, request: Request) -> Response:
    """POST /units/{unit}/measures, and …/{measure}/answers or …/liftings."""
    standard = app.settings.language
    if not same_origin(request.headers):
        return error_page(request, 403, standard=standard)
    noun = request.path_params.get("noun", DECIDE)
    if noun not in (DECIDE, "answers", "liftings"):
        return error_page(request, 404, standard=standard)
    given = await sent(request, app.settings.evidence_limit)
    return await run_in_threadpool(_answer, app, request, noun, given)


def _answer(app: App, request: Request, noun: str, given: Sent) -> Response:
    try:
        saved, measure = _carry_out(app, request, noun, given)
    except (Refused, CommandReused, Conflict, Unknown, LogUnavailable) as error:
        return _again(app, request, noun, given, error)
    back = path("units", request.path_params["unit"], "measures", measure)
    return redirect(back, SAVED if app.store.wait(saved.position) else PENDING)


def _carry_out(app: App, request: Request, noun: str, given: Sent) -> tuple[Saved, str]:
    """What was saved, and the measure. Raises Refused and LogError kinds."""
    who = caller(app, request, given)
    command = _command(app, Making(app, dict(request.path_params), who.command_id), noun, given, who)
    return app.handle(command, who), command.measure


def _command(app: App, on: Making, noun: str, given: Sent, who: Caller) -> MeasureCommand:
    fields = given.fields
    if noun == "answers":
        for file in given.files:
            check_size(file, app.settings.evidence_limit)
        files = tuple(Upload(file.name, file.media_type, file.data) for file in given.files)
        return measure_writes.answer(on, ReportForm(fields.get("note", ""), files))
    if noun == "liftings":
        return measure_writes.lift(on, Reason(fields.get("reason", "")))
    due = moment_of(live_calendar(app, CALENDAR), fields.get("due", ""))
    body = NewMeasure(
        fields.get("kind", ""),
        fields.get("reason", ""),
        due,
        fields.get("task", ""),
        bool(fields.get("skips")),
        measure=measure_id(who.command_id),
    )
    return measure_writes.decide(on, body)


def _again(app: App, request: Request, noun: str, given: Sent, error: Exception) -> Response:
    """The page with the form as it was typed and what is wrong with it."""
    try:
        visit = visiting(app, request)
        words, status, keep = told(visit.t, error, request.path_params)
        command = given.fields.get("command", "") if keep else ""
        failed = Failed(noun, given.fields, words, command or app.chance.command_id())
        return (measures_page if noun == DECIDE else measure_page)(visit, failed, status)
    except Refused as refused:
        return refused_page(request, refused, app.settings.language)


def back_to_measure(visit: Visit) -> Response:
    """GET of a form's address (a page loaded again after an error) leads to its measure."""
    parts = visit.request.path_params
    return redirect(path("units", parts["unit"], "measures", parts["measure"]))
