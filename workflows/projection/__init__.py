"""The projection: event → row changes. One function, live, rebuilt and as-of.

Each handler takes the tables, the record and its event; it reads and writes rows of `Tables` only.
"""

from events.log import Record
from events.types import AnyEvent
from workflows.projection import measures, offices, orders, plans, tasks, wakes
from workflows.projection.common import BrokenHistory, Handler
from workflows.tables import Tables

__all__ = ["HANDLERS", "BrokenHistory", "project"]

HANDLERS: dict[type, Handler] = {
    **offices.HANDLERS,
    **plans.HANDLERS,
    **tasks.HANDLERS,
    **orders.HANDLERS,
    **measures.HANDLERS,
    **wakes.HANDLERS,
}


def project(tables: Tables, record: Record, event: AnyEvent) -> None:
    """Apply one event; events that feed no table are passed over."""
    handler = HANDLERS.get(type(event))
    if handler is not None:
        handler(tables, record, event)
