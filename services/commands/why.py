"""`duban why`: what a reminder or an escalation was decided on."""

import click

from services.commands.calls import HISTORY, UNITS, Reading
from services.commands.options import as_json, as_of_option
from services.commands.source import Source, every, source, zone_of
from services.commands.world import Face, pass_face
from services.story import Teller
from services.web.escalations import OfEscalation, escalation
from services.web.task_reads import Happened
from services.web.views import Rows
from services.why import Account
from services.why_words import account_words, headline
from workflows.refusal import Refused
from workflows.task import stream_of

WHY = Reading("/escalations/{escalation}", escalation, OfEscalation, Account)
TOLD = ("TaskReminded", "EscalationRaised")


@click.command()
@click.argument("escalation")
@click.option("--step", default="", help="Of a task: the last time that this step was told.")
@click.option("--level", type=int, help="Of a task: the last time that this level was told, 0 for reminders.")
@as_of_option
@as_json
@pass_face
def why(face: Face, escalation: str, step: str, level: int | None, as_of: str, as_json: bool) -> None:
    """Say why somebody was reminded or told: ESCALATION is a task's id, or a position in the log.

    Of a task it is the last step; duban task history shows the positions of all. Names the facts with their
    positions, who held which post, whether the notice arrived, and what would have stopped it.
    """
    with source(face) as at:
        position = int(escalation) if escalation.isdecimal() else _last(at, escalation, step, level, as_of)
        found: Account = at.read(WHY, escalation=position, as_of=as_of)
        if as_json:
            face.json(found)
            return
        _print(face, _teller(face, at, as_of), found)


def _last(at: Source, task: str, step: str, level: int | None, as_of: str) -> int:
    """The position of the last step told of a task. Raises Refused."""
    stream_of(task)
    unit, plan, item, period = task.split("/")
    rows: Rows[Happened] = at.read(HISTORY, unit=unit, plan=plan, item=item, period=period, as_of=as_of)
    for one in reversed(rows.rows):
        fits = step in ("", one.event.get("step")) and level in (None, one.event.get("level", 0))
        if one.tag in TOLD and fits:
            return one.position
    raise Refused("nothing-told", f"nobody was told anything of {task} that fits", task=task)


def _teller(face: Face, at: Source, as_of: str) -> Teller:
    t = face.t
    names = {one.unit: one.name for one in every(at, UNITS, as_of=as_of).rows}

    def member(name: str) -> str:
        label = at.member(name)
        return t.term("actor", name) if label == name else label

    return Teller(t, zone_of(at), member, lambda unit: names.get(unit, unit))


def _print(face: Face, teller: Teller, found: Account) -> None:
    face.say(f"{headline(teller, found)}  [{found.position}]")
    face.say(found.task)
    for part in account_words(teller, found):
        face.say("")
        face.say(part.title)
        for line in part.lines:
            where = "".join(f" [{position}]" for position in line.positions)
            face.say(f"    {line.text}{where}")
