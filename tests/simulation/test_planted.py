"""The simulation can fail: each bug that is planted is found within a few seeds."""

import pytest

from tests.simulation.planted import PLANTED, Bug
from tests.simulation.running import run
from tests.simulation.shrink import shrunken, told
from tests.simulation.stories import story_of

SEEDS = range(1, 41)


def found_by(bug: Bug) -> tuple[int, str]:
    """The first seed that shows the bug, and what is broken; 0 if none does."""
    with bug.planted():
        for seed in SEEDS:
            broken = run(story_of(seed), seed).broken
            if broken:
                return seed, broken
    return 0, ""


@pytest.mark.parametrize("bug", PLANTED, ids=lambda bug: bug.says)
def test_a_planted_bug_is_found(bug: Bug) -> None:
    seed, broken = found_by(bug)

    assert seed, f"{len(SEEDS)} seeds did not see that {bug.says}"
    assert run(story_of(seed), seed).broken == "", "the seed breaks without the bug too"
    assert broken


def test_a_failing_story_is_made_short_and_fails_in_the_same_way() -> None:
    bug = next(one for one in PLANTED if one.name == "next_rung")
    with bug.planted():
        seed, broken = next((seed, said) for seed in SEEDS if (said := run(story_of(seed), seed).broken))
        acts, again = shrunken(story_of(seed), seed, broken, runs=150)
        assert run(acts, seed).broken == again

    assert len(acts) < len(story_of(seed)) / 3
    assert "drafts" in told(acts)
