"""Who answers for work."""

from msgspec.structs import replace

from services.plans.found import Party
from services.plans.passage import PAUSES, Passage
from services.plans.rules.registry import found_by, longest, rules_of

_WHO_ACTS = ("acting", "by")
_BEHIND_ANOTHER = ("urged", "appointed", "cooperating")
_NEAR = 4  # characters between one who acts and one he makes act


def annotate(passage: Passage) -> tuple[Party, ...]:
    """By place, without overlaps; who is made to act by somebody is found with him."""
    joined: list[Party] = []
    for one in longest(found_by(rules_of("parties"), passage)):
        if joined and _go_together(passage, joined[-1], one):
            last = joined[-1]
            more = tuple(name for name in one.units if name not in last.units)
            joined[-1] = replace(
                last, end=one.end, units=(*last.units, *more), helping=(*last.helping, *more)
            )
            continue
        joined.append(one)
    return tuple(joined)


def _go_together(passage: Passage, first: Party, second: Party) -> bool:
    between = passage.text[first.end : second.start]
    return (
        second.rule in _BEHIND_ANOTHER
        and first.rule in _WHO_ACTS
        and first.role != "informed"
        and len(between) <= _NEAR
        and not any(mark in PAUSES for mark in between)
    )
