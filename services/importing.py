"""From a draft to a command: texts are kept first, the command carries their digests."""

import datetime as dt
from collections.abc import Sequence

from msgspec.structs import replace

from events import types as events
from events.types import Item, Question
from services.kept import Kept
from services.plans import Draft, DraftItem, LeftOut
from services.plans.document import layout_of
from workflows.plan import DraftPlan, Plan, RevisePlan
from workflows.refusal import Refused


def draft_command(kept: Kept, draft: Draft, command_id: str) -> DraftPlan:
    """The command that makes a draft a plan of the log. Raises Refused(plan-incomplete)."""
    since, until = _needed(draft)
    layout = layout_of(draft.document) if draft.document else ""
    head = [draft.title, draft.source, draft.source_name, layout]
    texts = kept.keep_all(command_id, [*head, *_texts(draft)])
    title, source, source_name, layout, *rest = texts
    items = tuple(item_of(i, digest) for i, digest in zip(draft.items, rest, strict=False))
    rest = rest[len(items) :]
    questions = tuple(
        Question(q.question, q.kind, q.span, q.item, digest, q.choices)
        for q, digest in zip(draft.questions, rest, strict=False)
    )
    return DraftPlan(
        plan=draft.plan,
        title=title,
        unit=draft.unit,
        owner=draft.owner,
        since=since,
        until=until,
        items=items,
        calendar=draft.calendar,
        policy=draft.policy,
        questions=questions,
        source=source,
        source_name=source_name,
        layout=layout,
        left_out=_left_out(draft.left_out, rest[len(questions) :]),
    )


def _needed(draft: Draft) -> tuple[dt.date, dt.date]:
    missing = [
        name for name in ("plan", "title", "unit", "owner", "since", "until") if not getattr(draft, name)
    ]
    if missing or draft.since is None or draft.until is None:
        raise Refused(
            "plan-incomplete",
            f"{draft.source_name}: give {', '.join(missing)} in the file, its answers or as options",
            missing=", ".join(missing),
        )
    return draft.since, draft.until


def _texts(draft: Draft) -> list[str]:
    items, questions = draft.items, draft.questions
    reasons = (one.reason for one in draft.left_out)
    return [*(item.text for item in items), *(question.text for question in questions), *reasons]


def _left_out(left_out: Sequence[LeftOut], reasons: Sequence[str]) -> tuple[events.LeftOut, ...]:
    return tuple(events.LeftOut(one.item, reason) for one, reason in zip(left_out, reasons, strict=True))


def item_of(item: DraftItem, text: str) -> Item:
    """An item of the log; `text` is the digest of its wording."""
    return Item(
        item=item.item,
        text=text,
        cadence=item.cadence,
        leads=item.leads,
        cooperating=item.cooperating,
        informed=item.informed,
        number=item.number,
        span=item.span,
        opens_before=item.opens_before,
        due_time=item.due_time,
        review=item.review,
        policy=item.policy,
        target=item.target,
        carries_out=item.carries_out,
        lead_sets=item.lead_sets,
    )


def answers_command(kept: Kept, plan: Plan, before: Draft, answered: Draft, command_id: str) -> RevisePlan:
    """The revision that brings an imported plan from a draft of its document to the same draft answered.

    Questions that the draft does not know, of a plan that came by the API, stay open.
    """
    wanted = _wanted(kept, plan, answered.items, command_id)
    still = {question.question for question in answered.questions}
    settled = [question.question for question in before.questions if question.question not in still]
    removed = tuple(name for name in plan.items if name not in wanted)
    left_out = [one for one in answered.left_out if one.item in removed]
    return RevisePlan(
        plan.plan,
        tuple(item for name, item in wanted.items() if plan.items.get(name) != item),
        removed,
        tuple(name for name in settled if name in plan.questions),
        _left_out(left_out, kept.keep_all(command_id, [one.reason for one in left_out])),
    )


def _wanted(kept: Kept, plan: Plan, items: Sequence[DraftItem], command_id: str) -> dict[str, Item]:
    """A wording that stands, or that was erased, is not kept again."""
    same = {item.item: before for item in items if (before := _unchanged(kept, plan, item)) is not None}
    new = [item for item in items if item.item not in same]
    digests = dict(
        zip((item.item for item in new), kept.keep_all(command_id, [item.text for item in new]), strict=True)
    )
    return {
        item.item: _same_text(item_of(item, ""), same[item.item])
        if item.item in same
        else item_of(item, digests[item.item])
        for item in items
    }


def _unchanged(kept: Kept, plan: Plan, item: DraftItem) -> Item | None:
    before = plan.items.get(item.item)
    return before if before is not None and kept.text(before.text) in (None, item.text) else None


def _same_text(item: Item, before: Item) -> Item:
    """An answer changes neither the wording nor where it stands."""
    return replace(item, text=before.text, span=before.span, source=before.source)
