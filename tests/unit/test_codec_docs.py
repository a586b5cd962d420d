"""docs/events.md keeps its promise: every event, every field, and bytes that another program gets too."""

import re
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from events import parts
from events.batch import FORMAT
from events.codec import EVENT_TYPES
from events.leaf import leaf_of
from events.log import Recorded
from events.sqlite import APPLICATION_ID, LAYOUT

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "events.md").read_text("utf-8")
PARTS = [
    kind for kind in vars(parts).values() if isinstance(kind, type) and kind.__module__ == "events.parts"
]
INTEGERS = {"position", "version", "schema", "occurred_at", "recorded_at"}


def section(title: str) -> str:
    """What stands under a heading, up to the next one."""
    found = re.search(rf"^##+ {re.escape(title)}\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found, f"docs/events.md has no section {title}"
    return found[1]


def rows(title: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines[2:]]


def fields(kind: type[msgspec.Struct]) -> list[str]:
    return [field.encode_name + ("" if field.required else "?") for field in msgspec.structs.fields(kind)]


@pytest.mark.parametrize("kind", [*EVENT_TYPES, *PARTS], ids=lambda kind: kind.__name__)
def test_every_event_and_part_stands_with_all_its_fields(kind: type[msgspec.Struct]) -> None:
    assert [row[0] for row in rows(kind.__name__)] == fields(kind)


def test_nothing_stands_there_that_does_not_exist() -> None:
    _, events = TEXT.split("\n## The events\n")
    titles = re.findall(r"^### (\w+)$", events, re.MULTILINE)
    assert sorted(titles) == sorted(kind.__name__ for kind in (*EVENT_TYPES, *PARTS))


def test_every_link_inside_the_page_leads_somewhere() -> None:
    titles = re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    anchors = {title.lower().replace(" ", "-") for title in titles}
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= anchors


def test_the_record_stands_with_all_its_fields() -> None:
    assert [row[0] for row in rows("The record")] == list(Recorded.__struct_fields__)


def test_the_marks_of_the_file_are_those_of_the_program() -> None:
    assert f'application id `{APPLICATION_ID:#x}` ("duba") and user version {LAYOUT}' in TEXT
    assert f"format {FORMAT}" in section("What an auditor can check")


def framed(name: str, value: str) -> bytes:
    """A field as the page says, written without the program's help."""
    content = int(value).to_bytes(8, "big", signed=True) if name in INTEGERS else value.encode("utf-8")
    return len(content).to_bytes(4, "big") + content


def test_the_worked_example_gives_its_bytes_and_its_hash() -> None:
    table = rows("Worked example")
    assert [name for name, _, _ in table] == list(Recorded.__struct_fields__[:-1])
    for name, value, bytes_of in table:
        assert framed(name, value).hex() == bytes_of.replace(" ", ""), name
    entry = b"".join(framed(name, value) for name, value, _ in table)
    assert f"these {len(entry)} bytes" in section("Worked example")
    assert sha256(b"\0" + entry).hexdigest() in section("Worked example")


def test_the_program_gives_the_hash_of_the_worked_example() -> None:
    values = {name: int(value) if name in INTEGERS else value for name, value, _ in rows("Worked example")}
    consulted, body = str(values["consulted"]).encode(), str(values["body"]).encode()
    record = msgspec.convert({**values, "consulted": b"", "body": b"", "leaf": b""}, Recorded)
    record = msgspec.structs.replace(record, consulted=consulted, body=body)
    assert leaf_of(record).hex() in section("Worked example")
