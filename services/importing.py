"""From a draft to a command: texts are kept first, the command carries their digests."""

import datetime as dt

from msgspec.structs import replace

from events.types import Item, Question
from services.kept import Kept
from services.plans import Draft, DraftItem
from workflows.plan import DraftPlan, Plan, RevisePlan
from workflows.refusal import Refused


def draft_command(kept: Kept, draft: Draft, command_id: str) -> DraftPlan:
    """The command that makes a draft a plan of the log. Raises Refused(plan-incomplete)."""
    since, until = _needed(draft)
    texts = kept.keep_all(command_id, [draft.title, draft.source, draft.source_name, *_texts(draft)])
    title, source, source_name, *rest = texts
    items = tuple(item_of(i, digest) for i, digest in zip(draft.items, rest, strict=False))
    asked = rest[len(items) :]
    questions = tuple(
        Question(q.question, q.kind, q.span, q.item, digest, q.choices)
        for q, digest in zip(draft.questions, asked, strict=True)
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
    return [*(item.text for item in draft.items), *(question.text for question in draft.questions)]


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
    return RevisePlan(
        plan.plan,
        tuple(item for name, item in wanted.items() if plan.items.get(name) != item),
        tuple(name for name in plan.items if name not in wanted),
        tuple(name for name in plan.questions if name not in still),
    )


def _same_text(item: Item, before: Item) -> Item:
    return replace(item, text=before.text)
