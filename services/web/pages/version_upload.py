"""A new version of a plan's document is handed in: the form, and the comparison that it leads to."""

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from events.log import LogUnavailable
from services.bootstrap import App
from services.kept_versions import KeptVersion, keep_version
from services.plan_changes import check_head, read_again
from services.plans import PlanFileError
from services.web.pages.errors import error_page, refused_page
from services.web.pages.frame import path, redirect
from services.web.pages.plan_import import ACCEPT, LARGEST, file_of, read_document
from services.web.pages.posting import Sent, caller, same_origin, sent, told
from services.web.pages.rows import text_of
from services.web.pages.visit import Visit, visiting
from workflows.refusal import Refused


class Upload(Struct, frozen=True):
    """The form; `accept` as plan_import.ACCEPT, `words` what was wrong with the document sent before."""

    href: str
    command: str
    accept: str
    words: str = ""


def upload_form(visit: Visit, plan: str, status: str, kept: bool) -> Upload | None:
    """The form for a plan whose document is `kept`; None where it could not be compared or changed."""
    if visit.as_of or status == "closed" or not kept:
        return None
    return _form(visit, plan)


def _form(visit: Visit, plan: str, words: str = "") -> Upload:
    return Upload(path("plans", plan, "versions"), visit.app.chance.command_id(), ACCEPT, words)


def version_path(plan: str, version: KeptVersion) -> str:
    return path("plans", plan, "versions", version.source, shape=version.shape)


def upload_page(visit: Visit) -> Response:
    """GET /plans/{plan}/versions. Raises Refused(unknown-plan)."""
    return _page(visit)


def _page(visit: Visit, words: str = "", status: int = 200) -> Response:
    plan = visit.app.states.plan(visit.request.path_params["plan"])
    title = text_of(visit.t, visit.app.kept.text(plan.title))
    upload = _form(visit, plan.plan, words)
    href = visit.path("plans", plan.plan)
    return visit.render("version_upload.html", status, title=title, href=href, upload=upload)


async def upload_post(app: App, request: Request) -> Response:
    """POST /plans/{plan}/versions: read and kept; nothing of the plan changes."""
    if not same_origin(request.headers):
        return error_page(request, 403, standard=app.settings.language)
    given = await sent(request, LARGEST)
    return await run_in_threadpool(_answer, app, request, given)


def _answer(app: App, request: Request, given: Sent) -> Response:
    plan = request.path_params["plan"]
    try:
        return redirect(version_path(plan, _kept(app, request, given)))
    except (PlanFileError, Refused, LogUnavailable) as error:
        return _again(app, request, error)


def _again(app: App, request: Request, error: Exception) -> Response:
    try:
        visit = visiting(app, request)
        if isinstance(error, PlanFileError):
            return _page(visit, error.say(visit.t.language), 422)
        words, status, _ = told(visit.t, error, {})
        return _page(visit, words, status)
    except Refused as refused:
        return refused_page(request, refused, app.settings.language)


def _kept(app: App, request: Request, given: Sent) -> KeptVersion:
    """Raises PlanFileError, and Refused where the document cannot be compared with the plan."""
    who = caller(app, request, given)
    plan = app.states.plan(request.path_params["plan"])
    read_again(app.kept, plan)
    draft = read_document(file_of(given))
    if draft.document is None:
        check_head(app.kept, plan, draft)
    return keep_version(app.kept, draft, who.command_id)
