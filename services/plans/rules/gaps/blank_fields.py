"""Fields with nothing in them: 责任单位: and 完成时限: at the end of a line, empty cells of such a column."""

import re
from collections.abc import Iterator

from events.types import Span
from services.plans.document import Grid
from services.plans.found import Gap
from services.plans.passage import Passage
from services.plans.rules.gaps._words import gap, shown
from services.plans.rules.registry import Example

_NAME = (
    "责任单位|责任部门|责任科室|责任股室|责任人|责任领导|责任主体|牵头单位|牵头部门|牵头领导|主办单位|承办单位|实施单位|帮扶责任人"
    "|负责人|完成时限|完成时间|办结时限|整改时限|时间节点|截止时间|联系人|联系电话|联系方式|报送时间|频次|目标值?"
)
_FIELD = re.compile(f"(?P<name>(?:{_NAME})):[ _]{{0,20}}(?=$|[\\n\\t,。;、)])")
_MARKED = re.compile(
    f"[ ]{{0,8}}(?:[一二三四五六七八九十0-9]{{1,3}}[、.)]|\\(|(?:{_NAME}):|第[一二三四五六七八九十])"
)
_AFTER_DASH = re.compile("(?m)^[ ]{0,8}(?P<name>[^-,。\\n]{2,30}?)[ ]{0,4}--[ ]{0,8}$")
_COLUMN = re.compile(f"(?:{_NAME})")

EXAMPLES = (
    Example("1.清查。\n责任单位:\n完成时限:6月底", (("责任单位:", "blank-field"),)),
    Example("检查(责任单位:、完成时限:6月)。", (("责任单位:", "blank-field"),)),
    Example("(责任单位:,完成时限:6月底前)", (("责任单位:", "blank-field"),)),
    Example("2.整改。完成时限:\n\n三、保障", (("完成时限:", "blank-field"),)),
    Example("第一组 甲村 —— 王某\n第二组 乙村 ——", (("第二组 乙村 ——", "blank-field"),)),
    Example("责任单位:\n市教育局、市财政局\n1.清查(责任单位:市局)"),
)


def find(passage: Passage) -> Iterator[Gap]:
    yield from sorted(_all(passage), key=lambda one: one.start)


def _all(passage: Passage) -> Iterator[Gap]:
    text = passage.text
    for match in _AFTER_DASH.finditer(text):
        words = shown(passage, *match.span("name"))
        yield gap(
            "blank-field",
            *passage.trimmed(*match.span()),
            f"“{words}”的破折号后面是空的:应填什么?",
            f"Nothing stands after the dash of “{words}”: what belongs there?",
        )
    for match in _FIELD.finditer(text):
        if match.end() < len(text) and text[match.end()] == "\n" and _filled_below(text, match.end() + 1):
            continue
        name = match["name"]
        yield gap(
            "blank-field",
            match.start(),
            match.start() + len(name) + 1,
            f"“{name}”后面是空的:应填什么?",
            f"Nothing stands after “{name}”: what belongs there?",
        )
    for grid in passage.document.grids:
        yield from _empty_cells(passage, grid)


def _filled_below(text: str, position: int) -> bool:
    """Whether the next line gives the value: it is not blank, and begins neither an item nor a field."""
    end = text.find("\n", position, position + 60)
    line = text[position : end if end >= 0 else position + 60]
    return bool(line.strip()) and not _MARKED.match(line)


def _empty_cells(passage: Passage, grid: Grid) -> Iterator[Gap]:
    """One finding for each such column, at its first row that lacks the value."""
    if len(grid.rows) < 2:
        return
    for column, head in enumerate(grid.rows[0]):
        name = passage.text[head.start : head.end].strip()
        if not _COLUMN.fullmatch(name):
            continue
        rows = [row for row in grid.rows[1:] if column < len(row) and _is_empty(passage, row[column])]
        filled = len(grid.rows) - 1 - len(rows)
        if not rows or not filled:
            continue
        first = rows[0]
        words = shown(passage, first[0].start, first[-1].end)
        yield gap(
            "blank-field",
            first[0].start,
            max(first[-1].end, first[0].start + 1),
            f"“{name}”一栏有{len(rows)}行是空的,第一处在“{words}”",
            f"{len(rows)} rows have nothing under “{name}”, the first is “{words}”",
        )


def _is_empty(passage: Passage, cell: Span) -> bool:
    return not passage.text[cell.start : cell.end].strip(" -/")
