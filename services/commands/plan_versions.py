"""A new version of a plan's document: compared with the plan, and what it changes carried out."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import click
from msgspec import Struct
from rich.table import Table
from rich.text import Text

from services.bootstrap import App
from services.commands.failures import Failure, Unusable
from services.commands.options import as_json, day_option, maybe_acting, needed
from services.commands.plan_acts import file_argument, plan_argument, write_template
from services.commands.plan_documents import read_with_bar
from services.commands.saved import say_done
from services.commands.source import Who, alone
from services.commands.words import table
from services.commands.world import Face, pass_face
from services.deciding import Caller
from services.i18n import Translator
from services.plan_versions import (
    Incomplete,
    all_of,
    answered,
    asked_of,
    carries_out_anything,
    compared,
    incomplete,
    proposal,
    with_units_of,
)
from services.plans import DraftItem, decode
from services.plans.alignment import Stretch
from services.plans.comparison import ClauseChange, Comparison, ItemChange
from services.version_words import counts_words, kind_words, lacking_words, notes, number_words
from services.web.writing import Done
from workflows.plan import TREATMENTS, AmendPlan, Plan

_NEAR = 12
"""Characters shown before and after what differs; longer stretches without a difference are cut."""


class Compared(Struct, frozen=True):
    """A comparison as data: `incomplete` lists what must be answered before all of it can be carried out."""

    plan: str
    source: str
    changes: tuple[ItemChange, ...]
    unchanged: int
    still_left_out: tuple[str, ...]
    clauses: tuple[ClauseChange, ...]
    incomplete: tuple[Incomplete, ...]


@click.command("compare")
@plan_argument
@file_argument
@as_json
@pass_face
def compare_(face: Face, plan: str, file: Path, as_json: bool) -> None:
    """Compare PLAN with FILE, a new version of its document, clause by clause; touch nothing."""
    new = read_with_bar(file)
    with alone(face) as app:
        app.catch_up()
        found = compared(app, app.states.plan(plan), new)
    missing = incomplete(found, all_of(found))
    if as_json:
        face.json(
            Compared(
                plan,
                file.name,
                found.changes,
                found.unchanged,
                found.still_left_out,
                found.clauses,
                missing,
            )
        )
        return
    if found.changes:
        face.show(_items(face.t, found, {one.item: one for one in missing}))
    if found.clauses:
        face.show(_prose(face.t, found))
    face.say(counts_words(face.t, found))


@click.command()
@plan_argument
@file_argument
@day_option("--since", "Of an issued plan: from this day on; not in the past.")
@click.option(
    "--open-tasks",
    type=click.Choice(TREATMENTS),
    help="Of an issued plan: what becomes of opened tasks of the items that change.",
)
@click.option("--only", multiple=True, metavar="ITEM", help="Only what changes this item; may be repeated.")
@click.option(
    "--answers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A YAML file of answers about the new items.",
)
@click.option(
    "--answers-template",
    "template",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write an answer file about the new items to fill in, and change nothing yet.",
)
@click.option("--reason", default="", help="Of an issued plan, in plain words; it can be erased later.")
@maybe_acting
@pass_face
def update(
    face: Face,
    plan: str,
    file: Path,
    since: dt.date | None,
    open_tasks: str | None,
    only: tuple[str, ...],
    answers: Path | None,
    template: Path | None,
    reason: str,
    who: Who | None,
) -> None:
    """Bring PLAN to FILE, a new version of its document: all that `compare` shows, or what --only names.

    A draft is revised, an issued plan amended. With --open-tasks withdraw an item that only moved is left as
    it is unless --only names it.
    """
    new = read_with_bar(file)
    with alone(face) as app:
        app.catch_up()
        before = app.states.plan(plan)
        found = compared(app, before, new)
        chosen = _chosen(face, found, only, open_tasks or "")
        if template is not None:
            write_template(face, asked_of(found, chosen), template)
            return
        actor = needed(who)
        if before.status == "issued" and (since is None or open_tasks is None):
            raise Unusable(face.t("Plan %(plan)s is issued: give --since and --open-tasks.", plan=plan))
        found = _completed(face, app, before, found, chosen, answers)
        if not carries_out_anything(found, chosen):
            face.say(face.t("Nothing changed."))
            return
        command_id = actor.command_id or app.chance.command_id()
        source = app.kept.keep(command_id, new.source)
        day, treatment = since or before.since, open_tasks or ""
        command = proposal(app.kept, before, found, chosen, day, treatment, reason, source, command_id)
        saved = app.handle(command, Caller(actor.member, command_id, actor.on_behalf, source="cli"))
        app.catch_up()
    done = Done(saved.position, saved.again, saved.changed, shown=True)
    facts = {"put": len(command.put), "removed": len(command.removed)}
    if isinstance(command, AmendPlan):
        words = face.t(
            "Amended from %(since)s on: %(put)s items put, %(removed)s removed.", since=command.since, **facts
        )
    else:
        words = face.t("Revised: %(put)s items put, %(removed)s removed.", **facts)
    say_done(face, done, words)


def _chosen(face: Face, found: Comparison, only: tuple[str, ...], open_tasks: str) -> frozenset[str]:
    unknown = sorted(set(only) - {change.item for change in found.changes})
    if unknown:
        items = ", ".join(unknown)
        raise Failure(
            face.t("The new version changes nothing of %(items)s: see duban plan compare.", items=items)
        )
    return frozenset(only) or all_of(found, open_tasks)


def _completed(
    face: Face, app: App, plan: Plan, found: Comparison, chosen: frozenset[str], answers: Path | None
) -> Comparison:
    """With the answers of a file. Raises Failure if items still lack something."""
    if answers is not None:
        words = decode(answers.read_bytes(), answers.name)
        found = answered(app.kept, plan, found, chosen, words, answers.name)
    if plan.status == "issued":
        found = with_units_of(found, app.states.org())
    _check(face, incomplete(found, chosen))
    return found


def _check(face: Face, missing: tuple[Incomplete, ...]) -> None:
    """Raises Failure naming each item and what it lacks."""
    if missing:
        lines = [f"  {one.item}: {lacking_words(face.t, one)}" for one in missing]
        words = face.t(
            "%(count)s items must be answered first (--answers-template writes the questions, --answers"
            " answers them, --only leaves them out):",
            count=len(missing),
        )
        raise Failure("\n".join([words, *lines]))


# --- the comparison in words -------------------------------------------------------------------------------


def _items(t: Translator, found: Comparison, missing: dict[str, Incomplete]) -> Table:
    made = table(t("What the new version changes"), "", t("Number"), t("What is asked"), t("Item"))
    for change in found.changes:
        words = marked(_text(change.before), _text(change.after), change.stretches)
        for line in _notes(t, change, missing.get(change.item)):
            words.append(f"\n{line}")
        made.add_row(kind_words(t, change.kind), number_words(change), words, change.item)
    return made


def _prose(t: Translator, found: Comparison) -> Table:
    made = table(t("Text without tasks, for information"), "", t("Clause"), t("Why"))
    for change in found.clauses:
        words = marked(change.before.strip(), change.after.strip(), ())
        if change.stretches:
            words = marked(change.before, change.after, change.stretches)
        made.add_row(
            kind_words(t, change.kind), words, t.term("no task", change.reason) if change.reason else ""
        )
    return made


def _text(item: DraftItem | None) -> str:
    return item.text if item else ""


def _notes(t: Translator, change: ItemChange, missing: Incomplete | None) -> Iterator[str]:
    yield from notes(t, change, ", ".join)
    if missing:
        yield t("to be answered: %(fields)s", fields=lacking_words(t, missing))


def marked(before: str, after: str, stretches: tuple[Stretch, ...]) -> Text:
    """The new text with what differs marked [-gone-] and {+new+}; without stretches the one that is there."""
    if not stretches:
        return Text(_flat(after or before))
    words, at = Text(), 0
    for place, (_, start, end, new_start, new_end) in enumerate(stretches):
        words.append(_cut(after[at:new_start], first=place == 0))
        if start < end:
            words.append(f"[-{_flat(before[start:end])}-]", style="red")
        if new_start < new_end:
            words.append(f"{{+{_flat(after[new_start:new_end])}+}}", style="green")
        at = new_end
    words.append(_cut(after[at:], last=True))
    return words


def _cut(text: str, *, first: bool = False, last: bool = False) -> str:
    """What is the same, shortened in its middle, or at its far end."""
    flat = _flat(text)
    head, tail = "" if first else flat[:_NEAR], "" if last else flat[-_NEAR:]
    shown = (0 if first else _NEAR) + (0 if last else _NEAR)
    return flat if len(flat) <= shown + 1 else f"{head}…{tail}"


def _flat(text: str) -> str:
    return text.replace("\n", " ").replace("\t", " ")


COMMANDS = (compare_, update)
