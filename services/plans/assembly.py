"""A document to a draft: outline, findings, items tied to their place, open questions."""

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from typing import TypeAlias

from events.types import Span
from services.plans import outline
from services.plans.document import Document, Grid, plain
from services.plans.draft import Draft, LeftOut
from services.plans.encoding import line_ends
from services.plans.findings import findings
from services.plans.items import Context, ItemFound, Leaf, clause_items, leaf_items, trimmed
from services.plans.outline import Section
from services.plans.passage import Passage
from services.plans.questions import anchor_questions, gap_questions, item_questions, plan_questions
from services.plans.rules import cadences
from services.plans.table_items import row_items
from services.plans.tables import TableRow, grids_of_text, rows_of
from services.plans.timing import timings
from services.plans.year import plan_year

_TITLE = 40
_BLANKS = " \t\u3000\n"
_TITLE_WORD = re.compile("计划|方案|要点|安排|意见|规划|措施|通知|清单|分工|制度")
_ENDS = "。；;！!？?：:，,"
_SIGN = "[0-9０-９二〇○零一三四五六七八九十xX×_]{1,4}"
_DATE_LINE = re.compile(
    f"\n[ \t\u3000]*(?:[^，,。；;：:\n]{{0,30}}\n[ \t\u3000]*)?{_SIGN}年{_SIGN}月{_SIGN}日\\s*$"
)
_LONGEST_CLOSING = 200

Part: TypeAlias = ItemFound | LeftOut
Progress: TypeAlias = Callable[[str, int, int], None]
"""Told the stage (open, outline, rules, items), and how much of it is done, of how much."""


def read_text(source: str, name: str) -> Draft:
    """Of plain text; `name` is the file's, for id and title."""
    return assemble(plain(line_ends(source), name))


def silent(stage: str, done: int, total: int) -> None:
    """Nobody watches."""


def assemble(document: Document, progress: Progress = silent) -> Draft:
    """Deterministic: the same document always gives the same ids, spans and questions."""
    source = document.text
    progress("outline", 0, 1)
    tree = outline.sections(source, {line.start: line.heading for line in document.lines if line.heading})
    passage = Passage(document, tree, plan_year(source))
    rows = rows_of(document)
    found = findings(passage, rows, lambda done, total: progress("rules", done, total))
    progress("items", 0, 1)
    on = Context(passage, timings(passage, cadences.parts(passage, found.cadences), found.deadlines), found)
    last = _signature(source)
    title = _title(source, tree)
    where = _Tables(document, rows)
    texts = _from_outline(on, where, last) if tree else _from_lines(on, where, title, last)
    parts = tuple(sorted([*texts, *row_items(on, rows)], key=_place))
    read = [part for part in parts if isinstance(part, ItemFound)]
    items = tuple(each.item for each in read)
    asked = (question for each in read for question in item_questions(each.item, each.doubt, each.choices))
    return Draft(
        plan=plan_id(source, document.name),
        title=title or _stem(document.name),
        unit="",
        owner="",
        calendar="cn",
        policy="standard",
        since=None,
        until=None,
        items=items,
        questions=(
            *plan_questions(source, passage.year),
            *gap_questions(found.gaps),
            *anchor_questions(items),
            *asked,
        ),
        source=source,
        source_name=document.name,
        outline=tuple(outline.entry(source, section) for section in tree),
        left_out=tuple(part for part in parts if isinstance(part, LeftOut)),
        document=document,
        findings=found,
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
    is_title = first and len(first) <= _TITLE and first[-1] not in _ENDS and _TITLE_WORD.search(first)
    return first if is_title else ""


def _signature(source: str) -> int:
    """Where the closing lines with the issuer and the day of writing begin: they are nobody's work."""
    match = _DATE_LINE.search(source, max(0, len(source) - _LONGEST_CLOSING))
    return match.start() if match else len(source)


def _place(part: Part) -> int:
    span = part.item.span if isinstance(part, ItemFound) else part.span
    return span.start if span else 0


class _Tables:
    """Where tables with rows of meaning stand: text in them is the rows' affair."""

    def __init__(self, document: Document, rows: tuple[TableRow, ...]) -> None:
        grids = document.grids or grids_of_text(document.text)
        first = [row.start for row in rows]
        spans = [_extent(grid) for grid in grids if grid.rows and grid.rows[0]]
        self._spans = [
            span for span in spans if bisect_left(first, span.start) < bisect_left(first, span.end)
        ]
        self._starts = [span.start for span in self._spans]

    def next(self, position: int) -> int:
        """Where the next table begins."""
        place = bisect_left(self._starts, position)
        return self._starts[place] if place < len(self._starts) else 1 << 60

    def holds(self, position: int) -> bool:
        place = bisect_right(self._starts, position) - 1
        return place >= 0 and position < self._spans[place].end

    def after(self, first: int, last: int) -> Span | None:
        """The text of [first, last) behind the last table that ends in it."""
        place = bisect_right(self._starts, last - 1) - 1
        if place < 0 or not first < self._spans[place].end < last:
            return None
        return Span(self._spans[place].end, last)

    def __bool__(self) -> bool:
        return bool(self._spans)


def _extent(grid: Grid) -> Span:
    return Span(grid.rows[0][0].start, max(cell.end for cell in grid.rows[-1]))


def _from_outline(on: Context, where: _Tables, last: int) -> Iterator[Part]:
    source, tree = on.passage.source, on.passage.sections
    names, paths = _names(tree), _paths(tree)
    for place, section in enumerate(tree):
        above = [tree[at] for at in paths[place]]
        headings = tuple(outline.entry(source, each).text for each in above[:-1])
        own = outline.entry(source, section).text
        number = "".join(outline.entry(source, each).number for each in above)
        below = tree[place + 1] if place + 1 < len(tree) else None
        after = where.after(section.start, min(section.end, last))
        if after is not None:
            leaf = Leaf(
                f"{names[place]}-a", number, trimmed(source, after.start, after.end), (*headings, own)
            )
            yield from clause_items(on, leaf, on.timings.within(after.start, after.end))
        if where.holds(section.start):
            continue
        span = trimmed(source, section.body, min(section.end, last, where.next(section.body)))
        if below is None or below.level <= section.level:
            yield from leaf_items(on, Leaf(names[place], number, span, (*headings, own)))
        else:
            leaf = Leaf(names[place], number, span, (*headings, own))
            yield from clause_items(on, leaf, on.timings.within(span.start, span.end))


def _from_lines(on: Context, where: _Tables, title: str, last: int) -> Iterator[Part]:
    """Without numbering each line is an item, but for the title; beside tables only what has a time."""
    source, count = on.passage.source, 0
    for line in on.passage.document.lines:
        span = trimmed(source, line.start, min(line.end, last))
        text = source[span.start : span.end]
        if span.start >= last or (text == title and count == 0) or where.holds(span.start):
            continue
        count += 1
        leaf = Leaf(f"l{count}", "", span, (text[: outline.SHOWN],))
        if where:
            yield from clause_items(on, leaf, on.timings.within(span.start, span.end))
        else:
            yield from leaf_items(on, leaf)


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
