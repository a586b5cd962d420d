"""Two lists of texts paired by their wording: what is the same, then what is most alike.

Candidates come from shared characters and pairs of characters, so that the work grows with the lists and not
with their product.
"""

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from heapq import nsmallest
from typing import TypeAlias

from msgspec import Struct

from services.plans.passage import one_width

ALIKE = 0.5
"""The least likeness of two wordings of one thing: 0 shares nothing, 1 is the same."""

_RARE = 24  # of a text's rarest grams, by which candidates are looked up
_NEAREST = 40  # places of one gram that are looked at
_CANDIDATES = 6
_ROUNDS = 3
_MOST = 1_000_000  # characters, or pieces, on one side times those on the other
_JOINED = 2  # characters alike between two stretches that do not part them
_STOPS = "。.;,:、"
_NUMBER = re.compile("[0-9A-Za-z.]+")
_PIECE = re.compile("[^。；;，,、\\n]*[。；;，,、\\n]|[^。；;，,、\\n]+")

Stretch: TypeAlias = tuple[str, int, int, int, int]
"""What differs: replace, delete or insert; [start, end) before, [start, end) after."""


class Worded(Struct, frozen=True):
    """A text as `wording` gives it; `at` says where it stands: of several alike the one in its place wins."""

    text: str
    at: tuple[str, ...] = ()


def wording(text: str) -> str:
    """In half width, without blanks and the stop at its end: what two texts must share to say the same."""
    return "".join(one_width(text).split()).rstrip(_STOPS)


def aligned(before: Sequence[Worded], after: Sequence[Worded]) -> dict[int, int]:
    """Places in `before` to those in `after`, each once: first the same wording, then the most alike."""
    found = _identical(before, after)
    return found | _similar(before, after, found)


def _identical(before: Sequence[Worded], after: Sequence[Worded]) -> dict[int, int]:
    """Among equals those that stand alike first, then by order."""
    found: dict[int, int] = {}
    for whole in (True, False):
        taken = set(found.values())
        waiting: dict[object, deque[int]] = defaultdict(deque)
        for place, one in enumerate(after):
            if place not in taken:
                waiting[one if whole else one.text].append(place)
        for place, one in enumerate(before):
            same = waiting.get(one if whole else one.text)
            if place not in found and same:
                found[place] = same.popleft()
    return found


def _similar(before: Sequence[Worded], after: Sequence[Worded], found: dict[int, int]) -> dict[int, int]:
    """Of those that lost all their candidates to others the rest is looked at again."""
    mine = [place for place in range(len(before)) if place not in found]
    theirs = sorted(set(range(len(after))) - set(found.values()))
    if not mine or not theirs:
        return {}
    measure = _Measure([one.text for one in before], [one.text for one in after])
    pairs: dict[int, int] = {}
    for _ in range(_ROUNDS):
        likely = measure.likely(mine, theirs)
        ranked = sorted(
            (-score, before[one].at != after[other].at, abs(one - other), one, other)
            for one, other, score in likely
        )
        used: set[int] = set()
        for *_, one, other in ranked:
            if one not in pairs and other not in used:
                pairs[one] = other
                used.add(other)
        mine = [place for place in mine if place not in pairs]
        theirs = [place for place in theirs if place not in used]
    return pairs


class _Measure:
    """How alike two texts are: the grams they share, those that many texts have counting less."""

    def __init__(self, before: Sequence[str], after: Sequence[str]) -> None:
        self._before, self._after = [_grams(text) for text in before], [_grams(text) for text in after]
        self._common: Counter[str] = Counter()
        for grams in (*self._before, *self._after):
            self._common.update(grams.keys())
        texts = len(before) + len(after)
        self._weight = {gram: math.log(1 + texts / max(count, 2)) for gram, count in self._common.items()}

    def likely(self, mine: Sequence[int], theirs: Sequence[int]) -> Iterator[tuple[int, int, float]]:
        """Pairs of places that are alike enough, with their likeness."""
        totals = {place: self._total(self._after[place]) for place in theirs}
        where: dict[str, list[int]] = defaultdict(list)
        for place in theirs:
            for gram in self._after[place]:
                where[gram].append(place)
        for place in mine:
            grams = self._before[place]
            total = self._total(grams)
            for other in self._candidates(place, where):
                score = 2 * self._shared(grams, self._after[other]) / (total + totals[other])
                if score >= ALIKE:
                    yield place, other, score

    def _candidates(self, place: int, where: dict[str, list[int]]) -> list[int]:
        """By what few have; what many have tells only of those near by."""
        known = [gram for gram in self._before[place] if gram in where]
        votes: dict[int, float] = defaultdict(float)
        for gram in nsmallest(_RARE, known, key=lambda gram: (self._common[gram], gram)):
            places = where[gram]
            for other in _nearest(places, place):
                votes[other] += self._weight[gram] if len(places) <= _NEAREST else 0
        return nsmallest(_CANDIDATES, votes, key=lambda other: (-votes[other], abs(other - place), other))

    def _total(self, grams: Counter[str]) -> float:
        return sum(self._weight[gram] * count for gram, count in grams.items())

    def _shared(self, one: Counter[str], other: Counter[str]) -> float:
        return sum(self._weight[gram] * min(one[gram], other[gram]) for gram in one.keys() & other.keys())


def _grams(text: str) -> Counter[str]:
    """Characters, pairs of them, and whole numbers, in which the items of a list may differ alone."""
    grams = Counter(text)
    grams.update(text[at : at + 2] for at in range(len(text) - 1))
    grams.update(f"#{number}" for number in _NUMBER.findall(text))
    return grams


def _nearest(places: list[int], place: int) -> list[int]:
    """Those around a place, of places in order."""
    if len(places) <= _NEAREST:
        return places
    middle = bisect_left(places, place)
    start = max(0, min(middle - _NEAREST // 2, len(places) - _NEAREST))
    return places[start : start + _NEAREST]


# --- what differs between two texts -----------------------------------------------------------------------


def stretches(before: str, after: str) -> tuple[Stretch, ...]:
    """What differs, in order; in long texts to the clause. Nothing else differs."""
    head = _shared_head(before, after)
    tail = _shared_head(before[head:][::-1], after[head:][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if not old and not new:
        return ()
    whole = len(old) * len(new) <= _MOST
    parts = (list(old), list(new)) if whole else (_PIECE.findall(old), _PIECE.findall(new))
    if len(parts[0]) * len(parts[1]) > _MOST:
        return (_stretch(head, head + len(old), head, head + len(new)),)
    return tuple(_joined(_differing(head, *parts)))


def _shared_head(one: str, other: str) -> int:
    differing = (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differing, min(len(one), len(other)))


def _differing(head: int, old: list[str], new: list[str]) -> Iterator[Stretch]:
    ends_old, ends_new = _ends(head, old), _ends(head, new)
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op != "equal":
            yield _stretch(ends_old[a], ends_old[b], ends_new[c], ends_new[d])


def _ends(head: int, parts: list[str]) -> list[int]:
    ends = [head]
    for part in parts:
        ends.append(ends[-1] + len(part))
    return ends


def _joined(found: Iterator[Stretch]) -> Iterator[Stretch]:
    """A character alike by chance between two stretches would only make them hard to read."""
    last: Stretch | None = None
    for one in found:
        if last and one[1] - last[2] < _JOINED:
            last = _stretch(last[1], one[2], last[3], one[4])
            continue
        if last:
            yield last
        last = one
    if last:
        yield last


def _stretch(start: int, end: int, new_start: int, new_end: int) -> Stretch:
    op = "insert" if start == end else "delete" if new_start == new_end else "replace"
    return (op, start, end, new_start, new_end)
