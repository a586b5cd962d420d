"""A plan's source text with the clauses that its items come from marked."""

import itertools
from collections.abc import Callable, Sequence
from functools import cache

from msgspec import Struct

AROUND = 120
"""Characters shown before and after a clause."""


class Excerpt(Struct, frozen=True):
    """A clause with what stands around it."""

    before: str
    clause: str
    after: str


class Piece(Struct, frozen=True):
    """A stretch of the source; `item` is "" outside of every clause."""

    text: str
    item: str


def excerpt(source: str, span: tuple[int, int]) -> Excerpt:
    start, end = span
    before = source[max(0, start - AROUND) : start]
    after = source[end : end + AROUND]
    return Excerpt(
        ("…" if start > AROUND else "") + before,
        source[start:end],
        after + ("…" if end + AROUND < len(source) else ""),
    )


class Clauses:
    """Where items stand that come of a later version of their document, each text looked up once."""

    def __init__(self, text: Callable[[str], str | None]) -> None:
        self._text = cache(text)

    def of(self, source: str, span: tuple[int, int]) -> Excerpt | None:
        """None where the item stands in the plan's own document, or its text was erased."""
        text = self._text(source) if source and span != (0, 0) else None
        return excerpt(text, span) if text else None


def pieces(source: str, spans: Sequence[tuple[str, tuple[int, int]]]) -> tuple[Piece, ...]:
    """The whole source, cut at its clauses; of clauses that overlap the first counts."""
    found: list[Piece] = []
    at = 0
    for item, (start, end) in sorted(spans, key=lambda one: one[1]):
        if start < at or end <= start:
            continue
        if start > at:
            found.append(Piece(source[at:start], ""))
        found.append(Piece(source[start:end], item))
        at = end
    if at < len(source):
        found.append(Piece(source[at:], ""))
    return tuple(found)


class Stretch(Struct, frozen=True):
    """A piece of a source with all that was found there: the item that it belongs to ("" for none), all items
    that begin here, the kinds of what the rules found, and what they say of it."""

    text: str
    item: str
    opens: tuple[str, ...]
    kinds: tuple[str, ...]
    note: str


class Noted(Struct, frozen=True):
    """Something found at [start, end)."""

    start: int
    end: int
    kind: str
    note: str


def stretches(
    source: str, within: tuple[int, int], spans: Sequence[tuple[str, tuple[int, int]]], found: Sequence[Noted]
) -> tuple[Stretch, ...]:
    """The part of a source `within` two offsets, cut wherever an item or a finding begins or ends.

    Of items that overlap the text belongs to the first; each opens where it begins.
    """
    first, last = within
    opening: dict[int, list[str]] = {}
    for name, (start, _) in spans:
        opening.setdefault(start, []).append(name)
    items = _apart(spans)
    cuts = {first, last, *(at for at in opening if first < at < last)}
    for start, end in (*(span for _, span in items), *((one.start, one.end) for one in found)):
        cuts.update(at for at in (start, end) if first < at < last)
    places = sorted(cuts)
    at_item, at_found, open_now = 0, 0, list[Noted]()
    ordered = sorted(found, key=lambda one: one.start)
    made: list[Stretch] = []
    for start, end in itertools.pairwise(places):
        while at_item < len(items) and items[at_item][1][1] <= start:
            at_item += 1
        inside = at_item < len(items) and items[at_item][1][0] <= start
        while at_found < len(ordered) and ordered[at_found].start <= start:
            open_now.append(ordered[at_found])
            at_found += 1
        open_now = [one for one in open_now if one.end > start]
        name = items[at_item][0] if inside else ""
        made.append(
            Stretch(
                source[start:end],
                name,
                tuple(opening.get(start, ())),
                tuple(dict.fromkeys(one.kind for one in open_now)),
                "; ".join(dict.fromkeys(one.note for one in open_now)),
            )
        )
    return tuple(made)


def _apart(spans: Sequence[tuple[str, tuple[int, int]]]) -> list[tuple[str, tuple[int, int]]]:
    kept: list[tuple[str, tuple[int, int]]] = []
    for name, (start, end) in sorted(spans, key=lambda one: one[1]):
        if end > start and (not kept or start >= kept[-1][1][1]):
            kept.append((name, (start, end)))
    return kept
