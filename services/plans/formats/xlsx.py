"""Excel workbooks as documents: each visible sheet a table, each row a line, cells parted by tabs."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from msgspec import Struct

from events.types import Span
from services.plans.document import Document
from services.plans.formats.composer import Composer
from services.plans.formats.package import refusal
from services.plans.formats.workbook import Sheet, Workbook, columns_of, read_workbook

_GRID = 4_000_000  # cells of one sheet, blank ones included
_LETTERS = 8_000_000  # of all that is shown
_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_UNNAMED = re.compile("(?:Sheet|工作表) ?[0-9]{1,3}", re.I)


class Laid(Struct, frozen=True):
    """Where the cells of a sheet stand in the text: `spans` by the rows and columns that hold something."""

    name: str
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    spans: tuple[tuple[Span, ...], ...]


def read_xlsx(data: bytes, name: str) -> Document:
    """Visible sheets in their order. The name of a sheet is a line, but for Sheet1 where it stands alone.

    Raises PlanFileError for what is no workbook, is encrypted, damaged, hostile, too large or has no text.
    """
    return document_of(read_workbook(data, name), name)[0]


def document_of(book: Workbook, name: str) -> tuple[Document, tuple[Laid, ...]]:
    """The document, and where its cells stand."""
    out = Composer()
    out.losses.update(book.losses)
    sheets = [sheet for sheet in book.sheets if sheet.cells]
    _check(sheets, name)
    laid = []
    for sheet in sheets:
        if len(sheets) > 1 or not _UNNAMED.fullmatch(sheet.name):
            out.paragraph(_on_one_line(sheet.name))
        laid.append(_lay(sheet, out))
    return out.document(name, "xlsx"), tuple(laid)


def _check(sheets: Sequence[Sheet], name: str) -> None:
    if not sheets:
        raise refusal(name, "is empty: nothing to read", "文件为空:没有可读的内容")
    letters = sum(len(text) for sheet in sheets for row in sheet.cells.values() for text in row.values())
    largest = max(len(sheet.cells) * len(columns_of(sheet)) for sheet in sheets)
    if letters > _LETTERS or largest > _GRID:
        raise refusal(
            name,
            f"shows more than {_LETTERS} characters, or more than {_GRID} cells on a sheet: split it",
            f"内容超过 {_LETTERS} 字,或一张表超过 {_GRID} 个单元格:请拆成几个文件",
        )


def _lay(sheet: Sheet, out: Composer) -> Laid:
    rows, columns = sorted(sheet.cells), columns_of(sheet)
    origins = _origins(sheet, rows, columns)
    placed: dict[tuple[int, int], Span] = {}
    laid: list[tuple[Span, ...]] = []
    kept: list[int] = []
    for at, row in enumerate(rows):
        cells = sheet.cells[row]
        texts = [
            "" if origins.get((at, to), (at, to)) != (at, to) else _on_one_line(cells.get(column, ""))
            for to, column in enumerate(columns)
        ]
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            continue
        spans = out.row(texts)
        end = spans[-1].end
        own = (*spans, *(Span(end, end) for _ in columns[len(spans) :]))
        placed.update(((at, to), span) for to, span in enumerate(own) if (at, to) in origins)
        laid.append(tuple(placed.get(origins.get((at, to), (-1, -1)), span) for to, span in enumerate(own)))
        kept.append(row)
    if laid:
        out.grid(laid)
    return Laid(sheet.name, tuple(kept), tuple(columns), tuple(laid))


def _on_one_line(text: str) -> str:
    return " ".join(filter(None, map(str.strip, _BREAKS.split(text))))


def _origins(
    sheet: Sheet, rows: Sequence[int], columns: Sequence[int]
) -> dict[tuple[int, int], tuple[int, int]]:
    """For each cell of a merged range the first one, by place in `rows` and `columns`.

    Of ranges that overlap, which no Excel writes, the first one counts.
    """
    origins: dict[tuple[int, int], tuple[int, int]] = {}
    for top, left, bottom, right in sheet.merges:
        down = range(bisect_left(rows, top), bisect_right(rows, bottom))
        across = range(bisect_left(columns, left), bisect_right(columns, right))
        if not down or not across or (top, left) == (bottom, right):
            continue
        first = (down[0], across[0])
        for cell in ((at, to) for at in down for to in across):
            if cell in origins:
                break
            origins[cell] = first
    return origins
