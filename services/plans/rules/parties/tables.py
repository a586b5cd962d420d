"""Columns under 责任单位, 牵头单位, 责任人 and the like, and names at the end of a weekly table's rows."""

import re
from collections.abc import Iterator

from events.types import Span
from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.parties._keys import KEY, role_of_key
from services.plans.rules.parties._names import is_name, is_person, names_in, role_of
from services.plans.rules.parties._phrases import assigned
from services.plans.rules.registry import Example

EXAMPLES = (
    Example(
        "序号\t任务\t牵头单位\t配合单位\n1\t修渠\t水务局\t各村、城管局\n2\t植树\t林业局\t/",
        (("水务局", "水务局"), ("各村、城管局", "各村、城管局"), ("林业局", "林业局")),
    ),
    Example(
        "星期一    盘库    仓储部\n星期二    巡检    工程部", (("仓储部", "仓储部"), ("工程部", "工程部"))
    ),
    Example("序号\t任务\t时限\n1\t修渠\t5月\n\n星期一    升旗    操场"),
)

_HEAD = re.compile(
    f"(?:{KEY}|责任(?:单位|部门|人)?(?:[/、和及(].{{0,12}})?|负责(?:单位|部门|科室)|实施(?:单位|主体)"
    "|完成单位|承担单位|牵头|配合)"
)
_EMPTY = re.compile("[\\s/\\\\—\\-_*无]*")
_LONGEST_HEAD = 16
_ROW = re.compile("(?m)^[^\\n\\t]*\\t[^\\n]*$")
_TRAILING = re.compile(
    "(?m)^(?:星期|周|礼拜)[一二三四五六日天][^\\n\\t]{1,80}?(?:  +|\\t)(?P<names>[^\\n\\t ]{2,40}) *$"
)


def find(passage: Passage) -> Iterator[Party]:
    seen: set[int] = set()
    for rows in _tables(passage):
        columns: dict[int, str] = {}
        for row in rows:
            heads = _heads(passage, row)
            if heads and (not columns or len(heads) > 1):
                columns = heads
                continue
            for place, role in columns.items():
                party = _cell(passage, row[place], role) if place < len(row) else None
                if party is not None and party.start not in seen:
                    seen.add(party.start)
                    yield party
    for match in _TRAILING.finditer(passage.text):
        names = names_in(passage, *match.span("names"))
        if all(is_name(name) or is_person(name) for name in names) and match.start("names") not in seen:
            yield Party(start=match.start("names"), end=match.end("names"), units=names, role=role_of(names))


def _tables(passage: Passage) -> Iterator[list[tuple[Span, ...]]]:
    """Those of the document; in a plain text lines with tabs that follow each other."""
    if passage.document.grids:
        yield from (list(grid.rows) for grid in passage.document.grids)
        return
    rows: list[tuple[Span, ...]] = []
    last = -1
    for match in _ROW.finditer(passage.text):
        if rows and match.start() != last + 1:
            yield rows
            rows = []
        rows.append(tuple(_cells(match)))
        last = match.end()
    if rows:
        yield rows


def _cells(row: re.Match[str]) -> Iterator[Span]:
    start = row.start()
    for cell in row.group().split("\t"):
        yield Span(start=start, end=start + len(cell))
        start += len(cell) + 1


def _heads(passage: Passage, row: tuple[Span, ...]) -> dict[int, str]:
    """Column to role, where a row holds such headings."""
    found: dict[int, str] = {}
    for place, cell in enumerate(row):
        head = re.sub("\\s", "", passage.text[cell.start : cell.end])
        if len(head) <= _LONGEST_HEAD and _HEAD.fullmatch(head):
            found[place] = role_of_key(head)
    return found


def _cell(passage: Passage, cell: Span, role: str) -> Party | None:
    start, end = passage.trimmed(cell.start, cell.end)
    if _EMPTY.fullmatch(passage.text, start, end):
        return None
    found = assigned(passage, start, end)
    return (
        Party(start=start, end=end, units=found.names, role=role, helping=found.helping)
        if found.names
        else None
    )
