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
    Example(
        "| 姓名 | 今日 |\n|---|---|\n| 何田 | 建库 |\n| 毛五妹 | 改版 |\n| 沈一舟 | 无 |\n",
        (("何田", "何田"), ("毛五妹", "毛五妹"), ("沈一舟", "沈一舟")),
    ),
    Example("序号\t任务\t时限\n1\t修渠\t5月\n\n星期一    升旗    操场"),
)

_HEAD = re.compile(
    f"(?:{KEY}|责任(?:单位|部门|人)?(?:[/、和及(].{{0,12}})?|负责(?:单位|部门|科室)|实施(?:单位|主体)"
    "|(?:完成|承担|考核|考评|评分|评价|评定|打分|验收|督办|监管|主责|经办|承办|挂钩|包保|责任|牵头"
    "|分管|带班|值班)"
    "(?:单位|部门|科室|站所|站办|办所|办公室|领导|人员?|者|主体|班组)|牵头|配合)"
)
_EMPTY = re.compile("[\\s:/\\\\—\\-_*无]*")
_LONGEST_HEAD = 16
_OTHER_HEAD = re.compile(
    "对象|范围|地[点址]|场[所地]|来源|联系|电话|报送|备注|任务|项目|内容|事项|目标|指标|名称|类别|^序"
)
_A_NAME = re.compile("姓 *名|成员|组员")
_LONGEST_CELL = 40
_FEWEST = 3
_SHARE = 0.8
_ROW = re.compile("(?m)^(?:[^\\n\\t]*\\t[^\\n]*| *\\|[^\\n]*\\|[^\\n]*)$")
_TRAILING = re.compile(
    "(?m)^(?:星期|周|礼拜)[一二三四五六日天][^\\n\\t]{1,80}?(?:  +|\\t)(?P<names>[^\\n\\t ]{2,40}) *$"
)


def find(passage: Passage) -> Iterator[Party]:
    seen: set[int] = set()
    listed: set[str] = set()
    for rows in _tables(passage):
        for party in _columns(passage, rows, listed):
            # a cell over several rows comes in each of them
            if party.start not in seen:
                seen.add(party.start)
                yield party
    for match in _TRAILING.finditer(passage.text):
        names = names_in(passage, *match.span("names"))
        if all(is_name(name) or is_person(name) for name in names) and match.start("names") not in seen:
            yield Party(start=match.start("names"), end=match.end("names"), units=names, role=role_of(names))


def _columns(passage: Passage, rows: list[tuple[Span, ...]], listed: set[str]) -> Iterator[Party]:
    columns: dict[int, str] = {}
    bare = _columns_of_names(passage, rows, listed)
    for row in rows:
        heads = _heads(passage, row)
        if heads and (not columns or len(heads) > 1):
            columns = heads
            continue
        for place, cell in enumerate(row):
            party = None
            if place in columns:
                party = _cell(passage, cell, columns[place])
            elif place in bare:
                party = _bare_cell(passage, cell)
            if party is not None:
                yield party


def _columns_of_names(passage: Passage, rows: list[tuple[Span, ...]], listed: set[str]) -> set[int]:
    """Columns that hold little but names, whatever stands over them.

    `listed`: who stood under 姓名 in the tables before; a list of the same people again says no more.
    """
    found: set[int] = set()
    for place in range(max(map(len, rows), default=0)):
        cells = [row[place] for row in rows if place < len(row)]
        texts = [passage.text[cell.start : cell.end].strip() for cell in cells]
        if _OTHER_HEAD.search(texts[0]):
            continue
        filled = [text for text in texts[1:] if not _EMPTY.fullmatch(text)]
        named = sum(1 for cell in cells[1:] if _bare_cell(passage, cell))
        if named >= _FEWEST and named >= _SHARE * len(filled):
            if _A_NAME.fullmatch(texts[0]) and listed.issuperset(filled):
                continue
            listed.update(filled if _A_NAME.fullmatch(texts[0]) else ())
            found.add(place)
    return found


def _bare_cell(passage: Passage, cell: Span) -> Party | None:
    """A cell with nothing but names in it, under no heading that says so."""
    start, end = passage.trimmed(cell.start, cell.end)
    if not start < end <= start + _LONGEST_CELL:
        return None
    names = names_in(passage, start, end)
    if not names or not all(is_name(name) or is_person(name) for name in names):
        return None
    return Party(start=start, end=end, units=names, role=role_of(names), inferred=True)


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
    for cell in row.group().split("|" if row.group().lstrip().startswith("|") else "\t"):
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
