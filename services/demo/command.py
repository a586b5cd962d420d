"""`duban demo`."""

import os
import socket

import click
from msgspec.structs import replace
from rich.console import Console

from events.log import LogUnavailable
from services.demo.home import HomeTaken, Lived, clear, lived
from services.demo.run import DAYS, MOST_DAYS, SEED, live, resumed
from services.demo.scenario import read_scenario
from services.demo.screen import show, watching
from services.demo.telling import Line, told
from services.i18n import Translator, translator
from services.loading import FileProblem
from services.plans import PlanFileError
from services.settings import Settings, SettingsError, settings
from services.web.serve import CannotServe, bind, serve


@click.command()
@click.option("--no-serve", is_flag=True, help="Live and print, then end.")
@click.option(
    "--days",
    type=click.IntRange(1, MOST_DAYS),
    help=f"How many days to live through from 2026-09-01; {DAYS} if there is no demo yet.",
)
@click.option("--seed", type=int, help=f"The same seed, the same log; {SEED} if there is no demo yet.")
@click.option("--fresh", is_flag=True, help="Delete the demo that is there (nothing else) and live anew.")
@click.option("--port", type=click.IntRange(0, 65535), help="Where to serve the pages; 0: any free port.")
def demo(no_serve: bool, days: int | None, seed: int | None, fresh: bool, port: int | None) -> None:
    """Live through a season of an invented district on a simulated clock, then serve its pages.

    All state lies in ./var or DUBAN_HOME.
    """
    chosen = _settings(port)
    t = translator(chosen.language)
    console = Console()
    try:
        sock = None if no_serve else bind(chosen.host, chosen.port)
        life = _lived(chosen, t, console, days, seed, fresh)
        code = _go_on(chosen, t, console, life, sock)
    except HomeTaken as taken:
        raise click.ClickException(_why_not(t, taken)) from taken
    except PlanFileError as problem:
        raise click.ClickException(problem.say(t.language)) from problem
    except CannotServe as problem:
        raise click.ClickException(problem.chinese if t.language == "zh" else problem.english) from problem
    except (FileProblem, LogUnavailable) as problem:
        raise click.ClickException(str(problem)) from problem
    if code:
        raise SystemExit(code)


def _settings(port: int | None) -> Settings:
    try:
        found = settings(os.environ)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    return found if port is None else replace(found, port=port)


def _lived(
    chosen: Settings, t: Translator, console: Console, days: int | None, seed: int | None, fresh: bool
) -> Lived:
    """The life of the folder; it is lived now if there is none yet."""
    scenario = read_scenario()
    if fresh:
        clear(chosen.home)
    found = lived(chosen.home)
    if found is None:
        wanted = days or DAYS
        with watching(console, t, wanted) as progress:
            return live(chosen, scenario, SEED if seed is None else seed, wanted, progress)
    if days not in (None, found.days) or seed not in (None, found.seed):
        raise click.ClickException(
            t(
                "%(home)s holds a demo of %(days)s days, seed %(seed)s: --fresh deletes it and lives anew.",
                days=found.days,
                seed=found.seed,
                home=chosen.home,
            )
        )
    show(console, Line(t("A demo lies in %(home)s already: it is not lived again.", home=chosen.home)))
    return found


def _go_on(chosen: Settings, t: Translator, console: Console, life: Lived, sock: socket.socket | None) -> int:
    """Print what happened; serve it on a socket, if there is one. The exit code."""

    def say(address: str) -> None:
        show(console, Line(t("The pages: %(address)s (Ctrl-C ends)", address=address), "title"))

    with resumed(chosen, life) as app:
        for line in told(app, t, life):
            show(console, line)
        return serve(app, sock, say) if sock is not None else 0


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
