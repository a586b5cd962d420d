"""What a command starts with: the world around the process, and the face that it shows."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct

if TYPE_CHECKING:  # these take longer to import than help takes to print
    from rich.console import Console, RenderableType

    from services.chance import Chance
    from services.i18n import Language, Translator
    from services.settings import Settings

PIPED_WIDTH = 180
"""Columns of a table that no terminal limits."""


class World(Struct, frozen=True):
    """The environment; clock (µs UTC) and chance, None for the real ones."""

    environ: Mapping[str, str]
    clock: Callable[[], int] | None = None
    chance: "Chance | None" = None


class Face(Struct, frozen=True):
    """The settings and the words of one command line."""

    world: World
    settings: "Settings"
    t: "Translator"

    @property
    def language(self) -> "Language":
        return self.t.language

    def say(self, text: str) -> None:
        """A line of text."""
        click.echo(text)

    def hint(self, text: str) -> None:
        """A line on stderr, so that what is printed stays clean."""
        click.echo(text, err=True)

    def json(self, value: Any) -> None:
        """A value of Structs as JSON."""
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())

    def show(self, *things: "RenderableType") -> None:
        """Tables and other things of rich."""
        console = console_of()
        for thing in things:
            console.print(thing)


def console_of() -> "Console":
    """For stdout; a pipe is as wide as a table wants, up to PIPED_WIDTH."""
    from rich.console import Console

    if sys.stdout.isatty():
        return Console(highlight=False, emoji=False, markup=False)
    return Console(width=PIPED_WIDTH, highlight=False, emoji=False, markup=False)


def face_of(world: World, home: Path | None, language: str | None) -> Face:
    """Raises SettingsError naming the variable. Options go before the environment."""
    from msgspec.structs import replace

    from services.i18n import language_of, translator
    from services.settings import settings

    found = settings(world.environ)
    # LANG says something only if it is a language of ours; C and POSIX say nothing
    wish = language_of(language, world.environ.get("DUBAN_LANGUAGE"), world.environ.get("LANG", "")[:2])
    return Face(world, replace(found, home=home or found.home, language=wish), translator(wish))


pass_face = click.make_pass_decorator(Face)
