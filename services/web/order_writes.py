"""Orders over many tasks over the API."""

import datetime as dt

from msgspec import Struct

from events.types import Move
from services.web.operations import Operation
from services.web.task_writes import Instant, Words
from services.web.writing import Making, writing
from workflows.orders import OrderBulkExcuse, OrderReplan


class NewExcuse(Struct, frozen=True, forbid_unknown_fields=True):
    """Takes off what `units` and all below them owe by days from `since` up to and with `until`. `order` is
    an id of your choice; `cause`: weather, epidemic, disaster, power or other; `plans` empty: all."""

    order: str
    cause: str
    units: tuple[str, ...]
    since: dt.date
    until: dt.date
    reason: Words
    plans: tuple[str, ...] = ()


class ApprovedMove(Struct, frozen=True, forbid_unknown_fields=True):
    """As it was proposed."""

    task: str
    opens: Instant
    due: Instant


class NewReplan(Struct, frozen=True, forbid_unknown_fields=True):
    """`order` is an id of your choice; `version` that of the calendar for which the moves were proposed."""

    order: str
    version: int
    moves: tuple[ApprovedMove, ...]


def excuse(on: Making, body: NewExcuse) -> OrderBulkExcuse:
    return OrderBulkExcuse(
        body.order, body.cause, body.units, body.since, body.until, on.keep(body.reason), body.plans
    )


def replan(on: Making, body: NewReplan) -> OrderReplan:
    moves = tuple(Move(one.task, one.opens, one.due) for one in body.moves)
    return OrderReplan(body.order, on.path["calendar"], body.version, moves)


ORDER_WRITES: tuple[Operation, ...] = (
    writing("/orders", "Take off many tasks for one cause", "Orders", excuse, NewExcuse),
    writing(
        "/calendars/{calendar}/replans",
        "Let tasks follow a calendar's version of now, as it was proposed",
        "Orders",
        replan,
        NewReplan,
    ),
)
