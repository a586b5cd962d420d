"""Measures on units, 通报 to 红牌: `duban measure`."""

from pathlib import Path

import click
from rich.text import Text

from services.commands import calls
from services.commands.options import acting, as_json, as_of_option, due_option, instant_asked, moment_asked
from services.commands.saved import say_done
from services.commands.source import Source, Who, every, source
from services.commands.task import media_type
from services.commands.words import Words, known_at, label, table, words_of
from services.commands.world import Face, pass_face
from services.measures.words import record_words, state_words
from services.read.measures import MeasureLine
from services.web.measure_reads import MeasureFound
from services.web.measure_writes import NewMeasure
from services.web.task_writes import Reason, ReportForm
from services.web.views import Rows
from services.web.writing import Upload
from workflows.measures import COLOURS, KINDS

unit_argument = click.argument("unit", metavar="UNIT")
measure_argument = click.argument("measure", metavar="MEASURE")
reason_needed = click.option("--reason", required=True, help="In plain words; it can be erased later.")


@click.group()
def measure() -> None:
    """Measures on units: public criticism 通报, talk 约谈, yellow card 黄牌, red card 红牌."""


@measure.command("list")
@click.argument("unit", metavar="[UNIT]", default="")
@as_of_option
@as_json
@pass_face
def list_(face: Face, unit: str, as_of: str, as_json: bool) -> None:
    """The record of UNIT, or of all units: what waits for an answer first."""
    with source(face) as at:
        asked = moment_asked(face, at, as_of)
        found: Rows[MeasureLine]
        if unit:
            found = every(at, calls.UNIT_MEASURES, unit=unit, as_of=asked)
        else:
            found = every(at, calls.ALL_MEASURES, as_of=asked)
        if as_json:
            face.json(found)
            return
        _print(face, words_of(face, at), found, known_at(face, found.as_of_position, as_of))


def _print(face: Face, words: Words, found: Rows[MeasureLine], caption: str) -> None:
    t = face.t
    made = table(
        t("Measures"),
        t("Unit"),
        t("Kind"),
        t("Since"),
        t("Answer due"),
        t("State"),
        t("Reason"),
        t("Measure"),
        caption=caption,
    )
    for one in found.rows:
        made.add_row(
            one.unit_name,
            Text(t.term("measure", one.kind), style=COLOURS.get(one.kind, "")),
            words.moment(one.decided_at),
            words.due(one.due),
            state_words(t, one),
            words.text(one.reason),
            f"{one.unit} {one.measure}",
        )
    face.show(made)


@measure.command()
@unit_argument
@measure_argument
@as_of_option
@as_json
@pass_face
def show(face: Face, unit: str, measure: str, as_of: str, as_json: bool) -> None:
    """MEASURE on UNIT: how it stands, the document that was served, who did what."""
    with source(face) as at:
        asked = moment_asked(face, at, as_of)
        found: MeasureFound = at.read(calls.ONE_MEASURE, unit=unit, measure=measure, as_of=asked)
        if as_json:
            face.json(found)
            return
        _show(face, at, found, known_at(face, found.as_of_position, as_of))


def _show(face: Face, at: Source, found: MeasureFound, caption: str) -> None:
    t, words, line = face.t, words_of(face, at), found.measure
    made = table(f"{t.term('measure', line.kind)}  {line.measure}", "", "", caption=caption)
    made.add_row(t("Unit"), f"{line.unit_name} ({line.unit})")
    made.add_row(t("State"), state_words(t, line))
    made.add_row(t("Answer due"), words.due(line.due))
    made.add_row(t("Reason"), words.text(line.reason))
    if line.task:
        made.add_row(t("Task"), line.task)
    if line.skips:
        made.add_row("", t("The milder measure was skipped."))
    for record in found.records:
        made.add_row(words.moment(record.recorded_at), record_words(t, record.tag, label(at, record.actor)))
        for field in ("note", "reason"):
            text = record.texts.get(record.event.get(field, "")) if record.tag != "MeasureDecided" else None
            if text is not None:
                made.add_row("", words.text(text.text))
    face.show(made)
    if found.document.text:
        face.say(found.document.text)


@measure.command()
@unit_argument
@click.option("--kind", required=True, type=click.Choice(KINDS), help="From the mildest to the gravest.")
@due_option
@reason_needed
@click.option("--task", default="", help="The task that gave cause.")
@click.option("--skips", is_flag=True, help="Leave the milder measure out knowingly 越级.")
@click.option(
    "--text",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The document to serve, instead of the template's.",
)
@click.option("--id", "measure", default="", help="An id of your choice.")
@acting
@pass_face
def decide(
    face: Face,
    unit: str,
    kind: str,
    due: str,
    reason: str,
    task: str,
    skips: bool,
    text: Path | None,
    measure: str,
    who: Who,
) -> None:
    """Decide on a measure on UNIT, to be answered by --due."""
    with source(face) as at:
        served = text.read_text("utf-8") if text else ""
        body = NewMeasure(kind, reason, instant_asked(face, at, due), task, skips, served, measure)
        done = at.write(calls.DECIDE_MEASURE, {"unit": unit}, body, who)
    say_done(face, done, face.t("The measure was decided."))


@measure.command()
@unit_argument
@measure_argument
@click.option("--note", default="", help="What was done, in plain words; it can be erased later.")
@click.option(
    "--evidence",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file; may be given several times.",
)
@acting
@pass_face
def answer(face: Face, unit: str, measure: str, note: str, evidence: tuple[Path, ...], who: Who) -> None:
    """The unit says what it did about MEASURE."""
    files = tuple(Upload(path.name, media_type(path), path.read_bytes()) for path in evidence)
    with source(face) as at:
        body = ReportForm(note, files)
        done = at.write(calls.ANSWER_MEASURE, {"unit": unit, "measure": measure}, body, who)
    say_done(face, done, face.t("The measure was answered."))


@measure.command()
@unit_argument
@measure_argument
@reason_needed
@acting
@pass_face
def lift(face: Face, unit: str, measure: str, reason: str, who: Who) -> None:
    """MEASURE no longer holds; it stays on the record of UNIT."""
    with source(face) as at:
        done = at.write(calls.LIFT_MEASURE, {"unit": unit, "measure": measure}, Reason(reason), who)
    say_done(face, done, face.t("The measure was lifted."))
