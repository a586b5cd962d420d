"""What becomes of a batch of appends: pure, and the same for every adapter.

An adapter looks up, inside its transaction, what stands under the batch's command ids and the versions
of the streams that it touches; `settle` answers each append in order, earlier members counted, and gives
the rows to write.
"""

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from struct import error as FieldError
from typing import TypeAlias

import msgspec
from msgspec import Struct

from events.codec import encode
from events.leaf import envelope, leaf_hash
from events.log import Answer, Append, Appended, CommandReused, Conflict, Consulted, LogError, Write
from events.types import LogOpened

FORMAT = 1
"""The version of the record's fields and bytes, as docs/events.md specifies them."""

MOST_STREAMS = 100
"""An append writes at most so many streams; more is a process that goes on command by command."""

Row: TypeAlias = tuple[int, str, int, str, int, int, int, str, str, str, str, str, bytes, str, bytes, bytes]
"""The fields of `Recorded`, in its order."""

CommandRow: TypeAlias = tuple[str, bytes, int, int]
"""Command id, fingerprint, first and last position."""

_STREAM = re.compile(r"[A-Za-z0-9#-]+(/[A-Za-z0-9#-]+)*")
_NOTHING_CONSULTED = b"[]"
_encode = msgspec.json.encode


class Known(Struct, frozen=True, gc=False, array_like=True):
    """What stands under a command id."""

    fingerprint: bytes
    first: int
    last: int
    recorded_at: int


class Settled(Struct, gc=False):
    """One answer for each append, and the rows of those that were accepted."""

    answers: list[Answer]
    rows: list[Row]
    commands: list[CommandRow]


def streams_of(appends: Iterable[Append]) -> set[str]:
    """The streams whose versions decide about a batch."""
    streams = {write.stream for append in appends for write in append.writes}
    streams.update(one.stream for append in appends for one in append.asserts)
    return streams


def settle(
    appends: Sequence[Append],
    known: dict[str, Known],
    heads: dict[str, int],
    last: int,
    recorded_at: int,
) -> Settled:
    """Answer each append. `heads` lacks untouched streams; `last` is the last position given so far.

    `known` and `heads` are the transaction's memory: what is accepted here is added to both.
    """
    settled = Settled([], [], [])
    for append in appends:
        before = known.get(append.command)
        try:
            if before is not None:
                settled.answers.append(answer_again(append.command, before, append.fingerprint))
                continue
            rows = _accepted(append, heads, last, recorded_at)
        except LogError as refused:
            settled.answers.append(refused)
            continue
        first, last = last + 1, last + len(rows)
        for write in append.writes:
            heads[write.stream] = write.expected + len(write.events)
        known[append.command] = Known(append.fingerprint, first, last, recorded_at)
        settled.rows += rows
        settled.commands.append((append.command, append.fingerprint, first, last))
        settled.answers.append(Appended(first, last, recorded_at))
    return settled


def genesis(log_id: str, time_zone: str, now: int) -> Append:
    """What stands at position 1 of every log: its id, its format, its time zone."""
    opened = LogOpened(log_id, FORMAT, time_zone)
    return Append(
        command="log-opened",
        fingerprint=sha256(encode(opened)[2]).digest(),
        writes=(Write("log", 0, (opened,)),),
        actor="log",
        occurred_at=now,
    )


def answer_again(command: str, known: Known, fingerprint: bytes | None) -> Appended:
    """What a command id stands for. Raises CommandReused if `fingerprint` is another command's."""
    if fingerprint is not None and fingerprint != known.fingerprint:
        raise CommandReused(f"command id {command} stands for another command: take a new id")
    return Appended(known.first, known.last, known.recorded_at, again=True)


def _accepted(append: Append, heads: dict[str, int], last: int, recorded_at: int) -> list[Row]:
    """The rows of an append; raises what it is refused with."""
    _check_form(append)
    _check_versions(append, heads)
    try:
        return _rows(append, last, recorded_at)
    except (FieldError, UnicodeEncodeError, msgspec.MsgspecError) as error:
        raise LogError(f"command {append.command} cannot be written: {error}") from error


def _check_form(append: Append) -> None:
    writes = append.writes
    if not append.command:
        raise LogError("an append needs a command id")
    if not writes:
        raise LogError(f"command {append.command} has no events: nothing to append")
    if len(writes) > 1:
        _check_many(append)
    for write in writes:
        if not write.events:
            raise LogError(f"command {append.command} has no events for {write.stream}")
        if not _STREAM.fullmatch(write.stream):
            raise LogError(f"{write.stream!r} is not a stream name: letters, digits, - and #, parted by /")


def _check_many(append: Append) -> None:
    count = len(append.writes)
    if count > MOST_STREAMS:
        raise LogError(f"command {append.command} writes {count} streams, at most {MOST_STREAMS} are allowed")
    if len({write.stream for write in append.writes}) < count:
        raise LogError(f"command {append.command} writes a stream twice: put its events into one Write")


def _check_versions(append: Append, heads: dict[str, int]) -> None:
    for write in append.writes:
        actual = heads.get(write.stream, 0)
        if actual != write.expected:
            raise Conflict(write.stream, write.expected, actual)
    for one in append.asserts:
        actual = heads.get(one.stream, 0)
        if actual != one.version:
            raise Conflict(one.stream, one.version, actual)


def _rows(append: Append, last: int, recorded_at: int) -> list[Row]:
    consulted = _consulted(append.consulted)
    occurred_at, source = append.occurred_at, append.source
    actor, on_behalf, command = append.actor, append.on_behalf, append.command
    causation, correlation = append.causation, append.correlation
    shared = envelope(
        occurred_at, recorded_at, actor, on_behalf, command, causation, correlation, consulted, source
    )
    rows: list[Row] = []
    for write in append.writes:
        stream = write.stream
        for version, event in enumerate(write.events, write.expected + 1):
            last += 1
            tag, schema, body = encode(event)
            leaf = leaf_hash(last, stream, version, tag, schema, shared, body)
            rows.append(
                (
                    last,
                    stream,
                    version,
                    tag,
                    schema,
                    occurred_at,
                    recorded_at,
                    actor,
                    on_behalf,
                    command,
                    causation,
                    correlation,
                    consulted,
                    source,
                    body,
                    leaf,
                )
            )
    return rows


def _consulted(consulted: tuple[Consulted, ...]) -> bytes:
    return _encode(consulted) if consulted else _NOTHING_CONSULTED
