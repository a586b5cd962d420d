"""What a unit owes: by day, week and month, overdue first."""

import datetime as dt
from collections.abc import Sequence

import apsw
from msgspec import Struct
from msgspec.structs import replace
from starlette.responses import Response

from services.calendar_years import calendar_for_unit
from services.order_words import excuse_words
from services.read import queries
from services.read.occurrences import event_items
from services.read.orders import excuses_of
from services.read.queries import Post, TaskLine
from services.web.pages.frame import Link
from services.web.pages.measures import light_badge, unit_cards
from services.web.pages.periods import Stretch, after, before, day_of, stretch
from services.web.pages.rows import Plans, Row, plans_of, rows
from services.web.pages.visit import Visit, calendar_of, known_unit, provisional_words, tables
from services.when import day_words, month_words, weekday
from workflows.calendar import Calendar, is_working_day

VIEWS = ("day", "week", "month", "overdue")
SHOWN_OVERDUE = 5
SHOWN_MEASURES = 5
SHOWN_OPEN = 20
MOST = 2000
PAGE = 100
SHOWN_A_DAY = 4


class Day(Struct, frozen=True):
    """`off`: not worked; `mark`: day off or make-up day, where it is not the weekend's custom."""

    day: dt.date
    name: str
    number: str
    href: str
    off: bool
    mark: str
    today: bool
    outside: bool
    rows: tuple[Row, ...]
    more: int


class Head(Struct, frozen=True):
    """The unit's name, where it stands, who holds its posts."""

    name: str
    kind: str
    above: tuple[Link, ...]
    below: tuple[Link, ...]
    posts: str
    closed: bool


class Stepper(Struct, frozen=True):
    """The stretch shown, and the addresses of its neighbours and of today."""

    words: str
    earlier: str
    later: str
    today: str


class Sheet(Struct, frozen=True):
    """Everything that the page of a unit shows."""

    head: Head
    tabs: tuple[Link, ...]
    view: str
    step: Stepper
    overdue: tuple[Row, ...]
    all_overdue: str
    days: tuple[Day, ...]
    weekdays: tuple[str, ...]
    soon: tuple[Row, ...]
    provisional: str
    more: str


def unit_page(visit: Visit) -> Response:
    unit = visit.request.path_params["unit"]
    view = visit.asked("view") or "week"
    if view not in VIEWS:
        view = "week"
    day = day_of(visit.asked("date"), visit.today)
    with tables(visit, unit) as db:
        found = known_unit(db, unit)
        visit = by_own_calendar(visit, db, unit)
        plans = plans_of(visit, db)
        head = _head(visit, db, found)
        owed = queries.owed(db, unit, visit.now, limit=MOST).rows
        late = sorted((line for line in owed if line.status == "overdue"), key=lambda line: line.due)
        if view == "overdue":
            sheet = _overdue(visit, plans, head, unit, late)
        else:
            sheet = _sheet(visit, db, plans, head, unit, stretch(view, day), owed, late)
        excuses = _excuses(visit, db, unit)
        cards = unit_cards(visit, db, unit)[:SHOWN_MEASURES]
        light = light_badge(visit, db, unit, owed)
        noting = "" if visit.as_of or not event_items(db, unit) else visit.path("units", unit, "occurrences")
    measures = Link(visit.t("Measures"), visit.path("units", unit, "measures"))
    return visit.render(
        "unit.html",
        unit=unit,
        sheet=sheet,
        excuses=excuses,
        cards=cards,
        light=light,
        measures=measures,
        noting=noting,
    )


def by_own_calendar(visit: Visit, db: apsw.Connection, unit: str) -> Visit:
    """The same visit with the calendar that the unit goes by, if one was chosen for it."""
    every = queries.units(db)
    chosen = {one.unit: one.calendar for one in every}
    name = calendar_for_unit(chosen, {one.unit: one.parent for one in every}, unit)
    return replace(visit, calendar=calendar_of(visit, name)) if name else visit


def _excuses(visit: Visit, db: apsw.Connection, unit: str) -> tuple[str, ...]:
    """Bulk excuses in force, in words."""
    return tuple(
        visit.t(
            "Order %(order)s is in force: %(what)s.",
            order=one.order,
            what=excuse_words(visit.t, one.cause, one.since, one.until),
        )
        for one in excuses_of(db, unit, visit.today)
    )


def _sheet(
    visit: Visit,
    db: apsw.Connection,
    plans: Plans,
    head: Head,
    unit: str,
    shown: Stretch,
    owed: Sequence[TaskLine],
    late: Sequence[TaskLine],
) -> Sheet:
    lines = queries.schedule(db, unit, shown.since, shown.until, visit.now, limit=MOST).rows
    days = _days(visit, unit, shown, rows(visit, plans, lines))
    soon = [line for line in owed if line.status == "open" and line.due_day >= shown.until.isoformat()]
    first = late if len(late) <= SHOWN_OVERDUE else late[:SHOWN_OVERDUE]
    return Sheet(
        head,
        _tabs(visit, unit, shown.kind, shown.since, len(late)),
        shown.kind,
        _stepper(visit, unit, shown),
        rows(visit, plans, first),
        _to(visit, unit, "overdue", None) if len(late) > len(first) else "",
        days,
        tuple(weekday(visit.t.language, one.day) for one in days[:7]),
        rows(visit, plans, soon[:SHOWN_OPEN]) if shown.kind == "day" else (),
        _provisional(visit, db, shown),
        "",
    )


def _overdue(visit: Visit, plans: Plans, head: Head, unit: str, late: Sequence[TaskLine]) -> Sheet:
    start = int(visit.asked("from")) if visit.asked("from").isdecimal() else 0
    shown = late[start : start + PAGE]
    more = ""
    if len(late) > start + PAGE:
        more = visit.path("units", unit, view="overdue", **{"from": str(start + PAGE)})
    tabs = _tabs(visit, unit, "overdue", visit.today, len(late))
    step = Stepper("", "", "", "")
    return Sheet(head, tabs, "overdue", step, rows(visit, plans, shown), "", (), (), (), "", more)


def _to(visit: Visit, unit: str, view: str, day: dt.date | None) -> str:
    return visit.path("units", unit, view=view, date=day.isoformat() if day else "")


def _tabs(visit: Visit, unit: str, view: str, day: dt.date, late: int) -> tuple[Link, ...]:
    t = visit.t
    names = (("day", t("Day")), ("week", t("Week")), ("month", t("Month")))
    # A stretch that holds today opens on today, or a month would open on its first.
    now = stretch(view, visit.today) if view != "overdue" else None
    day = visit.today if now is None or now.since == day else day
    tabs = [Link(name, _to(visit, unit, key, day), key == view) for key, name in names]
    count = f"{late}+" if late >= MOST else str(late)
    tabs.append(Link(t("Overdue (%(n)s)", n=count), _to(visit, unit, "overdue", None), view == "overdue"))
    return tuple(tabs)


def _stepper(visit: Visit, unit: str, shown: Stretch) -> Stepper:
    return Stepper(
        stretch_words(visit, shown),
        _to(visit, unit, shown.kind, before(shown).since),
        _to(visit, unit, shown.kind, after(shown).since),
        _to(visit, unit, shown.kind, None),
    )


def stretch_words(visit: Visit, shown: Stretch) -> str:
    """A stretch as people say it, with its days where that helps."""
    t, year = visit.t, visit.today.year
    last = shown.until - dt.timedelta(days=1)
    match shown.kind:
        case "day":
            return day_words(t.language, shown.since, year)
        case "week":
            week = shown.since.isocalendar()
            span = f"{_short(visit, shown.since)} – {_short(visit, last)}"
            return t("Week %(week)s of %(year)s, %(span)s", week=week.week, year=week.year, span=span)
        case "month":
            return month_words(t.language, shown.since.year, shown.since.month)
        case _:
            first = month_words(t.language, shown.since.year, shown.since.month)
            return f"{first} – {month_words(t.language, last.year, last.month)}"


def _short(visit: Visit, day: dt.date) -> str:
    """A day without its weekday."""
    words = day_words(visit.t.language, day, day.year)
    return words.split(" ")[0] if visit.t.language == "zh" else words.partition(" ")[2]


def _days(visit: Visit, unit: str, shown: Stretch, found: Sequence[Row]) -> tuple[Day, ...]:
    """Every day of a stretch; of a month, whole weeks."""
    first, last = shown.since, shown.until
    if shown.kind == "month":
        first -= dt.timedelta(days=first.weekday())
        last += dt.timedelta(days=-last.weekday() % 7)
    by_day: dict[dt.date, list[Row]] = {}
    for one in sorted(found, key=lambda r: (r.day, r.status != "overdue", r.time)):
        by_day.setdefault(one.day, []).append(one)
    count = (last - first).days
    most = SHOWN_A_DAY if shown.kind == "month" else MOST
    return tuple(
        _day(visit, unit, shown, first + dt.timedelta(days=offset), by_day, most) for offset in range(count)
    )


def _day(
    visit: Visit, unit: str, shown: Stretch, day: dt.date, by_day: dict[dt.date, list[Row]], most: int
) -> Day:
    inside = shown.since <= day < shown.until
    found = by_day.get(day, []) if inside else []
    return Day(
        day,
        day_words(visit.t.language, day, visit.today.year),
        str(day.day),
        _to(visit, unit, "day", day),
        not is_working_day(visit.calendar, day),
        day_mark(visit, visit.calendar, day),
        day == visit.today,
        not inside,
        tuple(found[:most]),
        max(0, len(found) - most),
    )


def day_mark(visit: Visit, calendar: Calendar, day: dt.date) -> str:
    """Day off or make-up working day, by a holiday notice; "" for a plain day."""
    ordinal = day.toordinal()
    if ordinal in calendar.make_up:
        return visit.t("Make-up day")
    if ordinal in calendar.holidays:
        return visit.t("Day off")
    return ""


def _provisional(visit: Visit, db: apsw.Connection, shown: Stretch) -> str:
    last = shown.until - dt.timedelta(days=1)
    return provisional_words(visit, db, visit.calendar.calendar, shown.since.year, last.year)


def _head(visit: Visit, db: apsw.Connection, unit: queries.Unit) -> Head:
    every = {one.unit: one for one in queries.units(db)}
    above: list[Link] = []
    parent = unit.parent
    while parent in every:
        above.insert(0, Link(every[parent].name, visit.path("units", parent)))
        parent = every[parent].parent
    below = tuple(
        Link(one.name, visit.path("units", one.unit))
        for one in every.values()
        if one.parent == unit.unit and not one.closed
    )
    return Head(
        unit.name,
        visit.t.term("unit kind", unit.kind),
        tuple(above),
        below,
        posts_words(visit, queries.posts(db, unit=unit.unit)),
        unit.closed,
    )


def posts_words(visit: Visit, posts: Sequence[Post]) -> str:
    """Who holds head and clerk today."""
    today = visit.today.isoformat()
    held: dict[str, list[str]] = {"head": [], "clerk": []}
    for post in posts:
        if post.role in held and post.since <= today and (not post.until or today <= post.until):
            held[post.role].append(post.label)
    comma = visit.t.term("list", ", ")
    return visit.t(
        "Head: %(head)s · Clerks: %(clerks)s",
        head=comma.join(held["head"]) or visit.t("vacant"),
        clerks=comma.join(held["clerk"]) or visit.t("vacant"),
    )
