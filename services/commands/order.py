"""Orders over many tasks: `duban excuse`, `duban order`, `duban calendar replan`."""

import datetime as dt

import click

from services.commands import calls
from services.commands.options import (
    as_json,
    as_of_option,
    day_option,
    maybe_acting,
    moment_asked,
    needed,
)
from services.commands.saved import say_done
from services.commands.source import Local, Source, Who, every, source
from services.commands.words import Words, known_at, label, table, words_of
from services.commands.world import Face, pass_face
from services.order_words import progress_words, what_words
from services.web.order_reads import Excusable, OrderFound, ProposedMove, Replan
from services.web.order_writes import ApprovedMove, NewExcuse, NewReplan
from services.web.views import Rows
from workflows.orders import CAUSES
from workflows.replan import MOVES


@click.command()
@click.option("--unit", "units", multiple=True, required=True, help="The unit and all below it; repeatable.")
@day_option("--since", "The first due day.", required=True)
@day_option("--until", "The last due day; it is included.", required=True)
@click.option("--cause", type=click.Choice(CAUSES), required=True)
@click.option("--reason", default="", help="In plain words; it can be erased later.")
@click.option("--plan", "plans", multiple=True, help="Only what this plan asks for; repeatable.")
@click.option("--order", default="", metavar="ID", help="The order's id; else made of cause and first day.")
@click.option("--dry-run", is_flag=True, help="Say what would come off, and order nothing.")
@as_json
@maybe_acting
@pass_face
def excuse(
    face: Face,
    /,
    units: tuple[str, ...],
    since: dt.date,
    until: dt.date,
    cause: str,
    reason: str,
    plans: tuple[str, ...],
    order: str,
    dry_run: bool,
    as_json: bool,
    who: Who | None,
) -> None:
    """Take off what units owe by some days, for one cause. What is scheduled later for these days comes off
    too; what was reported stays."""
    acts = None if dry_run else needed(who)
    with source(face) as at:
        if acts is None:
            asked = {"units": ",".join(units), "since": since, "until": until, "plans": ",".join(plans)}
            _preview(face, at.read(calls.EXCUSABLE, **asked), as_json)
            return
        name = order or f"{cause}-{since}"
        body = NewExcuse(name, cause, units, since, until, reason, plans)
        done = at.write(calls.BULK_EXCUSE, {}, body, acts)
        say_done(face, done, face.t("Order %(order)s is given.", order=name))
        _who_carries_out(face, at)


def _preview(face: Face, found: Excusable, as_json: bool) -> None:
    if as_json:
        face.json(found)
        return
    t = face.t
    caption = t("%(tasks)s tasks of %(units)s units", tasks=found.tasks, units=found.units)
    made = table(t("What would come off"), t("Tasks"), t("Unit"), "", caption=caption)
    for row in found.rows:
        made.add_row(str(row.tasks), row.name, row.unit)
    face.show(made)
    face.hint(
        t("What opens from %(day)s on is not scheduled yet; it comes off later.", day=found.scheduled_until)
    )


def _who_carries_out(face: Face, at: Source) -> None:
    if isinstance(at, Local):
        face.hint(face.t("It is carried out by the server, or by duban tick."))


# --- duban order ------------------------------------------------------------------------------------------


@click.group()
def order() -> None:
    """Orders over many tasks: bulk excuses, and moves to a calendar's new version."""


@order.command("list")
@as_of_option
@as_json
@pass_face
def list_(face: Face, as_of: str, as_json: bool) -> None:
    """All orders, the latest first, and how far they are."""
    with source(face) as at:
        found: Rows[OrderFound] = every(at, calls.ORDERS, as_of=moment_asked(face, at, as_of))
        if as_json:
            face.json(found)
            return
        t, words = face.t, words_of(face, at)
        known = known_at(face, found.as_of_position, as_of)
        made = table(
            *(t("Orders"), t("Ordered"), t("What"), t("Who"), t("Progress"), t("Order")), caption=known
        )
        for one in found.rows:
            made.add_row(
                words.moment(one.ordered_at),
                what_words(t, one),
                label(at, one.by),
                progress_words(t, one),
                one.order,
            )
        face.show(made)


@order.command()
@click.argument("order")
@as_of_option
@as_json
@pass_face
def show(face: Face, order: str, as_of: str, as_json: bool) -> None:
    """One ORDER: what, why, by whom, how far."""
    with source(face) as at:
        one: OrderFound = at.read(calls.ORDER, order=order, as_of=moment_asked(face, at, as_of))
        if as_json:
            face.json(one)
            return
        t, words = face.t, words_of(face, at)
        made = table(one.order, "", "")
        made.add_row(t("What"), what_words(t, one))
        if one.kind == "excuse":
            made.add_row(t("Units"), ", ".join(one.units))
            made.add_row(t("Plans"), ", ".join(one.plans) or t("all"))
            made.add_row(t("Reason"), words.text(one.reason))
        made.add_row(t("Who"), label(at, one.by))
        made.add_row(t("Ordered"), words.moment(one.ordered_at))
        made.add_row(t("Progress"), progress_words(t, one))
        face.show(made)


# --- duban calendar replan --------------------------------------------------------------------------------


@click.command()
@click.argument("name", metavar="CALENDAR")
@click.option("--unit", default="", help="Of one unit alone.")
@click.option("--approve", is_flag=True, help="Order all moves that are listed.")
@click.option("--order", default="", metavar="ID", help="The order's id; else made of calendar and version.")
@as_json
@maybe_acting
@pass_face
def replan(
    face: Face, name: str, unit: str, approve: bool, order: str, as_json: bool, who: Who | None
) -> None:
    """What the present version of CALENDAR would move among scheduled tasks; with --approve, order it.

    It looks forward only: what is due by now, or done, stays.
    """
    acts = needed(who) if approve else None
    with source(face) as at:
        found: Replan = at.read(calls.REPLAN, calendar=name, unit=unit)
        if as_json and acts is None:
            face.json(found)
            return
        _print_replan(face, words_of(face, at), found)
        moves = tuple(ApprovedMove(row.task, row.opens, row.due) for row in found.rows if row.kind in MOVES)
        if acts is None or not moves:
            return
        made = "-".join(filter(None, (name, f"v{found.version}", unit)))
        body = NewReplan(order or made, found.version, moves)
        done = at.write(calls.APPROVE_REPLAN, {"calendar": name}, body, acts)
        say_done(face, done, face.t("Order %(order)s is given.", order=body.order))
        _who_carries_out(face, at)


def _print_replan(face: Face, words: Words, found: Replan) -> None:
    t = face.t
    if not found.rows:
        face.say(t("Nothing that is scheduled differs from calendar %(calendar)s.", calendar=found.calendar))
        return
    title = f"{t('Working calendar')} {found.calendar}, {t('version %(n)s', n=found.version)}"
    made = table(title, t("Change"), t("Due so far"), t("Due then"), t("What is asked"), t("Task"))
    unit = ""
    for row in found.rows:
        if row.unit != unit:
            made.add_section()
            unit = row.unit
        made.add_row(t.term("proposed", row.kind), *_days(words, row), words.text(row.text), row.task)
    face.show(made)


def _days(words: Words, row: ProposedMove) -> tuple[str, str]:
    before = words.due(row.due_before) if row.due_before else ""
    return before, words.due(row.due) if row.due else ""
