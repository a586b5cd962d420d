"""What every part of the projection uses."""

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from events.log import Recorded
from workflows.tables import OverviewRow, Tables, TaskRow

Handler: TypeAlias = Callable[[Tables, Recorded, Any], None]
R = TypeVar("R")


class BrokenHistory(Exception):
    """An event speaks of something that no earlier event made: the log was not written by these rules."""


def there(row: R | None, record: Recorded) -> R:
    if row is None:
        raise BrokenHistory(f"position {record.position}, {record.tag} on {record.stream}: no such row yet")
    return row


@lru_cache(maxsize=1 << 16)
def due_day(zone: str, due: int) -> str:
    """The local day of an exclusive due instant: 24:00 belongs to the day that it ends."""
    return dt.datetime.fromtimestamp((due - 1) // 1_000_000, ZoneInfo(zone)).date().isoformat()


def count(tables: Tables, row: TaskRow, sign: int) -> None:
    """Add (1) or take away (-1) what a task counts for in its unit's overview of its due day."""
    if row.state == "cancelled":
        return
    key = (row.unit, row.due_day)
    counts = tables.overview.get(key)
    if counts is None:
        counts = OverviewRow(row.unit, row.due_day)
    tables.overview.put(key, counts)
    counts.scheduled += sign
    if row.level:
        counts.escalated += sign
    if row.state in ("reported", "accepted"):
        if row.done_at < row.due:
            counts.on_time += sign
        else:
            counts.late += sign
    elif row.state == "excused":
        counts.excused += sign
    else:
        counts.undone += sign
