"""The leaf hash of a record: SHA-256(0x00 ‖ fields), each field as its length in 4 bytes and its bytes.

Integers are 8 bytes, signed; lengths and integers are big-endian; text is UTF-8. The order is that of
`Recorded`, `leaf` left out. docs/events.md says the same for other programs, with a worked example.
"""

from functools import lru_cache
from hashlib import sha256
from struct import Struct

from events.log import Recorded

_length = Struct(">I").pack
_number = Struct(">Iq").pack
_two_numbers = Struct(">IqIq").pack
_start = Struct(">BIqI").pack
_version = Struct(">IqI").pack


def _text(text: str) -> bytes:
    encoded = text.encode()
    return _length(len(encoded)) + encoded


# few actors and causes stand behind many records
_repeated = lru_cache(1024)(_text)


def envelope(
    occurred_at: int,
    recorded_at: int,
    actor: str,
    on_behalf: str,
    command: str,
    causation: str,
    correlation: str,
    consulted: bytes,
    source: str,
) -> bytes:
    """The framed fields that all records of one append share. Raises struct.error beyond 64 bits."""
    return b"".join(
        (
            _two_numbers(8, occurred_at, 8, recorded_at),
            _repeated(actor),
            _repeated(on_behalf),
            _text(command),
            _repeated(causation),
            _repeated(correlation),
            _length(len(consulted)),
            consulted,
            _repeated(source),
        )
    )


def leaf_hash(
    position: int, stream: str, version: int, tag: str, schema: int, envelope: bytes, body: bytes
) -> bytes:
    """The 32 bytes of a record's leaf hash, its middle fields given as `envelope`."""
    name, kind = stream.encode(), tag.encode()
    return sha256(
        b"".join(
            (
                _start(0, 8, position, len(name)),
                name,
                _version(8, version, len(kind)),
                kind,
                _number(8, schema),
                envelope,
                _length(len(body)),
                body,
            )
        )
    ).digest()


def leaf_of(record: Recorded) -> bytes:
    """The leaf hash computed anew from a record's fields; equal to `record.leaf` if nothing was changed."""
    return leaf_hash(
        record.position,
        record.stream,
        record.version,
        record.tag,
        record.schema,
        envelope(
            record.occurred_at,
            record.recorded_at,
            record.actor,
            record.on_behalf,
            record.command,
            record.causation,
            record.correlation,
            record.consulted,
            record.source,
        ),
        record.body,
    )
