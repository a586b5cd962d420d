"""What a benchmark hands back, and how it is shown while it runs."""

import sys
import time
from collections.abc import Callable

from msgspec import Struct


class Ratio(Struct, frozen=True):
    """`value` against `aim`: at least it, or at most it if `most`."""

    name: str
    value: float
    aim: float
    most: bool = False

    @property
    def verdict(self) -> str:
        met = self.value <= self.aim if self.most else self.value >= self.aim
        return "met" if met else "short of"


class Measured(Struct, frozen=True):
    """Ratios with their aims, and what they were made of as (name, amount, unit)."""

    ratios: tuple[Ratio, ...]
    amounts: tuple[tuple[str, float, str], ...] = ()


def say(text: str) -> None:
    """One line of progress, beside the table."""
    print(f"  {text}", file=sys.stderr, flush=True)


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
