"""Where the columns of a table stand that say by when (完成时限)."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from services.plans.passage import Passage

_HEADER = re.compile(
    "(?:(?:计划|要求|拟|预计)?(?:完成|竣工|完工|交付|投产|投用|办结|整改|销号|落实|上报|报送|截止|达标"
    "|见效)(?:的)?(?:时限|时间"
    "|期限|日期|节点)|时限|期限|时间节点)(?:要求)?"
    "(?:\\([^()\\n]{0,10}\\))?"
)
_CELLS = re.compile("[^\\t\\n]*")


class Columns:
    """Their cells, by place."""

    def __init__(self, cells: list[tuple[int, int]]) -> None:
        self._cells = sorted(cells)
        self._starts = [start for start, _ in self._cells]

    def hold(self, position: int) -> bool:
        place = bisect_right(self._starts, position) - 1
        return place >= 0 and position < self._cells[place][1]


def due_columns(passage: Passage) -> Columns:
    """Of the document's tables, and of lines whose cells are parted by tabs."""
    return Columns([*_of_grids(passage), *_of_lines(passage)])


def _of_grids(passage: Passage) -> Iterator[tuple[int, int]]:
    for grid in passage.document.grids:
        columns: set[int] = set()
        for row in grid.rows:
            headed = {at for at, cell in enumerate(row) if _is_header(passage.text[cell.start : cell.end])}
            columns |= headed
            yield from ((row[at].start, row[at].end) for at in columns - headed if at < len(row))


def _of_lines(passage: Passage) -> Iterator[tuple[int, int]]:
    columns: set[int] = set()
    for line in passage.document.lines:
        if "\t" not in passage.text[line.start : line.end]:
            columns = set()
            continue
        cells = [
            match.span()
            for match in _CELLS.finditer(passage.text, line.start, line.end)
            if match.start() == line.start or passage.text[match.start() - 1] == "\t"
        ]
        headed = {at for at, cell in enumerate(cells) if _is_header(passage.text[slice(*cell)])}
        columns |= headed
        yield from (cells[at] for at in columns - headed if at < len(cells))


def _is_header(cell: str) -> bool:
    return bool(_HEADER.fullmatch(re.sub("\\s", "", cell[:40])))
