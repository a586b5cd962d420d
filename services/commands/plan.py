"""Plans, what can be read of them: `duban plan`. What is done to them stands in plan_acts."""

import click
from msgspec import Struct
from rich.table import Table

from services.commands import plan_acts, plan_documents, plan_versions
from services.commands.calls import ITEMS, PLAN, PLANS, QUESTIONS
from services.commands.options import as_json, as_of_option, moment_asked
from services.commands.source import every, source
from services.commands.words import Words, known_at, label, table, words_of
from services.commands.world import Face, pass_face
from services.read.queries import ItemLine, PlanLine, QuestionLine
from services.web.plan_reads import PlanFound
from services.web.views import Rows
from workflows.cadence import explain, parse


class Sheet(Struct, frozen=True):
    """A plan with its items and open questions."""

    plan: PlanLine
    items: tuple[ItemLine, ...]
    questions: tuple[QuestionLine, ...]
    as_of_position: int


@click.group()
def plan() -> None:
    """Plans: draft → submitted → issued → closed."""


for command in (*plan_documents.COMMANDS, *plan_acts.COMMANDS, *plan_versions.COMMANDS):
    plan.add_command(command)


@plan.command("list")
@as_of_option
@as_json
@pass_face
def list_(face: Face, as_of: str, as_json: bool) -> None:
    """All plans."""
    with source(face) as at:
        found: Rows[PlanLine] = every(at, PLANS, as_of=moment_asked(face, at, as_of))
        if as_json:
            face.json(found)
            return
        t, words = face.t, words_of(face, at)
    made = table(
        t("Plans"),
        t("State"),
        t("Time"),
        t("Issued by"),
        t("Items"),
        t("Open questions"),
        t("Name"),
        t("Plan"),
        caption=known_at(face, found.as_of_position, as_of),
    )
    for line in found.rows:
        made.add_row(
            t.term("plan status", line.status),
            f"{line.since} – {line.until}",
            line.unit_name,
            str(line.items),
            str(line.questions or ""),
            words.text(line.title),
            line.plan,
        )
    face.show(made)


@plan.command()
@click.argument("plan", metavar="PLAN")
@as_of_option
@as_json
@pass_face
def show(face: Face, plan: str, as_of: str, as_json: bool) -> None:
    """A plan, its items and its open questions."""
    with source(face) as at:
        asked = moment_asked(face, at, as_of)
        found: PlanFound = at.read(PLAN, plan=plan, as_of=asked)
        items: Rows[ItemLine] = every(at, ITEMS, plan=plan, as_of=asked)
        questions: Rows[QuestionLine] = every(at, QUESTIONS, plan=plan, as_of=asked)
        sheet = Sheet(found.plan, items.rows, questions.rows, found.as_of_position)
        if as_json:
            face.json(sheet)
            return
        words = words_of(face, at)
        face.show(_head(face, words, sheet, label(at, sheet.plan.owner)))
        face.show(_items(words, sheet, known_at(face, sheet.as_of_position, as_of)))
        if sheet.questions:
            face.show(_questions(words, sheet.questions))


@plan.command()
@click.argument("plan", metavar="PLAN")
@as_of_option
@as_json
@pass_face
def questions(face: Face, plan: str, as_of: str, as_json: bool) -> None:
    """What must be answered before PLAN can be issued."""
    with source(face) as at:
        found: Rows[QuestionLine] = every(at, QUESTIONS, plan=plan, as_of=moment_asked(face, at, as_of))
        if as_json:
            face.json(found)
            return
        face.show(_questions(words_of(face, at), found.rows))


def _head(face: Face, words: Words, sheet: Sheet, owner: str) -> Table:
    t, line = face.t, sheet.plan
    made = table(words.text(line.title), "", "")
    made.add_row(t("Plan"), line.plan)
    made.add_row(t("State"), f"{t.term('plan status', line.status)}, {t('revision %(n)s', n=line.revision)}")
    made.add_row(t("Issued by"), f"{line.unit_name} ({line.unit})")
    made.add_row(t("Plan owner"), owner)
    made.add_row(t("Time"), f"{line.since} – {line.until}")
    made.add_row(t("Policy"), line.policy)
    made.add_row(t("Working calendar"), line.calendar)
    return made


def _items(words: Words, sheet: Sheet, caption: str) -> Table:
    t = words.t
    made = table(
        t("Items"), "", t("What is asked"), t("How often"), t("Lead unit"), t("Item"), caption=caption
    )
    for item in sheet.items:
        cadence = explain(parse(item.cadence), t.language) if item.cadence else t("not decided yet")
        made.add_row(item.number, words.text(item.text), cadence, " ".join(item.leads), item.item)
    return made


def _questions(words: Words, rows: tuple[QuestionLine, ...]) -> Table:
    t = words.t
    made = table(t("Open questions"), t("Item"), t("Question"), t("Id"))
    for one in rows:
        made.add_row(one.item, words.text(one.text), one.question)
    return made
