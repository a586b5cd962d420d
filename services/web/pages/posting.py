"""Forms sent: same origin, read whole, kept, carried out once, answered with a redirect."""

import datetime as dt
from collections.abc import Mapping
from urllib.parse import urlsplit

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from events.log import CommandReused, Conflict, LogUnavailable, Unknown
from events.types import Evidence
from services.bootstrap import App
from services.deciding import Caller
from services.handle import Saved
from services.i18n import Translator, translator
from services.read import queries
from services.story import joined
from services.web.pages.acts import ACTS, Act, Failed, Given, moment_of
from services.web.pages.errors import error_page, refused_page
from services.web.pages.frame import (
    PENDING,
    SAVED,
    acting_member,
    path,
    redirect,
    remember,
    wished_language,
)
from services.web.pages.tasks import task_page
from services.web.pages.visit import Visit, visiting
from services.web.problems import status_of
from workflows.calendar import Calendar
from workflows.ids import ID
from workflows.refusal import Refused

MOST_FILES = 20
MOST_FIELDS = 1000
MOST_TEXT = 1 << 20


class File(Struct, frozen=True):
    """`data` is empty where `size` (bytes) is over the limit."""

    name: str
    media_type: str
    size: int
    data: bytes


class Sent(Struct, frozen=True):
    """A form as it came: fields by name, files."""

    fields: dict[str, str]
    files: tuple[File, ...]


def same_origin(headers: Mapping[str, str]) -> bool:
    """A POST came from a page of ours: browsers say so in Sec-Fetch-Site, older ones in Origin alone.

    One that says neither is no browser; programs have the API.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == headers.get("host", "")


def local(address: str) -> str:
    """An address of ours; "" for one that would lead elsewhere."""
    fits = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if fits and address.isprintable() else ""


async def sent(request: Request, limit: int, most_fields: int = MOST_FIELDS) -> Sent:
    """The whole form; of files over `limit` bytes only the name and size."""
    async with request.form(max_files=MOST_FILES, max_fields=most_fields, max_part_size=MOST_TEXT) as form:
        fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        files = [await _file(one, limit) for one in _uploads(form)]
    return Sent({name: value.replace("\r\n", "\n").strip() for name, value in fields.items()}, tuple(files))


def _uploads(form: FormData) -> list[UploadFile]:
    """Files that were chosen: a browser sends an empty one without a name for none."""
    return [one for _, one in form.multi_items() if isinstance(one, UploadFile) and one.filename]


async def _file(upload: UploadFile, limit: int) -> File:
    size = upload.size or 0
    data = await upload.read() if size <= limit else b""
    return File(upload.filename or "", upload.content_type or "", size, data)


async def task_post(app: App, request: Request) -> Response:
    """POST /tasks/{unit}/{plan}/{item}/{period}/{noun}."""
    standard = app.settings.language
    if not same_origin(request.headers):
        return error_page(request, 403, standard=standard)
    act = ACTS.get(request.path_params["noun"])
    if act is None:
        return error_page(request, 404, standard=standard)
    given = await sent(request, app.settings.evidence_limit)
    return await run_in_threadpool(_answer, app, request, act, given)


def _answer(app: App, request: Request, act: Act, given: Sent) -> Response:
    try:
        saved = carry_out(app, request, act, given)
    except (Refused, CommandReused, Conflict, Unknown, LogUnavailable) as error:
        return _again(app, request, act, given, error)
    back = local(given.fields.get("back", "")) or _task_path(request)
    shown = app.store.wait(saved.position)
    return redirect(back, SAVED if shown else PENDING)


def carry_out(app: App, request: Request, act: Act, given: Sent) -> Saved:
    """Keep the texts and files, then handle the command. The same command id again changes nothing.

    Raises Refused and LogError kinds.
    """
    who = caller(app, request, given)
    task = app.states.task("/".join(request.path_params[name] for name in ("unit", "plan", "item", "period")))
    what = _given(app, task.task, app.states.calendar(task.calendar), act, given, who.command_id)
    return app.handle(act.make(what), who)


def caller(app: App, request: Request, given: Sent) -> Caller:
    """Who sent a form, under which command id. Raises Refused: no-member, unknown-member, no-command."""
    member = acting_member(request)
    if not member:
        raise Refused("no-member", "choose on the start page who you are")
    if not queries.posts(app.read(), member=member):
        raise Refused("unknown-member", f"no unit has a member {member}", member=member)
    command = given.fields.get("command", "")
    if not ID.fullmatch(command):
        raise Refused("no-command", "the form was sent without its command id: load the page again")
    return Caller(member, command, source="web")


def _given(app: App, task: str, calendar: Calendar, act: Act, given: Sent, command: str) -> Given:
    texts = [part.name for part in act.parts if part.kind == "text"]
    moments = {
        part.name: moment_of(calendar, given.fields.get(part.name, ""))
        for part in act.parts
        if part.kind == "moment"
    }
    digests = app.kept.keep_all(command, [given.fields.get(name, "") for name in texts])
    kept = dict(zip(texts, digests, strict=True))
    plain = {
        part.name: given.fields.get(part.name, "") for part in act.parts if part.kind in ("member", "level")
    }
    return Given(task, kept, moments, _files(app, act, given, command), plain)


def _files(app: App, act: Act, given: Sent, command: str) -> tuple[Evidence, ...]:
    if all(part.kind != "files" for part in act.parts):
        return ()
    for one in given.files:
        check_size(one, app.settings.evidence_limit)
    return tuple(app.evidence.store(command, one.data, one.name, one.media_type) for one in given.files)


def check_size(file: File, limit: int) -> None:
    """Raises Refused(evidence-too-large)."""
    if file.size > limit:
        raise Refused(
            "evidence-too-large",
            f"{file.name} has {file.size} bytes, more than the {limit} allowed",
            file=file.name,
            size=str(file.size),
            limit=str(limit),
        )


def _again(app: App, request: Request, act: Act, given: Sent, error: Exception) -> Response:
    """The task's page with the form as it was typed and what is wrong with it."""
    try:
        visit = visiting(app, request)
        words, status, keep = told(visit.t, error, request.path_params)
        if given.files:
            words = joined(visit.t, words, visit.t("Choose the files again."))
        command = given.fields.get("command", "") if keep else ""
        failed = Failed(act.noun, given.fields, words, command or app.chance.command_id())
        return task_page(visit, failed, status, local(given.fields.get("back", "")))
    except Refused as refused:
        return refused_page(request, refused, app.settings.language)


def told(t: Translator, error: Exception, parameters: Mapping[str, str]) -> tuple[str, int, bool]:
    """What went wrong in words, its status, and whether the same command id may be sent again."""
    match error:
        case Refused():
            status = status_of(error, parameters)
            return t.refusal(error), 422 if status == 404 else status, True
        case CommandReused():
            return (
                t("This form was sent before, with other content. Send it again if you mean it."),
                409,
                False,
            )
        case Conflict():
            return t("Others changed this at the same moment; nothing was saved. Send it again."), 409, True
        case Unknown():
            return (
                t("It is not known whether this was saved. Send it again: it is never done twice."),
                503,
                True,
            )
        case _:
            return (
                t("The log cannot be written now; nothing was saved. Send it again in a moment."),
                503,
                True,
            )


def day_of(fields: Mapping[str, str], name: str) -> dt.date:
    """Raises Refused(bad-day)."""
    text = fields.get(name, "")
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Refused("bad-day", f"{text!r} is no day: write it like 2026-10-15", value=text) from error


def _task_path(request: Request) -> str:
    return path("tasks", *(request.path_params[name] for name in ("unit", "plan", "item", "period")))


async def member_post(app: App, request: Request) -> Response:
    """POST /member: who acts from now on, or nobody."""
    standard = app.settings.language
    if not same_origin(request.headers):
        return error_page(request, 403, standard=standard)
    given = await sent(request, 0)
    return await run_in_threadpool(_chosen, app, request, given)


def _chosen(app: App, request: Request, given: Sent) -> Response:
    member = given.fields.get("member", "")
    if member and not (ID.fullmatch(member) and queries.posts(app.read(), member=member)):
        t = translator(wished_language(request, app.settings.language))
        unknown = Refused("unknown-member", f"no unit has a member {member}", member=member)
        return error_page(request, 422, "", t.refusal(unknown), app.settings.language)
    response = redirect(local(given.fields.get("back", "")) or "/")
    if member:
        remember(response, "member", member)
    else:
        response.delete_cookie("member", path="/")
    return response


def back_to_task(visit: Visit) -> Response:
    """GET of a form's address (a page loaded again after an error) leads to its task."""
    return redirect(_task_path(visit.request))
