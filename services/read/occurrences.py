"""Items of issued plans that a unit owes something for each time that it happens."""

import apsw
from msgspec import Struct

from workflows.cadence import CadenceError, parse
from workflows.cadence.kinds import OnEvent


class EventItem(Struct, frozen=True):
    """`text` is None when erased; `cadence` as written."""

    plan: str
    item: str
    number: str
    text: str | None
    cadence: str


def event_items(db: apsw.Connection, unit: str) -> tuple[EventItem, ...]:
    """Those that the unit leads, by plan and place."""
    rows = db.execute(
        "SELECT i.plan, i.item, i.number, x.body, i.cadence FROM item i"
        " JOIN plan p ON p.plan = i.plan LEFT JOIN kept.text x ON x.digest = i.text"
        " WHERE p.status = 'issued' AND ' ' || i.leads || ' ' LIKE ? ORDER BY i.plan, i.place",
        (f"% {unit} %",),
    )
    found = (EventItem(*row) for row in rows)
    return tuple(one for one in found if _waits(one.cadence))


def _waits(cadence: str) -> bool:
    try:
        return isinstance(parse(cadence).rule, OnEvent)
    except CadenceError:
        return False
