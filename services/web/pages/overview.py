"""Units × how their tasks of a period ended; drill down the tree."""

import datetime as dt
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace
from starlette.responses import Response

from services.read import measures, queries
from services.read.queries import Counts, Unit
from services.web.pages.frame import Link
from services.web.pages.measures import kind_badge
from services.web.pages.periods import Stretch, after, before, stretch, stretch_of
from services.web.pages.rows import Badge
from services.web.pages.units import by_own_calendar, stretch_words
from services.web.pages.visit import Visit, known_unit, provisional_words, tables
from workflows.measures import COLOURS, KINDS

PARTS = ("on_time", "late", "overdue", "open", "excused")
WIDTH = 120
"""Of a bar, in units of its view box."""


class Totals(Struct, frozen=True):
    """Sums over units; see queries.Counts."""

    scheduled: int = 0
    on_time: int = 0
    late: int = 0
    open: int = 0
    overdue: int = 0
    excused: int = 0
    escalated: int = 0


class Segment(Struct, frozen=True):
    """A part of a bar, in its view box."""

    kind: str
    x: float
    width: float


class OverviewRow(Struct, frozen=True):
    """`below`: the overview of the units under it, "" if there are none. `rate` in words."""

    name: str
    kind: str
    href: str
    below: str
    totals: Totals
    rate: str
    segments: tuple[Segment, ...]
    words: str
    card: Badge | None = None


class Overview(Struct, frozen=True):
    name: str
    above: tuple[Link, ...]
    rows: tuple[OverviewRow, ...]
    total: OverviewRow
    words: str
    earlier: str
    later: str
    kinds: tuple[Link, ...]


def overview_page(visit: Visit) -> Response:
    shown = stretch_of(visit.asked("period")) if visit.asked("period") else stretch("month", visit.today)
    with tables(visit) as db:
        every = {unit.unit: unit for unit in queries.units(db)}
        if not every:
            return visit.render("overview.html", overview=None)
        root = visit.asked("root") or _first_root(every)
        known_unit(db, root)
        names = queries.subtree(db, root)
        counts = {
            one.unit: one
            for one in queries.overview(db, names, shown.since, shown.until, visit.now, visit.today)
        }
        cards = measures.in_force(db)
        calendar = by_own_calendar(visit, db, root).calendar.calendar
        last = shown.until - dt.timedelta(days=1)
        warning = provisional_words(visit, db, calendar, shown.since.year, last.year)
    whole = _overview(visit, every, counts, cards, root, shown)
    return visit.render("overview.html", overview=whole, provisional=warning)


def _first_root(every: dict[str, Unit]) -> str:
    return next((unit.unit for unit in every.values() if not unit.parent), next(iter(every)))


def _overview(
    visit: Visit,
    every: dict[str, Unit],
    counts: dict[str, Counts],
    cards: dict[str, list[str]],
    root: str,
    shown: Stretch,
) -> Overview:
    children: dict[str, list[str]] = {}
    for unit in every.values():
        children.setdefault(unit.parent, []).append(unit.unit)

    def row(unit: str, units: Sequence[str], own: bool) -> OverviewRow:
        deeper = "" if own or not children.get(unit) else _to(visit, unit, shown.key)
        made = _row(visit, every[unit], deeper, added(counts[one] for one in units if one in counts))
        return replace(made, card=_card(visit, cards.get(unit, ())))

    own = row(root, (root,), True)
    rows = [row(child, _under(children, child), False) for child in children.get(root, ())]
    if own.totals.scheduled or not rows:
        rows.insert(0, own)
    return Overview(
        every[root].name,
        _above(visit, every, root, shown.key),
        tuple(rows),
        row(root, tuple(counts), True),
        stretch_words(visit, shown),
        _to(visit, root, before(shown).key),
        _to(visit, root, after(shown).key),
        _kinds(visit, root, shown),
    )


def _card(visit: Visit, kinds: Iterable[str]) -> Badge | None:
    """The gravest card that a unit itself has."""
    grave = max((kind for kind in kinds if kind in COLOURS), key=KINDS.index, default="")
    return kind_badge(visit, grave) if grave else None


def _under(children: dict[str, list[str]], unit: str) -> list[str]:
    """A unit and all below it."""
    found, waiting = [], [unit]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], ())
    return found


def _to(visit: Visit, root: str, period: str) -> str:
    return visit.path("overview", root=root, period=period)


def _above(visit: Visit, every: dict[str, Unit], unit: str, period: str) -> tuple[Link, ...]:
    found: list[Link] = []
    parent = every[unit].parent
    while parent in every:
        found.insert(0, Link(every[parent].name, _to(visit, parent, period)))
        parent = every[parent].parent
    return tuple(found)


def _kinds(visit: Visit, root: str, shown: Stretch) -> tuple[Link, ...]:
    t = visit.t
    day = visit.today if shown.since <= visit.today < shown.until else shown.since
    names = (("week", t("Week")), ("month", t("Month")), ("quarter", t("Quarter")), ("year", t("Year")))
    return tuple(
        Link(name, _to(visit, root, stretch(kind, day).key), kind == shown.kind) for kind, name in names
    )


def added(counts: Iterable[Counts]) -> Totals:
    """The sums of several units' counts."""
    columns = [(c.scheduled, c.on_time, c.late, c.open, c.overdue, c.excused, c.escalated) for c in counts]
    return Totals(*(sum(column) for column in zip(*columns, strict=True))) if columns else Totals()


def rate(totals: Totals) -> str:
    """On time among what had to be done by now: on time, late, overdue; a dash if nothing had."""
    due = totals.on_time + totals.late + totals.overdue
    return f"{100 * totals.on_time / due:.0f} %" if due else "–"


def segments(totals: Totals) -> tuple[Segment, ...]:
    """The bar's parts, side by side, as wide as their share."""
    numbers = [getattr(totals, part) for part in PARTS]
    whole = sum(numbers)
    found, x = [], 0.0
    for part, number in zip(PARTS, numbers, strict=True):
        if number:
            width = WIDTH * number / whole
            found.append(Segment(part, round(x, 2), round(width, 2)))
            x += width
    return tuple(found)


def _row(visit: Visit, unit: Unit, below: str, totals: Totals) -> OverviewRow:
    t = visit.t
    words = t.term("list", ", ").join(
        f"{t.term('count', part)} {getattr(totals, part)}" for part in PARTS if getattr(totals, part)
    )
    return OverviewRow(
        unit.name,
        t.term("unit kind", unit.kind),
        visit.path("units", unit.unit),
        below,
        totals,
        rate(totals),
        segments(totals),
        words or t("nothing scheduled"),
    )
