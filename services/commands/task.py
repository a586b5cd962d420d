"""One task: `duban task`."""

import mimetypes
from collections.abc import Mapping
from pathlib import Path

import click

from services.commands import calls
from services.commands.calls import Writing
from services.commands.options import (
    acting,
    as_json,
    as_of_option,
    due_option,
    instant_asked,
    moment_asked,
)
from services.commands.saved import say_done
from services.commands.source import Source, Who, source
from services.commands.task_history import print_history, story_of
from services.commands.words import known_at, label, table, words_of
from services.commands.world import Face, pass_face
from services.read.queries import TaskLine
from services.web.occurrence_writes import Occurrence
from services.web.task_reads import TaskFound
from services.web.task_writes import (
    Acceptance,
    Acknowledgement,
    BackTo,
    Extension,
    ExtensionRequest,
    HandOver,
    MaybeReason,
    Reason,
    ReportForm,
    Return,
)
from services.web.writing import UNTYPED, Upload
from services.when import period_words
from workflows.task import stream_of

task_argument = click.argument("task", metavar="TASK")
reason_needed = click.option("--reason", required=True, help="In plain words; it can be erased later.")
reason_possible = click.option("--reason", default="", help="In plain words; it can be erased later.")


@click.group()
def task() -> None:
    """One task, named unit/plan/item/period: hospital-1/health-2026/i3/2026-W40."""


def path_of(name: str) -> dict[str, str]:
    """The parts of a task's id. Raises Refused(unknown-task)."""
    stream_of(name)
    return dict(zip(("unit", "plan", "item", "period"), name.split("/"), strict=True))


# --- reading ---------------------------------------------------------------------------------------------


@task.command()
@task_argument
@as_of_option
@as_json
@pass_face
def show(face: Face, task: str, as_of: str, as_json: bool) -> None:
    """How TASK stands."""
    with source(face) as at:
        found: TaskFound = at.read(calls.ONE_TASK, **path_of(task), as_of=moment_asked(face, at, as_of))
        if as_json:
            face.json(found)
            return
        _print(face, at, found.task, known_at(face, found.as_of_position, as_of))


def _print(face: Face, at: Source, line: TaskLine, caption: str) -> None:
    t, words = face.t, words_of(face, at)
    made = table(line.task, "", "", caption=caption)
    made.add_row(t("What is asked"), words.text(line.text))
    made.add_row(t("State"), words.state(line))
    made.add_row(t("Unit"), f"{line.unit_name} ({line.unit})")
    made.add_row(t("Time"), period_words(t.language, line.period))
    made.add_row(t("Opens"), words.moment(line.opens))
    made.add_row(t("Due"), words.due(line.due))
    if line.original_due != line.due:
        made.add_row(t("Originally due"), words.due(line.original_due))
    if line.asked_due:
        made.add_row(t("Extension asked to"), words.due(line.asked_due))
    if line.reported_at:
        made.add_row(t("Reported"), words.moment(line.reported_at))
    if line.level:
        made.add_row(t("Level"), str(line.level))
        made.add_row(t("On the desk of"), ", ".join(label(at, one) for one in line.held_by))
    made.add_row(t("Plan owner"), label(at, line.owner))
    made.add_row(t("Policy"), line.policy)
    face.show(made)


@task.command()
@task_argument
@as_of_option
@as_json
@pass_face
def history(face: Face, task: str, as_of: str, as_json: bool) -> None:
    """All that happened to TASK, told in sentences, oldest first."""
    with source(face) as at:
        told = story_of(face, at, path_of(task), moment_asked(face, at, as_of))
        if as_json:
            face.json(told)
            return
        print_history(face, words_of(face, at), told)


# --- the unit's side -------------------------------------------------------------------------------------


def _write(face: Face, writing: Writing, name: str, body: object, who: Who, words: str) -> None:
    path: Mapping[str, str] = path_of(name)
    with source(face) as at:
        done = at.write(writing, path, body, who)
    say_done(face, done, words)


@task.command()
@task_argument
@acting
@pass_face
def start(face: Face, task: str, who: Who) -> None:
    """Work on TASK begins."""
    _write(face, calls.START, task, None, who, face.t("Work began."))


@task.command()
@task_argument
@click.option("--note", default="", help="What was done, in plain words; it can be erased later.")
@click.option(
    "--evidence",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file; may be given several times.",
)
@acting
@pass_face
def report(face: Face, task: str, note: str, evidence: tuple[Path, ...], who: Who) -> None:
    """The unit says that TASK is done."""
    files = tuple(Upload(path.name, media_type(path), path.read_bytes()) for path in evidence)
    _write(face, calls.REPORT, task, ReportForm(note, files), who, face.t("Reported."))


@task.command()
@click.argument("unit")
@click.argument("plan")
@click.argument("item")
@click.option("--id", "occurrence", required=True, help="Your own id for it: the same one is noted once.")
@click.option("--at", "moment", required=True, metavar="INSTANT", help="When it happened.")
@click.option("--note", default="", help="What happened, in plain words; it can be erased later.")
@acting
@pass_face
def occurred(
    face: Face, unit: str, plan: str, item: str, occurrence: str, moment: str, note: str, who: Who
) -> None:
    """Something happened that ITEM of PLAN waits for: UNIT owes it within the item's limit."""
    with source(face) as at:
        body = Occurrence(plan, item, occurrence, instant_asked(face, at, moment), note)
        done = at.write(calls.OCCURRED, {"unit": unit}, body, who)
    say_done(face, done, face.t("Noted: the task is %(task)s.", task=f"{unit}/{plan}/{item}/e-{occurrence}"))


def media_type(path: Path) -> str:
    """By the ending of the name."""
    return mimetypes.guess_type(path.name)[0] or UNTYPED


@task.command()
@task_argument
@due_option
@reason_needed
@acting
@pass_face
def ask_extension(face: Face, task: str, due: str, reason: str, who: Who) -> None:
    """Ask for a later due moment, before TASK is due."""
    with source(face) as at:
        body = ExtensionRequest(reason, instant_asked(face, at, due))
        done = at.write(calls.ASK_EXTENSION, path_of(task), body, who)
    say_done(face, done, face.t("Extension asked."))


# --- the supervisors' side -------------------------------------------------------------------------------


@task.command()
@task_argument
@click.option(
    "--done-at", default="", metavar="INSTANT", help="Let an earlier moment count; needs --because."
)
@click.option("--because", default="", help="Why the earlier moment counts.")
@acting
@pass_face
def accept(face: Face, task: str, done_at: str, because: str, who: Who) -> None:
    """Accept the report of TASK."""
    with source(face) as at:
        moment = instant_asked(face, at, done_at) if done_at else 0
        done = at.write(calls.ACCEPT, path_of(task), Acceptance(moment, because), who)
    say_done(face, done, face.t("The report was accepted."))


@task.command("return")
@task_argument
@due_option
@reason_needed
@acting
@pass_face
def return_(face: Face, task: str, due: str, reason: str, who: Who) -> None:
    """Return the report of TASK: it is due again."""
    with source(face) as at:
        body = Return(reason, instant_asked(face, at, due))
        done = at.write(calls.RETURN, path_of(task), body, who)
    say_done(face, done, face.t("Returned."))


@task.command()
@task_argument
@reason_possible
@acting
@pass_face
def endorse(face: Face, task: str, reason: str, who: Who) -> None:
    """Support the extension that is asked for TASK; another grants it."""
    _write(face, calls.ENDORSE, task, MaybeReason(reason), who, face.t("Extension endorsed."))


@task.command()
@task_argument
@click.option("--due", default="", metavar="INSTANT", help="Another moment than the one asked for.")
@acting
@pass_face
def grant(face: Face, task: str, due: str, who: Who) -> None:
    """Grant the extension that is asked for TASK."""
    with source(face) as at:
        body = Extension(instant_asked(face, at, due) if due else 0)
        done = at.write(calls.GRANT, path_of(task), body, who)
    say_done(face, done, face.t("Extension granted."))


@task.command()
@task_argument
@reason_possible
@acting
@pass_face
def refuse(face: Face, task: str, reason: str, who: Who) -> None:
    """Refuse the extension that is asked for TASK."""
    _write(face, calls.REFUSE, task, MaybeReason(reason), who, face.t("Extension refused."))


@task.command()
@task_argument
@reason_needed
@acting
@pass_face
def excuse(face: Face, task: str, reason: str, who: Who) -> None:
    """Take TASK off its unit."""
    _write(face, calls.EXCUSE, task, Reason(reason), who, face.t("Excused: the unit no longer owes this."))


@task.command()
@task_argument
@reason_possible
@acting
@pass_face
def urge(face: Face, task: str, reason: str, who: Who) -> None:
    """Nudge the unit of TASK; may be repeated."""
    _write(face, calls.URGE, task, MaybeReason(reason), who, face.t("Urged."))


@task.command()
@task_argument
@click.option("--hold-until", default="", metavar="INSTANT", help="The whole ladder waits until then.")
@acting
@pass_face
def acknowledge(face: Face, task: str, hold_until: str, who: Who) -> None:
    """Say that you have seen the escalation of TASK: the repeats of its level stop."""
    with source(face) as at:
        body = Acknowledgement(instant_asked(face, at, hold_until) if hold_until else 0)
        done = at.write(calls.ACKNOWLEDGE, path_of(task), body, who)
    say_done(face, done, face.t("Acknowledged."))


@task.command("hand-over")
@task_argument
@click.option("--to", required=True, metavar="MEMBER", help="Who is told instead from now on.")
@reason_needed
@acting
@pass_face
def hand_over(face: Face, task: str, to: str, reason: str, who: Who) -> None:
    """Hand the escalation of TASK over from your desk to another's."""
    _write(face, calls.HAND_OVER, task, HandOver(to, reason), who, face.t("Handed over."))


@task.command("step-back")
@task_argument
@click.option("--until", required=True, metavar="INSTANT", help="Then, if still owed, it comes up again.")
@click.option("--level", default=0, show_default=True, help="Whose desk it goes back to; 0: the unit.")
@reason_needed
@acting
@pass_face
def step_back(face: Face, task: str, until: str, level: int, reason: str, who: Who) -> None:
    """Send the escalation of TASK back from your desk to a lower one, until a moment."""
    with source(face) as at:
        body = BackTo(instant_asked(face, at, until), reason, level)
        done = at.write(calls.STEP_BACK, path_of(task), body, who)
    say_done(face, done, face.t("Sent back."))
