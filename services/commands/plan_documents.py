"""Plans as documents: read, covered, exported."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from msgspec import Struct
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from services.commands.options import as_json
from services.commands.plan_reading import Found, PlanReading, reading_of
from services.commands.source import alone
from services.commands.words import table
from services.commands.world import Face, pass_face
from services.i18n import Translator
from services.loading import FileProblem
from services.plan_changes import as_it_stands, draft_of, read_again
from services.plans import Draft
from services.plans.answered import answers_of
from services.plans.assembly import Progress as Told
from services.plans.confined import read_confined
from services.plans.coverage import coverage
from services.plans.export import to_xlsx, to_yaml

STAGES = ("open", "outline", "rules", "items")
SHARES = {"open": (0, 30), "outline": (30, 10), "rules": (40, 50), "items": (90, 10)}
"""Of a hundred: where a stage begins, and how much of the whole it is."""

file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


class Covered(Struct, frozen=True, omit_defaults=True):
    """A clause at [start, end) with its items, or why it has none."""

    text: str
    start: int
    end: int
    items: tuple[str, ...] = ()
    reason: str = ""


def read_with_bar(file: Path) -> Draft:
    """A document read in a process of its own; a terminal sees how far it is. Raises PlanFileError."""
    with _bar(file.name) as told:
        return read_confined(file.read_bytes(), file.name, told)


@contextmanager
def _bar(name: str) -> Iterator[Told]:
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    ) as progress:
        task = progress.add_task(name, total=100)

        def told(stage: str, done: int, total: int) -> None:
            start, share = SHARES[stage]
            progress.update(task, completed=start + share * done / total)

        yield told


@click.command()
@file_argument
@as_json
@pass_face
def read(face: Face, file: Path, as_json: bool) -> None:
    """Read a plan FILE (.docx, .xlsx, .pdf, .txt or .yaml), say what is found, touch nothing."""
    draft = read_with_bar(file)
    found = reading_of(draft)
    if as_json:
        face.json(found)
        return
    _print_reading(face, found)


@click.command("coverage")
@file_argument
@as_json
@pass_face
def coverage_(face: Face, file: Path, as_json: bool) -> None:
    """For every clause of FILE: the tasks that come of it, or why none does."""
    draft = read_with_bar(file)
    rows = tuple(
        Covered(draft.source[one.start : one.end].strip(), one.start, one.end, one.items, one.reason)
        for one in coverage(draft)
    )
    if as_json:
        face.json(rows)
        return
    t = face.t
    made = table(draft.title, t("Clause"), t("Items"), t("Why"))
    for one in rows:
        made.add_row(one.text, " ".join(one.items), t.term("no task", one.reason) if one.reason else "")
    face.show(made)
    covered = sum(bool(one.items) for one in rows)
    face.say(
        t(
            "%(clauses)s clauses: %(covered)s with tasks, %(none)s without; %(questions)s open questions.",
            clauses=len(rows),
            covered=covered,
            none=len(rows) - covered,
            questions=len(draft.questions),
        )
    )


@click.command("answers")
@click.argument("plan", metavar="PLAN")
@pass_face
def answers(face: Face, plan: str) -> None:
    """Print what was answered of the draft PLAN, as an answer file that can be used again."""
    with alone(face) as app:
        state = app.states.plan(plan)
        text = answers_of(read_again(app.kept, state), draft_of(app.kept, state))
    click.echo(text, nl=False)


@click.command()
@click.argument("plan", metavar="PLAN")
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="A new file: .xlsx for a list of tasks 责任清单, .yaml for a plan file.",
)
@pass_face
def export(face: Face, plan: str, out: Path) -> None:
    """Write PLAN as it stands to a file; importing the file gives the same plan."""
    if out.suffix not in (".xlsx", ".yaml"):
        raise FileProblem(face.t("%(file)s: name a file that ends in .xlsx or .yaml.", file=out))
    with alone(face) as app:
        draft = as_it_stands(app.kept, app.states.plan(plan))
    data = to_xlsx(draft) if out.suffix == ".xlsx" else to_yaml(draft).encode()
    try:
        with out.open("xb") as file:
            file.write(data)
    except FileExistsError as error:
        raise FileProblem(face.t("%(file)s is there already: name another file.", file=out)) from error
    face.say(face.t("%(plan)s written to %(file)s.", plan=plan, file=out))


def _print_reading(face: Face, found: PlanReading) -> None:
    t = face.t
    outline = table(found.title, t("Level"), t("What is asked"), t("in the source"))
    for entry in found.outline:
        outline.add_row(str(entry.level), "  " * (entry.level - 1) + entry.text, f"{entry.start}-{entry.end}")
    facts = table(t("Found"), "", t("in the source"), t("What is asked"), "")
    layers = (
        ("cadence", found.cadences),
        ("deadline", found.deadlines),
        ("party", found.responsible),
        ("target", found.targets),
    )
    for kind, layer in layers:
        for one in layer:
            place = f"{one.start}-{one.end}"
            facts.add_row(t.term("found", kind), place, one.text, _gist(t, kind, one))
    face.show(outline, facts)
    for asked in found.questions:
        if asked.kind == "gap":
            face.say(f"{t.term('found', 'gap')}: {asked.text if face.language == 'zh' else asked.text_en}")
    face.say(
        t(
            "%(items)s items, %(outline)s in the outline, %(questions)s open questions.",
            items=len(found.items),
            outline=len(found.outline),
            questions=len(found.questions),
        )
    )


def _gist(t: Translator, kind: str, one: Found) -> str:
    """What was made of a quote, in a few words."""
    match kind:
        case "cadence":
            return t.term("cadence kind", one.kind)
        case "deadline":
            return one.due
        case "party":
            return "、".join(one.units)
        case _:
            return f"{one.op} {'' if one.value is None else format(one.value, 'g')}{one.unit}"


COMMANDS = (read, coverage_, answers, export)
