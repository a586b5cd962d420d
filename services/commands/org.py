"""The organisation: `duban org`."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click
from msgspec.structs import replace
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from services.commands.calls import UNIT, UNITS
from services.commands.options import acting, as_json, as_of_option, moment_asked
from services.commands.source import Who, alone, every, source
from services.commands.words import table
from services.commands.world import Face, pass_face
from services.deciding import Caller
from services.kept import Kept, Person
from services.loading import commands_of, people_of, read_organisation
from services.read.queries import Post, Unit
from services.web.unit_reads import UnitFound
from services.web.views import Rows
from workflows.org import AddUnit, AppointMember, NameSubstitute, Org, OrgCommand, decide, evolve


@click.group()
def org() -> None:
    """The organisation: units, posts, substitutes."""


@org.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@acting
@pass_face
def load(face: Face, file: Path, who: Who) -> None:
    """Add the units, posts and substitutes of a YAML FILE that are not there yet, and its people.

    What is there already stays as it is. The whole file is tried first: if anything is refused, nothing is
    saved.
    """
    organisation = read_organisation(file)
    with alone(face) as app:
        known = app.states.org()
        wanted = [one for one in commands_of(organisation) if not _is_known(known, one)]
        _rehearse(known, wanted)
        app.kept.people(_merged(app.kept, people_of(organisation)))
        for one in wanted:
            app.handle(one, Caller(who.member, app.chance.command_id(), who.on_behalf, source="cli"))
        app.catch_up()
    count = {kind: sum(isinstance(one, kind) for one in wanted) for kind in (AddUnit, AppointMember)}
    face.say(
        face.t(
            "%(units)s units, %(posts)s posts and %(others)s substitutes added.",
            units=count[AddUnit],
            posts=count[AppointMember],
            others=len(wanted) - sum(count.values()),
        )
    )


def _rehearse(state: Org, commands: Sequence[OrgCommand]) -> None:
    """Raises what any of the commands would be refused with, one after the other."""
    for command in commands:
        for event in decide(state, command):
            state = evolve(state, event)


def _merged(kept: Kept, people: Iterable[Person]) -> Iterator[Person]:
    """New labels; address and language of those who are known stay."""
    for person in people:
        known = kept.person(person.member)
        yield replace(known, label=person.label) if known else person


def _is_known(known: Org, command: OrgCommand) -> bool:
    match command:
        case AddUnit():
            return command.unit in known.units
        case AppointMember():
            return command.appointment in known.appointments
        case NameSubstitute():
            return command.substitute in known.substitutes
        case _:
            return False


@org.command()
@click.argument("unit", default="")
@as_of_option
@as_json
@pass_face
def show(face: Face, unit: str, as_of: str, as_json: bool) -> None:
    """The tree of units; with UNIT, what is below it, and who holds its posts."""
    with source(face) as at:
        asked = moment_asked(face, at, as_of)
        units: Rows[Unit] = every(at, UNITS, as_of=asked)
        found: UnitFound | None = at.read(UNIT, unit=unit, as_of=asked) if unit else None
        if as_json:
            face.json(found or units)
            return
        roots = [one for one in units.rows if (one.unit == unit if unit else not one.parent)]
        face.show(*(_branch(face, one, units.rows) for one in roots))
        if found is not None:
            face.show(_posts(face, found.posts))


def _branch(face: Face, unit: Unit, units: Sequence[Unit]) -> Tree:
    made = Tree(_label(face, unit))
    for below in units:
        if below.parent == unit.unit:
            made.add(_branch(face, below, units))
    return made


def _label(face: Face, unit: Unit) -> Text:
    made = Text(unit.name)
    made.append(f"  {face.t.term('unit kind', unit.kind)}", style="dim")
    if unit.closed:
        made.append(f"  {face.t('closed')}", style="yellow")
    return made.append(f"  {unit.unit}", style="cyan")


def _posts(face: Face, posts: Sequence[Post]) -> Table:
    t = face.t
    made = table(t("Posts"), t("Role"), t("Name"), t("Since"), t("Until"), t("Member"))
    for post in posts:
        made.add_row(t.term("role", post.role), post.label, post.since, post.until, post.member)
    return made
