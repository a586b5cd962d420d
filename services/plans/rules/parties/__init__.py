"""Who answers for work."""

from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.registry import found_by, longest, rules_of


def annotate(passage: Passage) -> tuple[Party, ...]:
    """By place, without overlaps."""
    return longest(found_by(rules_of("parties"), passage))
