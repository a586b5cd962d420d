"""Evidence files over the API: kept before a report names them, handed out as downloads only."""

from urllib.parse import quote

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from events.codec import event_of
from events.types import Evidence, TaskReported
from services.bootstrap import App
from services.web.operations import (
    FORM,
    PREFIX,
    Endpoint,
    Operation,
    answer,
    asked,
    media_type_of,
    unread_type,
)
from services.web.problems import Unfit, unfit_value
from services.web.task_reads import TASK
from services.web.task_writes import store_files
from services.web.views import Ask
from services.web.writing import (
    BEHALF,
    KEY,
    MEDIA_TYPE_FORM,
    MEMBER,
    UNTYPED,
    Upload,
    caller_of,
    check_fields,
    file_name,
    files_of,
    read_form,
)
from workflows.refusal import Refused
from workflows.task import stream_of, task_id


class OfFile(Ask, frozen=True, forbid_unknown_fields=True):
    unit: str
    plan: str
    item: str
    period: str
    digest: str


class Stored(Struct, frozen=True):
    """A file as a report names it; `size` in bytes."""

    digest: str
    size: int
    media_type: str
    name: str


class StoredFiles(Struct, frozen=True):
    files: tuple[Stored, ...]


async def _files(form: FormData) -> tuple[Upload, ...]:
    check_fields(form, "files")
    return await files_of(form, "files")


def _store(app: App) -> Endpoint:
    async def post(request: Request) -> Response:
        caller = caller_of(request, app)
        if media_type_of(request) != FORM:
            raise unread_type(request, FORM)
        files = await read_form(request, _files)
        if not files:
            raise unfit_value("form", "files", "send at least one file")
        kept = await run_in_threadpool(store_files, app, caller.command_id, files)
        stored = [
            Stored(one.digest, one.size, one.media_type, file_name(file.name))
            for one, file in zip(kept, files, strict=True)
        ]
        return answer(StoredFiles(tuple(stored)), 201)

    return post


def _fetch(app: App) -> Endpoint:
    async def get(request: Request) -> Response:
        return await run_in_threadpool(download, app, asked(request, OfFile))

    return get


def download(app: App, ask: OfFile) -> Response:
    """A file that a report of the task names. Raises Refused(unknown-evidence), Unfit(410)."""
    return serve_file(app, _named(app, ask))


def serve_file(app: App, evidence: Evidence) -> Response:
    """A kept file, to be saved and never shown in our origin. Raises Unfit(410)."""
    data = app.evidence.open(evidence.digest)
    if data is None:
        raise Unfit(
            410,
            "evidence-erased",
            "This file was erased; its digest stays in the log.",
            "该文件已被清除，事件日志中仍保留其摘要。",
        )
    name = app.kept.text(evidence.name) or f"evidence-{evidence.digest[:8]}"
    media_type = evidence.media_type if MEDIA_TYPE_FORM.fullmatch(evidence.media_type) else UNTYPED
    headers = {
        "Content-Type": media_type,  # as it was sent: the charset of a text file is not known
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }
    return Response(data, 200, headers)


def _named(app: App, ask: OfFile) -> Evidence:
    task = task_id(ask.unit, ask.plan, ask.item, ask.period)
    for record in app.log.read_stream(stream_of(task)):
        event = event_of(record)
        if isinstance(event, TaskReported):
            for evidence in event.evidence:
                if evidence.digest == ask.digest:
                    return evidence
    raise Refused("unknown-evidence", f"no report of {task} names a file {ask.digest}", digest=ask.digest)


FILES_FORM = {
    "type": "object",
    "required": ["files"],
    "properties": {"files": {"type": "array", "items": {"type": "string", "contentMediaType": UNTYPED}}},
}

EVIDENCE: tuple[Operation, ...] = (
    Operation(
        "POST",
        f"{PREFIX}/evidence",
        "Keep files that a report will name",
        "Tasks",
        _store,
        None,
        (MEMBER, BEHALF, KEY),
        {FORM: FILES_FORM},
        {201: StoredFiles},
        (400, 413, 415, 422),
    ),
    Operation(
        "GET",
        f"{PREFIX}{TASK}/evidence/{{digest}}",
        "Download a file of a report",
        "Tasks",
        _fetch,
        OfFile,
        (),
        {},
        {200: None},
        (404, 410),
        "application/octet-stream",
    ),
)
