"""Reading operations: the tables as they are, or as they were at a position or an instant (`as_of`)."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Generic, TypeVar
from zoneinfo import ZoneInfo

import apsw
from msgspec import Meta, Struct
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from services.asof import as_of
from services.bootstrap import App
from services.read.queries import Page
from services.web.operations import PREFIX, Endpoint, Operation, answer, asked
from services.web.problems import Unfit, unfit_value

T = TypeVar("T")
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)
LOST_PLUS = re.compile(r" (\d\d:?\d\d)$")
MOST_ROWS = 500


class Ask(Struct, frozen=True, forbid_unknown_fields=True):
    """Parameters of a reading operation."""


class AsOf(Ask, frozen=True, forbid_unknown_fields=True):
    as_of: Annotated[
        str,
        Meta(
            description="ISO instant with a zone, or a position of the log; empty: now",
            examples=["2026-10-15T09:00+08:00", "1742"],
        ),
    ] = ""


class Paged(AsOf, frozen=True, forbid_unknown_fields=True):
    after: Annotated[str, Meta(description="`next` of the page before")] = ""
    limit: Annotated[int, Meta(ge=1, le=MOST_ROWS)] = 200


class Rows(Struct, Generic[T], frozen=True):
    """One page; `next` goes into `after` for the page that follows, "" at the end. `as_of_position`: the
    position of the log that the rows show."""

    rows: tuple[T, ...]
    next: str
    as_of_position: int


class View(Struct, frozen=True):
    """What a reading looks at: tables, the position that they show, and the moment (µs UTC) it stands for;
    `past`: a moment that was asked for, not the present."""

    app: App
    db: apsw.Connection
    position: int
    now: int
    past: bool = False

    def today(self) -> dt.date:
        """The local day of the moment, in the zone of the installation."""
        zone = ZoneInfo(self.app.settings.time_zone)
        return (EPOCH + self.now * MICROSECOND).astimezone(zone).date()

    def rows(self, page: Page[T]) -> Rows[T]:
        return Rows(page.rows, page.next, self.position)

    def cut(self, whole: Sequence[T], key: Callable[[T], str], ask: Paged) -> Rows[T]:
        """One page of a list that is read as a whole."""
        start = _after(whole, key, ask.after)
        rows = tuple(whole[start : start + ask.limit])
        more = start + ask.limit < len(whole)
        return Rows(rows, key(rows[-1]) if more else "", self.position)


def _after(whole: Sequence[T], key: Callable[[T], str], cursor: str) -> int:
    if not cursor:
        return 0
    for place, one in enumerate(whole):
        if key(one) == cursor:
            return place + 1
    raise unfit_value("query", "after", f"no page ended at {cursor!r}: begin again without it", "bad-cursor")


def reading(
    path: str,
    summary: str,
    tag: str,
    read: Callable[[View, Any], Any],
    ask: type[Ask],
    gives: Any,
    *,
    one_unit: bool = False,
    slow: bool = False,
    headers: Callable[[Any], Mapping[str, str]] | None = None,
) -> Operation:
    """GET. `read` gives the answer of type `gives`; `one_unit`: the past of `ask.unit` alone is enough;
    `slow`: more than a look at some rows, so not on the event loop."""

    def endpoint(app: App) -> Endpoint:
        async def get(request: Request) -> Response:
            given = asked(request, ask)
            if getattr(given, "as_of", ""):
                found = await run_in_threadpool(_past, app, read, given, one_unit)
            elif slow:
                found = await run_in_threadpool(_live, app, read, given)
            else:
                found = _live(app, read, given)
            return answer(found, 200, headers(found) if headers else None)

        return get

    errors = (404, 422) if "{" in path else (422,)
    return Operation("GET", PREFIX + path, summary, tag, endpoint, ask, (), {}, {200: gives}, errors)


def _live(app: App, read: Callable[[View, Any], Any], given: Any) -> Any:
    """A short read on the event loop's own connection costs less than a change of threads."""
    db = app.read()
    with db:  # one snapshot for position and rows
        position = db.execute("SELECT position FROM checkpoint").get
        return read(View(app, db, position, app.clock()), given)


def _past(app: App, read: Callable[[View, Any], Any], given: Any, one_unit: bool) -> Any:
    position, now = moment(app, given.as_of)
    unit = getattr(given, "unit", "") if one_unit else ""
    with as_of(app.log, app.kept.path, position, unit) as db:
        return read(View(app, db, position, now, True), given)


def moment(app: App, text: str) -> tuple[int, int]:
    """Position and instant (µs UTC) that `as_of` names. Raises Unfit."""
    head = app.log.head()
    if text.isascii() and text.isdigit():
        position = int(text)
        if not 1 <= position <= head:
            raise unfit_value(
                "query", "as_of", f"position {position} is not in the log of {head}", "bad-as-of"
            )
        (record,) = app.log.read_all(position - 1, 1)
        return position, record.recorded_at
    at = _instant(text)
    if at > app.clock():
        raise unfit_value("query", "as_of", f"{text} has not come yet", "bad-as-of")
    position = app.log.position_at(at)
    if position == 0:
        raise unfit_value("query", "as_of", f"the log begins after {text}", "bad-as-of")
    return position, at


def _instant(text: str) -> int:
    """A `+` of the zone that the query string turned into a blank is read as what was meant."""
    try:
        found = dt.datetime.fromisoformat(LOST_PLUS.sub(r"+\1", text))
    except ValueError:
        raise _bad_instant(text) from None
    if found.tzinfo is None:
        raise _bad_instant(text)
    return (found - EPOCH) // MICROSECOND


def _bad_instant(text: str) -> Unfit:
    return unfit_value(
        "query",
        "as_of",
        f"{text!r} is neither a position nor an instant with a zone, such as 2026-10-15T09:00+08:00",
        "bad-as-of",
    )
