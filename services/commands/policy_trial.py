"""`duban policy try`: another ladder on what really happened."""

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from msgspec.structs import asdict

from services.commands.calls import UNITS
from services.commands.options import DayType, as_json
from services.commands.source import Local, Source, every, source, zone_of
from services.commands.words import label, table
from services.commands.world import Face, pass_face
from services.i18n import Translator
from services.loading import read_policies
from services.story import Teller
from services.trial_words import counts, desk_words, limits, sentences, summary
from services.trying import Progress, Trial, Tried, silent, tried
from services.web.house_writes import Ladder
from services.web.trials import NewTrial
from workflows.policy import SetPolicy

DESKS, FIRST = 20, 10
"""Desks and tasks printed, at most; --json has them all."""

PATIENCE = 600.0
"""Seconds that a server may take."""


@click.command("try")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--from", "since", type=DayType(), required=True, help="The first day.")
@click.option("--to", "until", type=DayType(), required=True, help="The last day.")
@click.option("--unit", default="", help="Only tasks of this unit and of all below it.")
@click.option("--plan", default="", help="Only tasks of this plan.")
@as_json
@pass_face
def try_(face: Face, file: Path, since: dt.date, until: dt.date, unit: str, plan: str, as_json: bool) -> None:
    """Replay what happened under the ladders of a YAML FILE, in place of those of the same id.

    Prints who would have been told, when and how often, what would not have gone red, and how full each desk
    would have been. Writes nothing and tells nobody.
    """
    ladders = read_policies(file)
    with source(face) as at:
        found = _found(face, at, ladders, Trial(ladders, since, until, unit, plan))
        if as_json:
            face.json(found)
            return
        _print(face, at, found)


def _found(face: Face, at: Source, ladders: tuple[SetPolicy, ...], trial: Trial) -> Tried:
    if isinstance(at, Local):
        with _progress(face) as progress:
            return tried(at.app.log, at.calendar(), trial, at.now(), progress)
    bodies = tuple(Ladder(**asdict(one)) for one in ladders)
    body = NewTrial(bodies, trial.since, trial.until, trial.unit, trial.plan)
    answered: Tried = at.ask("/trials", body, Tried, PATIENCE)
    return answered


@contextmanager
def _progress(face: Face) -> Iterator[Progress]:
    """A line on stderr, where somebody watches."""
    if not sys.stderr.isatty():
        yield silent
        return

    def tell(stage: str, done: int, total: int) -> None:
        share = 100 * done // max(total, 1)
        click.echo(f"\r{face.t.term('trial stage', stage)} {share} %   ", err=True, nl=False)

    yield tell
    click.echo("\r" + " " * 40 + "\r", err=True, nl=False)


def _print(face: Face, at: Source, found: Tried) -> None:
    t = face.t
    teller = _teller(at, t)
    face.say(summary(t, found))
    numbers = table(t("What would have been"), "", t("As it was"), t("By this ladder"))
    for one in counts(t, found):
        numbers.add_row(one.label, one.before, one.after)
    face.show(numbers)
    _print_desks(face, at, found)
    for changed in found.difference.first[:FIRST]:
        face.say(changed.task)
        for sentence in sentences(teller, changed):
            face.say(f"    {sentence}")
    if found.difference.changed > FIRST:
        face.say(t("… and %(n)s more tasks; --json has more of them.", n=found.difference.changed - FIRST))
    for limit in limits(t, found):
        face.say(limit)


def _print_desks(face: Face, at: Source, found: Tried) -> None:
    t = face.t
    desks = found.difference.desks
    if not desks:
        return
    made = table(
        t("Desks"),
        t("Member"),
        t("Times told"),
        t("Most on one day"),
        t("Mean of the days"),
        caption=t("%(n)s more", n=len(desks) - DESKS) if len(desks) > DESKS else "",
    )
    for one in desks[:DESKS]:
        made.add_row(label(at, one.member), *desk_words(one))
    face.show(made)


def _teller(at: Source, t: Translator) -> Teller:
    names = {one.unit: one.name for one in every(at, UNITS).rows}
    return Teller(t, zone_of(at), at.member, lambda unit: names.get(unit, unit))
