"""`duban policy try`: another ladder on what really happened, here and through a server."""

from pathlib import Path

import pytest

from tests.integration.cli_world import POLICIES, Line, issued, written

LATER = POLICIES.replace("offset: 1, unit: day, to: [head]", "offset: 3, unit: day, to: [head]")
RANGE = ("--from", "2026-09-01", "--to", "2026-09-30")


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Line:
    """Four weeks in which nobody reports anything, looked at every few hours."""
    found = issued(tmp_path_factory.mktemp("trial"))
    for day in range(2, 29):
        found.clock.move(f"2026-09-{day:02}T20:00+08:00")
        found.done("tick")
    return found


def test_the_same_ladders_change_nothing(line: Line, tmp_path: Path) -> None:
    said = line.done("policy", "try", written(tmp_path, "same.yaml", POLICIES), *RANGE)
    assert "nothing would have been otherwise" in said.out


def test_another_ladder_is_compared_in_numbers_and_sentences(line: Line, tmp_path: Path) -> None:
    said = line.done("policy", "try", written(tmp_path, "later.yaml", LATER), *RANGE)
    assert "of them would have gone otherwise" in said.out
    assert "Was told, and would not have been:" in said.out
    assert "Would have been told:" in said.out
    assert "they might have acted otherwise" in said.out
    assert "一院院长 (m-head-1)" in said.out


def test_as_json_it_has_all_desks_and_levels(line: Line, tmp_path: Path) -> None:
    found = line.done("policy", "try", written(tmp_path, "later.yaml", LATER), *RANGE, "--json").json
    made = found["difference"]
    assert made["before"]["steps"] >= made["after"]["steps"] > 0
    assert {one["level"] for one in made["levels"]} == {0, 1, 2}
    assert {one["member"] for one in made["desks"]} >= {"m-head-1", "m-bureau"}
    narrow = ("--unit", "hospital-2", "--json")
    part = line.done("policy", "try", written(tmp_path, "later.yaml", LATER), *RANGE, *narrow).json
    assert 0 < part["difference"]["tasks"] < made["tasks"]


def test_the_lights_of_the_ladder_that_is_tried_count(line: Line, tmp_path: Path) -> None:
    never = POLICIES.replace("  steps:", "  lights: {red_level: 9}\n  steps:", 1)
    found = line.done("policy", "try", written(tmp_path, "never.yaml", never), *RANGE, "--json").json
    assert found["difference"]["before"]["red"] > found["difference"]["after"]["red"] == 0


def test_a_trial_leaves_the_log_as_it_is(line: Line, tmp_path: Path) -> None:
    before = line.done("log", "export").out
    line.done("policy", "try", written(tmp_path, "later.yaml", LATER), *RANGE)
    assert line.done("log", "export").out == before


def test_what_cannot_be_tried_is_told(line: Line, tmp_path: Path) -> None:
    other = written(tmp_path, "other.yaml", POLICIES.replace("standard", "other"))
    said = line("policy", "try", other, *RANGE)
    assert (said.code, "other" in said.err) == (1, True)
    back = line("policy", "try", other, "--from", "2026-09-30", "--to", "2026-09-01")
    assert back.code == 1
