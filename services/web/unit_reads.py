"""What the API tells about units and to supervisors: schedules, what is owed, overview, inbox."""

import datetime as dt
from typing import Annotated

from msgspec import Meta, Struct

from services.read import queries
from services.read.queries import Counts, Escalation, Post, TaskLine, Unit
from services.web.operations import Operation
from services.web.problems import unfit_value
from services.web.views import AsOf, Paged, Rows, View, reading
from workflows.refusal import Refused

DAY = dt.timedelta(days=1)


class OfUnit(AsOf, frozen=True, forbid_unknown_fields=True, kw_only=True):
    unit: str


class UnitFound(Struct, frozen=True):
    """A unit, who holds posts in it, and its children."""

    unit: Unit
    posts: tuple[Post, ...]
    children: tuple[str, ...]
    as_of_position: int


class Window(Paged, frozen=True, forbid_unknown_fields=True):
    """Due days in [since, until), or those of one day, week or month; without any: of this month."""

    since: dt.date | None = None
    until: dt.date | None = None
    day: dt.date | None = None
    week: Annotated[str, Meta(pattern=r"^\d{4}-W\d{2}$", examples=["2026-W42"])] | None = None
    month: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}$", examples=["2026-10"])] | None = None


class UnitWindow(Window, frozen=True, forbid_unknown_fields=True, kw_only=True):
    unit: str


class UnitPage(Paged, frozen=True, forbid_unknown_fields=True, kw_only=True):
    unit: str


def units(view: View, ask: Paged) -> Rows[Unit]:
    return view.cut(queries.units(view.db), lambda one: one.unit, ask)


def unit(view: View, ask: OfUnit) -> UnitFound:
    found = known_unit(view, ask.unit)
    children = tuple(one.unit for one in queries.units(view.db) if one.parent == ask.unit)
    return UnitFound(found, queries.posts(view.db, ask.unit), children, view.position)


def schedule(view: View, ask: UnitWindow) -> Rows[TaskLine]:
    since, until = window(ask, view)
    page = queries.schedule(view.db, ask.unit, since, until, view.now, ask.after, ask.limit)
    if not page.rows:
        known_unit(view, ask.unit)
    return view.rows(page)


def owed(view: View, ask: UnitPage) -> Rows[TaskLine]:
    page = queries.owed(view.db, ask.unit, view.now, ask.after, ask.limit)
    if not page.rows:
        known_unit(view, ask.unit)
    return view.rows(page)


def known_unit(view: View, name: str) -> Unit:
    found = queries.unit(view.db, name)
    if found is None:
        raise Refused("unknown-unit", f"there is no unit {name}", unit=name)
    return found


def window(ask: Window, view: View) -> tuple[dt.date, dt.date]:
    """[since, until) of what was asked for. Raises Unfit."""
    ways = [ask.day, ask.week, ask.month, ask.since or ask.until]
    if sum(way is not None for way in ways) > 1:
        raise unfit_value("query", "since", "give since and until, or one of day, week, month", "bad-window")
    if ask.since or ask.until:
        if ask.since is None or ask.until is None or ask.until <= ask.since:
            raise unfit_value("query", "until", "give since and a later until", "bad-window")
        return ask.since, ask.until
    if ask.day is not None:
        return ask.day, ask.day + DAY
    if ask.week is not None:
        return _week(ask.week)
    return _month(ask.month or view.today().isoformat()[:7])


def _week(key: str) -> tuple[dt.date, dt.date]:
    try:
        monday = dt.date.fromisocalendar(int(key[:4]), int(key[6:]), 1)
    except ValueError as error:
        raise unfit_value("query", "week", f"{key}: {error}", "bad-window") from error
    return monday, monday + 7 * DAY


def _month(key: str) -> tuple[dt.date, dt.date]:
    try:
        first = dt.date.fromisoformat(f"{key}-01")
    except ValueError as error:
        raise unfit_value("query", "month", f"{key}: {error}", "bad-window") from error
    return first, (first + 31 * DAY).replace(day=1)


# --- supervision ------------------------------------------------------------------------------------------


class Overview(Window, frozen=True, forbid_unknown_fields=True):
    """Of `root` and all units below it; "" is the whole forest."""

    root: str = ""


class OfMember(Paged, frozen=True, forbid_unknown_fields=True, kw_only=True):
    member: str


class Supervisor(Struct, frozen=True):
    """A member with escalations on the desk, and how many; `label` is what the directory says."""

    member: str
    label: str
    escalations: int


def overview(view: View, ask: Overview) -> Rows[Counts]:
    since, until = window(ask, view)
    if ask.root:
        known_unit(view, ask.root)
        names = queries.subtree(view.db, ask.root)
    else:
        names = tuple(one.unit for one in queries.units(view.db))
    page = view.cut(names, lambda name: name, ask)
    counts = queries.overview(view.db, page.rows, since, until, view.now, view.today())
    return Rows(counts, page.next, view.position)


def inbox(view: View, ask: OfMember) -> Rows[Escalation]:
    return view.rows(queries.inbox(view.db, ask.member, view.now, ask.after, ask.limit))


def supervisors(view: View, ask: Paged) -> Rows[Supervisor]:
    found = queries.supervisors(view.db)
    labels = queries.labels(view.db, [member for member, _ in found])
    lines = [Supervisor(member, labels.get(member, member), count) for member, count in found]
    return view.cut(lines, lambda one: one.member, ask)


UNIT_READS: tuple[Operation, ...] = (
    reading(
        "/units/{unit}/schedule",
        "Tasks of a unit by due day",
        "Units",
        schedule,
        UnitWindow,
        Rows[TaskLine],
        one_unit=True,
    ),
    reading(
        "/units/{unit}/owed",
        "What a unit owes now: opened and not done, the most overdue first",
        "Units",
        owed,
        UnitPage,
        Rows[TaskLine],
        one_unit=True,
    ),
    reading("/units", "All units", "Units", units, Paged, Rows[Unit]),
    reading("/units/{unit}", "A unit with its posts and children", "Units", unit, OfUnit, UnitFound),
    reading("/overview", "Counts of units over a period", "Supervision", overview, Overview, Rows[Counts]),
    reading(
        "/supervisors",
        "Members with escalations on the desk",
        "Supervision",
        supervisors,
        Paged,
        Rows[Supervisor],
    ),
    reading(
        "/members/{member}/inbox",
        "A member's open escalations",
        "Supervision",
        inbox,
        OfMember,
        Rows[Escalation],
    ),
)
