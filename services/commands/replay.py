"""`duban replay`: are the tables what the log says?"""

import sys

import click
from rich.console import Console
from rich.progress import Progress

from services.commands.options import as_json
from services.commands.source import alone
from services.commands.world import Face, pass_face
from services.replay import Check, Difference, check


@click.command()
@click.option(
    "--check", "checked", is_flag=True, required=True, help="Compare; nothing is dropped or changed."
)
@as_json
@pass_face
def replay(face: Face, checked: bool, as_json: bool) -> int:
    """Rebuild the tables beside the live ones from position 0, and compare them row by row.

    Exit 1 if a row differs.
    """
    quiet = not sys.stderr.isatty()
    with (
        alone(face) as app,
        Progress(console=Console(stderr=True), transient=True, disable=quiet) as progress,
    ):
        app.catch_up()
        bar = progress.add_task(face.t("Replaying"), total=app.log.head())
        found = check(
            app.log,
            app.store.path,
            app.kept.path,
            lambda done, total: progress.update(bar, completed=done, total=total),
        )
    if as_json:
        face.json(found)
    else:
        _print(face, found)
    return 1 if found.differences else 0


def _print(face: Face, found: Check) -> None:
    rows = ", ".join(f"{table} {count}" for table, count in found.rows.items())
    if not found.differences:
        face.say(face.t("equal at position %(position)s: %(rows)s", position=found.position, rows=rows))
        return
    face.say(face.t("different at position %(position)s:", position=found.position))
    for one in found.differences:
        face.say(f"  {one.table} {one.key}: {_difference(face, one)}")


def _difference(face: Face, one: Difference) -> str:
    if one.live is None:
        return face.t("missing in the live table")
    if one.rebuilt is None:
        return face.t("only in the live table")
    return "; ".join(
        f"{column} {one.live[column]!r} ≠ {one.rebuilt[column]!r}"
        for column in one.live
        if one.live[column] != one.rebuilt[column]
    )
