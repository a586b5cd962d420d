"""Coverage: for every clause of a document the tasks that come from it, or why none does."""

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence

from msgspec import Struct

from events.types import Span
from services.plans.draft import Draft

_CLAUSE = re.compile("[^\\n\\t。；;！!？?]+[。；;！!？?]*[”’」』）)]*")
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
    headings = sorted(one.start for one in draft.outline)
    return tuple(
        _clause(draft, Span(*match.span()), spans, left, asides, headings) for match in _clauses(draft.source)
    )


def _clauses(source: str) -> Iterator[re.Match[str]]:
    return (match for match in _CLAUSE.finditer(source) if _WORDS.search(match.group()))


def _clause(
    draft: Draft, at: Span, items: "_Spans", left: "_Spans", asides: "_Spans", headings: list[int]
) -> Clause:
    found = items.touching(at)
    if found:
        return Clause(at.start, at.end, found)
    for known in (left, asides):
        reasons = known.touching(at)
        if reasons:
            return Clause(at.start, at.end, (), reasons[0])
    return Clause(at.start, at.end, (), _plain_reason(draft, at, headings))


def _plain_reason(draft: Draft, at: Span, headings: list[int]) -> str:
    text = draft.source[at.start : at.end].strip()
    if text == draft.title:
        return "title"
    is_heading = bisect_left(headings, at.start) < bisect_left(headings, at.end)
    return "heading" if is_heading else "introduction"


class _Spans:
    """Places with a word each, asked for by clauses that come in their order."""

    def __init__(self, found: Sequence[tuple[Span, str]]) -> None:
        self._waiting = deque(sorted(found, key=lambda one: (one[0].start, one[0].end)))
        self._open: list[tuple[Span, str]] = []

    def touching(self, at: Span) -> tuple[str, ...]:
        """The words of the places that share a character with `at`."""
        self._open = [one for one in self._open if one[0].end > at.start]
        while self._waiting and self._waiting[0][0].start < at.end:
            one = self._waiting.popleft()
            if one[0].end > at.start:
                self._open.append(one)
        return tuple(word for _, word in self._open)
