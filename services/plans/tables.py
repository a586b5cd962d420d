"""Tables of work to rows of meaning: which cell is the task, who leads it, by when it is due."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from events.types import Span
from services.plans.document import Document, Grid
from services.plans.found import Deadline, Party
from services.plans.passage import one_width
from services.plans.table_days import due_in
from services.plans.table_heads import Header, Row, header_of, is_header, is_second
from services.plans.table_words import (
    SAME,
    Named,
    Role,
    is_day_or_month,
    names_in,
    runs_down,
)

_LINE = re.compile("(?m)^[^\\n\\t]*\\t[^\\n]*")
_CELLS = re.compile("[^\\t]*")
_HEADING = 60  # characters of a row that is the heading of those below, at most
_NO_HEADING = re.compile("备?注|说明|填[表报]|制表|审核|单位:|日期:|合计|总计|小计")
_TOTAL = re.compile("合计|总计|小计")


class TableRow(Struct, frozen=True):
    """A row of a table at [start, end) with the parts of its meaning.

    `group`: the categories that it stands under, widest first. Names come as written, each with its place;
    `parties` hold them by cell. `deadline`, `cadence` and `target`: the cells that speak of them.
    """

    start: int
    end: int
    number: str
    task: Span
    group: tuple[str, ...] = ()
    leads: tuple[Named, ...] = ()
    cooperating: tuple[Named, ...] = ()
    informed: tuple[Named, ...] = ()
    persons: tuple[Named, ...] = ()
    deadline: Span | None = None
    cadence: Span | None = None
    target: Span | None = None
    note: str = ""
    parties: tuple[Party, ...] = ()


def rows_of(document: Document) -> tuple[TableRow, ...]:
    """Of all tables that have a header; of lines with tabs where the document has no tables."""
    grids = document.grids or grids_of_text(document.text)
    return tuple(row for grid in grids for row in _Reader(document.text, grid.rows).rows())


def grids_of_text(text: str) -> tuple[Grid, ...]:
    """Tables among the lines of a text: a header, then at least one row of no more cells.

    Rows that end with blank cells may leave these away.
    """
    grids: list[Grid] = []
    rows: list[Row] = []
    before = -2
    for match in _LINE.finditer(text):
        row = tuple(_cells(text, *match.span()))
        is_head = is_header(text, row)
        if match.start() != before + 1 or (rows and len(row) > len(rows[0])) or (is_head and not rows):
            _close(grids, rows)
            rows = [row] if is_head else []
        elif rows:
            rows.append((*row, *(Span(match.end(), match.end()) for _ in rows[0][len(row) :])))
        before = match.end()
    _close(grids, rows)
    return tuple(grids)


def _close(grids: list[Grid], rows: list[Row]) -> None:
    if len(rows) > 1:
        grids.append(Grid(tuple(rows)))


def _cells(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    while at <= end:
        match = _CELLS.match(text, at, end)
        stop = match.end() if match else end
        yield _trimmed(text, at, stop)
        at = stop + 1


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def parties_of(rows: Iterable[TableRow]) -> tuple[Party, ...]:
    """One for each cell that names somebody, by place; a cell that rows share comes once."""
    found = {(one.start, one.end, one.role): one for row in rows for one in row.parties}
    return tuple(found[place] for place in sorted(found))


def deadlines_of(rows: Iterable[TableRow], text: str, year: int) -> tuple[Deadline, ...]:
    """Days and months of deadline columns that no word (前, 底) marks as such. `year`: the plan's, or 0."""
    cells = {(row.deadline.start, row.deadline.end) for row in rows if row.deadline}
    found = (due_in(text, Span(*cell), year) for cell in sorted(cells))
    return tuple(one for one in found if one)


# --- one table --------------------------------------------------------------------------------------------


class _Reader:
    """Reads the rows of one table from top to bottom."""

    def __init__(self, text: str, rows: Sequence[Row]) -> None:
        self._text, self._rows = text, rows
        self._heading = ""
        self._above: dict[int, Span] = {}  # what stands over the blanks of a column
        self._named: dict[Role, tuple[str, ...]] = {}  # whom 同上 means

    def rows(self) -> Iterator[TableRow]:
        """Those with a task; rows that share one are told once."""
        held: TableRow | None = None
        for row in self._read():
            if held is not None and row.task == held.task and row.cadence == held.cadence:
                held = _both(held, row)
                continue
            if held is not None:
                yield held
            held = row
        if held is not None:
            yield held

    def _read(self) -> Iterator[TableRow]:
        header: Header | None = None
        at = 0
        while at < len(self._rows):
            row = self._rows[at]
            if is_header(self._text, row):
                below = self._rows[at + 1] if at + 1 < len(self._rows) else ()
                has_second = is_second(self._text, row, below)
                header = header_of(self._text, row, below if has_second else ()) or header
                at += 1 + has_second
                self._above.clear()
                continue
            if header is not None:
                yield from self._row(header, row, self._shared(at))
            at += 1

    def _shared(self, at: int) -> frozenset[int]:
        """The columns whose cell covers also the row before or after."""
        row = self._rows[at]
        beside = [*self._rows[max(0, at - 1) : at], *self._rows[at + 1 : at + 2]]
        return frozenset(
            column
            for column, cell in enumerate(row)
            if cell.start < cell.end and any(cell == other[column] for other in beside if column < len(other))
        )

    def _row(self, header: Header, row: Row, shared: frozenset[int]) -> Iterator[TableRow]:
        filled = {cell for cell in row if cell.start < cell.end}
        if not filled:
            return
        if len(filled) == 1 and len(row) > 2 and not header.weekdays:
            (only,) = filled
            if header.is_wide(row, only):
                self._head(only)
                return
        if _TOTAL.match(self._said(min(filled, key=lambda cell: cell.start))):
            return
        if header.weekdays:
            yield from self._week(header, row)
            return
        task = self._task(header, row)
        if task is not None:
            yield self._meaning(header, row, task, shared)

    def _said(self, cell: Span | None) -> str:
        return self._text[cell.start : cell.end] if cell else ""

    def _head(self, cell: Span) -> None:
        text = self._said(cell)
        if len(text) <= _HEADING and not _NO_HEADING.match(one_width(text)):
            self._heading = text
            self._above.clear()

    def _task(self, header: Header, row: Row) -> Span | None:
        """The cell of the task column; where it is blank, the nearest category that is not."""
        for column in (header.task, *(g for g in reversed(header.groups) if header.roles.get(g) == "task")):
            if column < len(row) and row[column].start < row[column].end:
                return row[column]
        return None

    def _week(self, header: Header, row: Row) -> Iterator[TableRow]:
        """A timetable: one row of meaning for each cell, with the day that heads its column."""
        group = tuple(self._said(cell) for column, cell in enumerate(row) if column < min(header.weekdays))
        days: dict[Span, list[Span]] = {}
        for column in header.weekdays:
            if column < len(row) and row[column].start < row[column].end:
                days.setdefault(row[column], []).append(header.cells[column])
        for cell, heads in days.items():
            day = Span(heads[0].start, heads[-1].end)
            yield TableRow(cell.start, cell.end, "", cell, self._under(group), cadence=day)

    def _under(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name in (self._heading, *names) if name))

    def _meaning(self, header: Header, row: Row, task: Span, shared: frozenset[int]) -> TableRow:
        own = [cell for at, cell in enumerate(row) if at not in shared and cell.start < cell.end] or [task]
        cells: dict[Role, Span] = {}
        parties: list[Party] = []
        names: dict[Role, list[Named]] = {}
        for column, cell in enumerate(self._filled_down(header, row)):
            role = self._role(header, column, cell, cells)
            if role is None or cell.start >= cell.end or cell == task:
                continue
            cells.setdefault(role, cell)
            if role in ("lead", "cooperating", "informed", "person"):
                parties += self._parties(cell, role, names)
        return TableRow(
            start=min(cell.start for cell in own),
            end=max(cell.end for cell in own),
            number=self._said(cells.get("number")),
            task=task,
            group=self._under(self._groups(header, row, task, shared)),
            leads=tuple(names.get("lead", ())),
            cooperating=tuple(names.get("cooperating", ())),
            informed=tuple(names.get("informed", ())),
            persons=tuple(names.get("person", ())),
            deadline=cells.get("deadline"),
            cadence=cells.get("cadence"),
            target=cells.get("target"),
            note=self._said(cells.get("note")),
            parties=tuple(parties),
        )

    def _role(self, header: Header, column: int, cell: Span, cells: Mapping[Role, Span]) -> Role | None:
        role = header.roles.get(column)
        if role is None and "cadence" not in cells and is_day_or_month(self._said(cell)):
            return "cadence"
        if role is None and column == 0 and self._said(cell).isdigit():
            return "number"
        return role

    def _filled_down(self, header: Header, row: Row) -> Iterator[Span]:
        """The row's cells; a blank of a category or a month repeats the one above it."""
        for column, cell in enumerate(row):
            may_repeat = column in header.groups or (
                header.roles.get(column) == "cadence" and runs_down(self._said(header.cells[column]))
            )
            if not may_repeat:
                yield cell
                continue
            if cell.start < cell.end:
                self._above[column] = cell
                for inner in header.groups:
                    if inner > column:
                        self._above.pop(inner, None)
            yield self._above.get(column, cell)

    def _groups(self, header: Header, row: Row, task: Span, shared: frozenset[int]) -> Iterator[str]:
        for column, cell in enumerate(row[: header.task]):
            shown = self._above.get(column, cell) if column in header.groups else cell
            is_merged = column in shared and column not in header.roles
            if (column in header.groups or is_merged) and shown != task:
                yield self._said(shown)

    def _parties(self, cell: Span, role: Role, names: dict[Role, list[Named]]) -> Iterator[Party]:
        """One for the cell and each role in it."""
        by_role: dict[Role, list[Named]] = {}
        if SAME.fullmatch(self._said(cell)):
            by_role[role] = [(name, cell) for name in self._named.get(role, ())]
        else:
            for said, named in names_in(self._text, cell, role):
                by_role.setdefault(said, []).append(named)
        for said, found in by_role.items():
            if not found:
                continue
            names.setdefault(said, []).extend(found)
            units = tuple(dict.fromkeys(name for name, _ in found))
            self._named[said] = units
            yield Party(start=found[0][1].start, end=found[-1][1].end, units=units, role=said, rule="table")


def _both(one: TableRow, other: TableRow) -> TableRow:
    """Two rows of one task: the parties of both, else what the first says."""
    return replace(
        one,
        end=max(one.end, other.end),
        leads=tuple(dict.fromkeys((*one.leads, *other.leads))),
        cooperating=tuple(dict.fromkeys((*one.cooperating, *other.cooperating))),
        informed=tuple(dict.fromkeys((*one.informed, *other.informed))),
        persons=tuple(dict.fromkeys((*one.persons, *other.persons))),
        deadline=one.deadline or other.deadline,
        target=one.target or other.target,
        note=one.note or other.note,
        parties=tuple(dict.fromkeys((*one.parties, *other.parties))),
    )
