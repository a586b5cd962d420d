"""Ladders: `duban policy`."""

from pathlib import Path

import click

from services.commands.calls import POLICIES
from services.commands.options import acting, as_json
from services.commands.policy_trial import try_
from services.commands.source import Who, alone, every, source
from services.commands.words import table
from services.commands.world import Face, pass_face
from services.deciding import Caller
from services.loading import read_policies
from services.web.house_reads import PolicyFound
from services.web.views import Rows
from workflows.policy import asks_the_same
from workflows.refusal import Refused


@click.group()
def policy() -> None:
    """Ladders of supervision: who is told of what is overdue, and when."""


@policy.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@acting
@pass_face
def load(face: Face, file: Path, who: Who) -> None:
    """Set the ladders of a YAML FILE; one that is there already gets a new revision if it differs."""
    changed = []
    with alone(face) as app:
        for one in read_policies(file):
            known = app.states.find_policy(one.policy)
            if known is not None and asks_the_same(known, one):
                continue
            app.handle(one, Caller(who.member, app.chance.command_id(), who.on_behalf, source="cli"))
            changed.append(one.policy)
        app.catch_up()
    face.say(face.t("Policies set: %(names)s.", names=", ".join(changed) or "0"))


@policy.command("list")
@as_json
@pass_face
def list_(face: Face, as_json: bool) -> None:
    """All ladders."""
    with source(face) as at:
        found: Rows[PolicyFound] = every(at, POLICIES)
    if as_json:
        face.json(found)
        return
    t = face.t
    made = table(t("Policies"), t("Name"), t("Revision"), t("Steps"), t("Policy"))
    for one in found.rows:
        made.add_row(one.name, str(one.version), str(len(one.steps)), one.policy)
    face.show(made)


@policy.command()
@click.argument("policy")
@as_json
@pass_face
def show(face: Face, policy: str, as_json: bool) -> None:
    """The steps of one ladder; offsets count from due."""
    with source(face) as at:
        rows: Rows[PolicyFound] = every(at, POLICIES)
    found = next((one for one in rows.rows if one.policy == policy), None)
    if found is None:
        raise Refused("unknown-policy", f"there is no policy {policy}", policy=policy)
    if as_json:
        face.json(found)
        return
    t = face.t
    made = table(found.name, t("Level"), t("When"), t("To"), t("Repeated"), t("Step"))
    for step in found.steps:
        again = f"{step.repeat_times} × {step.repeat_every} {step.unit}" if step.repeat_times else ""
        when = f"{step.offset:+d} {step.unit}"
        made.add_row(str(step.level), when, ", ".join(step.to), again, step.step)
    face.show(made)


policy.add_command(try_)
