"""Measures on units."""

from events import types as e
from events.log import Record
from workflows.projection.common import Handler, there
from workflows.tables import MeasureRow, Tables


def _decided(tables: Tables, record: Record, event: e.MeasureDecided) -> None:
    row = MeasureRow(
        event.unit,
        event.measure,
        event.kind,
        event.reason,
        event.due,
        event.text,
        event.task,
        int(event.skips),
        record.recorded_at,
        0,
        0,
        record.version,
    )
    tables.measures.put((event.unit, event.measure), row)


def _changed(tables: Tables, record: Record) -> MeasureRow:
    """The row of the record's stream, unit/<unit>/measure/<measure>."""
    _, unit, _, measure = record.stream.split("/")
    row = there(tables.measures.get((unit, measure)), record)
    row.version = record.version
    tables.measures.touch((unit, measure))
    return row


def _answered(tables: Tables, record: Record, event: e.MeasureAnswered) -> None:
    _changed(tables, record).answered_at = record.recorded_at


def _lifted(tables: Tables, record: Record, event: e.MeasureLifted) -> None:
    _changed(tables, record).lifted_at = record.recorded_at


HANDLERS: dict[type, Handler] = {
    e.MeasureDecided: _decided,
    e.MeasureAnswered: _answered,
    e.MeasureLifted: _lifted,
}
