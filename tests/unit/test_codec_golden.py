"""Every version of every event that was ever written stays readable: one file each, kept for ever."""

from pathlib import Path

import msgspec
import pytest

from events.codec import EVENT_TYPES, SCHEMAS, UPCASTERS, decode, encode
from events.types import AnyEvent

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


def versions() -> dict[tuple[str, int], bytes]:
    """The bodies by tag and schema version; a file is named `<Tag>.v<version>.json`."""
    bodies = {}
    for path in sorted(GOLDEN.glob("*.json")):
        tag, _, version = path.stem.partition(".v")
        bodies[tag, int(version)] = path.read_bytes().removesuffix(b"\n")
    return bodies


BODIES = versions()
EXAMPLES: dict[tuple[str, int], AnyEvent] = {
    (tag, schema): decode(tag, schema, body) for (tag, schema), body in BODIES.items()
}


def unset(value: object, place: str) -> list[str]:
    """The fields below `value` that are at their default or empty."""
    if isinstance(value, tuple):
        return [name for part in value for name in unset(part, place)] if value else [place]
    if not isinstance(value, msgspec.Struct):
        return []
    found = []
    for field in msgspec.structs.fields(value):
        inner = getattr(value, field.name)
        here = f"{place}.{field.name}"
        found += [here] if inner == field.default else unset(inner, here)
    return found


@pytest.mark.parametrize("kind", EVENT_TYPES, ids=lambda kind: kind.__name__)
def test_every_version_of_an_event_has_a_golden_file(kind: type[AnyEvent]) -> None:
    tag = kind.__name__
    kept = {version for name, version in BODIES if name == tag}
    assert kept == set(range(1, SCHEMAS[tag] + 1))
    assert all((tag, version) in UPCASTERS for version in kept - {SCHEMAS[tag]})


@pytest.mark.parametrize("tag", SCHEMAS)
def test_the_golden_file_of_today_sets_every_field(tag: str) -> None:
    assert unset(EXAMPLES[tag, SCHEMAS[tag]], tag) == []


@pytest.mark.parametrize("tag", SCHEMAS)
def test_the_golden_file_of_today_is_written_again_byte_for_byte(tag: str) -> None:
    assert encode(EXAMPLES[tag, SCHEMAS[tag]]) == (tag, SCHEMAS[tag], BODIES[tag, SCHEMAS[tag]])


def test_no_golden_file_is_of_an_unknown_event() -> None:
    known = set(SCHEMAS) | {tag for tag, _ in UPCASTERS}
    assert {tag for tag, _ in BODIES} <= known
