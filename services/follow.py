"""Following the log: row changes and checkpoint in one transaction, a page at a time."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from events.codec import event_of
from events.log import EventLog
from services.read.store import ReadStore
from workflows.projection import project

MOST_EVENTS = 5_000
MOST_ROWS = 50_000
FAR_EVENTS, FAR_ROWS = 100_000, 250_000
"""Bounds of a transaction when nobody waits for what is new: a row that changes again is written once."""


def catch_up(log: EventLog, store: ReadStore, until: int | None = None) -> int:
    """Project everything after the checkpoint, up to `until`; the number of events.

    An event that cannot be projected stops it, and the page before it stays.
    """
    far = (log.head() if until is None else until) - store.position() > FAR_EVENTS
    try:
        if not far:
            return _pages(log, store, until, MOST_EVENTS, MOST_ROWS)
        with _no_collection(), store.from_nothing() if store.position() == 0 else nullcontext():
            return _pages(log, store, until, FAR_EVENTS, FAR_ROWS)
    except BaseException:
        store.forget()  # rows that no transaction has written
        raise


@contextmanager
def _no_collection() -> Iterator[None]:
    """Rows and events hold no cycles: looking for some costs a rebuild a third of its time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _pages(log: EventLog, store: ReadStore, until: int | None, most_events: int, most_rows: int) -> int:
    """Transactions of about so many events or rows, read in smaller pages; the number of events."""
    start = shown = position = store.position()
    while records := log.follow(position, MOST_EVENTS, until):
        for record in records:
            project(store.tables, record, event_of(record))
            position = record.position
            if record.tag == "TasksScheduled" and store.tables.touched() >= most_rows:
                break
        if position - shown >= most_events or store.tables.touched() >= most_rows:
            store.apply(position)
            shown = position
    if position > shown:
        store.apply(position)
    return position - start
