"""A plan as it stands and a new version of its document: what the new one changes, item by item."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from events.types import Span
from services.plans.alignment import Stretch, Worded, aligned, stretches, wording
from services.plans.carrying import Said, Sayings, carried, changed_fields, presumed
from services.plans.coverage import Clause, coverage
from services.plans.draft import Draft, DraftItem, LeftOut
from services.plans.questions import still_open
from services.plans.settling import settled

NOWHERE = Span(0, 0)


class ItemChange(Struct, frozen=True):
    """One proposal. `kind`: added, changed, withdrawn, or moved (the same wording and settings under another
    number or other headings).

    `item` is the plan's id; of an added one an id that no item of the plan has had. `after` holds what was
    answered before. `fields`: text, number, a setting's name, due (the document's own deadline) or span (it
    stands under other headings). `stretches` of the two texts. `note`: why an answer left out what an added
    one resembles.
    """

    kind: str
    item: str
    before: DraftItem | None
    after: DraftItem | None
    fields: tuple[str, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    note: str = ""


class ClauseChange(Struct, frozen=True):
    """Prose that is nobody's task: added, changed or withdrawn. `reason` as in coverage.Clause."""

    kind: str
    reason: str
    before: str
    after: str
    before_span: Span | None
    after_span: Span | None
    stretches: tuple[Stretch, ...] = ()


class Comparison(Struct, frozen=True):
    """`changes` in the order of the new version, then what is withdrawn. `still_left_out`: ids of what
    answers left out and the new version has unchanged. `before`: the plan that was compared."""

    changes: tuple[ItemChange, ...]
    unchanged: int
    clauses: tuple[ClauseChange, ...]
    still_left_out: tuple[str, ...]
    before: Draft


def compare(
    before: Draft, after: Draft, read: Draft | None = None, taken: frozenset[str] = frozenset()
) -> Comparison:
    """`before` is the plan with its answers, `after` the new version as read.

    `read`: the plan's document as read, before any answer, with those of its items that still stand in it.
    `taken`: further ids that no new item may get.
    """
    new = settled(replace(after, since=before.since, until=before.until))
    old = settled(replace(read, since=before.since, until=before.until)) if read else None
    known: list[DraftItem | LeftOut] = [*before.items, *_answered_out(before)]
    pairs = aligned([_worded(before, one) for one in known], [_worded(new, one) for one in new.items])
    continued = {theirs: known[mine] for mine, theirs in pairs.items()}
    changes, still_out = _followed(before, new, old, continued, taken)
    withdrawn = (
        ItemChange("withdrawn", item.item, item, None)
        for place, item in enumerate(before.items)
        if place not in pairs
    )
    same = len(new.items) - len(changes) - len(still_out)
    return Comparison((*changes, *withdrawn), same, tuple(_clauses(before, new)), tuple(still_out), before)


def _followed(
    before: Draft,
    new: Draft,
    read: Draft | None,
    continued: Mapping[int, DraftItem | LeftOut],
    taken: frozenset[str],
) -> tuple[list[ItemChange], list[str]]:
    """What each item of the new version changes, and which go on being left out."""
    sides = _Sides(before, new, read)
    ids = _ids(before, new, continued, taken)
    changes: list[ItemChange] = []
    still_out: list[str] = []
    for place, item in enumerate(new.items):
        match continued.get(place):
            case DraftItem() as known:
                change = sides.change(known, item)
                changes += [change] if change else []
            case LeftOut() as out if wording(_text(before, out)) == wording(item.text):
                still_out.append(out.item)
            case out:
                added = replace(item, item=ids[place])
                changes.append(ItemChange("added", added.item, None, added, note=out.reason if out else ""))
    return changes, still_out


def applied(comparison: Comparison, chosen: frozenset[str]) -> Draft:
    """The plan after the changes that were chosen by item. What they put has no place in its document."""
    changes = [change for change in comparison.changes if change.item in chosen]
    put = {change.item: replace(change.after, span=NOWHERE) for change in changes if change.after}
    gone = {change.item for change in changes if change.after is None}
    kept = [put.pop(item.item, item) for item in comparison.before.items if item.item not in gone]
    draft = replace(comparison.before, items=(*kept, *put.values()))
    return replace(draft, questions=still_open(draft))


def _answered_out(draft: Draft) -> list[LeftOut]:
    """What answers left out of the plan; an item that was withdrawn has no reason."""
    return [one for one in draft.left_out if one.span and one.reason and not one.rule]


def _worded(draft: Draft, one: DraftItem | LeftOut) -> Worded:
    number = one.number if isinstance(one, DraftItem) else ""
    return Worded(wording(_text(draft, one)), (wording(number),))


def _text(draft: Draft, one: DraftItem | LeftOut) -> str:
    if isinstance(one, DraftItem):
        return one.text
    return draft.source[one.span.start : one.span.end] if one.span else ""


def _ids(
    before: Draft, after: Draft, continued: Mapping[int, DraftItem | LeftOut], taken: frozenset[str]
) -> dict[int, str]:
    """An id for each place of the new version that continues no item: its own, else with -v2, -v3, …"""
    used = {*taken, *(item.item for item in before.items), *(one.item for one in before.left_out)}
    new = [
        (at, item.item) for at, item in enumerate(after.items) if not isinstance(continued.get(at), DraftItem)
    ]
    given = {at: name for at, name in new if name not in used}
    used.update(given.values())
    for at, name in new:
        if at not in given:
            given[at] = _fresh(name, used)
            used.add(given[at])
    return given


def _fresh(name: str, used: set[str]) -> str:
    version = 2
    while f"{name}-v{version}" in used:
        version += 1
    return f"{name}-v{version}"


class _Sides:
    """What is known of both documents when two versions of an item are held side by side."""

    def __init__(self, before: Draft, after: Draft, read: Draft | None) -> None:
        self._new = Sayings(after)
        self._old = Sayings(read) if read else None
        self._read = {item.item: item for item in read.items} if read else {}
        self._whole = after.document is None
        self._headings = _Headings(read or before, after)

    def change(self, old: DraftItem, new: DraftItem) -> ItemChange | None:
        found = self._new.of(new)
        said = self._said(old, found)
        item = carried(old, found, said, whole=self._whole)
        fields = [] if item.text == old.text else ["text"]
        fields += changed_fields(old, item)
        if said and said.item.due != new.due:
            fields.append("due")
        kind = "changed" if fields else "moved"
        if wording(old.number) != wording(item.number):
            fields.append("number")
        if said and not self._whole and not self._headings.same(said.item.outline, new.outline):
            fields.append("span")
        if not fields:
            return None
        return ItemChange(kind, old.item, old, item, tuple(fields), stretches(old.text, item.text))

    def _said(self, old: DraftItem, new: Said) -> Said | None:
        """None where the plan has another wording than its document by now."""
        if self._old is None:
            return presumed(old, new)
        found = self._read.get(old.item)
        return self._old.of(found) if found and wording(found.text) == wording(old.text) else None


class _Headings:
    """Which heading of the new version is which of the old one, whatever their numbers."""

    def __init__(self, before: Draft, after: Draft) -> None:
        self._old, self._new = _unmarked(before), _unmarked(after)
        mine, theirs = _all_headings(before, self._old), _all_headings(after, self._new)
        pairs = aligned([Worded(text) for text in mine], [Worded(text) for text in theirs])
        self._same = {theirs[other]: mine[one] for one, other in pairs.items()}

    def same(self, before: Sequence[str], after: Sequence[str]) -> bool:
        now = [self._new(text) for text in after]
        return [self._old(text) for text in before] == [self._same.get(text, text) for text in now]


def _unmarked(draft: Draft) -> Callable[[str], str]:
    """From a heading as it is shown to its words."""
    known = {entry.text: wording(entry.text.removeprefix(entry.number)) for entry in draft.outline}
    return lambda text: known[text] if text in known else wording(text)


def _all_headings(draft: Draft, unmarked: Callable[[str], str]) -> list[str]:
    return list(dict.fromkeys(unmarked(text) for item in draft.items for text in item.outline))


# --- prose -------------------------------------------------------------------------------------------------


def _clauses(before: Draft, after: Draft) -> Iterator[ClauseChange]:
    """By place in the new version, then what is no longer there."""
    old, new = _prose(before), _prose(after)
    pairs = aligned([one for one, _ in old], [one for one, _ in new])
    partner = {theirs: mine for mine, theirs in pairs.items()}
    for place, (worded, clause) in enumerate(new):
        if place not in partner:
            text = _shown(after, clause)
            yield ClauseChange("added", clause.reason, "", text, None, Span(clause.start, clause.end))
        elif old[partner[place]][0].text != worded.text:
            yield _changed(before, old[partner[place]][1], after, clause)
    for place, (_, clause) in enumerate(old):
        if place not in pairs:
            text = _shown(before, clause)
            yield ClauseChange("withdrawn", clause.reason, text, "", Span(clause.start, clause.end), None)


def _changed(before: Draft, old: Clause, after: Draft, new: Clause) -> ClauseChange:
    texts = _shown(before, old), _shown(after, new)
    spans = Span(old.start, old.end), Span(new.start, new.end)
    return ClauseChange("changed", new.reason, *texts, *spans, stretches(*texts))


def _prose(draft: Draft) -> list[tuple[Worded, Clause]]:
    """Clauses without a task, worded without their numbers; what answers left out is no prose."""
    asides = {(one.span.start, one.span.end) for one in draft.left_out if one.span and not one.rule}
    marks = {entry.start: len(entry.number) for entry in draft.outline}
    told = replace(draft, items=(*draft.items, *_as_items(asides)))
    return [
        (Worded(_unnumbered(draft, clause, marks), (clause.reason,)), clause)
        for clause in coverage(told)
        if not clause.items
    ]


def _as_items(places: set[tuple[int, int]]) -> Iterator[DraftItem]:
    return (DraftItem("", "", "", Span(*place)) for place in places)


def _unnumbered(draft: Draft, clause: Clause, marks: Mapping[int, int]) -> str:
    text = draft.source[clause.start : clause.end]
    start = clause.start + len(text) - len(text.lstrip())
    return wording(draft.source[start + marks.get(start, 0) : clause.end])


def _shown(draft: Draft, clause: Clause) -> str:
    return draft.source[clause.start : clause.end]
