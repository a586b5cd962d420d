"""What the document leaves open or says wrongly."""

from collections.abc import Iterable, Iterator

from services.plans.found import Gap
from services.plans.passage import Passage
from services.plans.rules.gaps._words import SIGNS
from services.plans.rules.registry import found_by, longest, rules_of

_ONCE = ("masked-year", "censored", "unnamed-unit")


def annotate(passage: Passage) -> tuple[Gap, ...]:
    """By place. Broken signs lie apart; what is said of lists and headings may cover some of them."""
    found = found_by(rules_of("gaps"), passage)
    signs = longest(one for one in found if one.kind in SIGNS)
    others = (one for one in found if one.kind not in SIGNS)
    kept = _first_of_each(passage, sorted([*signs, *others], key=lambda one: (one.start, one.end)))
    return tuple(kept)


def _first_of_each(passage: Passage, gaps: Iterable[Gap]) -> Iterator[Gap]:
    """The same masked word is asked about once."""
    seen: set[tuple[str, str]] = set()
    for one in gaps:
        key = (one.kind, passage.source[one.start : one.end])
        if one.kind in _ONCE and key in seen:
            continue
        seen.add(key)
        yield one
