"""What may be done to a plan over the API: draft or import, revise, submit, issue, amend, close."""

import datetime as dt
from typing import Annotated, Any, TypeAlias

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import astuple, replace
from starlette.datastructures import FormData

from events.types import Item, Question
from services.importing import draft_command
from services.plan_units import matcher, with_units
from services.plans import apply_answers, decode
from services.plans.confined import read_confined
from services.plans.settling import settled
from services.web.operations import Operation
from services.web.problems import invalid, unfit_value
from services.web.writing import (
    UNTYPED,
    Making,
    Upload,
    check_fields,
    file_name,
    files_of,
    text_field,
    writing,
)
from workflows.plan import AmendPlan, ClosePlan, DraftPlan, IssuePlan, RevisePlan, SubmitPlan

Words: TypeAlias = Annotated[str, Meta(max_length=20_000, description="plain text")]


class PlanItem(Item, frozen=True, gc=False, omit_defaults=True, forbid_unknown_fields=True):
    """One thing that the plan asks for; `text` is its wording itself. `leads` are ids of the units that owe
    it. `opens_before`: days before due on which a task opens, -1: with its period. `due_time`: HH:MM.
    `source`: digest of the kept text that `span` points into, if not the plan's own."""

    source: Annotated[str, Meta(pattern="^([0-9a-f]{64})?$")] = ""


class PlanQuestion(Question, frozen=True, gc=False, omit_defaults=True, forbid_unknown_fields=True):
    """What must be answered before the plan can be issued; `text` is the question itself."""


class NewPlan(Struct, frozen=True, forbid_unknown_fields=True):
    """A plan in full; `since` and `until` are its first and last day, `source` the document's text."""

    plan: str
    title: Words
    unit: str
    owner: str
    since: dt.date
    until: dt.date
    items: tuple[PlanItem, ...]
    calendar: str = "cn"
    policy: str = "standard"
    questions: tuple[PlanQuestion, ...] = ()
    source: str = ""
    source_name: str = ""


class Revision(Struct, frozen=True, forbid_unknown_fields=True):
    """Items put (added, or replaced by id), ids of items removed, ids of questions answered."""

    put: tuple[PlanItem, ...] = ()
    removed: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()


class Amendment(Struct, frozen=True, forbid_unknown_fields=True):
    """`open_tasks` says what becomes of opened tasks of the touched items: keep, withdraw or move."""

    since: dt.date
    open_tasks: str
    put: tuple[PlanItem, ...] = ()
    removed: tuple[str, ...] = ()
    reason: Words = ""


class Closing(Struct, frozen=True, forbid_unknown_fields=True):
    """`open_tasks`: keep or withdraw."""

    open_tasks: str
    reason: Words = ""


class Head(Struct, frozen=True, forbid_unknown_fields=True):
    """What a form says about a plan; it overrides the document."""

    plan: str = ""
    title: str = ""
    unit: str = ""
    owner: str = ""
    calendar: str = ""
    policy: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


class ImportForm(Struct, frozen=True):
    """`answers` None: none were sent."""

    document: Upload
    answers: Upload | None
    head: Head


def _items(on: Making, items: tuple[PlanItem, ...]) -> tuple[Item, ...]:
    digests = on.keep_all(item.text for item in items)
    return tuple(
        replace(Item(*astuple(item)), text=digest) for item, digest in zip(items, digests, strict=True)
    )


def _questions(on: Making, questions: tuple[PlanQuestion, ...]) -> tuple[Question, ...]:
    digests = on.keep_all(question.text for question in questions)
    return tuple(
        replace(Question(*astuple(question)), text=digest)
        for question, digest in zip(questions, digests, strict=True)
    )


def _draft(on: Making, body: NewPlan) -> DraftPlan:
    title, source, source_name = on.keep_all((body.title, body.source, body.source_name))
    return DraftPlan(
        plan=body.plan,
        title=title,
        unit=body.unit,
        owner=body.owner,
        since=body.since,
        until=body.until,
        items=_items(on, body.items),
        calendar=body.calendar,
        policy=body.policy,
        questions=_questions(on, body.questions),
        source=source,
        source_name=source_name,
    )


async def import_form(form: FormData) -> ImportForm:
    check_fields(form, "file", "answers", *Head.__struct_fields__)
    documents = await files_of(form, "file")
    if len(documents) != 1:
        raise unfit_value("form", "file", f"send one plan document, not {len(documents)}")
    answers = await files_of(form, "answers")
    if len(answers) > 1:
        raise unfit_value("form", "answers", f"send at most one answer file, not {len(answers)}")
    return ImportForm(documents[0], answers[0] if answers else None, _head(form))


def _head(form: FormData) -> Head:
    given = {name: text_field(form, name) for name in Head.__struct_fields__ if form.get(name)}
    try:
        return msgspec.convert(given, Head, strict=False)
    except msgspec.ValidationError as error:
        raise invalid(error, "form") from error


def _import(on: Making, body: ImportForm) -> DraftPlan:
    draft = read_confined(body.document.data, file_name(body.document.name))
    if body.answers is not None:
        name = file_name(body.answers.name)
        draft = apply_answers(draft, decode(body.answers.data, name), name)
    given: dict[str, Any] = {
        name: value for name in Head.__struct_fields__ if (value := getattr(body.head, name))
    }
    draft = settled(replace(draft, **given))
    draft = with_units(draft, matcher(on.app, draft.unit))
    return draft_command(on.app.kept, draft, on.command_id)


def _revise(on: Making, body: Revision) -> RevisePlan:
    return RevisePlan(on.path["plan"], _items(on, body.put), body.removed, body.answered)


def submit(on: Making, _: object) -> SubmitPlan:
    return SubmitPlan(on.path["plan"])


def issue(on: Making, _: object) -> IssuePlan:
    return IssuePlan(on.path["plan"])


def _amend(on: Making, body: Amendment) -> AmendPlan:
    put = _items(on, body.put)
    return AmendPlan(on.path["plan"], body.since, body.open_tasks, put, body.removed, on.keep(body.reason))


def close(on: Making, body: Closing) -> ClosePlan:
    return ClosePlan(on.path["plan"], body.open_tasks, on.keep(body.reason))


IMPORT_FORM = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {
            "type": "string",
            "contentMediaType": UNTYPED,
            "description": "a plan: .docx, .xlsx, .pdf, .txt or .yaml",
        },
        "answers": {"type": "string", "contentMediaType": "application/yaml", "description": "answer file"},
        **{name: {"type": "string"} for name in Head.__struct_fields__},
    },
}

PLAN_WRITES: tuple[Operation, ...] = (
    writing("/plans", "Draft a plan", "Plans", _draft, NewPlan),
    writing(
        "/plans/imports",
        "Draft a plan from a document and an answer file; fields of the form override the document",
        "Plans",
        _import,
        None,
        form=import_form,
        form_body=IMPORT_FORM,
    ),
    writing("/plans/{plan}/revisions", "Revise a draft", "Plans", _revise, Revision),
    writing("/plans/{plan}/submissions", "Submit a draft for issuing", "Plans", submit),
    writing("/plans/{plan}/issues", "Issue a plan: its tasks are scheduled", "Plans", issue),
    writing("/plans/{plan}/amendments", "Amend an issued plan from a day on", "Plans", _amend, Amendment),
    writing("/plans/{plan}/closings", "Close a plan", "Plans", close, Closing),
)
