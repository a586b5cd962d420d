"""The headers of tables: which row is one, and what its columns hold."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

from msgspec import Struct

from events.types import Span
from services.plans.passage import one_width
from services.plans.table_words import WEEKDAY, Role, leads_first, role_of

Row: TypeAlias = tuple[Span, ...]


class Header(Struct, frozen=True):
    """`roles` by column; `task`: its column; `groups`: the columns of categories, left to right."""

    roles: Mapping[int, Role]
    cells: Row
    task: int
    groups: tuple[int, ...]
    weekdays: tuple[int, ...] = ()

    def is_wide(self, row: Row, only: Span) -> bool:
        """Whether the only cell of a row is no task: it stands elsewhere, or runs over other columns too."""
        covered = {self.cells[at] for at, cell in enumerate(row[: len(self.cells)]) if cell == only}
        return covered != {self.cells[self.task]}


def is_header(text: str, row: Row) -> bool:
    """At least two cells are headers of different kinds, or three are days of the week."""
    cells = {cell for cell in row if cell.start < cell.end}
    if len(cells) < 2:
        return False
    if len(_weekdays(text, row)) > 2:
        return True
    roles = [role_of(text[cell.start : cell.end]) for cell in cells]
    known = [role for role in roles if role]
    return len(set(known)) > 1 and len(known) * 2 >= len(cells)


def is_second(text: str, row: Row, below: Row) -> bool:
    """Whether the next row goes on with the header: what it adds are headers, under cells that are wide."""
    new = {cell for cell in below if cell.start < cell.end and cell not in row}
    if not new or not all(role_of(text[cell.start : cell.end]) for cell in new):
        return False
    is_wide = any(one == other or other.start == other.end for one, other in pairwise(row))
    return is_wide and len(below) == len(row)


def header_of(text: str, row: Row, below: Row) -> Header | None:
    """None where no column can be the task."""
    cells = tuple(
        below[at] if below and below[at].start < below[at].end else cell for at, cell in enumerate(row)
    )
    words = [text[cell.start : cell.end] for cell in cells]
    days = _weekdays(text, cells)
    if len(days) > 2:
        return Header({}, cells, -1, (), days)
    roles: dict[int, Role] = {}
    for at, word in enumerate(words):
        role = role_of(word) or role_of(text[row[at].start : row[at].end])
        if role:
            roles[at] = role
    _one_lead(roles, words)
    tasks = [at for at, role in roles.items() if role == "task"]
    task = tasks[-1] if tasks else _instead(roles, words)
    if task is None:
        return None
    roles[task] = "task"
    groups = tuple(at for at, role in sorted(roles.items()) if role in ("group", "task") and at < task)
    return Header(roles, cells, task, groups)


def _weekdays(text: str, row: Row) -> tuple[int, ...]:
    return tuple(
        at for at, cell in enumerate(row) if WEEKDAY.fullmatch(one_width(text[cell.start : cell.end]))
    )


def _one_lead(roles: dict[int, Role], words: Sequence[str]) -> None:
    """Beside 牵头单位, a column 责任单位 names those who help."""
    leads = [at for at, role in roles.items() if role == "lead"]
    first = next((at for at in leads if leads_first(words[at])), None)
    if first is not None:
        roles.update((at, "cooperating") for at in leads if words[at] != words[first])


def _instead(roles: Mapping[int, Role], words: Sequence[str]) -> int | None:
    """Where no column is called a task: the first target, a category, or a column of no known kind."""
    targets = [at for at, role in roles.items() if role == "target"]
    groups = [at for at, role in roles.items() if role == "group"]
    unknown = [at for at, word in enumerate(words) if word and at not in roles]
    return next(iter((*targets[:1], *groups[-1:], *unknown)), None)
