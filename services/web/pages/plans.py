"""Plans: what each asks for, how often, of whom, what is still open, and where its source says so."""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct
from starlette.responses import Response

from services.read import queries
from services.read.queries import ItemLine, PlanLine, QuestionLine
from services.web.pages.frame import Link
from services.web.pages.paging import page_links, paged
from services.web.pages.rows import Badge, text_of
from services.web.pages.source import Clauses, Excerpt, Piece, pieces
from services.web.pages.tasks import cadence_words
from services.web.pages.version_upload import Upload, upload_form
from services.web.pages.visit import Visit, member_name, provisional_words
from services.when import day_words
from workflows.refusal import Refused

PAGE = 300
"""Items on a page; the source of a plan with more is shown by the parts of its reading."""


class PlanRow(Struct, frozen=True):
    plan: str
    title: str
    href: str
    unit: Link
    owner: str
    span: str
    badge: Badge
    revision: int
    items: int
    questions: int


class Asked(Struct, frozen=True):
    """An open question; `item` is "" when the whole plan is meant."""

    kind: str
    text: str
    item: str


class ItemRow(Struct, frozen=True):
    """`clause`: where it stands in a later version of the document."""

    item: str
    number: str
    text: str
    cadence: str
    leads: tuple[Link, ...]
    cooperating: tuple[Link, ...]
    informed: tuple[Link, ...]
    review: bool
    in_source: bool
    clause: Excerpt | None
    carries_out: str
    carries_href: str


class PlanSheet(Struct, frozen=True):
    """`reading` and `files`: addresses that know the present alone, "" and () in the past."""

    row: PlanRow
    policy: str
    calendar: str
    questions: tuple[Asked, ...]
    items: tuple[ItemRow, ...]
    pages: tuple[Link, ...]
    source: tuple[Piece, ...]
    reading: str
    files: tuple[Link, ...]
    source_gone: bool
    upload: Upload | None


def plans_page(visit: Visit) -> Response:
    return visit.render(
        "plans.html", plans=tuple(_row(visit, line) for line in queries.plans(visit.app.read()))
    )


def plan_page(visit: Visit) -> Response:
    name = visit.request.path_params["plan"]
    db = visit.app.read()
    line = queries.plan(db, name)
    if line is None:
        raise Refused("unknown-plan", f"there is no plan {name}", plan=name)
    items = queries.items(db, name)
    asked = queries.questions(db, name)
    place, last = paged(visit.asked("page"), max(len(items), len(asked)), PAGE)
    shown = slice((place - 1) * PAGE, place * PAGE)
    units = {unit.unit: unit.name for unit in queries.units(db)}
    source = visit.app.kept.text(line.source) if line.source else None
    spans = [(item.item, item.span) for item in items if item.span != (0, 0) and not item.source]
    clauses = Clauses(visit.app.kept.text)
    sheet = PlanSheet(
        _row(visit, line),
        line.policy,
        line.calendar,
        tuple(_asked(visit, one) for one in asked[shown]),
        tuple(_item(visit, units, one, bool(source) and last == 1, clauses) for one in items[shown]),
        page_links(visit, ("plans", name), place, last),
        pieces(source, spans) if source and last == 1 else (),
        visit.path("plans", name, "reading") if source and not visit.as_of else "",
        () if visit.as_of else _files(visit, name),
        bool(line.source) and source is None,
        upload_form(visit, name, line.status, bool(source)),
    )
    first, last = int(line.since[:4]), int(line.until[:4])
    warning = provisional_words(visit, db, line.calendar, max(first, visit.today.year), last)
    return visit.render("plan.html", plan=sheet, provisional=warning)


def _files(visit: Visit, plan: str) -> tuple[Link, ...]:
    return (
        Link(visit.t("Download as Excel"), visit.path("plans", plan, "list.xlsx")),
        Link(visit.t("Download as YAML"), visit.path("plans", plan, "plan.yaml")),
    )


def _row(visit: Visit, line: PlanLine) -> PlanRow:
    t = visit.t
    first, last = (dt.date.fromisoformat(day) for day in (line.since, line.until))
    year = visit.today.year
    return PlanRow(
        line.plan,
        text_of(t, line.title),
        visit.path("plans", line.plan),
        Link(line.unit_name, visit.path("units", line.unit)),
        member_name(visit, line.owner),
        f"{day_words(t.language, first, year)} – {day_words(t.language, last, year)}",
        Badge(line.status, t.term("plan status", line.status)),
        line.revision,
        line.items,
        line.questions,
    )


def _asked(visit: Visit, one: QuestionLine) -> Asked:
    return Asked(visit.t.term("question", one.kind), text_of(visit.t, one.text), one.item)


def _item(visit: Visit, units: dict[str, str], one: ItemLine, kept: bool, clauses: Clauses) -> ItemRow:
    plan, _, name = one.carries_out.partition("/")
    return ItemRow(
        one.item,
        one.number,
        text_of(visit.t, one.text),
        cadence_words(visit, one.cadence) if one.cadence else "",
        _units(visit, units, one.leads),
        _units(visit, units, one.cooperating),
        _units(visit, units, one.informed),
        one.review,
        kept and one.span != (0, 0) and not one.source,
        clauses.of(one.source, one.span),
        one.carries_out,
        f"{visit.path('plans', plan)}#item-{name}" if plan else "",
    )


def _units(visit: Visit, units: dict[str, str], names: Sequence[str]) -> tuple[Link, ...]:
    return tuple(Link(units.get(name, name), visit.path("units", name)) for name in names)
