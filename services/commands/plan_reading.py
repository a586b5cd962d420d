"""A reading of a plan document as data: what stands where, with offsets in characters into its text."""

from typing import Any

from msgspec import Struct

from services.plans import Draft, DraftItem
from services.plans.cadence_words import Hit, find

KINDS = {
    "daily": "daily",
    "working": "daily",
    "weekly": "weekly",
    "monthly": "monthly",
    "quarterly": "quarterly",
    "half-yearly": "half_yearly",
    "half_yearly": "half_yearly",
    "yearly": "yearly",
    "year_start": "yearly",
    "year_middle": "yearly",
    "year_end": "yearly",
    "once": "dated",
    "on": "dated",
    "date": "dated",
    "window": "range",
}
"""From the first word of a cadence, an anchor or a doubt to the kind of a cadence."""


class Outline(Struct, frozen=True):
    level: int
    text: str
    start: int
    end: int


class Found(Struct, frozen=True, omit_defaults=True):
    """Something at [start, end); which of the other fields are there depends on what it is."""

    text: str
    start: int
    end: int
    kind: str = ""
    detail: str = ""
    units: tuple[str, ...] = ()
    due: str = ""
    metric: str = ""
    op: str = ""
    value: float | None = None
    unit: str = ""


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


class PlanReading(Struct, frozen=True):
    """`source` is the file's name."""

    source: str
    title: str
    plan: str
    outline: tuple[Outline, ...]
    cadences: tuple[Found, ...]
    responsible: tuple[Found, ...]
    deadlines: tuple[Found, ...]
    targets: tuple[Found, ...]
    questions: tuple[Asked, ...]
    items: tuple[Item, ...]


def reading_of(draft: Draft) -> PlanReading:
    """Of a text: outline and cadence words. Of a YAML plan: what its items say."""
    return PlanReading(
        draft.source_name,
        draft.title,
        draft.plan,
        tuple(Outline(one.level, one.text, one.start, one.end) for one in draft.outline),
        _cadences(draft),
        tuple(_at(one, units=one.leads) for one in draft.items if one.leads),
        tuple(_at(one, due=one.cadence.split()[1]) for one in draft.items if one.cadence.startswith("once ")),
        tuple(_target(one) for one in draft.items if one.target),
        tuple(
            Asked(
                one.question,
                one.kind,
                one.item,
                one.text,
                one.text_en,
                one.choices,
                one.span.start if one.span else 0,
                one.span.end if one.span else 0,
            )
            for one in draft.questions
        ),
        tuple(
            Item(one.item, one.number, one.text, one.cadence, one.anchor, one.span.start, one.span.end)
            for one in draft.items
        ),
    )


def _cadences(draft: Draft) -> tuple[Found, ...]:
    if not draft.outline and not draft.source_name.endswith(".txt"):
        return tuple(_at(one, kind=_kind(one.cadence), detail=one.cadence) for one in draft.items)
    hits = find(draft.source, 0, len(draft.source))
    return tuple(
        Found(draft.source[hit.start : hit.end], hit.start, hit.end, _kind(_word(hit)), _word(hit))
        for hit in hits
    )


def _word(hit: Hit) -> str:
    """The cadence, or what stands in the way of one."""
    return hit.cadence or hit.anchor or (hit.choices[0] if hit.choices else hit.doubt)


def _kind(word: str) -> str:
    return KINDS.get(word.split()[0], "irregular")


def _at(item: DraftItem, **fields: Any) -> Found:
    return Found(item.text, item.span.start, item.span.end, **fields)


def _target(item: DraftItem) -> Found:
    target = item.target
    assert target is not None, "asked only where there is one"
    return _at(
        item, kind=target.kind, metric=target.metric, op=target.op, value=target.value, unit=target.unit
    )
