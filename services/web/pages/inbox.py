"""A supervisor's desk: what was escalated to it, why it is here, and what can be done in place."""

from collections.abc import Sequence

import apsw
from msgspec import Struct
from starlette.responses import Response

from services.read import queries
from services.read.queries import Escalation, TaskLine
from services.web.pages.acts import Form, forms, possible
from services.web.pages.frame import Link, path
from services.web.pages.rows import Plans, Row, calendar_for, plans_of, row
from services.web.pages.visit import Visit, member_name, provisional_words, tables
from workflows.refusal import Refused

IN_PLACE = (
    "acknowledgements",
    "urges",
    "handovers",
    "step-backs",
    "endorsements",
    "extensions",
    "extension-refusals",
    "excuses",
)
PAGE = 100


class Card(Struct, frozen=True):
    """One escalation. `key` keeps its fields' ids apart from those of others."""

    row: Row
    level: int
    why: str
    why_href: str
    state: str
    forms: tuple[Form, ...]


class Level(Struct, frozen=True):
    title: str
    cards: tuple[Card, ...]


class Desk(Struct, frozen=True):
    member: str
    name: str
    posts: tuple[Link, ...]
    levels: tuple[Level, ...]
    mine: bool
    more: str
    notices: Link


def desks_page(visit: Visit) -> Response:
    """Who has something on the desk, the fullest first."""
    with tables(visit) as db:
        found = queries.supervisors(db)
    desks = [
        (Link(member_name(visit, member), visit.path("inbox", member)), count) for member, count in found
    ]
    return visit.render("desks.html", desks=desks)


def inbox_page(visit: Visit) -> Response:
    member = visit.request.path_params["member"]
    with tables(visit) as db:
        posts = queries.posts(db, member=member)
        found = queries.inbox(db, member, visit.now, visit.asked("after"), PAGE)
        if not posts and not found.rows:
            raise Refused("unknown-member", f"no unit has a member {member}", member=member)
        plans = plans_of(visit, db)
        units = {unit.unit: unit.name for unit in queries.units(db)}
        warning = _provisional(visit, db, plans, found.rows)
        cards = [_card(visit, plans, units, one, number) for number, one in enumerate(_sorted(found.rows))]
    desk = Desk(
        member,
        member_name(visit, member),
        tuple(
            Link(
                f"{units.get(post.unit, post.unit)} · {visit.t.term('role', post.role)}",
                visit.path("units", post.unit),
            )
            for post in posts
        ),
        _levels(visit, cards),
        visit.frame.member == member,
        visit.path("inbox", member, after=found.next) if found.next else "",
        _notices(visit, member),
    )
    return visit.render("inbox.html", desk=desk, provisional=warning)


def _provisional(visit: Visit, db: apsw.Connection, plans: Plans, found: Sequence[Escalation]) -> str:
    """Of the years by which what lies on the desk was due."""
    years: dict[str, set[int]] = {}
    for one in found:
        name = calendar_for(visit, plans, one.task.plan).calendar
        years.setdefault(name, set()).add(int(one.task.due_day[:4]))
    words = (provisional_words(visit, db, name, min(of), max(of)) for name, of in sorted(years.items()))
    return next((said for said in words if said), "")


def _notices(visit: Visit, member: str) -> Link:
    """The member's page of notices, with how many are new."""
    app = visit.app
    new = app.outbox.unseen(member, app.preferences.seen(member))
    words = visit.t("Notices (%(n)s new)", n=new) if new else visit.t("Notices")
    return Link(words, path("members", member, "notices"))


def _sorted(found: Sequence[Escalation]) -> list[Escalation]:
    """The highest level first, then what has waited longest."""
    return sorted(found, key=lambda one: (-one.level, one.task.due, one.task.task))


def _levels(visit: Visit, cards: Sequence[Card]) -> tuple[Level, ...]:
    levels: dict[int, list[Card]] = {}
    for card in cards:
        levels.setdefault(card.level, []).append(card)
    return tuple(
        Level(visit.t("Level %(level)s", level=level), tuple(found)) for level, found in levels.items()
    )


def _card(visit: Visit, plans: Plans, units: dict[str, str], one: Escalation, number: int) -> Card:
    calendar = calendar_for(visit, plans, one.task.plan)
    nouns = () if visit.as_of else _in_place(one.task, visit.now, visit.frame.member)
    back = visit.path("inbox", one.member)
    made = forms(visit, one.task, calendar, nouns, back, key=f"-{number}")
    return Card(
        row(visit, plans, one.task),
        one.level,
        why(visit, units, one),
        visit.path("tasks", *one.task.task.split("/"), "why"),
        _state(visit, one),
        made,
    )


def _in_place(line: TaskLine, now: int, member: str) -> tuple[str, ...]:
    allowed = possible(line, now, member)
    return tuple(noun for noun in IN_PLACE if noun in allowed)


def why(visit: Visit, units: dict[str, str], one: Escalation) -> str:
    """By which step, as holder of which post, instead of whom, how often it came."""
    t = visit.t
    unit = units.get(one.via_unit, one.via_unit)
    words = t(
        "Step %(step)s brought it to the %(role)s of %(unit)s",
        step=one.step,
        role=t.term("role", one.via_role),
        unit=unit,
    )
    if one.instead_of:
        words = t("%(words)s, instead of %(member)s", words=words, member=member_name(visit, one.instead_of))
    if one.handed_by:
        words = t(
            "%(words)s, handed over by %(member)s", words=words, member=member_name(visit, one.handed_by)
        )
    if one.raised > 1:
        words = t("%(words)s, for the %(n)s. time", words=words, n=one.raised)
    return t("%(words)s, last on %(when)s.", words=words, when=visit.moment(one.raised_at))


def _state(visit: Visit, one: Escalation) -> str:
    t = visit.t
    if one.held_until > visit.now:
        return t("On hold until %(when)s", when=visit.moment(one.held_until))
    if one.acknowledged_at:
        return t("Acknowledged on %(when)s", when=visit.moment(one.acknowledged_at))
    return t("Not acknowledged yet")
