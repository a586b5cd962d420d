"""A draft written out again: as a plan in YAML, or as a workbook with its list of tasks (责任清单).

Importing either gives the same plan: its head, and of each item all that a plan file can say. Spans and
outline, open questions, what was left out, and the names that a document gives stay behind.
"""

import datetime as dt
import io
import re
from typing import Any, TypeAlias

import xlsxwriter
import yaml
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from events.types import Target
from services.plans.draft import Draft, DraftItem
from services.plans.plan_sheets import COLUMNS, HEAD, JOINT, LIST, NO, PLAN, YES
from services.plans.problems import PlanFileError, raise_any
from services.plans.yaml_nodes import LONGEST

LONGEST_CELL = 32_767
"""UTF-16 units that a cell of a workbook can hold."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ONE_DAY = re.compile("once ([0-9]{4}-[0-9]{2}-[0-9]{2})")
_WRITTEN = dt.datetime(2000, 1, 1)  # so that the same draft gives the same bytes
_WIDTHS = {"text": 60, "title": 60, "leads": 24, "cooperating": 24, "informed": 24, "cadence": 20}

Value: TypeAlias = "str | bool | int | dt.date | tuple[str, ...] | dict[str, str]"


def to_yaml(draft: Draft) -> str:
    """In the form of docs/plans.md. Raises PlanFileError for what no plan file can hold."""
    name = f"{draft.plan}.yaml"
    head, items = _checked(draft, name)
    shape = {**head, "items": [{key: _flow(value) for key, value in item.items()} for item in items]}
    text = yaml.dump(shape, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1 << 30)
    if len(text) > LONGEST:
        raise PlanFileError(
            name,
            0,
            "",
            f"would be longer than {LONGEST} characters: split the plan",
            f"将超过 {LONGEST} 个字符:请拆成几个计划",
        )
    return text


def to_xlsx(draft: Draft) -> bytes:
    """A workbook of texts, without formulas. Raises PlanFileError for what no cell can hold."""
    name = f"{draft.plan}.xlsx"
    head, items = _checked(draft, name)
    rows = [_cells(item) for item in items]
    raise_any([*_too_long(HEAD, {key: str(value) for key, value in head.items()}, name, "")])
    raise_any(
        [one for at, row in enumerate(rows, 1) for one in _too_long(COLUMNS, row, name, f"items[{at}].")]
    )
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": _WRITTEN, "title": draft.title[:200]})
        body = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "border": 1})
        bold = book.add_format({"num_format": "@", "bold": True, "bg_color": "#DDE6F0", "border": 1})
        _write_list(book.add_worksheet(LIST), rows, body, bold)
        _write_head(book.add_worksheet(PLAN), head, body, bold)
    return out.getvalue()


# --- what a plan file says --------------------------------------------------------------------------------


def _checked(draft: Draft, name: str) -> tuple[dict[str, Value], list[dict[str, Value]]]:
    """Head and items by key, without what is at its default."""
    problems: list[PlanFileError] = []
    head: dict[str, Value] = {key: getattr(draft, key) for key in HEAD if getattr(draft, key)}
    _check_texts(head, "", name, problems)
    items = []
    for place, item in enumerate(draft.items, 1):
        values = _values(item)
        _check_texts(values, f"items[{place}].", name, problems)
        if item.target is not None and float(_decimal(item.target.value)) != item.target.value:
            problems.append(_inexact(item.target, f"items[{place}].target.value", name))
        items.append(values)
    raise_any(problems)
    return head, items


def _values(item: DraftItem) -> dict[str, Value]:
    every: dict[str, Value] = {
        "id": item.item,
        "number": item.number,
        "text": item.text,
        "cadence": item.cadence,
        "leads": item.leads,
        "lead_sets": item.lead_sets,
        "cooperating": item.cooperating,
        "informed": item.informed,
        "due_time": "" if item.due_time == "18:00" else item.due_time,
        "review": item.review,
        "policy": item.policy,
        "carries_out": item.carries_out,
        "target": _target(item.target) if item.target else "",
    }
    values = {key: value for key, value in every.items() if value}
    return values if item.opens_before < 0 else {**values, "opens_before": item.opens_before}


def _target(target: Target) -> dict[str, str]:
    has_value = target.value != 0 or target.kind in ("ratio", "count")
    values = {
        "kind": target.kind,
        "metric": target.metric,
        "op": target.op,
        "value": _decimal(target.value) if has_value else "",
        "unit": target.unit,
    }
    return {key: value for key, value in values.items() if value}


def _decimal(value: float) -> str:
    """Six decimal places at most, as a plan file takes it; 0 for what it cannot say."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return text if abs(value) < 1e12 else "0"


def _check_texts(values: dict[str, Value], path: str, name: str, problems: list[PlanFileError]) -> None:
    for key, value in values.items():
        if isinstance(value, dict):
            _check_texts(dict(value), f"{path}{key}.", name, problems)
        elif isinstance(value, str) and (found := _CONTROL.search(value)):
            sign = f"U+{ord(found.group()):04X}"
            problems.append(
                PlanFileError(
                    name,
                    0,
                    path + key,
                    f"holds the control character {sign} at {found.start()}: remove it from the text",
                    f"第 {found.start() + 1} 个字是控制字符 {sign}:请从文字中删去",
                )
            )


def _inexact(target: Target, key: str, name: str) -> PlanFileError:
    return PlanFileError(
        name,
        0,
        key,
        f"{target.value!r} has more than twelve digits or six decimal places: round it",
        f"{target.value!r} 超过十二位整数或六位小数:请取整",
    )


# --- YAML -------------------------------------------------------------------------------------------------


class _Row(list[str]):
    """A list on one line."""


class _Pairs(dict[str, Any]):
    """A mapping on one line."""


class _Number(str):
    """Digits that need no quotation marks."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Without anchors, which readers refuse; lists are indented."""

    def ignore_aliases(self, data: object) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _flow(value: Value) -> object:
    if isinstance(value, tuple):
        return _Row(value)
    if isinstance(value, dict):
        return _Pairs((key, _Number(one) if key == "value" else one) for key, one in value.items())
    return value


def _number_node(dumper: yaml.SafeDumper, value: _Number) -> yaml.Node:
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in value else 'int'}", str(value))


_Dumper.add_representer(
    _Row, lambda dumper, row: dumper.represent_sequence("tag:yaml.org,2002:seq", row, flow_style=True)
)
_Dumper.add_representer(
    _Pairs, lambda dumper, pairs: dumper.represent_mapping("tag:yaml.org,2002:map", pairs, flow_style=True)
)
_Dumper.add_representer(_Number, _number_node)


# --- workbook ---------------------------------------------------------------------------------------------


def _cells(item: dict[str, Value]) -> dict[str, str]:
    """The texts of an item's row by column."""
    cells: dict[str, str] = {}
    for key, value in item.items():
        if isinstance(value, dict):
            cells.update((f"{key}.{inner}", text) for inner, text in value.items())
        elif isinstance(value, tuple):
            cells[key] = JOINT.join(value)
        elif isinstance(value, bool):
            cells[key] = YES if value else NO
        else:
            cells[key] = str(value)
    day = _ONE_DAY.fullmatch(cells.get("cadence", ""))
    if day:
        del cells["cadence"]
        cells["due"] = day[1]
    return cells


def _too_long(columns: dict[str, str], cells: dict[str, str], name: str, path: str) -> list[PlanFileError]:
    return [
        PlanFileError(
            name,
            0,
            path + key,
            f"is longer than the {LONGEST_CELL} characters of a cell: shorten it, or write the plan as YAML",
            f"「{columns[key]}」超过单元格上限 {LONGEST_CELL} 字:请缩短,或导出为 YAML",
        )
        for key, text in cells.items()
        if len(text) > LONGEST_CELL // 2 and len(text.encode("utf-16-le")) // 2 > LONGEST_CELL
    ]


def _write_list(sheet: Worksheet, rows: list[dict[str, str]], body: Format, bold: Format) -> None:
    sheet.freeze_panes(1, 0)
    for column, (key, header) in enumerate(COLUMNS.items()):
        sheet.set_column(column, column, _WIDTHS.get(key, 12))
        _write(sheet, 0, column, header, bold)
    for row, cells in enumerate(rows, 1):
        for column, key in enumerate(COLUMNS):
            _write(sheet, row, column, cells.get(key, ""), body)


def _write_head(sheet: Worksheet, head: dict[str, Value], body: Format, bold: Format) -> None:
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, _WIDTHS["title"])
    for row, (key, label) in enumerate(HEAD.items()):
        _write(sheet, row, 0, label, bold)
        _write(sheet, row, 1, str(head.get(key, "")), body)


def _write(sheet: Worksheet, row: int, column: int, text: str, form: Format) -> None:
    if not text:
        failed = sheet.write_blank(row, column, None, form)
    elif text.startswith("<r>") and text.endswith("</r>"):
        # xlsxwriter takes such a text for its own markup, so it comes in two pieces
        failed = sheet.write_rich_string(row, column, form, text[:1], text[1:], form)
    else:
        failed = sheet.write_string(row, column, text, form)
    if failed:
        raise ValueError(f"cell {row},{column} was not written: {failed}")
