"""The demo on a terminal, and as plain lines where there is none."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from services.demo.life import Lived
from services.demo.run import START
from services.demo.telling import Line
from services.i18n import Translator
from services.when import day_words

QUIET_DAYS = 10
STYLES = {"title": "bold", "detail": "dim", "good": "green"}


def show(console: Console, line: Line) -> None:
    """Print a line as it is, without markup or wrapping."""
    if line.kind == "title":
        console.print()
    text = f"    {line.text}" if line.kind == "detail" else line.text
    style = STYLES.get(line.kind)
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def watching(console: Console, t: Translator, days: int) -> Iterator[Callable[[Lived], None]]:
    """A progress bar while it runs; a line every ten days where nobody watches."""
    if not console.is_terminal:
        yield lambda lived: _say(console, t, lived, days)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bar:
        shown = bar.add_task(t("Living"), total=days)
        yield lambda lived: bar.update(shown, completed=lived.days, description=_words(t, lived))


def _say(console: Console, t: Translator, lived: Lived, days: int) -> None:
    if lived.days % QUIET_DAYS == 0 or lived.days == days:
        show(console, Line(_words(t, lived)))


def _words(t: Translator, lived: Lived) -> str:
    return t(
        "%(day)s: %(reported)s reported, %(escalated)s escalated",
        day=day_words(t.language, START + dt.timedelta(days=lived.days), START.year),
        reported=lived.reported,
        escalated=lived.escalated,
    )
