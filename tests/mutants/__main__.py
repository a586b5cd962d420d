"""Run: python -m tests.mutants --count 100 --seed 1 --modules workflows.policy,workflows.ladder."""

import fnmatch
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from random import Random
from types import CodeType

import click

from tests.mutants.changes import ROOT, Mutant, mutants_of, path_of, source_of

CADENCE = ("test_cadence*.py",)
LADDER = (
    *("test_policy*.py", "test_ladder*.py", "test_task*.py", "test_bugs_of_others.py"),
    *("test_desks.py", "test_escalated.py"),
)
TESTED = {
    "workflows.policy": LADDER,
    "workflows.ladder": LADDER,
    "workflows.seats": LADDER,
    "workflows.calendar.hours": ("test_calendar*.py",),
    "workflows.calendar.days": ("test_calendar*.py",),
    "workflows.cadence*": CADENCE,
}
"""Modules and the unit tests next to them."""
DATA = ("workflows.cadence.lunar_years",)
"""Tables, which tests compare whole with another source."""
WARM = (
    "pytest",
    "hypothesis",
    "msgspec",
    "sxtwl",
    "chinese_calendar",
    "dateutil.rrule",
    "apsw",
    "events.types",
)
"""Imported once, before the processes part."""
LONGEST = 120.0
"""Seconds after which a mutant that goes on counts as noticed."""


@click.command()
@click.option(
    "--count", type=click.IntRange(0), default=100, help="How many, by chance; 0: all. [default: 100]"
)
@click.option("--seed", type=int, default=1, help="What chance begins with. [default: 1]")
@click.option("--modules", default="", help="Names with commas between, * is anything. [default: all]")
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, help="Processes.")
@click.option(
    "--least", type=click.IntRange(0, 100), default=90, help="Per cent to be noticed. [default: 90]"
)
def main(count: int, seed: int, modules: str, jobs: int, least: int) -> None:
    """Change the rules in small ways, and see whether the tests notice. Exit code 1 if too few are."""
    if any(name.partition(".")[0] == "workflows" for name in sys.modules):
        raise click.ClickException("the modules are imported already: they would be tested as they are")
    every = [one for module in chosen(modules) for one in mutants_of(module)]
    some = every if count in (0, len(every)) else Random(seed).sample(every, min(count, len(every)))
    for name in WARM:
        importlib.import_module(name)
    noticed, left = 0, []
    for mutant, seen in tried(some, jobs):
        noticed += seen
        if not seen:
            left.append(mutant.name)
            print(f"NOT NOTICED {mutant.name}", flush=True)
    share = 100 * noticed / max(len(some), 1)
    print(f"{noticed} of {len(some)} noticed, {share:.1f} % ({len(every)} there are)")
    sys.exit(share < least)


def chosen(modules: str) -> list[str]:
    """The modules under test whose names fit."""
    files = sorted(ROOT.glob("workflows/**/*.py"))
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in files
    ]
    known = [one for one in names if beside(one) and one not in DATA]
    wanted = modules.split(",") if modules else ["*"]
    return [one for one in known if any(fnmatch.fnmatch(one, pattern) for pattern in wanted)]


def beside(module: str) -> list[str]:
    for name, patterns in TESTED.items():
        if fnmatch.fnmatch(module, name):
            found = {path for pattern in patterns for path in (ROOT / "tests/unit").glob(pattern)}
            last = module.rsplit(".", 1)[-1]
            return [str(path) for path in sorted(found, key=lambda path: (last not in path.name, path))]
    return []


def tried(mutants: Sequence[Mutant], jobs: int) -> Iterator[tuple[Mutant, bool]]:
    """Each mutant, and whether its tests fail or do not end, as it comes out."""
    waiting, running = list(reversed(mutants)), dict[int, tuple[Mutant, float]]()
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant = waiting.pop()
            running[_begun(mutant)] = (mutant, time.monotonic())
        for process, (mutant, since) in list(running.items()):
            ended, status = os.waitpid(process, os.WNOHANG)
            if not ended and time.monotonic() - since > LONGEST:
                os.kill(process, signal.SIGKILL)
                ended, status = os.waitpid(process, 0)
            if ended:
                del running[process]
                yield mutant, status != 0
        time.sleep(0.01)


def _begun(mutant: Mutant) -> int:
    """The process that tests it."""
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        sys.meta_path.insert(0, _Finder(mutant))
        import pytest

        code = int(
            pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *beside(mutant.module)])
        )
    finally:
        os._exit(code)


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the changed module instead of the file."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(
        self, name: str, path: object = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self._mutant.module:
            return None
        file = str(path_of(name))
        return importlib.util.spec_from_file_location(name, file, loader=_Loader(name, file, self._mutant))


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, file: str, mutant: Mutant) -> None:
        super().__init__(name, file)
        self._mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        return compile(source_of(self._mutant), str(self.path), "exec")


if __name__ == "__main__":
    main()
