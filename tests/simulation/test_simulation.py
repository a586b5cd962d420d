"""200 simulated years, in two processes; `make simulate` runs more."""

from tests.simulation.__main__ import failure, outcomes
from tests.simulation.running import run
from tests.simulation.stories import story_of

SEEDS = range(1, 201)


def test_whatever_happens_in_a_year_everybody_is_told_what_they_must_be_told_and_nothing_else() -> None:
    found = dict(outcomes(SEEDS, 2))

    broken = [(seed, one) for seed, one in found.items() if one.broken]
    assert not broken, "\n".join(failure(seed, one, whole=False) for seed, one in sorted(broken)[:2])
    assert len(found) == len(SEEDS)
    assert sum(one.crashes for one in found.values()) > len(SEEDS)
    assert sum(one.told for one in found.values()) > 50 * len(SEEDS)


def test_a_seed_is_one_history_to_the_last_byte() -> None:
    assert [run(story_of(seed), seed).digest for seed in (3, 4)] == [
        run(story_of(seed), seed).digest for seed in (3, 4)
    ]
    assert run(story_of(3), 3).digest != run(story_of(4), 4).digest
