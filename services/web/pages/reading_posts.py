"""Forms of the reading: answers to its questions, handing in, issuing."""

from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from events.log import CommandReused, Conflict, LogUnavailable, Unknown
from services.answering import ItemAnswer, PlanAnswers, UnknownNames, answer_file
from services.bootstrap import App
from services.i18n import Translator
from services.importing import answers_command
from services.plan_changes import draft_of
from services.plan_units import matcher
from services.plans import Draft, PlanFileError, apply_answers
from services.plans.units import Matched
from services.story import joined
from services.web.pages.errors import error_page, refused_page
from services.web.pages.frame import PENDING, SAVED, path, redirect
from services.web.pages.posting import Sent, caller, same_origin, sent, told
from services.web.pages.reading import Mistyped, reading_view
from services.web.pages.visit import Visit, visiting
from workflows.plan import IssuePlan, Plan, SubmitPlan
from workflows.refusal import Refused

FILE = "answers"
MOST_FIELDS = 60_000
"""Of a form: five for each task of a page, two for each clause without one, a box for each gap."""
PARTS = ("cadence", "leads", "cooperating", "due_time", "leave_out")


class Wrong(Exception):
    """What is wrong with a form: by field, and in general."""

    def __init__(self, fields: dict[str, str], words: str) -> None:
        self.fields, self.words = fields, words
        super().__init__(words)


class Act(Struct, frozen=True):
    """What a form does; gives the log's position, 0 where nothing changed."""

    carry_out: Callable[[App, Request, Sent], int]
    back: str


async def reading_post(app: App, request: Request) -> Response:
    """POST /plans/{plan}/{noun}: answers, submissions or issues."""
    standard = app.settings.language
    if not same_origin(request.headers):
        return error_page(request, 403, standard=standard)
    act = ACTS.get(request.path_params["noun"])
    if act is None:
        return error_page(request, 404, standard=standard)
    given = await sent(request, 0, MOST_FIELDS)
    return await run_in_threadpool(_answer, app, request, act, given)


def _answer(app: App, request: Request, act: Act, given: Sent) -> Response:
    try:
        position = act.carry_out(app, request, given)
    except (Refused, Wrong, CommandReused, Conflict, Unknown, LogUnavailable) as error:
        return _again(app, request, given, error)
    back = path("plans", request.path_params["plan"], act.back, page=given.fields.get("page", ""))
    back += f"#{given.fields['at']}" if given.fields.get("at", "").replace("-", "").isalnum() else ""
    if not position:
        return redirect(back)
    return redirect(back, SAVED if app.store.wait(position) else PENDING)


def _again(app: App, request: Request, given: Sent, error: Exception) -> Response:
    """The reading with the form as it was typed and what is wrong with it."""
    try:
        visit = visiting(app, request)
        if isinstance(error, Wrong):
            words, status, keep, wrong = error.words, 422, True, error.fields
        else:
            words, status, keep = told(visit.t, error, request.path_params)
            wrong = {}
        command = given.fields.get("command", "") if keep else ""
        failed = Mistyped(given.fields, wrong, words, command or app.chance.command_id())
        return reading_view(visit, failed, status)
    except Refused as refused:
        return refused_page(request, refused, app.settings.language)


def _give_answers(app: App, request: Request, given: Sent) -> int:
    who = caller(app, request, given)
    plan = app.states.plan(request.path_params["plan"])
    t = visiting(app, request).t
    _not_stale(app, t, plan, given, who.command_id)
    draft = draft_of(app.kept, plan)
    try:
        text = answer_file(_answers(draft, given.fields), matcher(app, plan.unit))
        answered = apply_answers(draft, text, FILE)
    except UnknownNames as error:
        words = t("Some names fit no unit: nothing was saved.")
        raise Wrong(
            {field_of(key): unknown_words(t, found) for key, found in error.fields.items()}, words
        ) from error
    except PlanFileError as error:
        words = t("Some answers do not fit: nothing was saved.")
        raise wrong_of(t, error, words) from error
    command = answers_command(app.kept, plan, draft, answered, who.command_id)
    if not (command.put or command.removed or command.answered):
        return 0
    return app.handle(command, who).position


def _not_stale(app: App, t: Translator, plan: Plan, given: Sent, command: str) -> None:
    """Raises Wrong for a form that was made of an earlier revision, unless it was carried out itself."""
    if given.fields.get("revision", "") in ("", str(plan.revision)) or app.log.find(command) is not None:
        return
    changed = t("The plan was changed meanwhile: nothing was saved.")
    check = t("What you typed is shown again, with what the plan has now beside it: check it and save again.")
    raise Wrong({}, joined(t, changed, check))


def _answers(draft: Draft, fields: Mapping[str, str]) -> PlanAnswers:
    names = [*(item.item for item in draft.items), *(one.item for one in draft.left_out)]
    items = {
        name: _item_answer(draft, name, fields)
        for name in names
        if any(f"{part}:{name}" in fields for part in PARTS)
    }
    return PlanAnswers(
        items,
        {key.partition(":")[2]: value for key, value in fields.items() if key.startswith("anchor:")},
        fields.get("leads", ""),
        fields.get("undecided", ""),
        tuple(key.partition(":")[2] for key in fields if key.startswith("seen:")),
    )


def _item_answer(draft: Draft, name: str, fields: Mapping[str, str]) -> ItemAnswer:
    """What was sent for one item. An empty field of helpers clears only helpers that are there."""

    def given(part: str) -> str:
        return fields.get(f"{part}:{name}", "")

    helpers = given("cooperating") or None
    answer = ItemAnswer(given("cadence"), given("leads"), helpers, given("due_time"), given("leave_out"))
    item = next((item for item in draft.items if item.item == name), None)
    if item is None:
        return answer
    cleared = bool(item.cooperating) and fields.get(f"cooperating:{name}") == ""
    return replace(
        answer,
        cooperating="" if cleared else answer.cooperating,
        proposed=("、".join(item.named("lead")), "、".join(item.named("cooperating"))),
        sets=item.lead_sets,
    )


def wrong_of(t: Translator, error: PlanFileError, words: str) -> Wrong:
    said = {one.key: one.chinese if t.language == "zh" else one.message for one in error.problems}
    fields = {field_of(key): text for key, text in said.items()}
    general = [text for key, text in said.items() if key.count(".") < 2]
    return Wrong(fields, " ".join([words, *general]))


def field_of(key: str) -> str:
    """The form's field of an answer file's key: items.s1.cadence → cadence:s1, anchors.monthly → anchor:…"""
    parts = key.split(".")
    if parts[0] == "items" and len(parts) == 3:
        return f"{parts[2].partition('[')[0]}:{parts[1]}"
    return f"anchor:{parts[1]}" if parts[0] == "anchors" and len(parts) == 2 else parts[0]


def unknown_words(t: Translator, found: tuple[Matched, ...]) -> str:
    return " ".join(
        t("%(name)s may be %(choices)s.", name=one.name, choices=", ".join(one.choices))
        if one.choices
        else t("%(name)s is no unit known here.", name=one.name)
        for one in found
    )


def _submit(app: App, request: Request, given: Sent) -> int:
    return app.handle(SubmitPlan(request.path_params["plan"]), caller(app, request, given)).position


def _issue(app: App, request: Request, given: Sent) -> int:
    return app.handle(IssuePlan(request.path_params["plan"]), caller(app, request, given)).position


ACTS = {
    "answers": Act(_give_answers, "reading"),
    "submissions": Act(_submit, "reading"),
    "issues": Act(_issue, "reading"),
}


def back_to_reading(visit: Visit) -> Response:
    """GET of a form's address (a page loaded again after an error) leads to the reading."""
    return redirect(path("plans", visit.request.path_params["plan"], "reading"))
