"""What units owe, what lies on desks, how it stands: schedule, owed, inbox, overview."""

import datetime as dt
from typing import Any

import click
from rich.table import Table

from services.commands.calls import INBOX, OVERVIEW, OWED, SCHEDULE
from services.commands.options import as_json, as_of_option, day_option, moment_asked, window_of
from services.commands.source import every, source
from services.commands.words import Words, known_at, label, table, words_of
from services.commands.world import Face, pass_face
from services.read.queries import Counts, Escalation, TaskLine
from services.web.views import Rows


@click.command()
@click.argument("unit")
@day_option("--day", "Due on one day.")
@click.option("--week", metavar="2026-W42", help="Due in an ISO week.")
@click.option("--month", metavar="2026-10", help="Due in a month; without a period: in this one.")
@day_option("--since", "Due from this day on.")
@day_option("--until", "Due before this day.")
@as_of_option
@as_json
@pass_face
def schedule(face: Face, /, unit: str, as_of: str, as_json: bool, **window: str | dt.date | None) -> None:
    """What UNIT has to do, by due day."""
    asked = {name: value for name, value in window.items() if value}
    with source(face) as at:
        found = every(at, SCHEDULE, unit=unit, as_of=moment_asked(face, at, as_of), **asked)
        if as_json:
            face.json(found)
            return
        title = face.t("Schedule of %(unit)s", unit=_name(unit, found))
        face.show(tasks(words_of(face, at), title, found, known_at(face, found.as_of_position, as_of)))


@click.command()
@click.argument("unit")
@as_of_option
@as_json
@pass_face
def owed(face: Face, unit: str, as_of: str, as_json: bool) -> None:
    """What UNIT owes now: opened and not done, the most overdue first."""
    with source(face) as at:
        found = every(at, OWED, unit=unit, as_of=moment_asked(face, at, as_of))
        if as_json:
            face.json(found)
            return
        title = face.t("Owed by %(unit)s", unit=_name(unit, found))
        face.show(tasks(words_of(face, at), title, found, known_at(face, found.as_of_position, as_of)))


@click.command()
@click.argument("member")
@as_of_option
@as_json
@pass_face
def inbox(face: Face, member: str, as_of: str, as_json: bool) -> None:
    """Open escalations on MEMBER's desk."""
    with source(face) as at:
        found = every(at, INBOX, member=member, as_of=moment_asked(face, at, as_of))
        if as_json:
            face.json(found)
            return
        title = face.t("Desk of %(name)s", name=label(at, member))
        known = known_at(face, found.as_of_position, as_of)
        face.show(_escalations(words_of(face, at), title, found.rows, known))


@click.command()
@click.argument("root", default="")
@click.option(
    "--period", metavar="KEY", help="2026, 2026-H2, 2026-Q4, 2026-10, 2026-W42 or a day; else this month."
)
@as_of_option
@as_json
@pass_face
def overview(face: Face, root: str, period: str | None, as_of: str, as_json: bool) -> None:
    """Counts of ROOT and all units below it (else of all units), by the day on which tasks are due."""
    asked: dict[str, object] = {}
    if period:
        asked["since"], asked["until"] = window_of(face, period)
    with source(face) as at:
        found = every(at, OVERVIEW, root=root, as_of=moment_asked(face, at, as_of), **asked)
        if as_json:
            face.json(found)
            return
        title = face.t("Overview") if not period else f"{face.t('Overview')} {period}"
        face.show(_counts(face, title, found.rows, known_at(face, found.as_of_position, as_of)))


def _name(unit: str, found: Rows[TaskLine]) -> str:
    return f"{found.rows[0].unit_name} ({unit})" if found.rows else unit


def tasks(words: Words, title: str, found: Rows[TaskLine], caption: str) -> Table:
    t = words.t
    made = table(title, t("Due"), t("State"), t("Level"), t("What is asked"), t("Task"), caption=caption)
    for line in found.rows:
        level = str(line.level) if line.level else ""
        made.add_row(words.due(line.due), words.state(line), level, words.text(line.text), line.task)
    return made


def _escalations(words: Words, title: str, rows: tuple[Escalation, ...], caption: str) -> Table:
    t = words.t
    made = table(
        title,
        t("Level"),
        t("Escalated"),
        t("Due"),
        t("State"),
        t("Acknowledged"),
        t("Unit"),
        t("What is asked"),
        t("Task"),
        caption=caption,
    )
    for row in rows:
        seen = words.moment(row.held_until or row.acknowledged_at)
        line = row.task
        made.add_row(
            str(row.level),
            words.moment(row.raised_at),
            words.due(line.due),
            words.state(line),
            seen,
            line.unit_name,
            words.text(line.text),
            line.task,
        )
    return made


COUNTED = ("scheduled", "on_time", "late", "open", "overdue", "excused", "escalated")


def _counts(face: Face, title: str, rows: tuple[Counts, ...], caption: str) -> Table:
    t = face.t
    made = Table(title=title, caption=caption, title_justify="left", caption_justify="left")
    made.add_column(t("Unit"))
    for name in COUNTED:
        made.add_column(t.term("count", name), justify="right")
    made.add_column("id", no_wrap=True)
    sums = dict.fromkeys(COUNTED, 0)
    for row in rows:
        figures: dict[str, Any] = {name: getattr(row, name) for name in COUNTED}
        sums = {name: sums[name] + figures[name] for name in COUNTED}
        made.add_row(row.name, *(_figure(name, figures[name]) for name in COUNTED), row.unit)
    made.add_section()
    made.add_row(t("Together"), *(_figure(name, sums[name]) for name in COUNTED), "")
    return made


def _figure(name: str, number: int) -> str:
    """A zero is left out, so that what is overdue stands out."""
    return str(number) if number or name == "scheduled" else ""
