"""The command line as such: help, languages, who acts, what is said when something is wrong."""

import re
from pathlib import Path

import pytest

from services.cli import COMMANDS, duban
from tests.integration.api_house import Moment
from tests.integration.cli_world import POLICIES, Line, founded, issued, written


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return Line(tmp_path / "home", Moment("2026-09-01T08:00+08:00"))


def test_help_names_every_command_and_leaves_nothing_behind(line: Line) -> None:
    said = line.done("--help")

    assert all(re.search(rf"^  {name} ", said.out, re.MULTILINE) for name in COMMANDS)
    assert not line.home.exists()


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_explains_itself(line: Line, name: str) -> None:
    said = line.done(name, "--help")

    assert f"Usage: duban {name}" in said.out


def test_the_words_of_the_list_are_those_of_the_commands() -> None:
    context = duban.make_context("duban", ["--help"], resilient_parsing=True)

    assert duban.list_commands(context) == list(COMMANDS)
    assert all(words.endswith(".") and len(words) < 70 for _, words in COMMANDS.values())


def test_an_unknown_command_names_those_that_there_are(line: Line) -> None:
    said = line("shedule", "hospital-1")

    assert said.code == 2
    assert "shedule" in said.err
    assert "schedule" in said.err


def test_a_reading_without_a_log_says_to_make_one_and_makes_none(line: Line) -> None:
    said = line("owed", "hospital-1")

    assert said.code == 2
    assert "duban init" in said.err
    assert not line.home.exists()


def test_init_may_be_said_twice(line: Line) -> None:
    first, second = line.done("init"), line.done("init")

    assert first.out == second.out
    assert "2025" in line.done("calendar", "show", "--year", "2025").out


def test_a_bad_setting_is_named(line: Line) -> None:
    line.environ["DUBAN_PORT"] = "many"

    said = line("doctor")

    assert said.code == 2
    assert "DUBAN_PORT" in said.err
    assert "Traceback" not in said.err


def test_a_writing_command_without_a_member_says_how_to_name_one(tmp_path: Path) -> None:
    line = founded(tmp_path)
    del line.environ["DUBAN_MEMBER"]
    path = written(tmp_path, "more.yaml", POLICIES.replace("standard", "other"))

    said = line("policy", "load", path)

    assert said.code == 2
    assert "--as MEMBER" in said.err
    assert line.done("policy", "load", path, "--as", "m-1", "--on-behalf", "m-2").code == 0
    line.done("log", "export", "--out", tmp_path / "log.jsonl")
    assert '"actor":"m-1","on_behalf":"m-2"' in (tmp_path / "log.jsonl").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "environ", "word"),
    [
        ((), {"DUBAN_LANGUAGE": "zh"}, "没有单位"),
        ((), {"DUBAN_LANGUAGE": "", "LANG": "zh_CN.UTF-8"}, "没有单位"),
        ((), {"DUBAN_LANGUAGE": "", "LANG": "en_GB.UTF-8"}, "no unit"),
        ((), {"DUBAN_LANGUAGE": "", "LANG": "C"}, "没有单位"),
        (("--language", "en"), {"DUBAN_LANGUAGE": "zh"}, "no unit"),
    ],
)
def test_the_language_is_that_of_the_option_the_setting_or_the_locale(
    tmp_path: Path, options: tuple[str, ...], environ: dict[str, str], word: str
) -> None:
    line = founded(tmp_path)
    line.environ |= environ

    said = line(*options, "owed", "nowhere")

    assert said.code == 1
    assert word in said.err
    assert said.out == ""


def test_a_refused_file_changes_nothing(tmp_path: Path) -> None:
    line = founded(tmp_path)
    two_heads = """
units:
  - {id: school-1, name: 一小, kind: school, head: m-9}
  - {id: school-1, name: 一小, kind: school, head: m-10}
"""
    before = line.done("doctor", "--json").json["head"]

    said = line("org", "load", written(tmp_path, "two.yaml", two_heads))

    assert said.code == 1
    assert "school-1" in said.err
    assert line.done("doctor", "--json").json["head"] == before


def test_all_mistakes_of_a_plan_file_are_told_with_their_lines(tmp_path: Path) -> None:
    line = founded(tmp_path)
    plan = "plan: p\ntitle: t\nunit: bureau\nowner: m-owner\nsince: 2026-09-01\nuntil: 2026-12-31\nitems:\n"
    plan += "  - {text: a, cadense: daily, leads: [hospital-1]}\n  - {text: b, cadence: dayly, leads: [x]}\n"

    said = line("plan", "import", written(tmp_path, "bad.yaml", plan))

    assert said.code == 1
    assert "bad.yaml:8" in said.err
    assert "bad.yaml:9" in said.err
    assert line.done("plan", "list", "--json").json["rows"] == []


def test_a_foreign_file_in_place_of_the_log_is_told_and_left_alone(line: Line) -> None:
    line.home.mkdir()
    (line.home / "log.db").write_text("my diary", "utf-8")

    said = line("doctor")

    assert said.code == 2
    assert "log.db" in said.err
    assert (line.home / "log.db").read_text("utf-8") == "my diary"


def test_the_same_command_id_is_carried_out_once(tmp_path: Path) -> None:
    line = issued(tmp_path)
    report = ("task", "report", "hospital-1/health-2026/weekly/2026-W36", "--command-id", "mine", "--note")

    first, again = line.done(*report, "已检查"), line.done(*report, "已检查")
    other = line(*report, "别的话")

    assert "Reported. Recorded at position" in first.out
    assert "done before" in again.out
    assert other.code == 1
    assert "command id" in other.err


def test_a_wide_name_keeps_its_columns_in_line(tmp_path: Path) -> None:
    from rich.cells import cell_len

    line = issued(tmp_path)

    table = [row for row in line.done("overview").out.splitlines() if row.startswith(("│", "┃"))]

    assert len({cell_len(row) for row in table}) == 1
    assert any("第一医院" in row for row in table)
