"""The log as it is kept: `duban log`."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click
import msgspec
from msgspec import Struct

from events.leaf import leaf_of
from events.log import Recorded
from services.commands.calls import EVENTS
from services.commands.failures import Failure
from services.commands.options import as_json
from services.commands.source import Local, Source, source
from services.commands.world import Face, pass_face
from services.loading import FileProblem
from services.web.house_reads import RawRecord

PAGE = 500
LOCAL_PAGE = 5_000


class Verified(Struct, frozen=True, omit_defaults=True):
    """`wrong` names what is wrong at the first wrong position, "" if nothing is."""

    records: int
    streams: int
    last: int
    leaf: str
    at: int = 0
    wrong: str = ""


@click.group()
def log() -> None:
    """The log: export it, verify it."""


@log.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file; else stdout.")
@pass_face
def export(face: Face, out: Path | None) -> None:
    """Every record as a line of JSON: the body as it is stored, the leaf hash in hex."""
    with source(face) as at:
        if out is None:
            _write(at, sys.stdout.buffer)
            return
        with out.open("wb") as file:
            count = _write(at, file)
    face.hint(face.t("%(count)s records written to %(out)s.", count=count, out=out))


def _write(at: Source, file: BinaryIO) -> int:
    count = 0
    for record in _raw(at):
        file.write(msgspec.json.encode(record) + b"\n")
        count += 1
    return count


@log.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
@pass_face
def verify(face: Face, file: Path | None, as_json: bool) -> int:
    """Compute every leaf hash anew, and check that nothing is missing or out of order.

    Reads the log of the home, or an exported FILE, for which no home is needed. Exit 1 at the first wrong
    position.
    """
    if file is not None:
        found = verified(_exported(file))
    else:
        with source(face) as at:
            found = verified(_records(at))
    if as_json:
        face.json(found)
        return 1 if found.wrong else 0
    if found.wrong:
        raise Failure(face.t("Wrong at position %(at)s: %(wrong)s", at=found.at, wrong=found.wrong))
    face.say(
        face.t(
            "Whole: %(records)s records in %(streams)s streams; the last is %(last)s, leaf %(leaf)s.",
            records=found.records,
            streams=found.streams,
            last=found.last,
            leaf=found.leaf,
        )
    )
    return 0


def verified(records: Iterator[Recorded]) -> Verified:
    """Leaf hashes, positions from 1 without a gap, versions from 1 in each stream, recorded_at never back."""
    versions: dict[str, int] = {}
    last: Recorded | None = None
    for record in records:
        wrong = _wrong(record, last, versions.get(record.stream, 0))
        if wrong:
            count = last.position if last else 0
            return Verified(count, len(versions), count, last.leaf.hex() if last else "", count + 1, wrong)
        versions[record.stream] = record.version
        last = record
    if last is None:
        return Verified(0, 0, 0, "", 1, "there is no record")
    return Verified(last.position, len(versions), last.position, last.leaf.hex())


def _wrong(record: Recorded, last: Recorded | None, version: int) -> str:
    """What is wrong with a record after the one before it; "" if nothing is."""
    expected = last.position + 1 if last else 1
    if record.position != expected:
        return f"the next record has position {record.position}"
    if record.version != version + 1:
        return f"version {record.version} of {record.stream} follows version {version}"
    if last is not None and record.recorded_at < last.recorded_at:
        return f"recorded_at {record.recorded_at} is before that of position {last.position}"
    if leaf_of(record) != record.leaf:
        return f"the leaf hash of this {record.tag} does not fit: {record.leaf.hex()}"
    return ""


# --- where records come from -----------------------------------------------------------------------------


def _records(at: Source) -> Iterator[Recorded]:
    if not isinstance(at, Local):
        yield from map(_recorded, _raw(at))
        return
    after = 0
    while records := at.app.log.read_all(after, LOCAL_PAGE):
        yield from records
        after = records[-1].position


def _raw(at: Source) -> Iterator[RawRecord]:
    after = 0
    while True:
        page = at.read(EVENTS, after=after, limit=PAGE)
        yield from page.rows
        after = page.next
        if not after:
            return


def _exported(file: Path) -> Iterator[Recorded]:
    decode = msgspec.json.Decoder(RawRecord).decode
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield _recorded(decode(line))
            except (msgspec.MsgspecError, ValueError) as error:
                raise FileProblem(f"{file}:{number}: no record of a log: {error}") from error


def _recorded(raw: RawRecord) -> Recorded:
    """With the bytes as they stand in the JSON."""
    values = {name: getattr(raw, name) for name in RawRecord.__struct_fields__}
    values.update(consulted=bytes(raw.consulted), body=bytes(raw.body), leaf=bytes.fromhex(raw.leaf))
    return Recorded(**values)
