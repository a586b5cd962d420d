"""All that the rules find in one document, layer by layer."""

from bisect import bisect_left
from collections.abc import Callable
from typing import Any, TypeVar

from msgspec import Struct

from services.plans import tables
from services.plans.found import AnyFound, Aside, CadenceWords, Deadline, Found, Gap, Goal, Mention, Party
from services.plans.passage import Passage
from services.plans.rules import asides, cadences, deadlines, gaps, mentions, parties, targets
from services.plans.tables import TableRow

F = TypeVar("F", bound=Found)


class Findings(Struct, frozen=True):
    """Each layer by place."""

    cadences: tuple[CadenceWords, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    parties: tuple[Party, ...] = ()
    targets: tuple[Goal, ...] = ()
    gaps: tuple[Gap, ...] = ()
    asides: tuple[Aside, ...] = ()
    mentions: tuple[Mention, ...] = ()

    def all(self) -> tuple[AnyFound, ...]:
        """By place, of those that begin together the longest first."""
        found: list[AnyFound] = [
            *self.cadences,
            *self.deadlines,
            *self.parties,
            *self.targets,
            *self.gaps,
            *self.asides,
            *self.mentions,
        ]
        return tuple(sorted(found, key=lambda one: (one.start, -one.end)))


_LAYERS: tuple[tuple[str, Callable[[Passage], tuple[Any, ...]]], ...] = (
    ("cadences", cadences.annotate),
    ("deadlines", deadlines.annotate),
    ("parties", parties.annotate),
    ("targets", targets.annotate),
    ("gaps", gaps.annotate),
    ("asides", asides.annotate),
    ("mentions", mentions.annotate),
)


def findings(passage: Passage, rows: tuple[TableRow, ...], progress: Callable[[int, int], None]) -> Findings:
    """`rows`: those of the document's tables; what a column means goes before what the words say.

    `progress` is told how many layers are done, of how many.
    """
    found: dict[str, tuple[Any, ...]] = {}
    for done, (layer, annotate) in enumerate(_LAYERS):
        progress(done, len(_LAYERS))
        found[layer] = passage.once(annotate)
    found["parties"] = _first(tables.parties_of(rows), found["parties"])
    by_column = tables.deadlines_of(rows, passage.source, passage.year)
    found["deadlines"] = _first(found["deadlines"], by_column)
    return Findings(**found)


def _first(ones: tuple[F, ...], others: tuple[F, ...]) -> tuple[F, ...]:
    """By place, without those of the others that overlap one."""
    starts = [one.start for one in ones]
    free = [other for other in others if not _meets(ones, starts, other)]
    return tuple(sorted([*ones, *free], key=lambda one: one.start))


def _meets(ones: tuple[F, ...], starts: list[int], other: F) -> bool:
    place = bisect_left(starts, other.end)
    return place > 0 and ones[place - 1].end > other.start
