"""Events to bytes and back: one tagged JSON object each, and upcasters for what older versions wrote.

A body is the UTF-8 JSON of the event, its tag first under the key `type`, fields at their default left
out. It is written once and kept as it is; only reading brings an old body up to the present fields.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, get_args

import msgspec

from events.log import LogError, Record
from events.types import AnyEvent

Fields: TypeAlias = dict[str, Any]
Upcaster: TypeAlias = Callable[[Fields], Fields]
"""From the JSON object of one schema version to that of the next; the key `type` may change too."""

EVENT_TYPES: tuple[type[AnyEvent], ...] = get_args(AnyEvent)

SCHEMAS: Mapping[str, int] = {kind.__name__: 1 for kind in EVENT_TYPES}
"""The schema version that is written today, by tag."""

UPCASTERS: Mapping[tuple[str, int], Upcaster] = {}
"""What lifts a body of (tag, version) to the version after it; an entry stays for ever."""

_encode = msgspec.json.Encoder().encode
_decode: Callable[[bytes], AnyEvent] = msgspec.json.Decoder(AnyEvent).decode


class UnknownEvent(LogError):
    """A record of a type or schema version that this program does not know: it was written by a newer one."""


class UnreadableEvent(LogError):
    """A record whose body is not what its tag and schema version promise."""


def encode(event: AnyEvent) -> tuple[str, int, bytes]:
    """Tag, schema version and body of an event. Raises LogError for what is no event or no valid text."""
    tag = type(event).__name__
    schema = SCHEMAS.get(tag)
    if schema is None:
        raise UnknownEvent(f"{tag} is not an event: add it to AnyEvent in events/types.py")
    try:
        return tag, schema, _encode(event)
    except (TypeError, ValueError, OverflowError, msgspec.MsgspecError) as error:
        raise LogError(f"{tag} cannot be written: {error}") from error


def decode(
    tag: str,
    schema: int,
    body: bytes,
    position: int = 0,
    schemas: Mapping[str, int] = SCHEMAS,
    upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS,
) -> AnyEvent:
    """The event in a body; `position` (0: not known) is only named in errors.

    Raises UnknownEvent for a tag or version of the future, UnreadableEvent for a broken body.
    """
    try:
        if schemas.get(tag) != schema:
            return _lifted(tag, schema, body, schemas, upcasters)
        event = _decode(body)
    except UnknownEvent as error:
        raise UnknownEvent(f"{_place(position)}{error}") from error
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError) as error:
        raise UnreadableEvent(f"{_place(position)}{tag} version {schema}: {error!r}") from error
    if type(event).__name__ != tag:
        raise UnreadableEvent(f"{_place(position)}the body of a {tag} says {type(event).__name__}")
    return event


def event_of(record: Record) -> AnyEvent:
    """The event of a record. Raises as `decode`, naming the position."""
    tag = record.tag
    if SCHEMAS.get(tag) == record.schema:  # nearly always, and then this is all
        try:
            event = _decode(record.body)
        except msgspec.MsgspecError:
            pass  # told below
        else:
            if type(event).__name__ == tag:
                return event
    return decode(record.tag, record.schema, record.body, record.position)


def _lifted(
    tag: str,
    schema: int,
    body: bytes,
    schemas: Mapping[str, int],
    upcasters: Mapping[tuple[str, int], Upcaster],
) -> AnyEvent:
    fields = msgspec.json.decode(body, type=dict[str, Any])
    while (tag, schema) in upcasters:
        fields = upcasters[tag, schema](fields)
        tag, schema = fields["type"], schema + 1
    if tag not in schemas:
        raise UnknownEvent(f"event type {tag} is not known here; read this log with a newer duban")
    if schema != schemas[tag]:
        raise UnknownEvent(
            f"{tag} version {schema} is not known here (this program reads up to {schemas[tag]});"
            " read this log with a newer duban"
        )
    event: AnyEvent = msgspec.convert(fields, AnyEvent)
    return event


def _place(position: int) -> str:
    return f"position {position}: " if position else ""
