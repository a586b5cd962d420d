"""`duban serve`."""

import socket
from collections.abc import Callable

import click
from msgspec.structs import replace

from services.bootstrap import App, found_calendar, open_app, system_clock
from services.commands.failures import Unusable
from services.commands.home import YEARS
from services.commands.remote import name_server, named_server
from services.commands.world import Face, World, pass_face
from services.settings import Settings
from services.web.serve import CannotServe, bind
from services.web.serve import serve as answer


@click.command()
@click.option("--host", help="Where to listen: loopback only. [env: DUBAN_HOST; default: 127.0.0.1]")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="0: any free one. [env: DUBAN_PORT; default: 8420]"
)
@pass_face
def serve(face: Face, host: str | None, port: int | None) -> int:
    """Serve the pages and the API, and keep time running, until Ctrl-C.

    Other commands then ask this server in place of the files.
    """
    given = face.settings
    settings = replace(given, host=host or given.host, port=given.port if port is None else port)
    try:
        return _serve(face.world, settings, lambda url: face.say(face.t("duban is at %(url)s", url=url)))
    except CannotServe as error:
        raise Unusable(error.chinese if face.language == "zh" else error.english) from error


def _serve(world: World, settings: Settings, say: Callable[[str], object]) -> int:
    with (
        bind(settings.host, settings.port) as sock,
        open_app(settings, clock=world.clock or system_clock, chance=world.chance) as app,
    ):
        found_calendar(app, YEARS)
        app.catch_up()
        return serve_named(app, sock, say)


def serve_named(app: App, sock: socket.socket, say: Callable[[str], object]) -> int:
    """As services.web.serve.serve, while the home names the server, so that command lines find it."""
    with named_server(app.settings.home) as path:

        def told(url: str) -> None:
            name_server(path, url)
            say(url)

        return answer(app, sock, told)
