"""Events to bytes and back."""

from typing import Any

import pytest

from events.codec import EVENT_TYPES, SCHEMAS, UnknownEvent, UnreadableEvent, decode, encode, event_of
from events.log import LogError
from events.memory import MemoryLog
from events.types import TaskExcused, TaskReported, UnitRenamed
from tests.contract.appends import Clock, append_of
from tests.unit.test_codec_golden import EXAMPLES


def test_a_body_begins_with_its_tag_and_leaves_defaults_out() -> None:
    tag, schema, body = encode(TaskReported(round=2))
    assert (tag, schema, body) == ("TaskReported", 1, b'{"type":"TaskReported","round":2}')
    assert decode(tag, schema, body) == TaskReported(round=2)


def test_every_event_type_has_a_schema_version() -> None:
    assert set(SCHEMAS) == {kind.__name__ for kind in EVENT_TYPES}


def test_an_unknown_tag_is_named_with_its_position() -> None:
    with pytest.raises(UnknownEvent, match="position 7: event type TaskDreamt is not known"):
        decode("TaskDreamt", 1, b'{"type":"TaskDreamt"}', position=7)


def test_a_schema_version_of_the_future_is_named() -> None:
    with pytest.raises(UnknownEvent, match=r"position 7: TaskStarted version 2 .* reads up to 1"):
        decode("TaskStarted", 2, b'{"type":"TaskStarted"}', position=7)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b'{"type":"TaskReported"}',
        b'{"type":"TaskReported","round":"two"}',
        b'{"round":1}',
        b'{"type":"TaskStarted"}',
        b'{"type":"TaskReported","round":1,"note":"\xff"}',
    ],
)
def test_a_broken_body_is_named_with_its_position(body: bytes) -> None:
    with pytest.raises(UnreadableEvent, match="position 9: "):
        decode("TaskReported", 1, body, position=9)


def test_what_is_no_event_is_not_written() -> None:
    with pytest.raises(UnknownEvent, match="str is not an event"):
        encode("TaskReported")  # type: ignore[arg-type]  # the point of it


def test_text_that_is_no_unicode_is_not_written() -> None:
    with pytest.raises(LogError, match="UnitRenamed cannot be written"):
        encode(UnitRenamed("school-1", "\ud800"))


def minutes_became_a_note(fields: dict[str, Any]) -> dict[str, Any]:
    """As if version 1 had called `note` `minutes`."""
    return {("note" if name == "minutes" else name): value for name, value in fields.items()}


def excuse_was_called_waiver(fields: dict[str, Any]) -> dict[str, Any]:
    return {**fields, "type": "TaskExcused"}


def test_an_old_version_is_lifted_step_by_step() -> None:
    note = EXAMPLES["TaskReported", 1].note  # type: ignore[union-attr]  # its golden file has it
    event = decode(
        "TaskReported",
        1,
        b'{"type":"TaskReported","minutes":"%b"}' % note.encode(),
        schemas={**SCHEMAS, "TaskReported": 3},
        upcasters={
            ("TaskReported", 1): minutes_became_a_note,
            ("TaskReported", 2): lambda fields: {**fields, "round": 1},
        },
    )
    assert event == TaskReported(round=1, note=note)


def test_an_old_event_may_change_its_name() -> None:
    event = decode(
        "TaskWaived",
        1,
        b'{"type":"TaskWaived","reason":"ab"}',
        schemas={**SCHEMAS, "TaskExcused": 2},
        upcasters={("TaskWaived", 1): excuse_was_called_waiver},
    )
    assert event == TaskExcused("ab")


def test_a_gap_in_the_upcasters_is_named() -> None:
    with pytest.raises(UnknownEvent, match="TaskStarted version 1 is not known"):
        decode("TaskStarted", 1, b'{"type":"TaskStarted"}', schemas={"TaskStarted": 2})


def test_an_upcaster_that_meets_a_broken_body_names_the_position() -> None:
    with pytest.raises(UnreadableEvent, match="position 4: "):
        decode(
            "TaskStarted",
            1,
            b'{"type":"TaskStarted"}',
            position=4,
            schemas={"TaskStarted": 2},
            upcasters={("TaskStarted", 1): lambda fields: {"type": fields["gone"]}},
        )


def test_the_event_of_a_record_is_the_one_that_was_appended() -> None:
    log = MemoryLog(Clock())
    log.commit([append_of("c1", ("unit/a", 0, ["东村小学"]))])
    assert event_of(log.read_all()[-1]) == UnitRenamed("school-1", "东村小学")
