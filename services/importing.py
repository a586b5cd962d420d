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


def answers_command(kept: Kept, plan: Plan, draft: Draft, command_id: str) -> RevisePlan:
    """The revision that brings an imported plan to an answered draft of the same document."""
    digests = kept.keep_all(command_id, [item.text for item in draft.items])
    wanted = {item.item: item_of(item, digest) for item, digest in zip(draft.items, digests, strict=True)}
    for name, item in wanted.items():
        before = plan.items.get(name)
        if before is not None and kept.text(before.text) == kept.text(item.text):
            wanted[name] = _same_text(item, before)
    still = {question.question for question in draft.questions}
    removed = tuple(name for name in plan.items if name not in wanted)
    left_out = [one for one in draft.left_out if one.item in removed]
    return RevisePlan(
        plan.plan,
        tuple(item for name, item in wanted.items() if plan.items.get(name) != item),
        removed,
        tuple(name for name in plan.questions if name not in still),
        _left_out(left_out, kept.keep_all(command_id, [one.reason for one in left_out])),
    )


def _same_text(item: Item, before: Item) -> Item:
    """An answer changes neither the wording nor where it stands."""
    return replace(item, text=before.text, span=before.span, source=before.source)
