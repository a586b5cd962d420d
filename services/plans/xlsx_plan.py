"""A plan from a workbook that export.to_xlsx wrote, perhaps edited since; other workbooks are documents."""

import re
from collections.abc import Iterator, Mapping

import yaml
from msgspec.structs import replace

from events.types import Span
from services.plans.document import Document
from services.plans.draft import Draft
from services.plans.formats.package import refusal
from services.plans.formats.workbook import Sheet, Workbook, place_name, read_workbook
from services.plans.formats.xlsx import Laid, document_of
from services.plans.plan_sheets import COLUMNS, HEAD, LIST, LISTS, NO, PLAN, YES
from services.plans.problems import PlanFileError
from services.plans.yaml_nodes import Problems, unknown
from services.plans.yaml_plan import draft_of

_KNOWN_BY = 4  # of our headers, and of our labels, that make a workbook ours
_AS_WRITTEN = ("title", "number", "text", "target.metric", "target.unit")
_PARTED = re.compile("[、,，;；\\s]+")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile("([0-9]{1,2}):([0-9]{2})(?::00)?")
_FLAGS = {YES: "true", NO: "false", "TRUE": "true", "FALSE": "false"}
_PATH = re.compile("items\\[([0-9]+)\\](?:\\.(.+?))?(?:\\[[0-9]+\\])?")
_TARGET = "target."


def read_list(data: bytes, name: str) -> Draft:
    """The plan of a list. Raises PlanFileError, or PlanFileErrors, naming sheet and cell."""
    found = read_either(data, name)
    if isinstance(found, Draft):
        return found
    raise refusal(
        name,
        f"is no list of this program: it needs the sheets {LIST} and {PLAN} with their headers",
        f"不是本系统的责任清单:应有「{LIST}」和「{PLAN}」两张表及其表头",
    )


def read_either(data: bytes, name: str) -> Draft | Document:
    """The plan where a workbook is a list of ours, else the document. Errors as of read_list."""
    book = read_workbook(data, name)
    document, laid = document_of(book, name)
    sheets = {sheet.name.strip(): sheet for sheet in book.sheets}
    if not is_list(book):
        return document
    form = _Form(name, document, {each.name.strip(): each for each in laid})
    draft = draft_of(form.plan(sheets[PLAN], sheets[LIST]), document.text, form)
    return replace(draft, document=document)


def is_list(book: Workbook) -> bool:
    """Whether both sheets are there, with most of what export.to_xlsx heads them with."""
    sheets = {sheet.name.strip(): sheet for sheet in book.sheets}
    if LIST not in sheets or PLAN not in sheets or not sheets[LIST].cells:
        return False
    headers = {text.strip() for text in _header(sheets[LIST]).values()}
    labels = {cells.get(0, "").strip() for cells in sheets[PLAN].cells.values()}
    return all(
        len(known & set(ours.values())) >= _KNOWN_BY for known, ours in ((headers, COLUMNS), (labels, HEAD))
    )


def _header(sheet: Sheet) -> dict[int, str]:
    return sheet.cells[min(sheet.cells)]


class _Form(Problems):
    """Makes of the cells the nodes that a plan file has; problems are told by sheet and cell."""

    def __init__(self, name: str, document: Document, laid: Mapping[str, Laid]) -> None:
        super().__init__(name)
        self._document = document
        self._places = {
            (sheet, row, column): span
            for sheet, each in laid.items()
            for row, spans in zip(each.rows, each.spans, strict=True)
            for column, span in zip(each.columns, spans, strict=True)
        }
        self._rows: list[int] = []
        self._columns: dict[str, int] = {}
        self._head: dict[str, int] = {}
        self._due: set[str] = set()  # paths of items whose cadence is their day

    def add(self, node: yaml.Node, key: str, message: str, chinese: str) -> None:
        self.found.append(PlanFileError(self.name, 0, self.place(key), message, chinese))

    def place(self, path: str) -> str:
        """The sheet and cell of a key, such as 责任清单!C5; of a whole row its number."""
        match = _PATH.fullmatch(path)
        if not match:
            row = self._head.get(path)
            return LIST if path == "items" else PLAN if row is None else f"{PLAN}!{place_name(row, 1)}"
        row, key = self._rows[int(match[1]) - 1], match[2] or ""
        if key == "cadence" and f"items[{match[1]}]" in self._due:
            key = "due"
        column = self._columns.get("target.metric" if key == "target" else key)
        return f"{LIST}!{row + 1}" if column is None else f"{LIST}!{place_name(row, column)}"

    def missing(self, key: str) -> tuple[str, str]:
        header = HEAD.get(key) or COLUMNS.get(key) or COLUMNS.get(_TARGET + key)
        if header is None:
            return "has no rows: write at least one task", "没有任务行:请至少填写一行"
        more, chinese = (" or 完成时限", "或「完成时限」") if key == "cadence" else ("", "")
        return f"is missing: fill in {header}{more}", f"缺少:请填写「{header}」{chinese}"

    def plan(self, head: Sheet, items: Sheet) -> yaml.Node:
        """The root of the plan. Its keys are checked here, its values by the reader of plan files."""
        pairs = list(self._head_pairs(head))
        self._take_columns(items)
        first = min(items.cells)
        rows = [row for row in sorted(items.cells) if row > first and any(self._filled(items.cells[row]))]
        self._rows = rows
        nodes = [self._item(items.cells[row], row, at) for at, row in enumerate(rows, 1)]
        here = self._mark(LIST, first, 0)
        if nodes:
            pairs.append((_key("items", here), yaml.SequenceNode("", nodes, here, here)))
        return yaml.MappingNode("", pairs, here, here)

    def _filled(self, cells: Mapping[int, str]) -> Iterator[bool]:
        return (bool(cells.get(column, "").strip()) for column in self._columns.values())

    def _head_pairs(self, sheet: Sheet) -> Iterator[tuple[yaml.Node, yaml.Node]]:
        keys = {label: key for key, label in HEAD.items()}
        for row in sorted(sheet.cells):
            label = sheet.cells[row].get(0, "").strip()
            if self._is_new(label, keys, self._head, f"{PLAN}!{place_name(row, 0)}"):
                key = keys[label]
                self._head[key] = row
                text = sheet.cells[row].get(1, "")
                yield _key(key, self._mark(PLAN, row, 0)), self._scalar(key, text, PLAN, row, 1)

    def _take_columns(self, sheet: Sheet) -> None:
        keys = {header: key for key, header in COLUMNS.items()}
        row = min(sheet.cells)
        for column, header in sorted(sheet.cells[row].items()):
            if self._is_new(header.strip(), keys, self._columns, f"{LIST}!{place_name(row, column)}"):
                self._columns[keys[header.strip()]] = column

    def _is_new(self, word: str, keys: Mapping[str, str], taken: Mapping[str, int], place: str) -> bool:
        if word not in keys:
            if word:
                self._say(place, *unknown("header", "表头", word, list(keys)))
            return False
        if keys[word] in taken:
            self._say(place, "stands twice: keep one", "重复出现:只保留一个")
            return False
        return True

    def _say(self, place: str, message: str, chinese: str) -> None:
        self.found.append(PlanFileError(self.name, 0, place, message, chinese))

    def _item(self, cells: Mapping[int, str], row: int, number: int) -> yaml.Node:
        texts = {key: cells.get(column, "") for key, column in self._columns.items()}
        self._take_due(texts, f"items[{number}]")
        plain = {key: text for key, text in texts.items() if not key.startswith(_TARGET)}
        goal = {key: text for key, text in texts.items() if key.startswith(_TARGET)}
        pairs = self._pairs(plain, row)
        here = self._mark(LIST, row, min(cells))
        if any(text.strip() for text in goal.values()):
            node = yaml.MappingNode("", self._pairs(goal, row), here, here)
            pairs.append((_key("target", here), node))
        return yaml.MappingNode("", pairs, here, here)

    def _pairs(self, texts: Mapping[str, str], row: int) -> list[tuple[yaml.Node, yaml.Node]]:
        """Of the cells that hold something; a cadence may stand in the column of days."""
        pairs = []
        for key, text in texts.items():
            if text.strip():
                column = self._columns.get(key, self._columns.get("due", 0))
                node = self._scalar(key, text, LIST, row, column)
                pairs.append((_key(key.removeprefix(_TARGET), node.start_mark), node))
        return pairs

    def _take_due(self, texts: dict[str, str], path: str) -> None:
        """A day of 完成时限 is the cadence of work that is done once."""
        day, cadence = texts.pop("due", "").strip(), texts.get("cadence", "").strip()
        if not day:
            return
        if cadence and cadence != f"once {day}":
            self._say(
                self.place(f"{path}.due"),
                f"{day} stands beside the cadence {cadence}: keep one of them",
                f"「{day}」与频次「{cadence}」并存:只保留一个",
            )
        elif not _DAY.fullmatch(day):
            self._say(
                self.place(f"{path}.due"),
                f"{day!r} is no date: write YYYY-MM-DD, such as 2026-09-01, or fill in 频次",
                f"「{day}」不是日期:请写 YYYY-MM-DD,如 2026-09-01,或填写「频次」",
            )
            texts["cadence"] = "daily"  # so that it is not called missing as well
        else:
            self._due.add(path)
            texts["cadence"] = f"once {day}"

    def _scalar(self, key: str, text: str, sheet: str, row: int, column: int) -> yaml.Node:
        here = self._mark(sheet, row, column)
        end = self._mark(sheet, row, column, at_end=True)
        if key in _AS_WRITTEN:
            return yaml.ScalarNode("", text, here, end)
        text = text.strip()
        if key in LISTS:
            parts = [yaml.ScalarNode("", part, here, end) for part in _PARTED.split(text) if part]
            return yaml.SequenceNode("", parts, here, end)
        if key == "review":
            text = _FLAGS.get(text, text)
        clock = _CLOCK.fullmatch(text) if key == "due_time" else None
        return yaml.ScalarNode("", f"{clock[1]:0>2}:{clock[2]}" if clock else text, here, end)

    def _mark(self, sheet: str, row: int, column: int, at_end: bool = False) -> yaml.Mark:
        span = self._places.get((sheet, row, column), Span(0, 0))
        return yaml.Mark(self.name, span.end if at_end else span.start, row, column, None, 0)


def _key(key: str, mark: yaml.Mark) -> yaml.Node:
    return yaml.ScalarNode("", key, mark, mark)
