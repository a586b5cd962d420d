"""Words of tables: moments, states and lights, and the column titles that several tables share."""

from msgspec import Struct
from rich.table import Table
from rich.text import Text

from services.commands.source import Source, zone_of
from services.commands.world import Face
from services.i18n import Translator
from services.read.queries import TaskLine
from services.when import due_words, local_words
from workflows.calendar import Calendar

COLOURS = {"green": "green", "yellow": "yellow", "red": "bold red"}
FINISHED = ("on_time", "excused", "cancelled", "skipped")


class Words(Struct, frozen=True):
    """A translator and the calendar in whose zone moments are told."""

    t: Translator
    calendar: Calendar

    def due(self, instant: int) -> str:
        return due_words(self.t.language, self.calendar, instant)

    def moment(self, instant: int) -> str:
        """ "" for none."""
        return local_words(self.t.language, self.calendar, instant) if instant else ""

    def state(self, line: TaskLine) -> Text:
        """The status in the colour of its light."""
        style = "dim" if line.status in FINISHED else COLOURS[line.light]
        return Text(self.t.term("status", line.status), style=style if line.status != "open" else "")

    def text(self, text: str | None) -> str:
        """One line of what somebody wrote."""
        return " ".join(text.split()) if text is not None else self.t("(text erased)")


def words_of(face: Face, at: Source) -> Words:
    return Words(face.t, zone_of(at))


def table(title: str, *columns: str, caption: str = "") -> Table:
    """Long texts fold; ids, which come last, do not. Without a named column there is no head."""
    made = Table(
        show_header=any(columns),
        title=Text(title),
        caption=Text(caption),
        title_justify="left",
        caption_justify="left",
    )
    for place, column in enumerate(columns):
        made.add_column(Text(column), overflow="fold", no_wrap=place == len(columns) - 1)
    return made


def known_at(face: Face, position: int, as_of: str) -> str:
    """What a table of the past says below it."""
    if not as_of:
        return ""
    return face.t("As known at position %(position)s of the log.", position=position)


def label(at: Source, member: str) -> str:
    """A member's name beside the id."""
    name = at.member(member)
    return name if name == member else f"{name} ({member})"
