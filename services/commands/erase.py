"""`duban erase`."""

import click

from services.commands.options import acting
from services.commands.source import Who, alone
from services.commands.world import Face, pass_face
from services.deciding import Caller
from services.erasure import erase as take_away


@click.command()
@click.argument("digests", metavar="DIGEST...", nargs=-1, required=True)
@click.option(
    "--reason", required=True, metavar="KEY", help="Why, as a key such as privacy-request: a-z, 0-9 and -."
)
@acting
@pass_face
def erase(face: Face, digests: tuple[str, ...], reason: str, who: Who) -> None:
    """Take texts or files away for good; with a file goes its name.

    The log keeps the DIGEST, who erased it, when and why. Whatever was restored from a copy is erased again
    at the next start. `duban task history TASK --json` shows digests.
    """
    with alone(face) as app:
        caller = Caller(who.member, who.command_id or app.chance.command_id(), who.on_behalf)
        saved = take_away(app.log, app.kept, app.evidence, app.commit, app.clock(), digests, reason, caller)
        app.catch_up()
    if not saved.changed:
        face.say(face.t("It was erased before: nothing changed."))
        return
    face.say(face.t("Erased; recorded at position %(position)s.", position=saved.position))
