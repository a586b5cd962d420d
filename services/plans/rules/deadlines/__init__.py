"""By when something is due."""

from services.plans.found import Deadline
from services.plans.passage import Passage
from services.plans.rules.registry import found_by, longest, rules_of


def annotate(passage: Passage) -> tuple[Deadline, ...]:
    """By place, without overlaps."""
    return longest(found_by(rules_of("deadlines"), passage))
