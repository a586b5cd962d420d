"""From a plan of the log back to a draft, and from an edited plan file to an amendment."""

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache

from msgspec.structs import replace

from events.types import Item, Span
from services.importing import item_of
from services.kept import Kept
from services.plans import Draft, DraftItem, LeftOut, assemble, read_yaml
from services.plans.document import laid_out
from services.plans.findings import Findings
from workflows.plan import AmendPlan, Plan
from workflows.refusal import Refused

HEAD = ("plan", "title", "unit", "owner", "calendar", "policy", "since", "until")
"""What a plan keeps for life."""


def read_again(kept: Kept, plan: Plan) -> Draft:
    """A plan's document as it reads without any answer. Raises Refused(source-erased)."""
    source, name = kept.text(plan.source), kept.text(plan.source_name)
    if source is None or name is None:
        raise Refused(
            "source-erased",
            f"the document of plan {plan.plan} is not kept: revise it by item",
            plan=plan.plan,
        )
    return _read(source, name, kept.text(plan.layout) or "" if plan.layout else "")


@lru_cache(maxsize=8)
def _read(source: str, name: str, layout: str) -> Draft:
    """Reading is pure, and every page of a plan asks for it. A list of ours says everything: nothing is read
    in it, and it has no layout."""
    if _is_yaml(name):
        return read_yaml(source, name)
    found = assemble(laid_out(source, name, layout))
    if layout or name.lower().endswith(".txt"):
        return found
    return replace(found, items=(), questions=(), left_out=(), outline=(), document=None, findings=Findings())


def draft_of(kept: Kept, plan: Plan) -> Draft:
    """The document read again, with what was answered since. Raises Refused(source-erased)."""
    return _standing(kept, plan, read_again(kept, plan))


def as_it_stands(kept: Kept, plan: Plan) -> Draft:
    """What a plan asks for, without its document."""
    empty = Draft("", "", "", "", "", "", None, None, (), (), "", "")
    return _standing(kept, plan, empty)


def _standing(kept: Kept, plan: Plan, document: Draft) -> Draft:
    found = {item.item: item for item in document.items}
    return replace(
        document,
        plan=plan.plan,
        title=kept.text(plan.title) or document.title,
        unit=plan.unit,
        owner=plan.owner,
        calendar=plan.calendar,
        policy=plan.policy,
        since=plan.since,
        until=plan.until,
        items=tuple(_as_answered(kept, item, found.get(item.item)) for item in plan.items.values()),
        questions=tuple(q for q in document.questions if q.question in plan.questions),
        left_out=tuple(_left_out(kept, plan, document)),
        seen=tuple(
            q.question for q in document.questions if q.kind == "gap" and q.question not in plan.questions
        ),
    )


def _is_yaml(name: str) -> bool:
    return name.lower().endswith((".yaml", ".yml"))


def _left_out(kept: Kept, plan: Plan, document: Draft) -> Iterator[LeftOut]:
    """What the rules left out, then what answers did, with the reasons that are kept."""
    yield from (one for one in document.left_out if one.item not in plan.items)
    known = {one.item for one in document.left_out}
    for item in document.items:
        if item.item not in plan.items and item.item not in known:
            reason = kept.text(plan.left_out.get(item.item, "")) or ""
            yield LeftOut(item.item, reason, item.span, "", item.number, item.outline)


def _as_answered(kept: Kept, item: Item, read: DraftItem | None) -> DraftItem:
    """An item of the plan, with what only the document knows of it: its place there, if it ever had one."""
    text = kept.text(item.text)
    here = None if item.source else item.span
    blank = read or DraftItem(item.item, item.number, text or "", here or Span(0, 0))
    return replace(
        blank,
        number=item.number,
        text=blank.text if text is None and not item.source else text or "",
        cadence=item.cadence,
        leads=item.leads,
        cooperating=item.cooperating,
        informed=item.informed,
        opens_before=item.opens_before,
        due_time=item.due_time,
        review=item.review,
        policy=item.policy,
        target=item.target,
        carries_out=item.carries_out,
        lead_sets=item.lead_sets,
    )


def check_head(kept: Kept, plan: Plan, draft: Draft) -> None:
    """Raises Refused(head-changed) naming what a draft says otherwise than the plan."""
    now = {name: getattr(plan, name) for name in HEAD}
    now["title"] = kept.text(plan.title) or draft.title
    changed = [name for name in HEAD if getattr(draft, name) != now[name]]
    if changed:
        raise Refused(
            "head-changed",
            f"{', '.join(changed)} of plan {plan.plan} cannot change after it was drafted",
            plan=plan.plan,
            fields=", ".join(changed),
        )


def amendment(
    kept: Kept, plan: Plan, draft: Draft, since: dt.date, open_tasks: str, reason: str, command_id: str
) -> AmendPlan:
    """What an edited plan file changes: items put where they differ, removed where they are gone.

    `reason` is a text. What is put has no place in any document. Raises Refused(head-changed).
    """
    check_head(kept, plan, draft)
    texts = [reason, *(item.text for item in draft.items)]
    digest, *digests = kept.keep_all(command_id, texts)
    put = [
        replace(item_of(item, text), span=None)
        for item, text in zip(draft.items, digests, strict=True)
        if not _is_same(kept, plan.items.get(item.item), item)
    ]
    names = {item.item for item in draft.items}
    removed = tuple(name for name in plan.items if name not in names)
    return AmendPlan(plan.plan, since, open_tasks, tuple(put), removed, digest)


def _is_same(kept: Kept, before: Item | None, item: DraftItem) -> bool:
    """In wording and in all else but its place, which moves when others come and go."""
    if before is None or kept.text(before.text) != item.text:
        return False
    return replace(before, span=None, source="") == replace(item_of(item, before.text), span=None)
