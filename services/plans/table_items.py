"""Rows of tables to items: the task's cell is the wording, the row says who and when."""

from collections.abc import Iterator

from services.plans.draft import LeftOut
from services.plans.items import Context, ItemFound, Leaf, item_at, telling, why_no_work
from services.plans.tables import TableRow
from services.plans.timing import Timing


def row_items(on: Context, rows: tuple[TableRow, ...]) -> Iterator[ItemFound | LeftOut]:
    """One item a row: r1, r2, … by place."""
    for place, row in enumerate(rows, 1):
        leaf = Leaf(f"r{place}", row.number, row.task, row.group, row.start, row.end)
        aside = why_no_work(on, row.task)
        if aside is not None:
            yield LeftOut(leaf.name, aside.reason, row.task, aside.rule, row.number, row.group)
            continue
        yield item_at(on, leaf, _time(on, row), row.parties)


def _time(on: Context, row: TableRow) -> Timing | None:
    """What the column for it says; else the only word of time in the row."""
    for cell in (row.cadence, row.deadline):
        times = telling(on.timings.within(cell.start, cell.end)) if cell else ()
        if len(times) == 1:
            return times[0]
    times = telling(on.timings.within(row.start, row.end))
    return times[0] if len(times) == 1 else None
