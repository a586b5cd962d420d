"""All benchmarks in one run, each beside its peer: `make bench`, or `python -m benchmarks --only burst`."""

import os
import sys
import time

import click
from rich.console import Console
from rich.table import Table

from benchmarks import burst, cadence, commands, evening, page, reading, rebuild, sweep
from benchmarks.result import Measured, Ratio, say

CADENCE_AIM = 30


def expansions(scale: float) -> Measured:
    found = cadence.run()
    return Measured(
        (
            Ratio("cadence, rules that recur / dateutil.rrule", found["memoised_ratio"], CADENCE_AIM),
            Ratio("cadence, each rule for the first time / dateutil.rrule", found["cold_ratio"], CADENCE_AIM),
        ),
        (
            ("cadence, rules that recur", found["memoised_per_second"], " rule-years/s"),
            ("cadence, first time", found["cold_per_second"], " rule-years/s"),
            ("dateutil.rrule", found["rrule_per_second"], " rule-years/s"),
        ),
    )


BENCHMARKS = {
    "cadence": expansions,
    "commands": commands.run,
    "sweep": sweep.run,
    "burst": burst.run,
    "evening": evening.run,
    "rebuild": rebuild.run,
    "page": page.run,
    "reading": reading.run,
}


@click.command()
@click.option(
    "--only", type=click.Choice(list(BENCHMARKS)), multiple=True, help="Some of them; again for more."
)
@click.option(
    "--scale", type=click.FloatRange(0.01, 1), default=1.0, help="How much of the full size. [default: 1]"
)
def main(only: tuple[str, ...], scale: float) -> None:
    """Print ratios with their aims, and what they were made of. Noise never fails it: the exit code is 0."""
    console = Console(width=110)
    ratios = Table("ratio", "measured", "aim", "", title=f"{os.cpu_count()} cores, scale {scale:g}")
    amounts = Table("of", "amount")
    for name in only or BENCHMARKS:
        begin = time.perf_counter()
        measured = BENCHMARKS[name](scale)
        say(f"{name}: {time.perf_counter() - begin:.0f} s")
        for ratio in measured.ratios:
            sign = "≤" if ratio.most else "≥"
            ratios.add_row(ratio.name, f"{ratio.value:,.2f}", f"{sign} {ratio.aim:,g}", ratio.verdict)
        for what, amount, unit in measured.amounts:
            shown = f"{amount:,.2f}" if amount < 100 else f"{amount:,.0f}"
            amounts.add_row(what, f"{shown}{unit}")
    console.print(amounts)
    console.print(ratios)


if __name__ == "__main__":
    sys.exit(main())
