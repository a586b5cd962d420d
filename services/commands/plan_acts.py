"""What is done to plans: import, answer, submit, issue, amend, close."""

import datetime as dt
from pathlib import Path

import click
import msgspec
from msgspec.structs import replace

from services.commands import calls
from services.commands.calls import Import, Writing
from services.commands.options import DayType, acting, day_option, maybe_acting, needed
from services.commands.plan_documents import read_with_bar
from services.commands.saved import say_done
from services.commands.source import Who, alone, source
from services.commands.world import Face, pass_face
from services.deciding import Caller
from services.importing import answers_command
from services.loading import FileProblem
from services.plan_changes import amendment, check_head, draft_of
from services.plans import Draft, answer_template, apply_answers, decode, read
from services.plans.settling import settled
from services.web.plan_writes import Closing, Head
from services.web.writing import UNTYPED, Done, Upload
from workflows.plan import TREATMENTS

SHOWN = 12
"""Open questions that an import lists."""

file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
plan_argument = click.argument("plan", metavar="PLAN")


@click.command("import")
@file_argument
@click.option(
    "--answers", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A YAML file of answers."
)
@click.option(
    "--answers-template",
    "template",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write an answer file to fill in, and import nothing yet.",
)
@click.option("--plan", default="", help="The plan's id.")
@click.option("--title", default="")
@click.option("--unit", default="", help="The unit that issues it.")
@click.option("--owner", default="", help="The member who answers for it.")
@click.option("--calendar", default="")
@click.option("--policy", default="")
@click.option("--since", type=DayType(), help="First day.")
@click.option("--until", type=DayType(), help="Last day.")
@maybe_acting
@pass_face
def import_(
    face: Face,
    /,
    file: Path,
    answers: Path | None,
    template: Path | None,
    who: Who | None,
    **head: str | dt.date | None,
) -> None:
    """Read a plan FILE (.docx, .xlsx, .pdf, .txt, .yaml) into a draft; options go before what it says."""
    draft = read_with_bar(file)
    if answers is not None:
        draft = apply_answers(draft, decode(answers.read_bytes(), answers.name), answers.name)
    given = {name: value for name, value in head.items() if value}
    draft = settled(replace(draft, **given))
    if template is not None:
        write_template(face, draft, template)
        return
    actor = needed(who)
    body = Import(draft, _upload(file), _upload(answers) if answers else None, msgspec.convert(given, Head))
    with source(face) as at:
        done = at.write(calls.IMPORT, {}, body, actor)
    say_done(face, done, _counts(face, draft))
    _say_questions(face, draft)


def _upload(path: Path) -> Upload:
    return Upload(path.name, UNTYPED, path.read_bytes())


def write_template(face: Face, draft: Draft, template: Path) -> None:
    try:
        with template.open("x", encoding="utf-8") as file:
            file.write(answer_template(draft))
    except FileExistsError as error:
        raise FileProblem(face.t("%(file)s is there already: name another file.", file=template)) from error
    face.say(face.t("%(count)s questions written to %(file)s.", count=len(draft.questions), file=template))


def _counts(face: Face, draft: Draft) -> str:
    return face.t(
        "Draft %(plan)s: %(items)s items, %(outline)s in the outline, %(left)s left out,"
        " %(questions)s open questions.",
        plan=draft.plan,
        items=len(draft.items),
        outline=len(draft.outline),
        left=len(draft.left_out),
        questions=len(draft.questions),
    )


def _say_questions(face: Face, draft: Draft) -> None:
    for one in draft.questions[:SHOWN]:
        face.say(f"  {one.question}: {one.text if face.language == 'zh' else one.text_en}")
    more = len(draft.questions) - SHOWN
    if more > 0:
        face.say("  " + face.t("%(n)s more", n=more))


@click.command()
@plan_argument
@click.argument("answers", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@acting
@pass_face
def answer(face: Face, plan: str, answers: Path, who: Who) -> None:
    """Answer open questions of the draft PLAN from a YAML file; what is not answered stays a question."""
    source_text = decode(answers.read_bytes(), answers.name)
    with alone(face) as app:
        before = app.states.plan(plan)
        draft = draft_of(app.kept, before)
        answered = apply_answers(draft, source_text, answers.name)
        check_head(app.kept, before, answered)
        command_id = who.command_id or app.chance.command_id()
        command = answers_command(app.kept, before, draft, answered, command_id)
        if not (command.put or command.removed or command.answered):
            face.say(face.t("Nothing changed."))
            return
        saved = app.handle(command, Caller(who.member, command_id, who.on_behalf, source="cli"))
        app.catch_up()
    words = face.t(
        "%(answered)s questions answered, %(open)s open.",
        answered=len(command.answered),
        open=len(answered.questions),
    )
    say_done(face, Done(saved.position, saved.again, saved.changed, shown=True), words)


@click.command()
@plan_argument
@acting
@pass_face
def submit(face: Face, plan: str, who: Who) -> None:
    """Hand in the draft PLAN for issuing."""
    _write(face, calls.SUBMIT, plan, None, who, face.t("Submitted."))


@click.command()
@plan_argument
@acting
@pass_face
def issue(face: Face, plan: str, who: Who) -> None:
    """Issue PLAN: a running server, or `duban tick`, then schedules its tasks."""
    _write(
        face,
        calls.ISSUE,
        plan,
        None,
        who,
        face.t("Issued: tasks are scheduled by the server, or by duban tick."),
    )


@click.command()
@plan_argument
@file_argument
@day_option("--since", "From this day on; not in the past.", required=True)
@click.option(
    "--open-tasks",
    type=click.Choice(TREATMENTS),
    required=True,
    help="What becomes of opened tasks of the items that change.",
)
@click.option("--reason", default="", help="In plain words; it can be erased later.")
@acting
@pass_face
def amend(face: Face, plan: str, file: Path, since: dt.date, open_tasks: str, reason: str, who: Who) -> None:
    """Change the issued PLAN to what an edited FILE.yaml says.

    The file is the whole plan: items that differ are put, those that are gone are removed, the others stay
    untouched.
    """
    draft = read(file.read_bytes(), file.name)
    with alone(face) as app:
        command_id = who.command_id or app.chance.command_id()
        command = amendment(app.kept, app.states.plan(plan), draft, since, open_tasks, reason, command_id)
        saved = app.handle(command, Caller(who.member, command_id, who.on_behalf, source="cli"))
        app.catch_up()
    words = face.t(
        "Amended from %(since)s on: %(put)s items put, %(removed)s removed.",
        since=since,
        put=len(command.put),
        removed=len(command.removed),
    )
    say_done(face, Done(saved.position, saved.again, saved.changed, shown=True), words)


@click.command()
@plan_argument
@click.option(
    "--open-tasks",
    type=click.Choice(["keep", "withdraw"]),
    required=True,
    help="What becomes of opened tasks.",
)
@click.option("--reason", default="", help="In plain words; it can be erased later.")
@acting
@pass_face
def close(face: Face, plan: str, open_tasks: str, reason: str, who: Who) -> None:
    """Close the issued PLAN: nothing more is scheduled."""
    _write(face, calls.CLOSE, plan, Closing(open_tasks, reason), who, face.t("Closed."))


def _write(face: Face, writing: Writing, plan: str, body: object, who: Who, words: str) -> None:
    with source(face) as at:
        done = at.write(writing, {"plan": plan}, body, who)
    say_done(face, done, words)


COMMANDS = (import_, answer, submit, issue, amend, close)
