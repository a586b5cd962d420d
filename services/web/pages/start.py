"""The start page: who acts, which unit, what waits for them."""

from collections.abc import Sequence

import apsw
from msgspec import Struct
from starlette.responses import Response

from services.read import queries
from services.read.queries import Post, Unit
from services.web.pages.frame import Link
from services.web.pages.visit import Visit

MOST_UNITS = 300
MOST_MEMBERS = 600


class Choice(Struct, frozen=True):
    """A member to choose, under the unit of the post."""

    member: str
    words: str
    chosen: bool


class Group(Struct, frozen=True):
    name: str
    choices: tuple[Choice, ...]


class Branch(Struct, frozen=True):
    """A unit with those below it."""

    name: str
    kind: str
    href: str
    below: tuple["Branch", ...]


class Start(Struct, frozen=True):
    """`cut`: the lists show only a part; narrow them with the search."""

    asked: str
    groups: tuple[Group, ...]
    tree: tuple[Branch, ...]
    mine: tuple[Link, ...]
    desk: str
    waiting: int
    cut: bool
    empty: bool
    plans: int


def start_page(visit: Visit) -> Response:
    db = visit.app.read()
    units = [unit for unit in queries.units(db) if not unit.closed]
    return visit.render("start.html", start=_start(visit, db, units))


def _start(visit: Visit, db: apsw.Connection, units: Sequence[Unit]) -> Start:
    asked = visit.asked("q")
    posts = _current(visit, queries.posts(db))
    names = {unit.unit: unit.name for unit in units}
    found = [unit for unit in units if _fits(asked, unit.unit, unit.name)]
    people = [p for p in posts if _fits(asked, p.member, p.label, names.get(p.unit, p.unit))]
    member = visit.frame.member
    mine = [post for post in posts if post.member == member]
    return Start(
        asked,
        _groups(visit, people[:MOST_MEMBERS], names, member),
        _tree(visit, found[:MOST_UNITS]),
        tuple(_mine(visit, post, names) for post in mine),
        visit.path("inbox", member) if member else "",
        dict(queries.supervisors(db)).get(member, 0),
        len(found) > MOST_UNITS or len(people) > MOST_MEMBERS,
        not units,
        len(queries.plans(db)),
    )


def _current(visit: Visit, posts: Sequence[Post]) -> list[Post]:
    today = visit.today.isoformat()
    return [post for post in posts if post.since <= today and (not post.until or today <= post.until)]


def _fits(asked: str, *texts: str) -> bool:
    return not asked or any(asked.casefold() in text.casefold() for text in texts)


def _mine(visit: Visit, post: Post, names: dict[str, str]) -> Link:
    role = visit.t.term("role", post.role)
    return Link(f"{names.get(post.unit, post.unit)} · {role}", visit.path("units", post.unit))


def _groups(visit: Visit, posts: Sequence[Post], names: dict[str, str], member: str) -> tuple[Group, ...]:
    groups: dict[str, list[Choice]] = {}
    for post in posts:
        words = f"{post.label} · {visit.t.term('role', post.role)}"
        if post.label != post.member:
            words += f" · {post.member}"
        name = names.get(post.unit, post.unit)
        groups.setdefault(name, []).append(Choice(post.member, words, post.member == member))
    return tuple(Group(name, tuple(choices)) for name, choices in groups.items())


def _tree(visit: Visit, units: Sequence[Unit]) -> tuple[Branch, ...]:
    """The units as a forest; one whose parent is not among them is a root."""
    there = {unit.unit for unit in units}
    below: dict[str, list[Unit]] = {}
    for unit in units:
        below.setdefault(unit.parent if unit.parent in there else "", []).append(unit)

    def branch(unit: Unit) -> Branch:
        kind = visit.t.term("unit kind", unit.kind)
        return Branch(
            unit.name, kind, visit.path("units", unit.unit), tuple(map(branch, below.get(unit.unit, ())))
        )

    return tuple(map(branch, below.get("", ())))
