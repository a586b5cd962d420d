"""Placed pieces of text on pages to paragraphs: lines joined again, what repeats on each page left out."""

import re
import statistics
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

_INDENT = 0.8  # ems from the left edge: less is none
_RAGGED = 2.0  # ems that a full line may end before the right edge
_DOUBT = 0.2  # ems by which a narrow character may be wider than thought
_EDGE = 3  # lines that end together make an edge
_MARGIN = 0.1  # of the page's height, at the top and at the bottom
_WIDEST = 0.7  # of the page's width: where no line reaches farther, none is full
_CLOSING = "”’」』》）)]】\"'"
_SENTENCE = "。！？；：!?;:….．"
_PAGE_NUMBER = re.compile(
    r"[-—–－·~\s]*(?:第\s*)?([0-9]{1,4}|[０-９]{1,4})\s*(?:页)?(?:\s*[/／,，]?\s*共?\s*[0-9]{1,4}\s*页?)?[-—–－·~\s]*"
)
_DIGITS = re.compile("[0-9０-９]+")


class Piece(Struct, frozen=True):
    """Text drawn at once: its start, its baseline (up is more) and the size of its font, in points."""

    text: str
    x: float
    y: float
    size: float


class Sheet(Struct, frozen=True):
    """A page of pieces in the order in which they are drawn; the page's low end is 0."""

    width: float
    height: float
    pieces: tuple[Piece, ...]


class Row(Struct, frozen=True):
    """A line of a page, from x to end."""

    page: int
    text: str
    x: float
    end: float
    y: float
    size: float


class Frame(Struct, frozen=True):
    """Where the text of pages of one width stands. `indents`: paragraphs open with an indent."""

    left: float
    right: float
    pitch: float
    indents: bool


def paragraphs(sheets: Sequence[Sheet]) -> tuple[list[str], int]:
    """Paragraphs in order, and how many page numbers and running lines were left out."""
    pages = [tuple(_rows(number, sheet)) for number, sheet in enumerate(sheets)]
    rows = _without_repeats(pages, sheets)
    by_width: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_width[round(sheets[row.page].width)].append(row)
    frames = {width: _frame(some, width) for width, some in by_width.items()}
    joined: list[list[str]] = []
    before: Row | None = None
    for row in rows:
        frame = frames[round(sheets[row.page].width)]
        if before is not None and _continues(before, row, frame):
            joined[-1].append(row.text)
        else:
            joined.append([row.text])
        before = row
    return [_joined(parts) for parts in joined], sum(map(len, pages)) - len(rows)


def ems(text: str) -> float:
    """Width in ems, as far as the characters tell."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.5 for sign in text)


def _rows(page: int, sheet: Sheet) -> Iterator[Row]:
    """Pieces that are drawn one after the other on one baseline are a line."""
    parts: list[str] = []
    first = last = None
    end = unsure = 0.0
    for piece in sheet.pieces:
        if not piece.text.strip():
            continue
        follows = False  # drawn where the last one ended: its own place is that of an earlier one
        if first is None or last is None or abs(piece.y - last.y) > 0.4 * max(piece.size, last.size):
            if first is not None:
                yield _row(page, first, parts, end)
            parts, first = [piece.text], piece
        elif piece.text == last.text and 0 < abs(piece.x - last.x) < 0.2 * piece.size:
            continue  # drawn twice to look bold
        else:
            follows = piece.x >= last.x and end - piece.x > 0.5 * piece.size
            gap = "" if follows else _gap(parts[-1], piece, (piece.x - end) / (piece.size or 1), unsure)
            parts[-1] = parts[-1].rstrip() if gap == "\t" else parts[-1]
            parts += [gap, piece.text.lstrip() if gap == "\t" else piece.text]
        last = piece
        unsure = (unsure if follows else 0) + _DOUBT * sum(map(str.isascii, piece.text))
        end = (end if follows else piece.x) + ems(piece.text.rstrip()) * piece.size
    if first is not None:
        yield _row(page, first, parts, end)


def _row(page: int, first: Piece, parts: Sequence[str], end: float) -> Row:
    text = "".join(parts)
    blanks = len(text) - len(text.lstrip())
    return Row(page, text.strip(), first.x + ems(text[:blanks]) * first.size, end, first.y, first.size)


def _gap(before: str, piece: Piece, width: float, unsure: float) -> str:
    """What stands for the room between two pieces of a line, in ems; `unsure`: how much of it may be none."""
    if abs(width) > 1.5 + unsure:
        return "\t"
    if before[-1:].isspace() or piece.text[0].isspace():
        return ""
    is_narrow = before[-1:].isascii() and piece.text[0].isascii()
    return " " if width > (0.2 if is_narrow else 0.8 + unsure) else ""


def _without_repeats(pages: Sequence[tuple[Row, ...]], sheets: Sequence[Sheet]) -> list[Row]:
    numbered = _page_numbers(pages)
    edges = Counter(key for rows in pages for key in {_running(row, sheets[row.page].height) for row in rows})
    needed = max(2, min(3, len(pages)))
    repeated = {key for key, count in edges.items() if key is not None and count >= needed}
    return [
        row
        for rows in pages
        for row in rows
        if (row.page, row.y, row.text) not in numbered
        and _running(row, sheets[row.page].height) not in repeated
    ]


def _running(row: Row, height: float) -> tuple[str, int] | None:
    """What a running line has in common from page to page; None for a line of the text."""
    if _MARGIN * height < row.y < (1 - _MARGIN) * height:
        return None
    return _DIGITS.sub("#", row.text), round(row.y / 4)


def _page_numbers(pages: Sequence[tuple[Row, ...]]) -> set[tuple[int, float, str]]:
    """Page, baseline and text of each page number: first or last of its page, counting with the pages."""
    found: dict[int, list[tuple[int, float, str]]] = defaultdict(list)
    for number, rows in enumerate(pages):
        ordered = sorted(rows, key=lambda row: row.y)
        for row in {id(row): row for row in (*ordered[:1], *ordered[-1:])}.values():
            matched = _PAGE_NUMBER.fullmatch(row.text)
            if matched:
                found[int(matched[1]) - number].append((number, row.y, row.text))
    return {place for first, places in found.items() for place in places if len(places) > 1 or (first == 1)}


def _frame(rows: Sequence[Row], width: float) -> Frame:
    size = statistics.median(row.size for row in rows)
    lefts = sorted(row.x for row in rows)
    left = next((a for a, b in zip(lefts, lefts[_EDGE - 1 :], strict=False) if b - a < size / 2), lefts[0])
    ends = sorted((row.end for row in rows), reverse=True)
    edge = next((a for a, b in zip(ends, ends[_EDGE - 1 :], strict=False) if a - b < size), ends[0])
    right = max(min(edge, width), _WIDEST * width)
    gaps = [a.y - b.y for a, b in pairwise(rows) if a.page == b.page and a.y > b.y]
    flush = sum(1 for row in rows if row.x < left + _INDENT * size)
    indented = sum(1 for row in rows if 1.5 * size < row.x - left < 2.6 * size)
    return Frame(
        left, right, statistics.median(gaps) if gaps else 2 * size, indented > 2 and 6 * indented > flush
    )


def _continues(row: Row, following: Row, frame: Frame) -> bool:
    """Whether the next line belongs to the same paragraph."""
    if row.end < frame.right - _RAGGED * row.size or "\t" in row.text or "\t" in following.text:
        return False
    if abs(row.size - following.size) > 0.15 * row.size:
        return False
    if row.page == following.page and not 0 < row.y - following.y < 1.5 * frame.pitch:
        return False
    if following.x > frame.left + _INDENT * following.size:
        return False
    return frame.indents or row.text.rstrip(_CLOSING)[-1:] not in _SENTENCE


def _joined(parts: Iterable[str]) -> str:
    text = ""
    pieces: list[str] = []
    for part in parts:
        if text and text[-1].isascii() and part[0].isascii() and text[-1].isalnum() and part[0].isalnum():
            pieces.append("" if text[-1].isdigit() and part[0].isdigit() else " ")
        pieces.append(part)
        text = part
    return "".join(pieces)
