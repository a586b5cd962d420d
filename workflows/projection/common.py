"""What every part of the projection uses."""

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from events.log import Record
from workflows.tables import Tables

Handler: TypeAlias = Callable[[Tables, Record, Any], None]
R = TypeVar("R")


class BrokenHistory(Exception):
    """An event speaks of something that no earlier event made: the log was not written by these rules."""


def there(row: R | None, record: Record) -> R:
    if row is None:
        raise BrokenHistory(f"position {record.position}, {record.tag} on {record.stream}: no such row yet")
    return row


@lru_cache(maxsize=1 << 16)
def due_day(zone: str, due: int) -> str:
    """The local day of an exclusive due instant: 24:00 belongs to the day that it ends."""
    return dt.datetime.fromtimestamp((due - 1) // 1_000_000, ZoneInfo(zone)).date().isoformat()
