"""Orders over many tasks as the API shows them, and what one would be about before it is given."""

import datetime as dt
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import asdict

from services.read import orders as queries
from services.read.orders import OrderLine, UnitTasks
from services.replanning import proposal
from services.web.operations import Operation
from services.web.views import Ask, AsOf, Paged, Rows, View, reading
from workflows.orders import check_range, covered
from workflows.refusal import Refused
from workflows.schedule import horizon

Names = Annotated[str, Meta(description="ids, separated by commas")]


class OrderFound(Struct, frozen=True):
    """`kind` excuse or replan; `by` the member who ordered it. Of an excuse `reason` is null when erased; of
    a replan `expected` are its moves. `done` and `passed` tasks so far; `settled`: all that is scheduled has
    been gone through, `remaining` tasks are still to do."""

    order: str
    kind: str
    by: str
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
    remaining: int


class OfOrder(AsOf, frozen=True, forbid_unknown_fields=True, kw_only=True):
    order: str


class OfDays(Ask, frozen=True, forbid_unknown_fields=True):
    """Due days [since, until], both included."""

    units: Names
    since: dt.date
    until: dt.date
    plans: Names = ""


class Excusable(Struct, frozen=True):
    """What a bulk excuse would take off now, by unit. Days from `scheduled_until` on are not scheduled yet:
    what comes to be due there comes off as it is scheduled."""

    rows: tuple[UnitTasks, ...]
    tasks: int
    units: int
    scheduled_until: dt.date


class OfCalendar(Ask, frozen=True, forbid_unknown_fields=True):
    calendar: str
    unit: Annotated[str, Meta(description="of this unit alone; empty: of all")] = ""


class ProposedMove(Struct, frozen=True):
    """`kind`: later, earlier or opening can be approved; short, gone and new are left to be seen to by hand.
    Instants µs UTC, 0 for none; `text` is null when erased or not scheduled."""

    kind: str
    task: str
    unit: str
    unit_name: str
    text: str | None
    opens_before: int
    due_before: int
    opens: int
    due: int


class Replan(Struct, frozen=True):
    """What the present version of a calendar asks of tasks that are scheduled already."""

    calendar: str
    version: int
    rows: tuple[ProposedMove, ...]


def orders(view: View, ask: Paged) -> Rows[OrderFound]:
    return view.cut([_found(view, line) for line in queries.orders(view.db)], lambda one: one.order, ask)


def order(view: View, ask: OfOrder) -> OrderFound:
    """Raises Refused(unknown-order)."""
    line = queries.order(view.db, ask.order)
    if line is None:
        raise Refused("unknown-order", f"there is no order {ask.order}", order=ask.order)
    return _found(view, line)


def _found(view: View, line: OrderLine) -> OrderFound:
    given = view.app.states.order(line.order)
    if line.kind == "replan":
        remaining = 0 if line.settled else line.expected - line.done
    else:
        remaining = 0 if line.settled else _remaining(view, line)
    return OrderFound(by=given.by, remaining=remaining, **asdict(line))


def _remaining(view: View, line: OrderLine) -> int:
    covers = covered_by(view, line)
    days = dt.date.fromisoformat(line.since), dt.date.fromisoformat(line.until)
    return sum(one.tasks for one in queries.excusable(view.db, covers, *days, line.plans))


def covered_by(view: View, line: OrderLine) -> tuple[str, ...]:
    """The units that a bulk excuse was for."""
    intent = view.app.states.order(line.order).intent
    return getattr(intent, "covers", ())


def excusable(view: View, ask: OfDays) -> Excusable:
    """Raises Refused: bad-range, no-units, unknown-unit, unit-closed."""
    check_range(ask.since, ask.until)
    units = covered(view.app.states.org(), named(ask.units))
    rows = queries.excusable(view.db, units, ask.since, ask.until, named(ask.plans))
    return Excusable(rows, sum(row.tasks for row in rows), len(units), horizon(view.today()))


def named(text: str) -> tuple[str, ...]:
    """Ids from a list with commas or blanks."""
    return tuple(dict.fromkeys(text.replace(",", " ").split()))


def replan(view: View, ask: OfCalendar) -> Replan:
    """Raises Refused(unknown-calendar)."""
    found = proposal(view.app.states, view.db, ask.calendar, view.now, ask.unit)
    units = dict(view.db.execute("SELECT unit, name FROM unit"))
    rows = []
    for line in found.lines:
        unit = line.task.partition("/")[0]
        before, after = (line.opens_before, line.due_before), (line.opens, line.due)
        text = _text(view, line.task)
        rows.append(
            ProposedMove(line.kind, line.task, unit, str(units.get(unit, unit)), text, *before, *after)
        )
    return Replan(found.calendar, found.version, tuple(rows))


def _text(view: View, task: str) -> str | None:
    """What the item says; of a turn without a task, what the plan does."""
    _, plan, item, _ = task.split("/")
    sql = """
      SELECT x.body FROM item i JOIN kept.text x ON x.digest = i.text WHERE i.plan = ? AND i.item = ?"""
    row = view.db.execute(sql, (plan, item)).fetchone()
    return str(row[0]) if row else None


ORDER_READS: tuple[Operation, ...] = (
    reading("/orders", "Orders over many tasks, the latest first", "Orders", orders, Paged, Rows[OrderFound]),
    reading("/orders/{order}", "One order, and how far it is", "Orders", order, OfOrder, OrderFound),
    reading(
        "/excusable",
        "What a bulk excuse would take off",
        "Orders",
        excusable,
        OfDays,
        Excusable,
        slow=True,
    ),
    reading(
        "/calendars/{calendar}/replan",
        "What a calendar's version of now would move: the list to approve",
        "Orders",
        replan,
        OfCalendar,
        Replan,
        slow=True,
    ),
)
