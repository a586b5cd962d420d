"""The page of rows that a projection works on."""

from collections.abc import Callable, Hashable, Iterator
from typing import Any, Generic, TypeAlias, TypeVar

from msgspec.structs import astuple

from workflows.tables.rows import (
    AppointmentRow,
    CalendarRow,
    FollowedRow,
    HorizonRow,
    InboxRow,
    ItemRow,
    MeasureRow,
    NoticeYearRow,
    OrderRow,
    OverviewRow,
    PlanRow,
    PolicyRow,
    QuestionRow,
    Row,
    SubstituteRow,
    TaskRow,
    UnitOrdersRow,
    UnitRow,
    WakeRow,
)

K = TypeVar("K", bound=Hashable)
R = TypeVar("R", bound=Row)


Share: TypeAlias = tuple[str, str, str, bool]
"""What a task counts for: unit, due day, the column of its overview, whether it was escalated."""


def share(row: TaskRow) -> Share | None:
    """None for a task that was cancelled, skipped or deferred: it counts for nothing, or not yet."""
    state = row.state
    if state in ("cancelled", "skipped", "deferred"):
        return None
    if state in ("reported", "accepted"):
        column = "on_time" if row.done_at < row.due else "late"
    else:
        column = "excused" if state == "excused" else "undone"
    return row.unit, row.due_day, column, row.level > 0


Before: TypeAlias = tuple[Share | None, int]
"""What a task counted for, and when it was to be looked at, before a page touched it."""

UNKNOWN: Before = (None, 0)
"""Of a task that the page makes."""


class Table(Generic[K, R]):
    """Rows by key, with those that a page touched; `load` fetches what is not here yet.

    `key` is how many columns the key has; `whole`: every row that exists is here, so nothing need be asked.
    """

    def __init__(
        self, name: str, key: int, load: Callable[[K], R | None] | None = None, whole: bool = True
    ) -> None:
        self.name, self.key, self.load = name, key, load
        self.whole = whole or load is None
        self.rows: dict[K, R | None] = {}
        self.dirty: dict[K, None] = {}
        self.new: set[K] = set()

    def get(self, key: K) -> R | None:
        """The row to be changed in place, if it is then put."""
        row = self.rows.get(key)
        if row is not None or self.whole or self.load is None or key in self.rows:
            return row
        row = self.rows[key] = self.load(key)
        return row

    def put(self, key: K, row: R) -> None:
        if self.whole and key not in self.rows:
            self.new.add(key)
        self.rows[key] = row
        self.dirty[key] = None

    def put_new(self, rows: dict[K, R]) -> None:
        """Rows that are never deleted, many at once."""
        self.rows.update(rows)
        self.dirty.update(dict.fromkeys(rows))

    def delete(self, key: K) -> None:
        """A row that was put in this page and never written needs no deleting."""
        if key in self.new:
            self.new.remove(key)
            del self.rows[key], self.dirty[key]
            return
        self.rows[key] = None
        self.dirty[key] = None

    def touch(self, key: K) -> None:
        self.dirty[key] = None

    def changes(self) -> tuple[list[K], list[tuple[object, ...]]]:
        """Keys to delete and rows to write since the last `settled`, in the order of a file."""
        rows = self.rows
        keys: list[K] = sorted(self.dirty)  # type: ignore[type-var]  # keys are strings, or tuples
        kept = [astuple(row) for key in keys if (row := rows[key]) is not None]
        gone = [key for key in keys if rows[key] is None] if len(kept) < len(keys) else []
        return gone, kept

    def settled(self, most: int) -> None:
        """The page is written; rows beyond `most` are forgotten, the longest here first."""
        rows = self.rows
        for key in [key for key in self.dirty if rows[key] is None]:
            del rows[key]
        self.dirty, self.new = {}, set()
        surplus = len(self.rows) - most
        if surplus > 0:
            self.whole = False
            for key in list(self.rows)[:surplus]:
                del self.rows[key]


Loader: TypeAlias = Callable[[str], tuple[Callable[[Any], Any], bool]]
"""By table name: what fetches a row by key, and whether the table is empty (all of it is here)."""


class Tables:
    """All read tables of one page."""

    def __init__(self, loader: Loader | None = None) -> None:
        def table(name: str, key: int) -> Table[Any, Any]:
            load, whole = loader(name) if loader else (None, True)
            return Table(name, key, load, whole)

        self.before: dict[str, Before] = {}
        self.units: Table[str, UnitRow] = table("unit", 1)
        self.appointments: Table[str, AppointmentRow] = table("appointment", 1)
        self.substitutes: Table[str, SubstituteRow] = table("substitute", 1)
        self.calendars: Table[str, CalendarRow] = table("calendar", 1)
        self.notice_years: Table[tuple[str, int], NoticeYearRow] = table("notice_year", 2)
        self.policies: Table[str, PolicyRow] = table("policy", 1)
        self.plans: Table[str, PlanRow] = table("plan", 1)
        self.items: Table[tuple[str, str], ItemRow] = table("item", 2)
        self.questions: Table[tuple[str, str], QuestionRow] = table("question", 2)
        self.horizons: Table[tuple[str, str], HorizonRow] = table("horizon", 2)
        self.tasks: Table[str, TaskRow] = table("task", 1)
        self.wakes: Table[tuple[int, str], WakeRow] = table("wake", 2)
        self.inbox: Table[tuple[str, str], InboxRow] = table("inbox", 2)
        self.measures: Table[tuple[str, str], MeasureRow] = table("measure", 2)
        self.overview: Table[tuple[str, str], OverviewRow] = table("overview", 2)
        self.orders: Table[str, OrderRow] = table("orders", 1)
        self.unit_orders: Table[str, UnitOrdersRow] = table("unit_orders", 1)
        self.followed: Table[str, FollowedRow] = table("followed", 1)

    def count(self) -> None:
        """Bring the overview and the due queue to what the touched tasks say now; once for each of a page."""
        counts: dict[Share | None, int] = {}
        tasks = self.tasks.rows
        for task, (share_before, wake_before) in self.before.items():
            row = tasks[task]
            assert row is not None, task  # tasks are never deleted
            now = share(row)
            if now != share_before:
                counts[share_before] = counts.get(share_before, 0) - 1
                counts[now] = counts.get(now, 0) + 1
            if row.wake_at != wake_before:
                if wake_before:
                    self.wakes.delete((wake_before, task))
                if row.wake_at:
                    self.wakes.put((row.wake_at, task), WakeRow(row.wake_at, task))
        self.before = {}
        changed = [self._add(one, more) for one, more in counts.items() if one is not None and more]
        for key in {(row.unit, row.due_day) for row in changed if not row.scheduled}:
            self.overview.delete(key)  # or how the log was cut into pages would show

    def _add(self, one: Share, more: int) -> OverviewRow:
        unit, day, column, escalated = one
        key = (unit, day)
        counts = self.overview.get(key) or OverviewRow(unit, day)
        self.overview.put(key, counts)
        counts.scheduled += more
        counts.escalated += more * escalated
        setattr(counts, column, getattr(counts, column) + more)
        return counts

    def touched(self) -> int:
        """How many rows the page has changed so far."""
        return len(self.before) + sum(len(table.dirty) for table in self.all())

    def all(self) -> Iterator[Table[Any, Any]]:
        yield from (table for table in vars(self).values() if isinstance(table, Table))
