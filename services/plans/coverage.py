"""Coverage: for every clause of a document the tasks that come from it, or why none does."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from msgspec import Struct

from events.types import Span
from services.plans.draft import Draft

_CLAUSE = re.compile("[^\\n\\t。；;！!？?]*[^\\s。；;！!？?][^\\n\\t。；;！!？?]*[。；;！!？?]*[”’」』）)]*")
_WORDS = re.compile("[\\w一-龥]")


class Clause(Struct, frozen=True):
    """A sentence at [start, end). Without `items` a `reason` says why: that of an answer or a rule, else
    title, heading or introduction (text above numbered items)."""

    start: int
    end: int
    items: tuple[str, ...]
    reason: str = ""


def coverage(draft: Draft) -> tuple[Clause, ...]:
    """All clauses of a document by place; () of a plan in YAML, whose items are all that it says."""
    if draft.document is None:
        return ()
    spans = _Spans([(item.span, item.item) for item in draft.items])
    left = _Spans([(one.span, one.reason) for one in draft.left_out if one.span])
    asides = _Spans([(Span(one.start, one.end), one.reason) for one in draft.findings.asides])
    headings = {one.start for one in draft.outline}
    return tuple(
        _clause(draft, Span(*match.span()), spans, left, asides, headings) for match in _clauses(draft.source)
    )


def _clauses(source: str) -> Iterator[re.Match[str]]:
    return (match for match in _CLAUSE.finditer(source) if _WORDS.search(match.group()))


def _clause(
    draft: Draft, at: Span, items: "_Spans", left: "_Spans", asides: "_Spans", headings: set[int]
) -> Clause:
    found = items.touching(at)
    if found:
        return Clause(at.start, at.end, found)
    for known in (left, asides):
        reasons = known.touching(at)
        if reasons:
            return Clause(at.start, at.end, (), reasons[0])
    return Clause(at.start, at.end, (), _plain_reason(draft, at, headings))


def _plain_reason(draft: Draft, at: Span, headings: set[int]) -> str:
    text = draft.source[at.start : at.end].strip()
    if text == draft.title:
        return "title"
    return "heading" if any(at.start <= start < at.end for start in headings) else "introduction"


class _Spans:
    """Places with a word each, asked by place; they lie in order and may overlap a little."""

    def __init__(self, found: Sequence[tuple[Span, str]]) -> None:
        self._all = sorted(found, key=lambda one: (one[0].start, one[0].end))
        self._starts = [span.start for span, _ in self._all]
        self._reach = [0, *self._reaches()]

    def _reaches(self) -> Iterator[int]:
        """The furthest end up to and with each place: nothing before it can reach further."""
        furthest = 0
        for span, _ in self._all:
            furthest = max(furthest, span.end)
            yield furthest

    def touching(self, at: Span) -> tuple[str, ...]:
        """The words of the places that share a character with `at`."""
        place = bisect_right(self._starts, at.end - 1) - 1
        found: list[str] = []
        while place >= 0 and self._reach[place + 1] > at.start:
            span, word = self._all[place]
            if span.end > at.start:
                found.append(word)
            place -= 1
        return tuple(reversed(found))
