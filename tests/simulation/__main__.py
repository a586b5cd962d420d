"""Run: python -m tests.simulation --seeds 10000 --first 1."""

import os
import sys
import time
from collections.abc import Iterator
from multiprocessing import get_context

import click

from tests.simulation.running import Outcome, run
from tests.simulation.shrink import shrunken, told
from tests.simulation.stories import story_of

SHOWN = 20.0
"""Seconds between two lines of progress."""


@click.command()
@click.option("--seeds", type=click.IntRange(1), default=200, help="How many. [default: 200]")
@click.option("--first", type=click.IntRange(0), default=1, help="The first seed. [default: 1]")
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, help="Worker processes.")
@click.option("--whole", is_flag=True, help="Print failing stories as they are, not shrunken.")
def main(seeds: int, first: int, jobs: int, whole: bool) -> None:
    """Live through a simulated year for each seed. Exit code 1 if anything did not hold."""
    started = shown = time.monotonic()
    failures = records = steps = crashes = 0
    for done, (seed, outcome) in enumerate(outcomes(range(first, first + seeds), jobs), 1):
        records, steps, crashes = records + outcome.records, steps + outcome.told, crashes + outcome.crashes
        if outcome.broken:
            failures += 1
            say(failure(seed, outcome, whole))
        if time.monotonic() - shown > SHOWN or done == seeds:
            shown = time.monotonic()
            each = (shown - started) / done
            counts = f"{records} records, {steps} steps told, {crashes} crashes, {failures} failures"
            say(f"{done} years, {each:.3f} s each: {counts}")
    sys.exit(1 if failures else 0)


def outcomes(seeds: range, jobs: int) -> Iterator[tuple[int, Outcome]]:
    """Each seed's outcome, as they come."""
    if jobs == 1:
        yield from map(_one, seeds)
        return
    with get_context("fork").Pool(jobs) as pool:
        yield from pool.imap_unordered(_one, seeds, chunksize=4)


def _one(seed: int) -> tuple[int, Outcome]:
    return seed, run(story_of(seed), seed)


def failure(seed: int, outcome: Outcome, whole: bool) -> str:
    acts, broken = story_of(seed), outcome.broken
    if not whole:
        acts, broken = shrunken(acts, seed, broken)
    again = f"again: make simulate SEEDS=1 FIRST={seed}"
    return f"SEED {seed}: {broken}\n{told(acts)}\n{again}"


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
