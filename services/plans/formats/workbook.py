"""Excel workbooks (.xlsx): the visible sheets, each cell as its reader sees it.

Form: ECMA-376 part 1, SpreadsheetML, transitional and strict. A formula counts as its last result.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from msgspec import Struct

from services.plans.formats.number_formats import GENERAL, Format, built_in, format_of, shown
from services.plans.formats.package import open_package, refusal, refusing_damage
from services.plans.formats.sheet_parts import Event, Parts

CELLS = 2_000_000  # with content, of all sheets
LETTERS = 20_000_000  # of all texts that cells share
_ROWS, _COLUMNS, _MERGES = 1_048_576, 16_384, 200_000
_ESCAPED = re.compile("_x005[Ff]_(x[0-9A-Fa-f]{4}_)|_x([0-9A-Fa-f]{4})_")
_PLACE = re.compile("\\$?([A-Z]{1,3})\\$?([0-9]{1,7})")
_LOSSES = (("comment", "comments[^/]*\\.xml"), ("picture", "media/[^/]+"), ("macro", "vbaProject\\.bin"))


class Sheet(Struct, frozen=True):
    """`cells`: by row and column, from 0, as they are: with line breaks, without the blank ones.

    `merges`: first row, first column, last row and last column of each merged range.
    """

    name: str
    cells: dict[int, dict[int, str]]
    merges: tuple[tuple[int, int, int, int], ...] = ()


class Workbook(Struct, frozen=True):
    """`losses`: what is not read, and how often."""

    sheets: tuple[Sheet, ...]
    losses: dict[str, int]


class _Book(Struct, frozen=True):
    """What the cells of all sheets refer to."""

    strings: tuple[str, ...]
    formats: tuple[Format, ...]
    since_1904: bool


def read_workbook(data: bytes, name: str) -> Workbook:
    """Raises PlanFileError for what is no workbook, is encrypted, damaged, hostile or too large."""
    with open_package(data, name, "xls") as package, refusing_damage(name):
        parts = Parts(package, name)
        main = next((part for kind, part in parts.targets("").values() if kind == "officeDocument"), "")
        main = main or "xl/workbook.xml"
        if main not in parts.names or main.startswith(("word/", "ppt/")):
            raise refusal(
                name,
                "is no workbook: rename it to what it is, or save it as .xlsx",
                "不是 Excel 工作簿:请改回正确的后缀,或另存为 .xlsx",
            )
        return _workbook(parts, main, name)


def _workbook(parts: Parts, main: str, name: str) -> Workbook:
    targets = parts.targets(main)
    named = {kind: part for kind, part in targets.values() if part in parts.names}
    since_1904, shown_sheets, hidden = False, [], 0
    for tag, one in parts.starts(main, "workbookPr", "sheet"):
        if tag == "workbookPr":
            since_1904 = _is_on(one.get("date1904", ""))
        elif one.get("state", "visible") != "visible":
            hidden += 1
        else:
            shown_sheets.append((one.get("name", ""), *targets.get(one.get("id", ""), ("", ""))))
    book = _Book(
        tuple(_strings(parts.events(named["sharedStrings"]), name)) if "sharedStrings" in named else (),
        tuple(_formats(parts.events(named["styles"]))) if "styles" in named else (),
        since_1904,
    )
    reader = _Cells(book, name)
    sheets = tuple(
        reader.sheet(label, parts.events(part))
        for label, kind, part in shown_sheets
        if kind == "worksheet" and part in parts.names
    )
    losses = {
        "hidden": hidden,
        "formula": reader.without_result,
        **{what: sum(bool(re.search(f"/{form}$", n)) for n in parts.names) for what, form in _LOSSES},
    }
    return Workbook(sheets, losses)


def _is_on(switch: str) -> bool:
    return switch in ("1", "true", "on")


def _strings(events: Iterable[Event], name: str) -> Iterator[str]:
    """The shared texts; readings of their signs (rPh) are left out."""
    letters, is_text, is_aside = 0, False, False
    held: list[str] = []
    for kind, tag, value in events:
        if kind == "text":
            if is_text and not is_aside:
                held.append(value)
                letters += len(value)
        elif tag == "t":
            is_text = kind == "start"
        elif tag == "rPh":
            is_aside = kind == "start"
        elif tag == "si" and kind == "end":
            if letters > LETTERS:
                raise _too_large(name)
            yield _unescaped("".join(held))
            held.clear()


def _unescaped(text: str) -> str:
    """Letters that XML cannot hold are written _xHHHH_, and that itself as _x005F_xHHHH_."""
    return _ESCAPED.sub(_letter, text) if "_x" in text else text


def _letter(match: re.Match[str]) -> str:
    """Control characters show nothing; half of a surrogate pair is no character."""
    if match[1]:
        return f"_{match[1]}"
    code = int(match[2], 16)
    if 0xD800 <= code < 0xE000:
        return "\ufffd"
    return chr(code) if code >= 32 or chr(code) in "\t\n\r" else ""


def _formats(events: Iterable[Event]) -> Iterator[Format]:
    """The number format of each style of cells."""
    codes: dict[str, Format] = {}
    in_cells = False
    for kind, tag, value in events:
        if tag == "cellXfs":
            in_cells = kind == "start"
        elif kind == "start" and tag == "numFmt":
            codes[value.get("numFmtId", "")] = format_of(value.get("formatCode", ""))
        elif kind == "start" and tag == "xf" and in_cells:
            number = value.get("numFmtId", "0")
            if number not in codes:
                codes[number] = built_in(_whole(number))
            yield codes[number]


def _whole(digits: str) -> int:
    """Up to nine digits; 0 for anything else."""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0


class _Cells:
    """Reads sheets and counts their cells."""

    def __init__(self, book: _Book, name: str) -> None:
        self._book, self._name = book, name
        self._left = CELLS
        self.without_result = 0

    def sheet(self, label: str, events: Iterable[Event]) -> Sheet:
        cells: dict[int, dict[int, str]] = {}
        merges: list[tuple[int, int, int, int]] = []
        row, column = -1, -1
        for kind, tag, value in (stream := iter(events)):
            if kind != "start":
                continue
            if tag == "c":
                row, column = _place(value.get("r", ""), (row, column + 1))
                text = self._cell(value, stream)
                if text.strip() and 0 <= row < _ROWS and column < _COLUMNS:
                    cells.setdefault(row, {})[column] = text
                    self._count()
            elif tag == "row":
                row, column = (_whole(value.get("r", "")) or row + 2) - 1, -1
            elif tag == "mergeCell" and len(merges) < _MERGES:
                first, _, last = value.get("ref", "").partition(":")
                merges.append((*_place(first, (0, 0)), *_place(last or first, (0, 0))))
        return Sheet(label, cells, tuple(merges))

    def _count(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise _too_large(self._name)

    def _cell(self, attributes: dict[str, str], stream: Iterator[Event]) -> str:
        """Reads up to the end of the cell."""
        held: list[str] = []
        is_value, is_aside, has_formula, depth = False, False, False, 1
        for kind, tag, value in stream:
            if kind == "text":
                if is_value and not is_aside:
                    held.append(value)
                continue
            depth += 1 if kind == "start" else -1
            if not depth:
                break
            if tag in ("v", "t"):
                is_value = kind == "start"
            elif tag == "rPh":
                is_aside = kind == "start"
            elif tag == "f":
                has_formula = True
        self.without_result += has_formula and not held
        return self._said(attributes.get("t", "n"), "".join(held), _whole(attributes.get("s", "")))

    def _said(self, kind: str, text: str, style: int) -> str:
        match kind:
            case "s":
                return self._book.strings[int(text)] if text else ""
            case "str" | "inlineStr":
                return _unescaped(text)
            case "b":
                return {"1": "TRUE", "0": "FALSE"}.get(text, text)
            case "n" if text:
                form = self._book.formats[style] if style < len(self._book.formats) else GENERAL
                return shown(float(text), form, self._book.since_1904)
            case "d":
                return text.removesuffix("T00:00:00").replace("T", " ")
            case _:
                return text


def _place(reference: str, default: tuple[int, int]) -> tuple[int, int]:
    """Row and column from 0 of a reference such as B12."""
    match = _PLACE.fullmatch(reference)
    if not match or match[2].strip("0") == "":
        return default
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def place_name(row: int, column: int) -> str:
    """The reference of a cell, from 0: B12."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def columns_of(sheet: Sheet) -> list[int]:
    """The columns that hold something, in order."""
    return sorted(set(chain.from_iterable(sheet.cells.values())))


def _too_large(name: str) -> Exception:
    return refusal(
        name,
        f"holds more than {CELLS} cells or {LETTERS} characters: split it into several files",
        f"内容超过 {CELLS} 个单元格或 {LETTERS} 字:请拆成几个文件",
    )
