"""A plan as read from a document: what is known, what is still asked, and where each thing stands."""

import datetime as dt

from msgspec import Struct

from events.types import Span, Target


class DraftItem(Struct, frozen=True):
    """One thing that the document asks for; `source[span.start:span.end]` is its wording.

    `cadence` is the written form of workflows.cadence, "" while undecided; then `anchor` may name the word
    that the document uses (monthly, year_end, …: see questions.ANCHORS), which one answer settles for all
    its items. `leads` are unit ids, () while undecided. `outline` holds the headings above it, top first.
    """

    item: str
    number: str
    text: str
    span: Span
    cadence: str = ""
    leads: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    opens_before: int = -1
    due_time: str = "18:00"
    review: bool = False
    policy: str = ""
    target: Target | None = None
    carries_out: str = ""
    outline: tuple[str, ...] = ()
    anchor: str = ""


class DraftQuestion(Struct, frozen=True):
    """What the reader would not guess. `question` is an id that the same text always gets again.

    `kind`: unit, owner, period, anchor, cadence, times, window, date, leads. `item` is "" when the whole plan
    is meant. `text` asks in Chinese, `text_en` in English; `choices` are values that an answer may take.
    """

    question: str
    kind: str
    item: str
    span: Span | None
    text: str
    text_en: str
    choices: tuple[str, ...] = ()


class OutlineEntry(Struct, frozen=True):
    """A numbered section or item: [start, end) covers marker and at most 30 characters of its line."""

    level: int
    number: str
    text: str
    start: int
    end: int


class LeftOut(Struct, frozen=True, array_like=True):
    """An item that an answer left out, and why."""

    item: str
    reason: str


class Draft(Struct, frozen=True):
    """A whole document as read. `until` is the last day, inclusive; `source` has \\n line ends."""

    plan: str
    title: str
    unit: str
    owner: str
    calendar: str
    policy: str
    since: dt.date | None
    until: dt.date | None
    items: tuple[DraftItem, ...]
    questions: tuple[DraftQuestion, ...]
    source: str
    source_name: str
    outline: tuple[OutlineEntry, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
