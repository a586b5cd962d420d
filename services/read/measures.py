"""What is asked about measures on units; connections and conventions as in services/read/queries.py."""

from typing import Any

import apsw
from msgspec import Struct

from workflows.measures import late


class MeasureLine(Struct, frozen=True):
    """A measure as lists show it. Instants µs UTC, 0: not yet; `reason` is None when erased. `late`: the
    answer came, or is still awaited, after `due`; `skips`: the milder measure was left out."""

    unit: str
    unit_name: str
    measure: str
    kind: str
    reason: str | None
    due: int
    task: str
    skips: bool
    decided_at: int
    answered_at: int
    lifted_at: int
    late: bool
    text: str
    version: int


SELECT = """
  SELECT m.unit, coalesce(u.name, m.unit), m.measure, m.kind, x.body, m.due, m.task, m.skips,
         m.decided_at, m.answered_at, m.lifted_at, m.text, m.version
  FROM measure m LEFT JOIN unit u ON u.unit = m.unit LEFT JOIN kept.text x ON x.digest = m.reason"""


def measures(db: apsw.Connection, now: int, unit: str = "") -> tuple[MeasureLine, ...]:
    """Of a unit, or of all: what waits for an answer first by its day, then what holds, then what was lifted,
    the latest first."""
    rows = db.execute(f"{SELECT} WHERE ?1 = '' OR m.unit = ?1", (unit,))
    found = [_line(row, now) for row in rows]
    return tuple(sorted(found, key=_place))


def _place(one: MeasureLine) -> tuple[int, int, str]:
    if one.lifted_at:
        return 2, -one.lifted_at, one.measure
    if one.answered_at:
        return 1, -one.decided_at, one.measure
    return 0, one.due, one.measure


def measure(db: apsw.Connection, unit: str, name: str, now: int) -> MeasureLine | None:
    row: Any = db.execute(f"{SELECT} WHERE m.unit = ? AND m.measure = ?", (unit, name)).get
    return _line(row, now) if row else None


def in_force(db: apsw.Connection) -> dict[str, list[str]]:
    """Kinds of the measures that hold, by unit."""
    found: dict[str, list[str]] = {}
    rows: Any = db.execute("SELECT unit, kind FROM measure WHERE lifted_at = 0 ORDER BY unit, measure")
    for unit, kind in rows:
        found.setdefault(unit, []).append(kind)
    return found


def _line(row: Any, now: int) -> MeasureLine:
    due, answered_at, lifted_at = row[5], row[9], row[10]
    is_late = late(due, answered_at, lifted_at, now)
    return MeasureLine(*(*row[:7], bool(row[7]), *row[8:11], is_late, *row[11:]))
