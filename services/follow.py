"""Following the log: row changes and checkpoint in one transaction, a page at a time."""

from events.codec import event_of
from events.log import EventLog
from services.read.store import ReadStore
from workflows.projection import project

MOST_EVENTS = 5_000
MOST_ROWS = 50_000


def catch_up(log: EventLog, store: ReadStore, until: int | None = None) -> int:
    """Project everything after the checkpoint, up to `until`; the number of events.

    An event that cannot be projected stops it, and the page before it stays.
    """
    count = 0
    while True:
        records = log.read_all(store.position(), MOST_EVENTS, until)
        if not records:
            return count
        for record in records:
            project(store.tables, record, event_of(record))
            if record.tag == "TasksScheduled" and store.tables.touched() >= MOST_ROWS:
                break
        count += record.position - store.position()
        store.apply(record.position)
