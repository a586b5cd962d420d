"""What the document names: addressees, issuer, basis, campaign, quantities."""

from bisect import bisect_right

from services.plans.found import Goal, Mention
from services.plans.passage import Passage
from services.plans.rules import targets
from services.plans.rules.registry import found_by, longest, rules_of


def annotate(passage: Passage) -> tuple[Mention, ...]:
    """By place, without overlaps. An amount that is to be reached is a target and no mention."""
    goals = passage.once(targets.annotate)
    ends = [goal.end for goal in goals]
    found = longest(found_by(rules_of("mentions"), passage))
    return tuple(one for one in found if one.kind != "quantity" or not _holds(goals, ends, one))


def _holds(goals: tuple[Goal, ...], ends: list[int], one: Mention) -> bool:
    place = bisect_right(ends, one.start)
    return place < len(goals) and goals[place].start < one.end
