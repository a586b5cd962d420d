"""A change of a ladder is tried on what happened, looked at, and then switched on."""

import datetime as dt
from collections.abc import Mapping

import msgspec
import yaml
from msgspec import Struct
from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from events.log import CommandReused, Conflict, LogUnavailable, Unknown
from services import loading
from services.bootstrap import App
from services.read import queries
from services.trial_words import Count, counts, desk_words, limits, sentences, summary
from services.trying import Trial, Tried
from services.web.house_writes import Ladder, set_policy
from services.web.pages.errors import error_page, refused_page
from services.web.pages.frame import PENDING, SAVED, Link, path, redirect
from services.web.pages.policies import revisions_of, yaml_of
from services.web.pages.posting import Sent, caller, day_of, same_origin, sent, told
from services.web.pages.rows import text_of
from services.web.pages.visit import Visit, member_name, tables, teller, visiting
from services.web.trials import MOST_TASKS, run_trial
from workflows.ids import ID
from workflows.policy import SetPolicy
from workflows.refusal import Refused

BACK = 90
"""Days that a trial looks back if nobody says otherwise."""

LARGEST = 100_000
"""Bytes of a ladder's text."""

DESKS, FIRST = 20, 20


class DeskRow(Struct, frozen=True):
    name: str
    href: str
    words: tuple[str, ...]


class Bar(Struct, frozen=True):
    """Two bars of a chart; widths in its units, 0 to 300."""

    label: str
    before: int
    after: int
    was: int
    would: int


class TaskRow(Struct, frozen=True):
    task: Link
    sentences: tuple[str, ...]


class Result(Struct, frozen=True):
    summary: str
    counts: tuple[Count, ...]
    bars: tuple[Bar, ...]
    desks: tuple[DeskRow, ...]
    more_desks: int
    first: tuple[TaskRow, ...]
    more: int
    limits: tuple[str, ...]


class TrialForm(Struct, frozen=True):
    """`fields` as they were typed; `result` once they fit."""

    policy: str
    name: str
    command: str
    fields: Mapping[str, str]
    units: tuple[tuple[str, str], ...]
    plans: tuple[tuple[str, str], ...]
    most: int
    mine: bool
    words: str
    result: Result | None


def trial_page(visit: Visit) -> Response:
    """GET /policies/{policy}/try. Raises Refused(unknown-policy)."""
    _, event = revisions_of(visit, visit.request.path_params["policy"])[-1]
    since = visit.today - dt.timedelta(days=BACK)
    fields = {"ladder": yaml_of(event), "since": str(since), "until": str(visit.today)}
    return _page(visit, fields)


def _page(
    visit: Visit,
    fields: Mapping[str, str],
    result: Result | None = None,
    words: str = "",
    command: str = "",
    status: int = 200,
) -> Response:
    policy = visit.app.states.policy(visit.request.path_params["policy"])
    with tables(visit) as db:
        units = tuple((one.unit, one.name) for one in queries.units(db) if not one.closed)
        plans = tuple((one.plan, text_of(visit.t, one.title)) for one in queries.plans(db))
    form = TrialForm(
        policy.policy,
        policy.name,
        command or visit.app.chance.command_id(),
        fields,
        units,
        plans,
        MOST_TASKS,
        bool(visit.frame.member),
        words,
        result,
    )
    return visit.render("policy_trial.html", status, form=form)


async def trial_post(app: App, request: Request) -> Response:
    """POST /policies/{policy}/try: tried, and shown; with `act` set, switched on."""
    if not same_origin(request.headers):
        return error_page(request, 403, standard=app.settings.language)
    given = await sent(request, LARGEST)
    return await run_in_threadpool(_answer, app, request, _with_file(given))


def _with_file(given: Sent) -> Sent:
    """A file that was chosen goes before what stands in the field."""
    if not given.files:
        return given
    text = given.files[0].data.decode("utf-8", "replace")
    return replace(given, fields={**given.fields, "ladder": text})


def _answer(app: App, request: Request, given: Sent) -> Response:
    try:
        if given.fields.get("act") == "set":
            return _switched_on(app, request, given)
        visit = visiting(app, request)
        found = run_trial(app, _trial(visit, given.fields))
        return _page(visit, given.fields, _result(visit, found))
    except (Refused, CommandReused, Conflict, Unknown, LogUnavailable) as error:
        return _again(app, request, given, error)


def _switched_on(app: App, request: Request, given: Sent) -> Response:
    who = caller(app, request, given)
    command = _ladder(request.path_params["policy"], given.fields.get("ladder", ""))
    saved = app.handle(command, who)
    return redirect(path("policies", command.policy), SAVED if app.store.wait(saved.position) else PENDING)


def _again(app: App, request: Request, given: Sent, error: Exception) -> Response:
    """The form as it was typed, with what is wrong with it."""
    try:
        visit = visiting(app, request)
        words, status, keep = told(visit.t, error, {})
        command = given.fields.get("command", "") if keep else ""
        return _page(visit, given.fields, None, words, command if ID.fullmatch(command) else "", status)
    except Refused as refused:
        return refused_page(request, refused, app.settings.language)


def _trial(visit: Visit, fields: Mapping[str, str]) -> Trial:
    ladder = _ladder(visit.request.path_params["policy"], fields.get("ladder", ""))
    since, until = day_of(fields, "since"), day_of(fields, "until")
    return Trial((ladder,), since, until, fields.get("unit", ""), fields.get("plan", ""), MOST_TASKS)


def _ladder(policy: str, text: str) -> SetPolicy:
    """The one ladder of a YAML text, which must be that of the page. Raises Refused(bad-ladder)."""
    try:
        if len(text) > LARGEST:
            raise ValueError(f"longer than {LARGEST} characters")
        found = yaml.safe_load(text)
        msgspec.convert(found, tuple[loading.Ladder, ...])  # tells of keys that are none
        ladders = msgspec.convert(found, tuple[Ladder, ...])
    except (yaml.YAMLError, msgspec.ValidationError, ValueError, RecursionError) as error:
        raise Refused("bad-ladder", f"this is no ladder: {error}", problem=str(error)) from error
    if [one.policy for one in ladders] != [policy]:
        problem = f"it must hold {policy} alone"
        raise Refused("bad-ladder", f"this is no ladder: {problem}", problem=problem)
    return set_policy(ladders[0])


# --- the result -------------------------------------------------------------------------------------------


def _result(visit: Visit, found: Tried) -> Result:
    t, made = visit.t, found.difference
    with tables(visit) as db:
        tell = teller(visit, db, visit.calendar)
    most = max((max(one.before, one.after) for one in made.levels), default=1) or 1
    rows = counts(t, found)
    bars = tuple(
        Bar(row.label, one.before, one.after, 300 * one.before // most, 300 * one.after // most)
        for row, one in zip(rows[-len(made.levels) :] if made.levels else (), made.levels, strict=True)
    )
    desks = tuple(
        DeskRow(member_name(visit, one.member), visit.path("inbox", one.member), desk_words(one))
        for one in made.desks[:DESKS]
    )
    first = tuple(
        TaskRow(Link(one.task, visit.path("tasks", *one.task.split("/"))), sentences(tell, one))
        for one in made.first[:FIRST]
    )
    more_desks, more = max(0, len(made.desks) - DESKS), max(0, made.changed - FIRST)
    return Result(summary(t, found), rows, bars, desks, more_desks, first, more, limits(t, found))
