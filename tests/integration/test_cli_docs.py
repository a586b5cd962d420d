"""The documents of the command line: what they say works, and they leave nothing out."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.cli import COMMANDS, duban
from tests.integration.api_house import Moment
from tests.integration.cli_world import Line, Said, written

DOCS = Path(__file__).parents[2] / "docs"
PART = re.compile(
    r"(?:^<!-- file: (?P<name>\S+) -->\n)?^```(?P<kind>yaml|text|console)\n(?P<body>.*?)^```"
    r"|^<!-- later: (?P<later>\S+) -->",
    re.DOTALL | re.MULTILINE,
)


def steps(text: str) -> Iterator[tuple[str, str]]:
    """In order: files by name, moments (later), commands with the lines that they are said to print."""
    for part in PART.finditer(text):
        if part["later"]:
            yield "later", part["later"]
        elif part["kind"] == "console":
            yield from (
                ("command", command) for command in re.split(r"^\$ ", part["body"], flags=re.MULTILINE)[1:]
            )
        else:
            yield part["name"], part["body"]


def flat(text: str) -> str:
    return " ".join(text.split())


def carried_out(line: Line, command: str) -> Said:
    """Run one command; each line below it must be in what it prints."""
    first, *expected = command.splitlines()
    program, *arguments = shlex.split(first)
    assert program == "duban", first
    said = line(*arguments)
    assert said.code == 0, (first, said)
    for words in filter(None, expected):
        assert flat(words) in flat(said.out), (first, words, said.out)
    return said


def test_getting_started_works_as_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    line = Line(tmp_path / "home", Moment("2026-10-12T10:00+08:00"))
    commands = 0

    for kind, content in steps((DOCS / "getting-started.md").read_text("utf-8")):
        match kind:
            case "later":
                line.clock.move(content)
            case "command":
                carried_out(line, content)
                commands += 1
            case name:
                written(tmp_path, name, content)

    assert commands > 20


def test_every_command_stands_in_the_documentation() -> None:
    text = (DOCS / "cli.md").read_text("utf-8")
    context = duban.make_context("duban", ["--help"], resilient_parsing=True)

    missing = [
        f"{name} {one}"
        for name in COMMANDS
        for one in getattr(duban.get_command(context, name), "commands", {"": None})
        if not re.search(
            rf"`{name}\b" if not one else rf"`{name} [^|]*\b{one}\b|`{name} .*`.*\b{one}\b", text
        )
    ]

    assert missing == []
