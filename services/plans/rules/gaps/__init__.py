"""What the document leaves open or says wrongly."""

from services.plans.found import Gap
from services.plans.passage import Passage
from services.plans.rules.registry import found_by, longest, rules_of


def annotate(passage: Passage) -> tuple[Gap, ...]:
    """By place, without overlaps."""
    return longest(found_by(rules_of("gaps"), passage))
