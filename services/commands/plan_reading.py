"""A reading of a plan document as data: what stands where, with offsets in characters into its text."""

from typing import Any, assert_never

from msgspec import Struct
from msgspec.structs import replace

from events.types import Target
from services.plans import Draft, DraftItem
from services.plans.draft import DraftQuestion
from services.plans.found import AnyFound, Aside, CadenceWords, Deadline, Gap, Goal, Mention, Party
from services.plans.outline import OutlineEntry

_KINDS = {
    "half-yearly": "half_yearly",
    "half-monthly": "monthly",
    "ten-daily": "monthly",
    "working": "daily",
    "once": "dated",
    "on": "dated",
    "lunar": "festival",
    "in": "month_of_year",
    "from": "range",
    "days": "daily",
    "weeks": "weekly",
    "months": "monthly",
}
"""From the telling word of a cadence to the kind of the words that say it, where they differ."""


class Found(Struct, frozen=True, omit_defaults=True):
    """Something at [start, end); which of the other fields are there depends on what it is.

    `rule` made it; `inferred`: concluded by it, not said by these words alone.
    """

    text: str
    start: int
    end: int
    kind: str = ""
    detail: str = ""
    units: tuple[str, ...] = ()
    role: str = ""
    due: str = ""
    metric: str = ""
    op: str = ""
    value: float | None = None
    unit: str = ""
    rule: str = ""
    inferred: bool = False


class Asked(Struct, frozen=True):
    """A question that the reader leaves; [0, 0) for the plan as a whole."""

    question: str
    kind: str
    item: str
    text: str
    text_en: str
    choices: tuple[str, ...]
    start: int
    end: int


class Item(Struct, frozen=True):
    item: str
    number: str
    text: str
    cadence: str
    anchor: str
    start: int
    end: int


class NoTask(Struct, frozen=True, omit_defaults=True):
    """A place of the outline that is no task, and why."""

    item: str
    reason: str
    start: int
    end: int
    rule: str = ""


class PlanReading(Struct, frozen=True, omit_defaults=True):
    """`source` is the file's name; `document` its text, into which the offsets point, unless it is a text."""

    source: str
    title: str
    plan: str
    outline: tuple[OutlineEntry, ...]
    cadences: tuple[Found, ...]
    responsible: tuple[Found, ...]
    deadlines: tuple[Found, ...]
    targets: tuple[Found, ...]
    mentions: tuple[Found, ...]
    questions: tuple[Asked, ...]
    items: tuple[Item, ...]
    left_out: tuple[NoTask, ...]
    document: str = ""


class _Layers(Struct, frozen=True):
    cadences: tuple[Found, ...]
    responsible: tuple[Found, ...]
    deadlines: tuple[Found, ...]
    targets: tuple[Found, ...]
    mentions: tuple[Found, ...] = ()


def reading_of(draft: Draft) -> PlanReading:
    """What the rules found in a document; of a YAML plan or a list of ours what its items say."""
    layers = _of_rules(draft) if draft.document else _of_items(draft)
    return PlanReading(
        source=draft.source_name,
        title=draft.title,
        plan=draft.plan,
        outline=draft.outline,
        cadences=layers.cadences,
        responsible=layers.responsible,
        deadlines=layers.deadlines,
        targets=layers.targets,
        mentions=layers.mentions,
        questions=tuple(map(_asked, draft.questions)),
        items=tuple(map(_item, draft.items)),
        left_out=tuple(
            NoTask(one.item, one.reason, one.span.start, one.span.end, one.rule)
            for one in draft.left_out
            if one.span
        ),
        document=draft.source if draft.document and draft.document.form != "txt" else "",
    )


def _of_rules(draft: Draft) -> _Layers:
    found = draft.findings
    layers = (found.cadences, found.parties, found.deadlines, found.targets, found.mentions)
    return _Layers(*(tuple(_found(draft.source, one) for one in layer) for layer in layers))


def _found(source: str, one: AnyFound) -> Found:
    at = Found(source[one.start : one.end], one.start, one.end, rule=one.rule, inferred=one.inferred)
    match one:
        case CadenceWords():
            return replace(at, kind=one.kind, detail=one.detail)
        case Deadline():
            return replace(at, due=one.due)
        case Party():
            return replace(at, units=one.units, role=one.role)
        case Goal():
            return replace(at, kind=one.kind, metric=one.metric, op=one.op, value=one.value, unit=one.unit)
        case Mention():
            return replace(at, kind=one.kind, detail=one.text, value=one.value, unit=one.unit)
        case Gap() | Aside():
            return at
        case _:
            assert_never(one)


def _of_items(draft: Draft) -> _Layers:
    items = draft.items
    return _Layers(
        tuple(_at(one, kind=_kind(one.cadence), detail=one.cadence) for one in items),
        tuple(_at(one, units=one.leads, role="lead") for one in items),
        tuple(_at(one, due=one.cadence.split()[1]) for one in items if one.cadence.startswith("once ")),
        tuple(_target(one, one.target) for one in items if one.target),
    )


def _kind(cadence: str) -> str:
    words = cadence.split()
    word = words[2] if words[0] == "every" else words[0]
    return "dated" if word[0].isdigit() else _KINDS.get(word, word)


def _at(item: DraftItem, **fields: Any) -> Found:
    return Found(item.text, item.span.start, item.span.end, **fields)


def _target(item: DraftItem, target: Target) -> Found:
    return _at(
        item, kind=target.kind, metric=target.metric, op=target.op, value=target.value, unit=target.unit
    )


def _asked(one: DraftQuestion) -> Asked:
    start, end = (one.span.start, one.span.end) if one.span else (0, 0)
    return Asked(one.question, one.kind, one.item, one.text, one.text_en, one.choices, start, end)


def _item(one: DraftItem) -> Item:
    return Item(one.item, one.number, one.text, one.cadence, one.anchor, one.span.start, one.span.end)
