"""From a new version of a plan's document to a command: compared, answered where new, approved by item."""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from events.types import Digest, Item
from services.bootstrap import App
from services.importing import item_of
from services.kept import Kept
from services.plan_changes import check_head, draft_of, read_again
from services.plan_units import matcher, with_units
from services.plans import Draft, DraftItem, apply_answers
from services.plans.carrying import changed_fields
from services.plans.comparison import Comparison, ItemChange, applied, compare
from services.plans.questions import anchor_questions, item_questions
from workflows.org import Org
from workflows.plan import AmendPlan, Plan, RevisePlan
from workflows.plan.rules import units_of


class Incomplete(Struct, frozen=True):
    """What an item of the new version lacks, and no question of the plan asks: cadence, leads."""

    item: str
    lacks: tuple[str, ...]


def compared(app: App, plan: Plan, new: Draft) -> Comparison:
    """A plan with a new version of its document as read.

    Raises Refused(source-erased), and (head-changed) where a plan file says the head otherwise.
    """
    if new.document is None:
        check_head(app.kept, plan, new)
    read = read_again(app.kept, plan)
    items = (item for item in read.items if _stands(plan, item))
    matched = with_units(new, matcher(app, plan.unit))
    if plan.status == "issued":
        org = app.states.org()
        matched = replace(matched, items=tuple(_expanded(item, org) for item in matched.items))
    standing = replace(read, items=tuple(items))
    return compare(draft_of(app.kept, plan), matched, standing, _ids_ever(plan))


def _stands(plan: Plan, item: DraftItem) -> bool:
    """Whether the plan's item is still the one of its document."""
    known = plan.items.get(item.item)
    return known is not None and known.span is not None and not known.source


def _ids_ever(plan: Plan) -> frozenset[str]:
    """An id is never used again: its tasks would run into those of the item that had it."""
    earlier = (name for items in plan.earlier for name in items)
    return frozenset([*plan.items, *plan.left_out, *earlier])


def all_of(comparison: Comparison, open_tasks: str = "keep") -> frozenset[str]:
    """What is approved if nothing is named. Where opened tasks are withdrawn a mere move stays out."""
    kinds = {"moved"} if open_tasks == "withdraw" else set()
    return frozenset(change.item for change in comparison.changes if change.kind not in kinds)


# --- what is new is answered ------------------------------------------------------------------------------


def incomplete(comparison: Comparison, chosen: frozenset[str]) -> tuple[Incomplete, ...]:
    """Items that cannot be put before somebody says how often or who leads."""
    found = (Incomplete(change.item, _lacks(comparison, change)) for change in _chosen(comparison, chosen))
    return tuple(one for one in found if one.lacks)


def _lacks(comparison: Comparison, change: ItemChange) -> tuple[str, ...]:
    item, before = change.after, change.before
    if item is None:
        return ()
    asked = {one.kind for one in comparison.before.questions if one.item == item.item}
    waits = {one.question for one in comparison.before.questions if one.kind == "anchor"}
    anchored = before is not None and before.anchor == item.anchor != "" and "leads" in asked
    lacks = []
    if not item.cadence and not asked - {"leads"} and not (anchored and _anchor(item) in waits):
        lacks.append("cadence")
    if not (item.leads or item.lead_sets) and "leads" not in asked:
        lacks.append("leads")
    return tuple(lacks)


def _anchor(item: DraftItem) -> str:
    return "anchor-" + item.anchor.replace("_", "-")


def asked_of(comparison: Comparison, chosen: frozenset[str]) -> Draft:
    """The chosen items of the new version with what is asked about them: what answer_template wants."""
    names = {one.item for one in incomplete(comparison, chosen)}
    changes = _chosen(comparison, chosen)
    items = tuple(change.after for change in changes if change.after)
    waiting = tuple(item for item in items if item.item in names)
    asked = (question for item in waiting for question in item_questions(item, "cadence", ()))
    questions = (*anchor_questions(waiting), *asked)
    return replace(comparison.before, items=items, questions=questions, left_out=())


def answered(
    kept: Kept, plan: Plan, comparison: Comparison, chosen: frozenset[str], answers: str, name: str
) -> Comparison:
    """With the answers of a YAML file to the chosen items; one that is left out is proposed no longer.

    Raises PlanFileError, Refused(head-changed).
    """
    asked = asked_of(comparison, chosen)
    draft = apply_answers(asked, answers, name)
    check_head(kept, plan, draft)
    known = {item.item: item for item in draft.items}
    gone = {item.item for item in asked.items} - set(known)
    changes = (_with_answers(change, known.get(change.item)) for change in comparison.changes)
    return replace(comparison, changes=tuple(change for change in changes if change.item not in gone))


def _with_answers(change: ItemChange, item: DraftItem | None) -> ItemChange:
    if item is None or change.before is None or change.after is None:
        return replace(change, after=item or change.after)
    settings = (*changed_fields(change.before, item), *changed_fields(change.before, change.after))
    others = (name for name in change.fields if name not in settings)
    return replace(change, after=item, fields=(*others, *changed_fields(change.before, item)))


# --- what is chosen becomes a command ----------------------------------------------------------------------


def proposal(
    kept: Kept,
    plan: Plan,
    comparison: Comparison,
    chosen: frozenset[str],
    since: dt.date,
    open_tasks: str,
    reason: str,
    source: Digest,
    command_id: str,
) -> RevisePlan | AmendPlan:
    """The chosen changes: an amendment of an issued plan, else a revision, which takes no reason and no day.

    What is put stands in the text of the new version, which is kept as `source`. A move to other headings
    alone changes nothing of the plan and is not put.
    """
    put, removed = _put(comparison, chosen), _removed(comparison, chosen)
    issued = plan.status == "issued"
    words, *digests = kept.keep_all(command_id, [reason if issued else "", *_new_texts(kept, plan, put)])
    items = tuple(
        _item(item, digest or plan.items[item.item].text, source)
        for item, digest in zip(put, digests, strict=True)
    )
    if issued:
        return AmendPlan(plan.plan, since, open_tasks, items, removed, words)
    return RevisePlan(plan.plan, items, removed, _settled(plan, comparison, chosen, removed))


def carries_out_anything(comparison: Comparison, chosen: frozenset[str]) -> bool:
    """Whether the chosen changes make a command."""
    return bool(_put(comparison, chosen) or _removed(comparison, chosen))


def _put(comparison: Comparison, chosen: frozenset[str]) -> list[DraftItem]:
    changes = _chosen(comparison, chosen)
    return [change.after for change in changes if change.after and set(change.fields) != {"span"}]


def _removed(comparison: Comparison, chosen: frozenset[str]) -> tuple[str, ...]:
    return tuple(change.item for change in _chosen(comparison, chosen) if change.after is None)


def _new_texts(kept: Kept, plan: Plan, put: Sequence[DraftItem]) -> list[str]:
    """ "" for a wording that the plan keeps already."""
    known = {name: kept.text(item.text) for name, item in plan.items.items()}
    return ["" if known.get(item.item) == item.text else item.text for item in put]


def _item(item: DraftItem, text: str, source: Digest) -> Item:
    stands = item.span.end > 0
    return replace(item_of(item, text), span=item.span if stands else None, source=source if stands else "")


def _settled(
    plan: Plan, comparison: Comparison, chosen: frozenset[str], removed: tuple[str, ...]
) -> tuple[str, ...]:
    """Questions of the plan that the changes leave nothing of."""
    still = {one.question for one in applied(comparison, chosen).questions}
    closed = {one.question for one in comparison.before.questions} - still
    return tuple(name for name, one in plan.questions.items() if name in closed or one.item in removed)


def with_units_of(comparison: Comparison, org: Org) -> Comparison:
    """Sets of units as the units they hold today: what is amended is not issued any more."""
    changes = (
        replace(one, after=_expanded(one.after, org)) if one.after else one for one in comparison.changes
    )
    return replace(comparison, changes=tuple(changes))


def _expanded(item: DraftItem, org: Org) -> DraftItem:
    if not item.lead_sets:
        return item
    found = (unit for unit_set in item.lead_sets for unit in units_of(unit_set, org))
    return replace(item, leads=tuple(dict.fromkeys([*item.leads, *found])), lead_sets=())


def _chosen(comparison: Comparison, chosen: frozenset[str]) -> list[ItemChange]:
    return [change for change in comparison.changes if change.item in chosen]
