"""Items: what a document asks for, each tied to its exact wording, with the words of time in it."""

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import TypeVar

from msgspec import Struct, structs

from events.types import Span, Target
from services.plans.draft import DraftItem, LeftOut
from services.plans.findings import Findings
from services.plans.found import Aside, Found, Goal, Party
from services.plans.passage import Passage
from services.plans.timing import Timing, Timings

F = TypeVar("F", bound=Found)

_SHORT = 120  # characters of an item that a single word of time can be taken to govern
_REMAINDER = 12  # characters beside its clauses that make an item worth asking about
_BLANKS = " \t\u3000\n"
_STOP = "。；;！!？?：:\n\t"
_PAUSE = _STOP + "，,"
_PREFIX = re.compile("(?:做到|坚持|实行|确保|必须|切实|努力)+")
_JOINT = re.compile("[及和与并、以且 \\t\\u3000]+$")
_EMPTY = re.compile("[在于到至的每度前后内间之都要应须并且 \\t\\u3000]*")
_WORDS = re.compile("[\\w一-龥]")


class ItemFound(Struct, frozen=True):
    """An item before it is asked about: `doubt` and `choices` of its cadence question."""

    item: DraftItem
    doubt: str = "cadence"
    choices: tuple[str, ...] = ()


class Context(Struct, frozen=True):
    """What the making of items looks at."""

    passage: Passage
    timings: Timings
    found: Findings


class Leaf(Struct, frozen=True):
    """A place at which items can stand. `headings`: those above it, then the beginning of its own text.

    [first, last): where else those who do it are named, the row of a table or the item of a clause; (0, 0):
    nowhere.
    """

    name: str
    number: str
    span: Span
    headings: tuple[str, ...]
    first: int = 0
    last: int = 0

    @property
    def scope(self) -> Span:
        return Span(self.first, self.last) if self.last else self.span


def leaf_items(on: Context, leaf: Leaf) -> Iterator[ItemFound | LeftOut]:
    """An item, and the clauses of a long one that have a time of their own; or why there is none."""
    if leaf.span.start >= leaf.span.end:
        return
    aside = why_no_work(on, leaf.span)
    if aside is not None:
        yield LeftOut(leaf.name, aside.reason, leaf.span, aside.rule, leaf.number, leaf.headings[:-1])
        return
    times = telling(on.timings.within(leaf.span.start, leaf.span.end))
    own = structs.replace(leaf, headings=leaf.headings[:-1])
    whole = [one for one in times if one.governs]
    if len(whole) == 1 or (len(times) == 1 and leaf.span.end - leaf.span.start <= _SHORT):
        yield item_at(on, own, (whole or times)[0])
        return
    clauses = tuple(clause_items(on, leaf, times))
    covered = sum(each.item.span.end - each.item.span.start for each in clauses)
    if not clauses or leaf.span.end - leaf.span.start - covered > _REMAINDER:
        yield item_at(on, own, None)
    yield from clauses


def telling(times: tuple[Timing, ...]) -> tuple[Timing, ...]:
    """定期 says nothing where the same item also says 每月."""
    told = any(one.cadence or one.anchor for one in times)
    return tuple(one for one in times if not told or one.doubt != "irregular")


def clause_items(on: Context, leaf: Leaf, times: tuple[Timing, ...]) -> Iterator[ItemFound]:
    """One item for each word of time: from the start of its clause, or the word, to the clause's end."""
    source = on.passage.source
    taken = leaf.span.start
    for count, time in enumerate(times, 1):
        follower = times[count].start if count < len(times) else leaf.span.end
        start = _clause_start(source, taken, time.start)
        end = _clause_end(source, time.end, follower)
        joint = _JOINT.search(source, time.end, end) if end == follower < leaf.span.end else None
        place = trimmed(source, start, joint.start() if joint else end)
        taken = end
        if place.start < place.end and why_no_work(on, place) is None:
            whole = leaf.scope
            name = f"{leaf.name}-c{count}"
            yield item_at(on, Leaf(name, leaf.number, place, leaf.headings, whole.start, whole.end), time)


def trimmed(source: str, start: int, end: int) -> Span:
    while start < end and source[start] in _BLANKS + "，,、":
        start += 1
    while end > start and source[end - 1] in _BLANKS:
        end -= 1
    return Span(start, end)


def why_no_work(on: Context, span: Span) -> Aside | None:
    """The first of the asides that together cover all words of a place."""
    first: Aside | None = None
    at = span.start
    for one in _touching(on.found.asides, span):
        if _WORDS.search(on.passage.source, at, max(at, one.start)):
            return None
        first, at = first or one, max(at, one.end)
    return first if first and not _WORDS.search(on.passage.source, at, span.end) else None


def item_at(
    on: Context, leaf: Leaf, time: Timing | None, parties: tuple[Party, ...] | None = None
) -> ItemFound:
    """`parties`: those of the columns of a table; None: those whom its text names, else the text around."""
    goals = _inside(on.found.targets, leaf.span if parties is None else leaf.scope)
    if parties is None:
        parties = _inside(on.found.parties, leaf.span) or _inside(on.found.parties, leaf.scope)
    item = DraftItem(
        item=leaf.name,
        number=leaf.number,
        text=on.passage.source[leaf.span.start : leaf.span.end],
        span=leaf.span,
        cadence=time.cadence if time else "",
        due_time=_due_time(time),
        outline=leaf.headings,
        anchor=time.anchor if time else "",
        due=time.due if time else "",
        target=_target(goals[0]) if len(goals) == 1 else None,
        parties=parties,
    )
    if time is None:
        return ItemFound(item)
    return ItemFound(item, time.doubt or "cadence", time.choices)


def _due_time(time: Timing | None) -> str:
    clock = time.due.partition("T")[2] if time else ""
    return clock[:5] if clock else "18:00"


def _target(goal: Goal) -> Target:
    return Target(goal.kind, goal.metric, goal.op, goal.value or 0, goal.unit)


def _touching(found: tuple[F, ...], span: Span) -> Iterator[F]:
    """Findings that share a character with a place; they lie by place and do not overlap."""
    for one in itertools.islice(found, _first(found, span.start), None):
        if one.start >= span.end:
            return
        yield one


def _first(found: tuple[F, ...], position: int) -> int:
    return bisect_right(found, position, key=lambda one: one.end)


def _inside(found: tuple[F, ...], span: Span) -> tuple[F, ...]:
    return tuple(one for one in _touching(found, span) if span.start <= one.start and one.end <= span.end)


def _clause_start(source: str, first: int, position: int) -> int:
    start = position
    while start > first and source[start - 1] not in _PAUSE:
        start -= 1
    lead = _PREFIX.match(source, start, position)
    return lead.end() if lead else start


def _clause_end(source: str, position: int, last: int) -> int:
    """The end of the clause; one that holds nothing but the time runs on through the next."""
    end = _until(source, position, last, _PAUSE)
    if _EMPTY.fullmatch(source, position, end) and end < last and source[end] in "，,":
        return _until(source, end + 1, last, _PAUSE)
    return end


def _until(source: str, position: int, last: int, stops: str) -> int:
    while position < last and source[position] not in stops:
        position += 1
    return position
