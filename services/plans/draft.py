"""A plan as read from a document: what is known, what is still asked, and where each thing stands."""

import datetime as dt

from msgspec import Struct

from events.types import Span, Target
from services.plans.document import Document
from services.plans.findings import Findings
from services.plans.found import Party
from services.plans.outline import OutlineEntry


class DraftItem(Struct, frozen=True):
    """One thing that the document asks for; `source[span.start:span.end]` is its wording.

    `cadence` is the written form of workflows.cadence, "" while undecided; then `anchor` may name the word
    that the document uses (monthly, year_end, …: see questions.ANCHORS), which one answer settles for all
    its items. `due` is the deadline as the document has it (found.Deadline). `leads` are unit ids, () while
    undecided, `lead_sets` sets of units (events.types.Item), `parties` the names that the document gives.
    `outline` holds the headings above it, top first.
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
    lead_sets: tuple[str, ...] = ()
    outline: tuple[str, ...] = ()
    anchor: str = ""
    due: str = ""
    parties: tuple[Party, ...] = ()

    def named(self, role: str) -> tuple[str, ...]:
        """What the document calls those of a role (found.Party)."""
        return tuple(dict.fromkeys(name for party in self.parties for name in party.named(role)))


class DraftQuestion(Struct, frozen=True):
    """What the reader would not guess. `question` is an id that the same text always gets again.

    `kind`: unit, owner, period, gap, anchor, leads, or a doubt of the cadence (questions.DOUBTS). `item` is
    "" when the whole plan is meant. `text` asks in Chinese, `text_en` in English; `choices` are values that
    an answer may take.
    """

    question: str
    kind: str
    item: str
    span: Span | None
    text: str
    text_en: str
    choices: tuple[str, ...] = ()


class LeftOut(Struct, frozen=True, array_like=True):
    """An item that is not one, and why: what an answer says, or the reason of the `rule` that found it.

    With `number` and `outline` it could still become one.
    """

    item: str
    reason: str
    span: Span | None = None
    rule: str = ""
    number: str = ""
    outline: tuple[str, ...] = ()


class Draft(Struct, frozen=True):
    """A whole document as read. `until` is the last day, inclusive; `source` has \\n line ends.

    `document` and `findings`: what it was read from and what the rules found; None and nothing for YAML.
    `seen`: ids of the gap questions that somebody has seen.
    """

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
    document: Document | None = None
    findings: Findings = Findings()
    seen: tuple[str, ...] = ()
