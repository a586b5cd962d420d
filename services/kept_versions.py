"""A new version of a document between upload and approval: kept as texts, which can be erased."""

from functools import lru_cache

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from events.types import Digest
from services.kept import Kept
from services.plans import Draft, assemble
from services.plans.document import laid_out, layout_of
from workflows.refusal import Refused


class KeptVersion(Struct, frozen=True):
    """`source`: the document's text; `shape`: its name and how the text lies, or what a plan file says."""

    source: Digest
    shape: Digest


class _Shape(Struct, frozen=True):
    """`plan_file`: the draft of a document that says everything itself, without its text."""

    name: str
    layout: str = ""
    plan_file: Draft | None = None


def keep_version(kept: Kept, draft: Draft, command_id: str) -> KeptVersion:
    """Keep a document as it was read, under the command that handed it in."""
    if draft.document is None:
        shape = _Shape(draft.source_name, plan_file=replace(draft, source=""))
    else:
        shape = _Shape(draft.source_name, layout_of(draft.document))
    return KeptVersion(*kept.keep_all(command_id, [draft.source, msgspec.json.encode(shape).decode()]))


def version_of(kept: Kept, version: KeptVersion) -> Draft:
    """The document as it reads. Raises Refused(unknown-version): erased, never kept, or not kept together."""
    source, shape = kept.text(version.source), kept.text(version.shape)
    if source is None or shape is None or kept.command(version.source) != kept.command(version.shape):
        raise _unknown(version)
    try:
        return _read(source, shape)
    except msgspec.DecodeError as error:
        raise _unknown(version) from error


def _unknown(version: KeptVersion) -> Refused:
    return Refused(
        "unknown-version", "no such version is kept: hand the document in again", version=version.source
    )


@lru_cache(maxsize=4)
def _read(source: str, shape: str) -> Draft:
    """Reading is pure; the page and its form ask for it, and each time something typed does not fit."""
    known = msgspec.json.decode(shape, type=_Shape)
    if known.plan_file is not None:
        return replace(known.plan_file, source=source)
    return assemble(laid_out(source, known.name, known.layout))
