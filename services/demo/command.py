"""`duban demo`."""

import shutil
import socket
import sys
from pathlib import Path

import click
from msgspec.structs import replace
from rich.console import Console

from services.commands.world import Face, pass_face
from services.demo.home import HomeTaken, Lived, clear, lived
from services.demo.run import DAYS, MOST_DAYS, SEED, live, resumed
from services.demo.scenario import read_scenario
from services.demo.screen import show, watching
from services.demo.telling import Line, told
from services.i18n import Translator
from services.web.serve import CannotServe, bind, serve


@click.command()
@click.option("--no-serve", is_flag=True, help="Live and print, then end.")
@click.option(
    "--days",
    type=click.IntRange(1, MOST_DAYS),
    help=f"How many days to live through from 2026-09-01. [default: {DAYS}, or those of the demo there]",
)
@click.option("--seed", type=int, help=f"The same seed, the same log. [default: {SEED}, or the demo's there]")
@click.option("--fresh", is_flag=True, help="Delete the demo that is there (nothing else) and live anew.")
@click.option("--port", type=click.IntRange(0, 65535), help="Where to serve the pages; 0: any free port.")
@pass_face
def demo(
    face: Face, no_serve: bool, days: int | None, seed: int | None, fresh: bool, port: int | None
) -> int:
    """Live through a season of an invented district on a simulated clock, then serve its pages.

    All state lies in ./var or DUBAN_HOME. A demo that is there already is served again.
    """
    settings = face.settings if port is None else replace(face.settings, port=port)
    face = replace(face, settings=settings)
    console = Console()
    try:
        sock = None if no_serve else bind(settings.host, settings.port)
        life = _lived(face, console, days, seed, fresh)
        return _go_on(face, console, life, sock)
    except HomeTaken as taken:
        raise click.ClickException(_why_not(face.t, taken)) from taken
    except CannotServe as problem:
        words = problem.chinese if face.language == "zh" else problem.english
        raise click.ClickException(words) from problem


def _lived(face: Face, console: Console, days: int | None, seed: int | None, fresh: bool) -> Lived:
    """The life of the folder; it is lived now if there is none yet."""
    home, t = face.settings.home, face.t
    found = None if fresh else lived(home)
    if found is None:
        scenario, wanted = read_scenario(), days or DAYS
        if fresh:
            clear(home)
        with watching(console, t, wanted) as progress:
            return live(face.settings, scenario, SEED if seed is None else seed, wanted, progress)
    if days not in (None, found.days) or seed not in (None, found.seed):
        raise click.ClickException(
            t(
                "%(home)s holds a demo of %(days)s days, seed %(seed)s: --fresh deletes it and lives anew.",
                home=home,
                days=found.days,
                seed=found.seed,
            )
        )
    show(console, Line(t("A demo lies in %(home)s already: it is not lived again.", home=home)))
    return found


def _go_on(face: Face, console: Console, life: Lived, sock: socket.socket | None) -> int:
    """Print what happened; serve it on a socket, if there is one. The exit code."""

    def say(address: str) -> None:
        show(console, Line(face.t("The pages: %(address)s (Ctrl-C ends)", address=address), "title"))

    with resumed(face.settings, life) as app:
        for line in told(app, face.t, life, _program()):
            show(console, line)
        return serve(app, sock, say) if sock is not None else 0


def _program() -> str:
    """How this duban is started from here: by its name, or by its path where the shell would not find it."""
    found, started = shutil.which("duban"), Path(sys.argv[0])
    if found is not None and Path(found).samefile(started):
        return "duban"
    here = Path.cwd()
    return str(started.relative_to(here) if started.is_relative_to(here) else started)


def _why_not(t: Translator, taken: HomeTaken) -> str:
    match taken.why:
        case "unfinished":
            return t(
                "%(home)s holds a demo that was not lived to its end: --fresh deletes it and lives anew.",
                home=taken.home,
            )
        case "foreign":
            return t(
                "%(home)s holds the log %(log)s, which is no demo's: --fresh deletes demos only."
                " Set DUBAN_HOME to another folder.",
                home=taken.home,
                log=taken.log,
            )
        case "no log":
            return t(
                "%(home)s has texts or evidence but no log.db, so it is no demo's; nothing was changed."
                " Set DUBAN_HOME to another folder.",
                home=taken.home,
            )
