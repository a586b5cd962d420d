"""A plan's plain text to a draft: outline, items tied to their place, cadence words, open questions."""

import hashlib
import re
from collections.abc import Iterator

from msgspec import Struct

from events.types import Span
from services.plans import cadence_words, outline
from services.plans.cadence_words import Hit
from services.plans.draft import Draft, DraftItem
from services.plans.encoding import line_ends
from services.plans.outline import Section
from services.plans.questions import anchor_questions, item_questions, plan_questions
from workflows.cadence import parse, written

_SHORT = 120  # characters of an item that a single cadence word can be taken to govern
_REMAINDER = 12  # characters beside its clauses that make an item worth asking about
_TITLE = 40
_BLANKS = " \t\u3000\n"
_TITLE_WORD = re.compile("计划|方案|要点|安排|意见|规划|措施|通知")
_STOP = "。；;！!？?：:\n"
_PAUSE = _STOP + "，,"
_PREFIX = re.compile("(?:做到|坚持|实行|确保|必须|切实|努力)+")
_JOINT = re.compile("[及和与并、以且 \\t\\u3000]+$")
_EMPTY = re.compile("[在于到至的每度前后内间之都要应须并且 \\t\\u3000]*")
_SIGN = "[0-9０-９二〇○零一三四五六七八九十xX×_]{1,4}"
_DATE_LINE = re.compile(
    f"\n[ \t\u3000]*(?:[^，,。；;：:\n]{{0,30}}\n[ \t\u3000]*)?{_SIGN}年{_SIGN}月{_SIGN}日\\s*$"
)


class _Found(Struct, frozen=True):
    """An item before it is asked about: `doubt` and `choices` of its cadence question."""

    item: DraftItem
    doubt: str = "cadence"
    choices: tuple[str, ...] = ()


def read_text(source: str, name: str) -> Draft:
    """Deterministic; offsets count in `source` with \\n line ends. `name` is the file's, for id and title."""
    source = line_ends(source)
    tree = outline.sections(source)
    last = _signature(source)
    found = tuple(_from_outline(source, tree, last) if tree else _from_lines(source, last))
    items = tuple(each.item for each in found)
    asked = [question for each in found for question in item_questions(each.item, each.doubt, each.choices)]
    return Draft(
        plan=plan_id(source, name),
        title=_title(source, tree) or _stem(name),
        unit="",
        owner="",
        calendar="cn",
        policy="standard",
        since=None,
        until=None,
        items=items,
        questions=(*plan_questions(source), *anchor_questions(items), *asked),
        source=source,
        source_name=name,
        outline=tuple(outline.entry(source, section) for section in tree),
    )


def plan_id(source: str, name: str) -> str:
    """The file's name where it can be an id, else one made of the text's digest."""
    slug = re.sub("[^a-z0-9]+", "-", _stem(name).lower()).strip("-")
    return slug or "plan-" + hashlib.sha256(source.encode()).hexdigest()[:8]


def _stem(name: str) -> str:
    file = re.split(r"[/\\]", name)[-1]
    return file.rpartition(".")[0] or file


def _title(source: str, tree: tuple[Section, ...]) -> str:
    head = source[: tree[0].start if tree else len(source)].strip(_BLANKS)
    first = head.partition("\n")[0].strip(_BLANKS)
    is_title = first and len(first) <= _TITLE and first[-1] not in _PAUSE and _TITLE_WORD.search(first)
    return first if is_title else ""


def _signature(source: str) -> int:
    """Where the closing lines with the issuer and the day of writing begin: they are nobody's work."""
    match = _DATE_LINE.search(source)
    return match.start() if match else len(source)


def _from_outline(source: str, tree: tuple[Section, ...], last: int) -> Iterator[_Found]:
    names = _names(tree)
    for place, (section, path) in enumerate(zip(tree, _paths(tree), strict=True)):
        above = [tree[at] for at in path]
        headings = tuple(outline.entry(source, each).text for each in above[:-1])
        own = outline.entry(source, section).text
        number = "".join(outline.entry(source, each).number for each in above)
        below = tree[place + 1] if place + 1 < len(tree) else None
        span = _trimmed(source, section.body, min(section.end, last))
        name = names[place]
        if below is None or below.level <= section.level:
            yield from _leaf(source, name, number, span, headings, own)
        else:
            hits = cadence_words.find(source, span.start, span.end)
            yield from _clauses(source, name, number, span, hits, (*headings, own))


def _from_lines(source: str, last: int) -> Iterator[_Found]:
    """A text without numbering: each line is an item, but for its title."""
    title = _title(source, ())
    count = 0
    for match in re.finditer("(?m)^.*\\S.*$", source[:last]):
        span = _trimmed(source, *match.span())
        if source[span.start : span.end] == title and count == 0:
            continue
        count += 1
        yield from _leaf(source, f"l{count}", "", span, (), source[span.start : span.end][: outline.SHOWN])


def _leaf(
    source: str, name: str, number: str, span: Span, headings: tuple[str, ...], own: str
) -> Iterator[_Found]:
    """An item, and the clauses of a long one that have a cadence of their own."""
    if span.start >= span.end:
        return
    hits = cadence_words.find(source, span.start, span.end)
    if len(hits) == 1 and span.end - span.start <= _SHORT:
        yield _item(source, name, number, span, headings, hits[0])
        return
    clauses = tuple(_clauses(source, name, number, span, hits, (*headings, own)))
    covered = sum(each.item.span.end - each.item.span.start for each in clauses)
    if not clauses or span.end - span.start - covered > _REMAINDER:
        yield _item(source, name, number, span, headings, None)
    yield from clauses


def _clauses(
    source: str, name: str, number: str, span: Span, hits: tuple[Hit, ...], headings: tuple[str, ...]
) -> Iterator[_Found]:
    """One item for each cadence word: from the start of its clause, or the word, to the clause's end."""
    taken = span.start
    for count, hit in enumerate(hits, 1):
        follower = hits[count].start if count < len(hits) else span.end
        start = _clause_start(source, taken, hit.start)
        end = _clause_end(source, hit.end, follower)
        joint = _JOINT.search(source, hit.end, end) if end == follower < span.end else None
        place = _trimmed(source, start, joint.start() if joint else end)
        taken = end
        yield _item(source, f"{name}-c{count}", number, place, headings, hit)


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


def _trimmed(source: str, start: int, end: int) -> Span:
    while start < end and source[start] in _BLANKS + "，,、":
        start += 1
    while end > start and source[end - 1] in _BLANKS:
        end -= 1
    return Span(start, end)


def _item(
    source: str, name: str, number: str, span: Span, headings: tuple[str, ...], hit: Hit | None
) -> _Found:
    item = DraftItem(
        item=name,
        number=number,
        text=source[span.start : span.end],
        span=span,
        cadence=_written(hit.cadence) if hit and hit.cadence else "",
        outline=headings,
        anchor=hit.anchor if hit else "",
    )
    if hit is None:
        return _Found(item)
    return _Found(item, hit.doubt or "cadence", tuple(_written(choice) for choice in hit.choices))


def _written(cadence: str) -> str:
    return written(parse(cadence))


def _paths(tree: tuple[Section, ...]) -> tuple[tuple[int, ...], ...]:
    """For each section the places of those above it and of itself, top first."""
    stack: list[int] = []
    found: list[tuple[int, ...]] = []
    for place, section in enumerate(tree):
        while stack and tree[stack[-1]].level >= section.level:
            stack.pop()
        stack.append(place)
        found.append(tuple(stack))
    return tuple(found)


def _names(tree: tuple[Section, ...]) -> tuple[str, ...]:
    """Ids by the numbers on the way down, s1-2-3; a number that comes twice is told apart by -b2, -b3."""
    names: list[str] = []
    seen: dict[str, int] = {}
    for path in _paths(tree):
        above = f"{names[path[-2]]}-" if len(path) > 1 else "s"
        section = tree[path[-1]]
        name = above + (str(section.value) if section.value else "h")
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}-b{seen[name]}")
    return tuple(names)
