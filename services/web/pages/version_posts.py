"""What was approved of a new version is carried out: a draft is revised, an issued plan amended."""

import datetime as dt
import hashlib

import msgspec
from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from events.log import CommandReused, Conflict, LogUnavailable, Unknown
from services.answering import ItemAnswer, PlanAnswers, UnknownNames, answer_file
from services.bootstrap import App
from services.i18n import Translator
from services.kept_versions import version_of
from services.plan_units import matcher
from services.plan_versions import (
    answered,
    carries_out_anything,
    compared,
    incomplete,
    proposal,
    with_units_of,
)
from services.plans import PlanFileError
from services.plans.comparison import Comparison
from services.web.pages.errors import error_page, refused_page
from services.web.pages.frame import PENDING, SAVED, path, redirect
from services.web.pages.posting import Sent, caller, same_origin, sent, told
from services.web.pages.reading import Mistyped
from services.web.pages.reading_posts import FILE, Wrong, field_of, unknown_words, wrong_of
from services.web.pages.versions import asked_version, version_view
from services.web.pages.visit import visiting
from workflows.plan import TREATMENTS, Plan
from workflows.refusal import Refused

MOST_FIELDS = 60_000
"""Of a form: a box for each change, and two fields for what it lacks."""


async def version_post(app: App, request: Request) -> Response:
    """POST /plans/{plan}/versions/{version}."""
    if not same_origin(request.headers):
        return error_page(request, 403, standard=app.settings.language)
    given = await sent(request, 0, MOST_FIELDS)
    return await run_in_threadpool(_answer, app, request, given)


def _answer(app: App, request: Request, given: Sent) -> Response:
    try:
        position, back = _carry_out(app, request, given)
    except (Refused, Wrong, CommandReused, Conflict, Unknown, LogUnavailable) as error:
        return _again(app, request, given, error)
    return redirect(back, SAVED if app.store.wait(position) else PENDING)


def _again(app: App, request: Request, given: Sent, error: Exception) -> Response:
    """The comparison with the form as it was typed and what is wrong with it."""
    try:
        visit = visiting(app, request)
        if isinstance(error, Wrong):
            words, status, keep, wrong = error.words, 422, True, error.fields
        else:
            words, status, keep = told(visit.t, error, {})
            wrong = _beside(error, words)
        command = given.fields.get("command", "") if keep else ""
        failed = Mistyped(given.fields, wrong, words, command or app.chance.command_id())
        return version_view(visit, failed, status)
    except Refused as refused:
        return refused_page(request, refused, app.settings.language)


def _beside(error: Exception, words: str) -> dict[str, str]:
    """What a rule says of a day stands beside the day."""
    return {"since": words} if isinstance(error, Refused) and error.code == "bad-dates" else {}


def _carry_out(app: App, request: Request, given: Sent) -> tuple[int, str]:
    """The log's position and where to go next. Raises Refused, Wrong and what a command raises."""
    who = caller(app, request, given)
    who = replace(who, command_id=_command(who.command_id, given))
    plan = app.states.plan(request.path_params["plan"])
    back = path("plans", plan.plan, *(() if plan.status == "issued" else ("reading",)))
    done = app.log.find(who.command_id)
    if done is not None:
        return done.last, back
    t = visiting(app, request).t
    if given.fields.get("revision", "") != str(plan.revision):
        raise Wrong({}, t("The plan has changed since this page was made: look at what it shows now."))
    version = asked_version(request)
    found = compared(app, plan, version_of(app.kept, version))
    chosen = frozenset(one.item for one in found.changes if f"pick:{one.item}" in given.fields)
    found, since = _completed(app, t, plan, found, chosen, given)
    treatment, reason = given.fields.get("open_tasks", ""), given.fields.get("reason", "")
    command = proposal(
        app.kept, plan, found, chosen, since, treatment, reason, version.source, who.command_id
    )
    return app.handle(command, who).position, back


def _command(command: str, given: Sent) -> str:
    """The same form sent twice is one command; sent again with other content it is another."""
    content = hashlib.sha256(msgspec.json.encode(given.fields, order="deterministic"))
    return f"{command}-{content.hexdigest()[:16]}"


def _completed(
    app: App, t: Translator, plan: Plan, found: Comparison, chosen: frozenset[str], given: Sent
) -> tuple[Comparison, dt.date]:
    """With what was typed, and the first day. Raises Wrong with all that does not fit."""
    wrong, since = _terms(t, plan, given)
    words = t("Some answers do not fit: nothing was saved.")
    try:
        found = _answered(app, plan, found, chosen, given)
    except UnknownNames as error:
        wrong |= {field_of(key): unknown_words(t, names) for key, names in error.fields.items()}
    except PlanFileError as error:
        unfit = wrong_of(t, error, words)
        wrong, words = wrong | unfit.fields, unfit.words
    if plan.status == "issued":
        found = with_units_of(found, app.states.org())
    for one in incomplete(found, chosen):
        for name in one.lacks:
            wrong.setdefault(f"{name}:{one.item}", t("Fill this in, or untick the change."))
    if wrong:
        raise Wrong(wrong, words)
    if not carries_out_anything(found, chosen):
        raise Wrong({}, t("Nothing that is ticked changes the plan: nothing was saved."))
    return found, since


def _answered(app: App, plan: Plan, found: Comparison, chosen: frozenset[str], given: Sent) -> Comparison:
    """Raises UnknownNames, PlanFileError."""
    fields = given.fields
    items = {
        one.item: ItemAnswer(fields.get(f"cadence:{one.item}", ""), fields.get(f"leads:{one.item}", ""))
        for one in incomplete(found, chosen)
    }
    if not items:
        return found
    text = answer_file(PlanAnswers(items, leads=fields.get("leads", "")), matcher(app, plan.unit))
    return answered(app.kept, plan, found, chosen, text, FILE)


def _terms(t: Translator, plan: Plan, given: Sent) -> tuple[dict[str, str], dt.date]:
    """What is wrong with the terms of an amendment, and its first day; a revision has none."""
    if plan.status != "issued":
        return {}, plan.since
    wrong, since = {}, plan.since
    try:
        since = dt.date.fromisoformat(given.fields.get("since", ""))
    except ValueError:
        wrong["since"] = t("Give a day.")
    if given.fields.get("open_tasks", "") not in TREATMENTS:
        wrong["open_tasks"] = t("Say what becomes of them.")
    return wrong, since
