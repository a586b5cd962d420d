"""What the document names: addressees, issuer, basis, campaign, quantities."""

from services.plans.found import Mention
from services.plans.passage import Passage
from services.plans.rules.registry import found_by, longest, rules_of


def annotate(passage: Passage) -> tuple[Mention, ...]:
    """By place, without overlaps."""
    return longest(found_by(rules_of("mentions"), passage))
