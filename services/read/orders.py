"""What is asked of the read tables about orders; as services/read/queries.py."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import apsw
import msgspec
from msgspec import Struct

from workflows.task import WAITING

COLUMNS = """
  o.name, o.kind, o.ordered_at, o.cause, x.body, o.since, o.until, o.units, o.plans, o.calendar,
  o.calendar_version, o.expected, o.done, o.passed, o.behind <= o.carried
"""
TABLES = "orders o LEFT JOIN kept.text x ON x.digest = o.reason"
OPEN = ", ".join(f"'{state}'" for state in WAITING)


class OrderLine(Struct, frozen=True):
    """`kind` excuse or replan. Of an excuse `reason` is None when erased; of a replan `expected` are its
    moves. `done` and `passed` tasks so far; `settled`: gone through all that is scheduled."""

    order: str
    kind: str
    ordered_at: int
    cause: str
    reason: str | None
    since: str
    until: str
    units: tuple[str, ...]
    plans: tuple[str, ...]
    calendar: str
    calendar_version: int
    expected: int
    done: int
    passed: int
    settled: bool


class UnitTasks(Struct, frozen=True):
    """How many tasks of a unit."""

    unit: str
    name: str
    tasks: int


def orders(db: apsw.Connection) -> tuple[OrderLine, ...]:
    """The latest first."""
    rows: Any = db.execute(f"SELECT {COLUMNS} FROM {TABLES} ORDER BY o.ordered_at DESC, o.name")
    return tuple(_line(row) for row in rows)


def order(db: apsw.Connection, name: str) -> OrderLine | None:
    row: Any = db.execute(f"SELECT {COLUMNS} FROM {TABLES} WHERE o.name = ?", (name,)).fetchone()
    return _line(row) if row else None


def excuses_of(db: apsw.Connection, unit: str, day: dt.date) -> tuple[OrderLine, ...]:
    """Bulk excuses that cover a unit and whose days are not over on `day`."""
    row: Any = db.execute("SELECT orders FROM unit_orders WHERE unit = ?", (unit,)).fetchone()
    names = row[0].split() if row else []
    found = [order(db, name) for name in names]
    return tuple(one for one in found if one is not None and one.until >= day.isoformat())


def excusable(
    db: apsw.Connection, units: Sequence[str], since: dt.date, until: dt.date, plans: Sequence[str] = ()
) -> tuple[UnitTasks, ...]:
    """What units still owe by days of [since, until]; those that owe nothing are left out."""
    sql = f"""
      SELECT t.unit, coalesce(u.name, t.unit), count(*)
      FROM task t LEFT JOIN unit u ON u.unit = t.unit
      WHERE t.unit IN (SELECT value FROM json_each(?1)) AND t.due_day >= ?2 AND t.due_day <= ?3
        AND t.state IN ({OPEN}) AND (?4 = '[]' OR t.plan IN (SELECT value FROM json_each(?4)))
      GROUP BY t.unit ORDER BY t.unit"""
    given = (_json(units), since.isoformat(), until.isoformat(), _json(plans))
    rows: Any = db.execute(sql, given)
    return tuple(UnitTasks(*row) for row in rows)


def _json(names: Sequence[str]) -> str:
    return msgspec.json.encode(list(names)).decode()


def _line(row: Any) -> OrderLine:
    units, plans = tuple(row[7].split()), tuple(row[8].split())
    return OrderLine(*(*row[:7], units, plans, *row[9:14], bool(row[14])))
