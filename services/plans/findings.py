"""All that the rules find in one document, layer by layer."""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from services.plans.found import AnyFound, Aside, CadenceWords, Deadline, Gap, Goal, Mention, Party
from services.plans.passage import Passage
from services.plans.rules import asides, cadences, deadlines, gaps, mentions, parties, targets


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


def findings(passage: Passage, progress: Callable[[int, int], None]) -> Findings:
    """`progress` is told how many layers are done, of how many."""
    found: dict[str, tuple[Any, ...]] = {}
    for done, (layer, annotate) in enumerate(_LAYERS):
        progress(done, len(_LAYERS))
        found[layer] = annotate(passage)
    return Findings(**found)
