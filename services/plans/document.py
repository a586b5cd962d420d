"""A document as its reader sees it, whatever file it came in: one text, its lines, its tables.

Offsets count characters of `text`, which has \\n line ends and holds automatic numbers as they are shown.
"""

import re

import msgspec
from msgspec import Struct

from events.types import Span

_LINE = re.compile("(?m)^[^\\n]*\\S[^\\n]*$")


class Line(Struct, frozen=True, array_like=True):
    """A paragraph at [start, end). `heading`: the level that the document itself gives it, 0 for none."""

    start: int
    end: int
    heading: int = 0


class Grid(Struct, frozen=True, array_like=True):
    """A table: rows of cells; one that covers several rows or columns comes in each of them."""

    rows: tuple[tuple[Span, ...], ...]


LOSSES = (
    "picture",
    "drawing",
    "chart",
    "diagram",
    "object",
    "formula",
    "macro",
    "symbol",
    "comment",
    "footnote",
    "endnote",
    "deletion",
    "hidden",
    "placeholder",
    "contents",
    "running line",
    "slanted text",
)


class Loss(Struct, frozen=True, array_like=True):
    """What the text does not carry, one of LOSSES, and how often."""

    what: str
    count: int


class Document(Struct, frozen=True):
    """`form`: txt, docx, xlsx or pdf. A row of a table is one line of the text, its cells parted by tabs."""

    name: str
    form: str
    text: str
    lines: tuple[Line, ...]
    grids: tuple[Grid, ...] = ()
    losses: tuple[Loss, ...] = ()


def lines_of(text: str) -> tuple[Line, ...]:
    """Every line that is not blank."""
    return tuple(Line(*match.span()) for match in _LINE.finditer(text))


def layout_of(document: Document) -> str:
    """JSON of all but name and text; "" for a document of nothing but its text."""
    if document == plain(document.text, document.name):
        return ""
    kept = _Layout(document.form, document.lines, document.grids, document.losses)
    return msgspec.json.encode(kept).decode()


def laid_out(text: str, name: str, layout: str) -> Document:
    """The document that layout_of was given."""
    if not layout:
        return plain(text, name)
    kept = msgspec.json.decode(layout, type=_Layout)
    return Document(name, kept.form, text, kept.lines, kept.grids, kept.losses)


class _Layout(Struct, frozen=True):
    form: str
    lines: tuple[Line, ...]
    grids: tuple[Grid, ...]
    losses: tuple[Loss, ...]


def plain(text: str, name: str) -> Document:
    """A document of nothing but its text."""
    return Document(name, "txt", text, lines_of(text))
