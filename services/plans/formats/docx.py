"""Word documents (.docx, .docm): what their reader sees, with the numbers that Word counts out.

Form: ECMA-376 part 1, WordprocessingML, transitional and strict.
"""

import zipfile
from collections.abc import Iterable, Iterator
from functools import partial
from xml.etree.ElementTree import Element

from msgspec import Struct

from events.types import Span
from services.plans.document import Document
from services.plans.formats.composer import Composer
from services.plans.formats.package import open_package, refusal, refusing_damage
from services.plans.formats.word_numbers import Numbers
from services.plans.formats.word_styles import Style, Styles, heading_of
from services.plans.formats.word_text import Runs, chosen
from services.plans.formats.xml_parts import blocks, is_on, number, tree, value

_WRAPPERS = frozenset(("sdt", "sdtContent", "customXml", "ins", "moveTo"))
_THROUGH = _WRAPPERS | {"document", "body"}
_COLUMNS = 63  # of a table, Word's own limit
_MAIN = "word/document.xml"


class _Paragraph(Struct, frozen=True):
    """`heading` 0: none."""

    text: str
    heading: int


def read_docx(data: bytes, name: str) -> Document:
    """Body text and tables in their order; headers, footers and notes are left out.

    Raises PlanFileError for what is no Word document, is encrypted, damaged, hostile or has no text.
    """
    with open_package(data, name, "doc") as package, refusing_damage(name):
        main = _related(package, "", "officeDocument", _MAIN, name)
        if main not in package.namelist() or main.startswith(("xl/", "ppt/")):
            raise refusal(
                name,
                "is no Word document: rename it to what it is, or save it as .docx",
                "不是 Word 文档:请改回正确的后缀,或另存为 .docx",
            )
        reader = _Reader(*_definitions(package, main, name))
        reader.compose(blocks(partial(package.open, main), _THROUGH, name))
        if any(entry.endswith("vbaProject.bin") for entry in package.namelist()):
            reader.out.losses["macro"] = 1
    document = reader.out.document(name, "docx")
    if not document.lines:
        raise _textless(name, reader.out)
    return document


def _textless(name: str, out: Composer) -> Exception:
    if out.losses["macro"]:
        return refusal(
            name, "holds macros and no text: nothing to read", "文件只有宏,没有文字:没有可读的内容"
        )
    if out.losses["picture"]:
        return refusal(
            name,
            "holds pictures and no text: recognise their text first, then try again",
            "文件只有图片,没有文字:请先做文字识别再试",
        )
    return refusal(name, "is empty: nothing to read", "文件为空:没有可读的内容")


def _definitions(package: zipfile.ZipFile, main: str, name: str) -> tuple[Styles, Numbers]:
    roots = [
        tree(partial(package.open, part), name) if part in package.namelist() else None
        for kind in ("styles", "numbering")
        for part in [_related(package, main, kind, f"word/{kind}.xml", name)]
    ]
    styles = Styles(roots[0])
    return styles, Numbers(roots[1], styles.numbering_styles())


def _related(package: zipfile.ZipFile, part: str, kind: str, usual: str, name: str) -> str:
    """The part that stands in this relation to `part`, by its full name."""
    folder, _, file = part.rpartition("/")
    relations = "/".join(filter(None, (folder, "_rels", f"{file}.rels")))
    if relations not in package.namelist():
        return usual
    for relation in tree(partial(package.open, relations), name):
        if relation.get("Type", "").endswith(f"/{kind}") and relation.get("TargetMode") != "External":
            target = relation.get("Target", "")
            return target[1:] if target.startswith("/") else "/".join(filter(None, (folder, target)))
    return usual


class _Reader:
    """Puts a document's blocks into `out`. The numbers count on, so blocks come once and in order."""

    def __init__(self, styles: Styles, numbers: Numbers) -> None:
        self.out = Composer()
        self._styles = styles
        self._numbers = numbers
        self._carried = ""  # text of paragraphs whose end is deleted

    def compose(self, elements: Iterable[Element]) -> None:
        """Reads blocks as lines and tables."""
        for item in self._flow(elements):
            if isinstance(item, _Paragraph):
                self.out.paragraph(item.text, item.heading)
            else:
                self._table(item)
        self.out.paragraph(self._rest())

    def _rest(self) -> str:
        """Text whose paragraph has lost its end and found no other."""
        carried, self._carried = self._carried, ""
        return carried

    def _flow(self, elements: Iterable[Element]) -> Iterator[_Paragraph | Element]:
        """Paragraphs, and tables as they are."""
        for element in elements:
            tag = element.tag
            if tag == "p":
                yield from self._paragraph(element)
            elif tag == "tbl":
                yield element
            elif tag in _WRAPPERS:
                yield from self._flow(element)
            elif tag == "mc:AlternateContent":
                yield from self._flow(chosen(element))
            elif tag in ("del", "moveFrom"):
                self.out.losses["deletion"] += 1
            elif tag == "altChunk":
                self.out.losses["object"] += 1

    def _paragraph(self, element: Element) -> Iterator[_Paragraph | Element]:
        properties = element.find("pPr")
        style = self._styles.paragraph("" if properties is None else value(properties.find("pStyle")))
        if style.contents:
            self.out.losses["contents"] += 1
            return
        runs = Runs(self._styles, style.hidden, self.out.losses)
        runs.read(element)
        text = self._rest() + runs.text.lstrip("\n")
        mark = None if properties is None else properties.find("rPr")
        is_shown = bool(text.strip()) or mark is None or not is_on(mark.find("vanish"))
        if is_shown and not _is_deleted(mark):
            level = heading_of(properties)
            yield _Paragraph(
                self._number(properties, style) + text, style.heading if level is None else level
            )
        for box in runs.boxes:
            yield from self._flow(box)
        if _is_deleted(mark):
            self._carried = text

    def _number(self, properties: Element | None, style: Style) -> str:
        own = None if properties is None else properties.find("numPr")
        named = None if own is None else own.find("numId")
        list_id = style.numbering if named is None else value(named)
        if list_id is None:
            return ""
        level = None if own is None else own.find("ilvl")
        if level is not None:
            return self._numbers.next(list_id, number(level))
        linked = self._numbers.level_of(list_id, style.numbered_by)
        return self._numbers.next(list_id, style.level if linked is None else linked)

    def _table(self, table: Element) -> None:
        rows = [(row, tuple(self._cells(row))) for row in self._rows(table)]
        if all(len(cells) < 2 for _, cells in rows):
            # a frame around text, not a table to its reader
            for _, cells in rows:
                for cell in cells:
                    self.compose(cell)
            return
        above: list[Span] = []
        grid: list[tuple[Span, ...]] = []
        for row, cells in rows:
            texts = [*([""] if _before(row) else []), *map(self._cell_text, cells)]
            spans = self.out.row(texts)
            above = list(_columns(row, cells, spans, above))
            if any(texts):
                grid.append(tuple(above))
        if grid:
            self.out.grid(grid)

    def _rows(self, table: Iterable[Element]) -> Iterator[Element]:
        for element in table:
            if element.tag in _WRAPPERS:
                yield from self._rows(element)
            elif element.tag != "tr":
                continue
            elif element.find("trPr/del") is not None:
                self.out.losses["deletion"] += 1
            elif is_on(element.find("trPr/hidden")):
                self.out.losses["hidden"] += 1
            else:
                yield element

    def _cells(self, row: Iterable[Element]) -> Iterator[Element]:
        for element in row:
            if element.tag in _WRAPPERS:
                yield from self._cells(element)
            elif element.tag == "tc" and element.find("tcPr/cellDel") is None:
                yield element

    def _cell_text(self, cell: Element) -> str:
        return "" if _continues(cell) else " ".join(filter(None, self._texts(cell)))

    def _texts(self, blocks_: Iterable[Element]) -> Iterator[str]:
        """Texts of a cell's paragraphs, each on one line; those of a table in it, cell by cell."""
        for item in self._flow(blocks_):
            if isinstance(item, _Paragraph):
                yield item.text.replace("\n", " ").replace("\t", " ").strip()
            else:
                for row in self._rows(item):
                    yield from map(self._cell_text, self._cells(row))
        yield self._rest().strip()


def _is_deleted(mark: Element | None) -> bool:
    """Whether the end of a paragraph is gone, so that its text belongs to the next one."""
    return mark is not None and (mark.find("del") is not None or mark.find("moveFrom") is not None)


def _continues(cell: Element) -> bool:
    """Whether a cell is the lower or right part of a merged one."""
    merges = (cell.find("tcPr/vMerge"), cell.find("tcPr/hMerge"))
    return any(merge is not None and value(merge) != "restart" for merge in merges)


def _before(row: Element) -> int:
    return number(row.find("trPr/gridBefore"))


def _columns(
    row: Element, cells: Iterable[Element], spans: Iterable[Span], above: list[Span]
) -> Iterator[Span]:
    """A row's cells column by column: a merged one comes in each column and row that it covers."""
    widths = [number(cell.find("tcPr/gridSpan"), default=1) for cell in cells]
    sides = [cell.find("tcPr/hMerge") is not None for cell in cells]
    continued = [_continues(cell) for cell in cells]
    if _before(row):
        widths, sides, continued = [_before(row), *widths], [False, *sides], [False, *continued]
    column = 0
    shown: Span | None = None
    for span, width, is_side, is_continued in zip(spans, widths, sides, continued, strict=True):
        for _ in range(max(1, min(width, _COLUMNS - column))):
            if is_continued and is_side and shown is not None:
                pass
            elif is_continued and column < len(above):
                shown = above[column]
            else:
                shown = span
            yield shown
            column += 1
