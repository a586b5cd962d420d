"""Orders over many tasks, and how far they are."""

from collections.abc import Sequence

from events import types as e
from events.log import Record
from workflows.projection.common import Handler, there
from workflows.tables import OrderRow, Tables, UnitOrdersRow


def _bulk_excuse(tables: Tables, record: Record, event: e.BulkExcuseOrdered) -> None:
    row = OrderRow(
        event.order,
        "excuse",
        record.recorded_at,
        event.cause,
        event.reason,
        event.since.isoformat(),
        event.until.isoformat(),
        " ".join(event.units),
        " ".join(event.plans),
        "",
        0,
        0,
        0,
        0,
        record.position,
        0,
    )
    tables.orders.put(event.order, row)
    for unit in event.covers:
        before = tables.unit_orders.get(unit)
        orders = f"{before.orders} {event.order}" if before else event.order
        tables.unit_orders.put(unit, UnitOrdersRow(unit, orders))


def _replan(tables: Tables, record: Record, event: e.ReplanOrdered) -> None:
    row = OrderRow(
        event.order,
        "replan",
        record.recorded_at,
        "",
        "",
        "",
        "",
        "",
        "",
        event.calendar,
        event.calendar_version,
        len(event.moves),
        0,
        0,
        record.position,
        0,
    )
    tables.orders.put(event.order, row)


def _carried_out(tables: Tables, record: Record, event: e.OrderCarriedOut) -> None:
    row = there(tables.orders.get(event.order), record)
    row.passed += event.passed
    row.carried = event.up_to
    tables.orders.touch(event.order)


def changed_one(tables: Tables, order: str) -> None:
    """A task was changed by an order, if that is not "". The history of one unit alone knows no orders."""
    row = tables.orders.get(order) if order else None
    if row is not None:
        row.done += 1
        tables.orders.touch(order)


def scheduled(tables: Tables, record: Record, unit: str, plan: str, days: Sequence[str]) -> None:
    """Tasks that are due on `days` came to be: a bulk excuse for one of these days is behind."""
    covering = tables.unit_orders.get(unit)
    if covering is None:
        return
    for order in covering.orders.split():
        row = there(tables.orders.get(order), record)
        if plan in (row.plans.split() or (plan,)) and any(row.since <= day <= row.until for day in days):
            row.behind = record.position
            tables.orders.touch(order)


HANDLERS: dict[type, Handler] = {
    e.BulkExcuseOrdered: _bulk_excuse,
    e.ReplanOrdered: _replan,
    e.OrderCarriedOut: _carried_out,
}
