"""Run: python -m tests.fuzz --count 100000 --seed 1."""

import os
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import click

from tests.fuzz.mutations import input_of
from tests.fuzz.running import Failure, Tally, run

SHOWN = 10.0
"""Seconds between two lines of progress."""


@click.command()
@click.option("--count", type=click.IntRange(1), default=100_000, help="How many inputs. [default: 100000]")
@click.option("--seed", type=int, default=1, help="What the inputs are made from. [default: 1]")
@click.option("--only", type=int, multiple=True, help="The number of one input; again for more.")
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, help="Worker processes.")
def main(count: int, seed: int, only: tuple[int, ...], jobs: int) -> None:
    """Read changed documents, and keep those that crash, hang or are read wrongly. Exit code 1 for any."""
    folder = Path(tempfile.mkdtemp(prefix="duban-fuzz-"))

    def keep(failure: Failure) -> None:
        form, data = input_of(seed, failure.number)
        ending = "yaml" if form == "answers" else form
        place = folder / f"{form}-{seed}-{failure.number}.{ending}"
        place.write_bytes(data)
        say(f"FAILED {place}\n{failure.what}")
        say(f"again: python -m tests.fuzz --seed {seed} --only {failure.number}")

    numbers: Iterable[int] = only or range(count)
    shown = time.monotonic()
    tally = Tally()
    for tally in run(seed, numbers, jobs, keep):
        if time.monotonic() - shown > SHOWN:
            shown = time.monotonic()
            say(line_of(tally))
    say(line_of(tally))
    if not tally.failures:
        folder.rmdir()
    sys.exit(1 if tally.failures else 0)


def line_of(tally: Tally) -> str:
    counts = ", ".join(f"{count} {what}" for what, count in sorted(tally.counts.items()))
    return f"{tally.done} inputs, {tally.per_second:.0f} a second: {counts}"


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
