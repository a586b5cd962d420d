"""A short count of what `make mutants` does at length, and that its changes are changes."""

import ast
import subprocess
import sys

from tests.mutants.__main__ import beside, chosen
from tests.mutants.changes import ROOT, mutants_of, path_of, source_of

MODULE = "workflows.policy"


def test_every_mutant_is_another_program() -> None:
    plain = ast.unparse(ast.parse(path_of(MODULE).read_text("utf-8")))
    changed = [source_of(mutant) for mutant in mutants_of(MODULE)]

    assert len(changed) > 50
    assert plain not in changed
    assert len(set(changed)) == len(changed)


def test_the_modules_of_the_ladder_the_cadences_and_working_time_have_tests_next_to_them() -> None:
    modules = chosen("")

    assert {"workflows.ladder", MODULE, "workflows.calendar.hours", "workflows.cadence.turns"} <= set(modules)
    assert all(beside(module) for module in modules)


def test_changes_of_the_ladder_are_noticed() -> None:
    command = [sys.executable, "-m", "tests.mutants", "--modules", MODULE, "--count", "6", "--least", "66"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=500)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "of 6 noticed" in done.stdout
