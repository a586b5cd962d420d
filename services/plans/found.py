"""What rules find in a document: where it stands, which rule made it, whether it is inferred."""

from typing import TypeAlias, assert_never

from msgspec import Struct

CADENCE_KINDS = (
    "daily",
    "weekly",
    "monthly",
    "quarterly",
    "half_yearly",
    "yearly",
    "dated",
    "festival",
    "month_of_year",
    "irregular",
    "range",
)
REASONS = (
    "slogan",
    "past",
    "wish",
    "background",
    "principle",
    "signature",
    "contact",
    "title",
    "reference",
)
"""Why words are nobody's work."""


class Found(Struct, frozen=True, kw_only=True):
    """At [start, end) of the source. `inferred`: concluded by the rule, not said by these words alone."""

    start: int
    end: int
    rule: str = ""
    inferred: bool = False


class CadenceWords(Found, frozen=True, kw_only=True):
    """Words that say when work recurs or takes place.

    `kind`: one of CADENCE_KINDS; `detail` in words, "every 2 weeks", "mid-semester". Then what a schedule
    can use: `cadence` in a form of workflows.cadence, or the `anchor` that one answer settles for all its
    items (questions.ANCHORS), or the `doubt` to ask about (questions.DOUBTS) with `choices`.
    [word_start, word_end): the words of time alone, within the clause.
    """

    kind: str
    detail: str = ""
    cadence: str = ""
    anchor: str = ""
    doubt: str = ""
    choices: tuple[str, ...] = ()
    word_start: int = -1
    word_end: int = -1


class Deadline(Found, frozen=True, kw_only=True):
    """By when. `due`: 2022-06-30, with a time 2022-06-20T18:00, without a year --03-31, "" for blank ones."""

    due: str


class Party(Found, frozen=True, kw_only=True):
    """Who answers for work: names as written. `role`: lead, cooperating, informed, person or addressee.

    `helping`: those of `units` who only cooperate, where one phrase names leads and helpers.
    """

    units: tuple[str, ...]
    role: str = "lead"
    helping: tuple[str, ...] = ()

    def named(self, role: str) -> tuple[str, ...]:
        """The names that have a role."""
        if role == "cooperating" and self.role != role:
            return self.helping
        return tuple(name for name in self.units if name not in self.helping) if role == self.role else ()


class Goal(Found, frozen=True, kw_only=True):
    """A target. `kind`: ratio, count, trend or never; `op`: >= > = < <= up down; `value` None for a trend."""

    kind: str
    metric: str
    op: str
    value: float | None
    unit: str = ""


class Gap(Found, frozen=True, kw_only=True):
    """What is broken or left open and is asked or reported, never guessed: in Chinese and in English."""

    kind: str
    text: str
    text_en: str
    choices: tuple[str, ...] = ()


class Aside(Found, frozen=True, kw_only=True):
    """Words that are nobody's work. `reason`: slogan, past, wish, background, principle, signature, contact,
    title or reference."""

    reason: str


class Mention(Found, frozen=True, kw_only=True):
    """`kind`: addressee, issuer, issued_on, basis, campaign, number (of the document) or quantity."""

    kind: str
    text: str
    value: float | None = None
    unit: str = ""


AnyFound: TypeAlias = CadenceWords | Deadline | Party | Goal | Gap | Aside | Mention


def gist(found: AnyFound) -> str:
    """What a finding says, in a few words: its kind, due day, units, "op value unit", reason or text."""
    match found:
        case CadenceWords() | Gap():
            return found.kind
        case Deadline():
            return found.due
        case Party():
            return "、".join(found.units)
        case Goal():
            value = "" if found.value is None else f"{found.value:g}"
            return f"{found.op} {value}{found.unit}".strip()
        case Aside():
            return found.reason
        case Mention():
            return f"{found.kind} {found.text}"
        case _:
            assert_never(found)
