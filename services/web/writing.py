"""Writing operations: who acts, under which command id; body → texts kept → command → saved → shown."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response

from events.log import Conflict
from services.bootstrap import App
from services.deciding import Caller, Command, decide, fingerprint
from services.handle import TRIES, Saved
from services.web.operations import (
    FORM,
    JSON,
    PREFIX,
    Endpoint,
    Operation,
    answer,
    body_of,
    media_type_of,
    unread_type,
)
from services.web.problems import Flaw, Unfit, unfit_value
from workflows.ids import checked_id
from workflows.task import task_id

MEMBER, BEHALF, KEY, IF_MATCH = "Duban-Member", "Duban-On-Behalf", "Idempotency-Key", "If-Match"
KEY_FORM = re.compile(r"[\x21-\x7e]{1,200}")
ETAG_FORM = re.compile(r'"(\d+)"')
MEDIA_TYPE_FORM = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,80}", re.ASCII)
UNTYPED = "application/octet-stream"
MOST_FILES = 20
MOST_FIELD = 1 << 20  # bytes of one text field of a form
SHOWN_WITHIN = 2.0  # seconds
LOOK = 0.004  # seconds between looks


class Empty(Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing needs to be said: `{}`, or no body."""


class Done(Struct, frozen=True):
    """Saved up to `position` of the log. `again`: the same request had been saved before under this key;
    `changed` false: it asked for what already was. `shown` false: saved, but lists do not show it yet."""

    position: int
    again: bool
    changed: bool
    shown: bool


class Upload(Struct, frozen=True):
    """A file of a form."""

    name: str
    media_type: str
    data: bytes


class Making(Struct, frozen=True):
    """What a command is made of beside its body: the address, and the store of its texts."""

    app: App
    path: dict[str, str]
    command_id: str

    @property
    def task(self) -> str:
        return task_id(self.path["unit"], self.path["plan"], self.path["item"], self.path["period"])

    def keep(self, text: str) -> str:
        """The digest of a text of this command, kept."""
        return self.app.kept.keep(self.command_id, text)

    def keep_all(self, texts: Iterable[str]) -> list[str]:
        return self.app.kept.keep_all(self.command_id, texts)


def writing(
    path: str,
    summary: str,
    tag: str,
    make: Callable[[Making, Any], Command],
    body: Any = Empty,
    *,
    form: Callable[[FormData], Awaitable[Any]] | None = None,
    form_body: Any = None,
    conditional: bool = False,
) -> Operation:
    """POST. `form` reads a multipart form, described by `form_body`; `conditional`: heeds If-Match, the ETag
    of the task. `body` None: a form only."""

    def endpoint(app: App) -> Endpoint:
        async def post(request: Request) -> Response:
            caller = caller_of(request, app)
            wanted = _if_match(request) if conditional else None
            given = await _given(request, body, form)
            making = Making(app, request.path_params, caller.command_id)
            saved = await run_in_threadpool(_carry_out, making, make, given, caller, wanted)
            shown = await _shown(app, saved.position)
            done = Done(saved.position, saved.again, saved.changed, shown)
            return answer(done, 201 if saved.changed and not saved.again else 200)

        return post

    bodies = {media: shape for media, shape in ((JSON, body), (FORM, form_body)) if shape is not None}
    headers = (MEMBER, BEHALF, KEY, *((IF_MATCH,) if conditional else ()))
    errors = (400, 404, 409, 412, 413, 415, 422) if conditional else (400, 404, 409, 413, 415, 422)
    answers = {201: Done, 200: Done}
    return Operation("POST", PREFIX + path, summary, tag, endpoint, None, headers, bodies, answers, errors)


async def _given(request: Request, body: Any, form: Callable[[FormData], Awaitable[Any]] | None) -> Any:
    if form is not None and media_type_of(request) == FORM:
        return await read_form(request, form)
    if body is None:
        raise unread_type(request, FORM)
    return await body_of(request, body)


async def read_form(request: Request, form: Callable[[FormData], Awaitable[Any]]) -> Any:
    """What `form` makes of a multipart body. Raises Unfit."""
    try:
        async with request.form(
            max_files=MOST_FILES, max_fields=MOST_FILES * 2, max_part_size=MOST_FIELD
        ) as fields:
            return await form(fields)
    except MultiPartException as error:
        raise bad_form(error.message) from error


def bad_form(message: str) -> Unfit:
    return Unfit(
        400,
        "malformed-form",
        f"The form cannot be read: {message}",
        f"无法读取表单：{message}",
        (Flaw("form", "", message),),
    )


def text_field(form: FormData, name: str) -> str:
    value = form.get(name, "")
    if not isinstance(value, str):
        raise unfit_value("form", name, "send text here, not a file")
    return value


async def files_of(form: FormData, name: str) -> tuple[Upload, ...]:
    """The files under a name; a file input that was left empty counts for none."""
    found = []
    for value in form.getlist(name):
        if not isinstance(value, UploadFile):
            raise unfit_value("form", name, "send a file here, not text")
        if value.filename or value.size:
            found.append(Upload(value.filename or name, _media_type(value), await value.read()))
    return tuple(found)


def _media_type(file: UploadFile) -> str:
    given = (file.content_type or "").partition(";")[0].strip()
    return given if MEDIA_TYPE_FORM.fullmatch(given) else UNTYPED


def check_fields(form: FormData, *known: str) -> None:
    """Raises Unfit for a field that is not known."""
    for name in form:
        if name not in known:
            raise unfit_value("form", name, f"there is no such field: use {', '.join(known)}")


def caller_of(request: Request, app: App) -> Caller:
    """The acting member and the command id, from headers. Raises Unfit, Refused(bad-id)."""
    headers = request.headers
    member = headers.get(MEMBER, "")
    if not member:
        raise Unfit(
            400,
            "member-missing",
            f"Say who acts: send the header {MEMBER} with a member's id. There are no accounts yet.",
            f"请说明操作人：以请求头 {MEMBER} 发送人员编号。目前尚无账号。",
            (Flaw("header", MEMBER, "missing"),),
        )
    on_behalf = headers.get(BEHALF, "")
    checked_id("member", member)
    if on_behalf:
        checked_id("member", on_behalf)
    return Caller(member, _key(headers.get(KEY, "")) or app.chance.command_id(), on_behalf, source="api")


def _key(text: str) -> str:
    """With or without the quotes of a structured header; "" if none is given."""
    key = text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
    if key and not KEY_FORM.fullmatch(key):
        raise unfit_value("header", KEY, "use 1 to 200 visible ASCII characters without blanks")
    return key


def _if_match(request: Request) -> int | None:
    """The version that the task must be at; None: any."""
    text = request.headers.get("if-match", "*").strip()
    if text == "*":
        return None
    found = ETAG_FORM.fullmatch(text)
    if found is None:
        raise unfit_value("header", IF_MATCH, f'{text} is no ETag of a task, such as "3"')
    return int(found[1])


def _carry_out(
    making: Making, make: Callable[[Making, Any], Command], given: Any, caller: Caller, wanted: int | None
) -> Saved:
    command = make(making, given)
    if wanted is None:
        return making.app.handle(command, caller)
    return _at_version(making.app, making.task, command, caller, wanted)


async def _shown(app: App, position: int) -> bool:
    """True once the tables show a position. Waits on the event loop, so that no thread is held by it."""
    looks = round(SHOWN_WITHIN / LOOK)
    for _ in range(looks):
        if app.store.position() >= position:
            return True
        await asyncio.sleep(LOOK)
    return app.store.position() >= position


def _at_version(app: App, task: str, command: Command, caller: Caller, wanted: int) -> Saved:
    """As `handle`, but only if the task is at a version: nobody came between reading and writing."""
    earlier = app.log.find(caller.command_id, fingerprint(command, caller))
    if earlier is not None:
        return Saved(earlier.last, again=True)
    for attempt in range(TRIES):
        _check_version(wanted, app.states.task(task).version)
        one = decide(app.states, command, caller, app.clock())
        if one is None:
            return Saved(app.log.head(), changed=False)
        _check_version(wanted, one.writes[0].expected)
        try:
            done = app.commit(one)
        except Conflict:  # of the task, which the next round tells, or of the schedule that it stands on
            if attempt == TRIES - 1:
                raise
            continue
        return Saved(done.last, done.again)
    raise AssertionError("unreachable")


def _check_version(wanted: int, actual: int) -> None:
    if actual == wanted:
        return
    raise Unfit(
        412,
        "version-changed",
        f"The task is at version {actual}, you read version {wanted}: read it again, then decide.",
        f"该任务已是第 {actual} 版，而您读到的是第 {wanted} 版：请重新读取后再决定。",
        (Flaw("header", IF_MATCH, str(wanted)),),
        {"ETag": f'"{actual}"'},
    )


def file_name(text: str) -> str:
    """The last part of a name as a browser sent it, without control characters."""
    name = re.split(r"[\\/]", text)[-1]
    return "".join(c for c in name if c.isprintable()).strip()[:200] or "file"
