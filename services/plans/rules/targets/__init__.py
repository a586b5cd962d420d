"""What is to be reached."""

from services.plans.found import Goal
from services.plans.passage import Passage
from services.plans.rules.registry import found_by, longest, rules_of


def annotate(passage: Passage) -> tuple[Goal, ...]:
    """By place, without overlaps."""
    return longest(found_by(rules_of("targets"), passage))
