"""A document becomes a plan: the form that takes it, and the draft that comes of it."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from events.log import CommandReused, Conflict, LogUnavailable, Unknown
from services.bootstrap import App
from services.importing import draft_command
from services.plan_units import matcher, with_units
from services.plans import Draft, PlanFileError
from services.plans.confined import read_confined
from services.plans.reading import ENDINGS
from services.plans.settling import settled
from services.plans.year import plan_year
from services.read import queries
from services.web.pages.errors import error_page, refused_page
from services.web.pages.frame import PENDING, SAVED, path, redirect
from services.web.pages.posting import File, Sent, caller, same_origin, sent, told
from services.web.pages.visit import Visit, visiting
from workflows.ids import ID
from workflows.refusal import Refused

LARGEST = 50 << 20
"""Bytes of a document."""
ACCEPT = ",".join(f".{ending}" for ending in ENDINGS)
"""What can be read, as the browser's file dialogue wants it."""


class Choice(Struct, frozen=True):
    value: str
    words: str
    chosen: bool


class ImportForm(Struct, frozen=True):
    """`accept` as ACCEPT. The first unit and policy, with the value "", is what the document says."""

    command: str
    accept: str
    units: tuple[Choice, ...]
    policies: tuple[Choice, ...]
    fields: Mapping[str, str]
    words: str
    mine: bool


def import_page(visit: Visit) -> Response:
    return _form(visit, {}, "", visit.app.chance.command_id())


def _form(visit: Visit, fields: Mapping[str, str], words: str, command: str, status: int = 200) -> Response:
    units = {one.unit: one.name for one in queries.units(visit.app.read()) if not one.closed}
    policies = dict(queries.policies(visit.app.read()))
    form = ImportForm(
        command,
        ACCEPT,
        _choices(visit, units, _own_unit(visit), fields.get("unit", "")),
        _choices(visit, policies, "standard", fields.get("policy", "")),
        fields,
        words,
        bool(visit.frame.member),
    )
    return visit.render("import.html", status, form=form)


def _choices(visit: Visit, names: Mapping[str, str], otherwise: str, chosen: str) -> tuple[Choice, ...]:
    """What the document says, else `otherwise`; or one of the names. () without any."""
    if not names:
        return ()
    words = visit.t("from the document")
    if otherwise in names:
        words = visit.t("from the document, else %(name)s", name=names[otherwise])
    named = (Choice(value, name, value == chosen) for value, name in names.items())
    return Choice("", words, chosen not in names), *named


def _own_unit(visit: Visit) -> str:
    """The unit of the acting member's first post, "" for none."""
    member = visit.frame.member
    posts = queries.posts(visit.app.read(), member=member) if member else ()
    return posts[0].unit if posts else ""


async def import_post(app: App, request: Request) -> Response:
    """POST /import."""
    if not same_origin(request.headers):
        return error_page(request, 403, standard=app.settings.language)
    given = await sent(request, LARGEST)
    return await run_in_threadpool(_answer, app, request, given)


def _answer(app: App, request: Request, given: Sent) -> Response:
    try:
        plan, position = _carry_out(app, request, given)
    except PlanFileError as error:
        visit = visiting(app, request)
        return _form(visit, given.fields, error.say(visit.t.language), app.chance.command_id(), 422)
    except (Refused, CommandReused, Conflict, Unknown, LogUnavailable) as error:
        return _again(app, request, given, error)
    return redirect(path("plans", plan, "reading"), SAVED if app.store.wait(position) else PENDING)


def _again(app: App, request: Request, given: Sent, error: Exception) -> Response:
    try:
        visit = visiting(app, request)
        words, status, keep = told(visit.t, error, request.path_params)
        command = given.fields.get("command", "") if keep else ""
        return _form(visit, given.fields, words, command or app.chance.command_id(), status)
    except Refused as refused:
        return refused_page(request, refused, app.settings.language)


def _carry_out(app: App, request: Request, given: Sent) -> tuple[str, int]:
    """The plan's id and the log's position. Raises PlanFileError and what a command raises."""
    who = caller(app, request, given)
    who = replace(who, command_id=_command(who.command_id, given))
    done = _drafted(app, who.command_id)
    if done is not None:
        return done
    draft = _headed(visiting(app, request), read_document(file_of(given)), given.fields)
    draft = with_units(draft, matcher(app, draft.unit))
    try:
        saved = app.handle(draft_command(app.kept, draft, who.command_id), who)
    except CommandReused:  # the same form, sent while this one was read
        done = _drafted(app, who.command_id)
        if done is None:
            raise
        return done
    return draft.plan, saved.position


def _command(command: str, given: Sent) -> str:
    """The same form sent twice is one command; sent again with other content it is another."""
    files = [[one.name, hashlib.sha256(one.data).hexdigest()] for one in given.files]
    content = hashlib.sha256(msgspec.json.encode([given.fields, files], order="deterministic"))
    return f"{command}-{content.hexdigest()[:16]}"


def _drafted(app: App, command: str) -> tuple[str, int] | None:
    """The plan that a command made, and the log's position."""
    done = app.log.find(command)
    if done is None:
        return None
    (record,) = app.log.read_all(done.first - 1, 1)
    return record.stream.partition("/")[2], done.last


def file_of(given: Sent) -> File:
    """The one document of a form. Raises Refused(no-file)."""
    if len(given.files) != 1:
        raise Refused("no-file", "choose one document: .docx, .xlsx, .pdf, .txt or .yaml")
    return given.files[0]


def read_document(file: File) -> Draft:
    """In a process of its own. Raises PlanFileError."""
    if file.size > LARGEST:
        raise PlanFileError(
            file.name,
            0,
            "",
            f"{file.size} bytes are more than the {LARGEST} of a document: split it",
            f"文件有 {file.size} 字节,超过 {LARGEST} 字节:请拆分",
        )
    return read_confined(file.data, file.name)


def _headed(visit: Visit, draft: Draft, fields: Mapping[str, str]) -> Draft:
    """What the form says goes before what the document says; where neither does, the sender's own unit and
    the document's own year or this one. Raises Refused(bad-dates, bad-id)."""
    given: dict[str, Any] = {name: fields[name] for name in ("title", "policy", "unit") if fields.get(name)}
    given.setdefault("unit", draft.unit or _own_unit(visit))
    given["since"], given["until"] = _period(visit, draft, fields)
    plan = fields.get("plan", "") or _free(visit.app, draft.plan)
    if not ID.fullmatch(plan):
        raise Refused("bad-id", f"{plan!r} cannot be an id: use a-z, 0-9 and -", what="plan", value=plan)
    return settled(replace(draft, plan=plan, owner=draft.owner or visit.frame.member, **given))


def _period(visit: Visit, draft: Draft, fields: Mapping[str, str]) -> tuple[dt.date, dt.date]:
    """One day alone stands for its year. Raises Refused(bad-dates)."""
    since = _day(fields["since"]) if fields.get("since") else draft.since
    until = _day(fields["until"]) if fields.get("until") else draft.until
    known = since or until
    year = known.year if known else plan_year(draft.source) or visit.today.year
    return since or dt.date(year, 1, 1), until or dt.date(year, 12, 31)


def _free(app: App, plan: str) -> str:
    """The id, or the first of plan-2, plan-3, … that no plan has."""
    names = {line.plan for line in queries.plans(app.read())}
    others = (f"{plan}-{count}" for count in range(2, len(names) + 3))
    return plan if plan not in names else next(name for name in others if name not in names)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Refused("bad-dates", f"{text!r} is no date: write YYYY-MM-DD") from error
