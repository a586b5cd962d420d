"""Words that are nobody's work, and why."""

from services.plans.found import Aside
from services.plans.passage import Passage
from services.plans.rules.registry import found_by, longest, rules_of


def annotate(passage: Passage) -> tuple[Aside, ...]:
    """By place, without overlaps."""
    return longest(found_by(rules_of("asides"), passage))
