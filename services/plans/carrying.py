"""What the plan knows of an item, carried over to its new wording."""

from bisect import bisect_left
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from services.plans.alignment import wording
from services.plans.draft import Draft, DraftItem
from services.plans.found import CadenceWords
from services.plans.item_fields import SETTABLE

_OF_DAY = "T"  # in found.Deadline.due before a time of day


class Said(Struct, frozen=True):
    """An item as its document had it before anybody answered, with the words of time in it."""

    item: DraftItem
    words: tuple[str, ...]


class Sayings:
    """What a document says of times, by item."""

    def __init__(self, draft: Draft) -> None:
        self._found: Sequence[CadenceWords] = draft.findings.cadences
        self._starts = [one.start for one in self._found]

    def of(self, item: DraftItem) -> Said:
        first, last = (bisect_left(self._starts, at) for at in (item.span.start, item.span.end))
        return Said(item, tuple(f"{one.kind} {one.detail}" for one in self._found[first:last]))


def carried(old: DraftItem, new: Said, said: Said | None, *, whole: bool) -> DraftItem:
    """The new wording of an item with what was answered for the old one, but where the documents differ.

    `said`: what the old one's document said, None where that is not known any more. `whole`: the new version
    is a plan file, which says everything itself. What has to be asked again is "" or ().
    """
    text = old.text if wording(old.text) == wording(new.item.text) else new.item.text
    if whole:
        return _of_file(old, replace(new.item, item=old.item, text=text))
    if said is None and text == old.text:
        said = new
    leads, lead_sets = _leads(old, new.item, said)
    return replace(
        new.item,
        item=old.item,
        text=text,
        cadence=_cadence(old, new, said),
        leads=leads,
        lead_sets=lead_sets,
        cooperating=_helpers("cooperating", old, new.item, said, leads),
        informed=_helpers("informed", old, new.item, said, leads),
        due_time=_due_time(old, new.item, said),
        target=old.target if said and said.item.target == new.item.target else new.item.target or old.target,
        opens_before=old.opens_before,
        review=old.review,
        policy=old.policy,
        carries_out=old.carries_out,
    )


def presumed(old: DraftItem, new: Said) -> Said:
    """What the old document said, where only the plan is known: what the plan has, of what the new says."""
    item = replace(
        old,
        cadence=old.cadence if new.item.cadence and not old.anchor else "",
        due_time=old.due_time if _OF_DAY in new.item.due else new.item.due_time,
    )
    return Said(item, new.words)


def changed_fields(old: DraftItem, new: DraftItem) -> tuple[str, ...]:
    """The names of the settings in which two versions of an item differ; sets of leads count as leads."""
    names = [name for name in SETTABLE if getattr(old, name) != getattr(new, name)]
    return tuple(dict.fromkeys("leads" if name == "lead_sets" else name for name in names))


def _of_file(old: DraftItem, new: DraftItem) -> DraftItem:
    known = replace(new, cadence=new.cadence or old.cadence, number=new.number or old.number)
    return (
        known if known.leads or known.lead_sets else replace(known, leads=old.leads, lead_sets=old.lead_sets)
    )


def _cadence(old: DraftItem, new: Said, said: Said | None) -> str:
    if said and _time(said) == _time(new):
        return old.cadence or new.item.cadence
    if new.item.cadence:
        return new.item.cadence
    if new.item.anchor:
        return old.cadence if _fits(old.cadence, new.item.anchor) else ""
    return "" if said or new.item.due else old.cadence


def _time(said: Said) -> tuple[object, ...]:
    return said.item.cadence, said.item.anchor, said.item.due, said.words


def _fits(cadence: str, anchor: str) -> bool:
    """Whether a cadence can be what was answered for an anchor (questions.ANCHORS)."""
    kind = cadence.partition(" ")[0].replace("-", "_")
    return kind == anchor or (anchor.startswith("year") and kind in ("yearly", "on"))


def _due_time(old: DraftItem, new: DraftItem, said: Said | None) -> str:
    differs = said.item.due_time != new.due_time if said else _OF_DAY in new.due
    return new.due_time if differs else old.due_time


def _leads(old: DraftItem, new: DraftItem, said: Said | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Units and sets of units."""
    named = (new.leads, new.lead_sets)
    if said is None:
        return named if any(named) else (old.leads, old.lead_sets)
    return (old.leads, old.lead_sets) if _same_names("lead", said.item, new) else named


def _helpers(
    role: str, old: DraftItem, new: DraftItem, said: Said | None, leads: tuple[str, ...]
) -> tuple[str, ...]:
    before: tuple[str, ...] = getattr(old, role)
    now: tuple[str, ...] = getattr(new, role)
    keeps = not now if said is None else _same_names(role, said.item, new)
    return tuple(unit for unit in (before if keeps else now) if unit not in leads)


def _same_names(role: str, one: DraftItem, other: DraftItem) -> bool:
    return set(one.named(role)) == set(other.named(role))
