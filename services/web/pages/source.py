"""A plan's source text with the clauses that its items come from marked."""

from collections.abc import Sequence

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
