"""The outline of a plan's text: which marks are sections and items, and at what level."""

import itertools
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from services.plans.markers import RANKED, SPOKEN, Marker, candidates, may_be_fused

_NEAR = 40  # marks between two members of a spoken list, at most
SHOWN = 30  # characters of an entry's text
_HEADING = 20  # characters of an unnumbered heading, at most
_TOP = ("chapter", "part", "article", "han")  # classes over which no unnumbered heading stands
_LINE = re.compile("(?m)^[ \\t\\u3000]*(?P<line>\\S.*)$")
_BREAK = re.compile("\\n")
_BLANKS = " \t\u3000"
_LEAST = 4  # of one that ends without a colon; shorter lines are cells of a table
_LABEL = 8  # characters of an unnumbered heading that ends with a colon, at most
_NO_HEADING = re.compile("如下|以下|下列|通知|附件|单位|同志")
_ATTACHED = re.compile("附(?:件|表|录|图)?[ \\u3000]*[:：][ \\t\\u3000\\n]*$")
_DOCUMENT = re.compile("计划|方案|要点|安排|总结|制度|办法|通知|表|清单|意见|规划|职责")
_MONTH = re.compile("[一二三四五六七八九十0-9]{1,2}月份?[:：]?")
_SENTENCE = re.compile("[。；;！!？?，,、]")


class OutlineEntry(Struct, frozen=True):
    """A numbered section or item: [start, end) covers marker and at most 30 characters of its line."""

    level: int
    number: str
    text: str
    start: int
    end: int


class Section(Struct, frozen=True):
    """An outline entry with its place in the tree.

    [start, body) is the mark, [body, end) its own text up to the next entry. `value` 0: unnumbered heading.
    """

    level: int
    kind: str
    value: int
    start: int
    body: int
    end: int


def sections(source: str, styled: Mapping[int, int] | None = None) -> tuple[Section, ...]:
    """All sections and items in order of place. `styled`: where lines begin that the document's own styles
    make headings, with their level."""
    kept = _series(source, _sequences(source, _without_attachments(source, tuple(candidates(source)))))
    own, like = _styled(kept, styled or {})
    taken = {mark.start for mark in own}
    found = [mark for mark in _headings(source, kept) if mark.start not in taken]
    marks = sorted([*kept, *found, *own], key=lambda mark: mark.start)
    ends = [*(mark.start for mark in marks), len(source)][1:]
    return tuple(
        Section(level, mark.kind, mark.value, mark.start, mark.body, end)
        for mark, level, end in zip(marks, _levels(marks, like), ends, strict=True)
    )


def entries(source: str) -> tuple[OutlineEntry, ...]:
    """The outline in the form in which it is shown: at most 30 characters of the line of each mark."""
    return tuple(entry(source, section) for section in sections(source))


def entry(source: str, section: Section) -> OutlineEntry:
    """The shown form of one section."""
    last = min(section.start + SHOWN, len(source))
    line_end = source.find("\n", section.start, last)
    end = last if line_end < 0 else line_end
    number = source[section.start : section.body].strip(" \t\u3000,，:：") if section.value else ""
    text = source[section.start : end].rstrip()
    return OutlineEntry(section.level, number, text, section.start, section.start + len(text))


def _without_attachments(source: str, marks: Sequence[Marker]) -> tuple[Marker, ...]:
    """The numbered names of attachments (附件：1.…  2.…) are no items."""
    kept: list[Marker] = []
    before: Marker | None = None
    for mark in marks:
        follows = before is not None and (mark.kind, mark.value) == (before.kind, before.value + 1)
        if _ATTACHED.search(source, max(0, mark.start - 12), mark.start) or follows:
            before = mark
            continue
        before = None
        kept.append(mark)
    return tuple(kept)


def _sequences(source: str, marks: Sequence[Marker]) -> list[Marker]:
    """Drops ranked marks inside lines that neither begin nor continue a numbering, and stray decimals."""
    last: dict[str, int] = {}
    ever: dict[str, int] = {}
    kept: list[Marker] = []
    decimal: Marker | None = None
    breaks = [match.start() for match in _BREAK.finditer(source)]
    second, followed = _second_members(breaks, marks), _followed(marks)
    chained = _chained(marks)
    for place, mark in enumerate(marks):
        if mark.kind in SPOKEN:
            kept.append(mark)
            continue
        continues = mark.value == last.get(mark.kind, 0) + 1
        if mark.weak and not (_runs_on(source, mark, ever) or (mark.value == 1 and place in followed)):
            continue
        if mark.chapter and not (place in chained or _is_decimal_mark(mark, decimal, last)):
            continue
        begins = mark.value == 1 and mark.start < second.get((mark.kind, bisect_left(breaks, mark.start)), 0)
        fused = bool(kept) and kept[-1].body == mark.start and mark.value == 1
        begins = begins and (fused or _is_believable_first(source, mark, kept))
        if mark.inline and not (continues and mark.value > 1) and not begins and not fused:
            continue
        last = {kind: value for kind, value in last.items() if _outranks(kind, mark.kind)}
        last[mark.kind] = ever[mark.kind] = mark.value
        decimal = mark if mark.chapter else decimal
        kept.append(mark)
    return kept


def _runs_on(source: str, mark: Marker, ever: dict[str, int]) -> bool:
    """Whether a mark goes on from the last of its class, wherever that stood; a table's row may miss one."""
    step = mark.value - ever.get(mark.kind, mark.value)
    return step == 1 or (step == 2 and mark.kind == "row")


def _followed(marks: Sequence[Marker]) -> set[int]:
    """The places of marks whose next one of the same class is number two."""
    found: set[int] = set()
    following: dict[str, int] = {}
    for place in range(len(marks) - 1, -1, -1):
        kind = marks[place].kind
        if following.get(kind) == 2:
            found.add(place)
        following[kind] = marks[place].value
    return found


def _is_believable_first(source: str, mark: Marker, kept: Sequence[Marker]) -> bool:
    """A first mark without punctuation before it is believed only behind a heading fused to it."""
    if not may_be_fused(source, mark):
        return True
    if not kept or kept[-1].kind in SPOKEN or not _outranks(kept[-1].kind, mark.kind):
        return False
    start = kept[-1].body
    return mark.start - start <= _HEADING and not _SENTENCE.search(source, start, mark.start)


def _is_decimal_mark(mark: Marker, before: Marker | None, last: dict[str, int]) -> bool:
    """1.1 and what follows it; 6.21 and 3.15 are days, 1.5 is a quantity."""
    if before and before.chapter == mark.chapter and mark.value == before.value + 1:
        return True
    if mark.value != 1 or not mark.chapter.isdecimal():
        return before is not None and mark.value == 1 and mark.chapter == f"{before.chapter}.{before.value}"
    after = int(before.chapter.partition(".")[0]) + 1 if before else 1
    return int(mark.chapter) in (after, last.get("num", 1), last.get("han", 1))


def _chained(marks: Sequence[Marker]) -> frozenset[int]:
    """Places of the decimal marks that open lines and prove each other: 2.1.3 by its three numbers, 2.1 and
    2.2 by standing both there, from the first on."""
    lines = [(place, mark) for place, mark in enumerate(marks) if mark.chapter and not mark.inline]
    values: dict[str, set[int]] = {}
    for _, mark in lines:
        values.setdefault(mark.chapter, set()).add(mark.value)
    return frozenset(
        place for place, mark in lines if not mark.chapter.isdecimal() or {1, 2} <= values[mark.chapter]
    )


def _outranks(kind: str, other: str) -> bool:
    return RANKED.index(kind) < RANKED.index(other)


def _second_members(breaks: Sequence[int], marks: Sequence[Marker]) -> dict[tuple[str, int], int]:
    """By class and paragraph, where the last number two stands: a one before it begins a list."""
    return {(mark.kind, bisect_left(breaks, mark.start)): mark.start for mark in marks if mark.value == 2}


def _series(source: str, marks: Sequence[Marker]) -> list[Marker]:
    """Drops spoken marks that stand alone where only a second one makes them a list."""
    # stages may hold lists of their own, so lines that open with ordinals look for each other anywhere
    stages = {mark.value for mark in marks if mark.kind == "ordinal" and not mark.inline}
    kept: list[Marker] = []
    for place, mark in enumerate(marks):
        is_stage = mark.kind == "ordinal" and not mark.inline and stages & {mark.value - 1, mark.value + 1}
        if mark.kind not in SPOKEN or is_stage or _believable(source, mark, place, marks):
            kept.append(mark)
    return kept


def _believable(source: str, mark: Marker, place: int, marks: Sequence[Marker]) -> bool:
    if mark.kind == "count" and "是" in source[mark.start : mark.body] and mark.value <= 10:
        return True
    return any(
        other.kind == mark.kind and other.value != mark.value and _same_word(source, mark, other)
        for other in _neighbours(place, marks)
    )


def _neighbours(place: int, marks: Sequence[Marker]) -> Iterator[Marker]:
    """The spoken marks around `place`, up to the next ranked mark on each side and not too far."""
    for step in (-1, 1):
        near = place + step
        while 0 <= near < len(marks) and marks[near].kind in SPOKEN and abs(near - place) <= _NEAR:
            yield marks[near]
            near += step


def _same_word(source: str, mark: Marker, other: Marker) -> bool:
    if mark.kind == "ordinal":
        return (source[mark.start] == "第") == (source[other.start] == "第")
    return ("要" in source[mark.start : mark.body]) == ("要" in source[other.start : other.body])


def _headings(source: str, marks: Sequence[Marker]) -> list[Marker]:
    """Short unnumbered lines right above a list that begins anew with its first number."""
    by_line_start = {mark.start: mark for mark in marks if not mark.inline}
    lines = [_without_blanks(source, *match.span("line")) for match in _LINE.finditer(source)]
    openings = Counter(mark.kind for mark in marks if mark.value == 1 and not mark.inline)
    found: list[Marker] = []
    for (start, end), (below, _) in itertools.pairwise(lines):
        opener = by_line_start.get(below)
        if start in by_line_start or opener is None or opener.value != 1 or opener.kind in (*SPOKEN, *_TOP):
            continue
        is_title = (
            start == lines[0][0] and source[end - 1] not in ":：" and not _is_section(source[start:end])
        )
        # a list that is the only one of its class needs nothing to tell it apart, unless it has a label
        told_apart = openings[opener.kind] > 1 or _is_label(source[start:end])
        if not is_title and _is_heading(source[start:end]) and told_apart:
            found.append(Marker("heading:" + opener.kind, 0, start, start, False))
    return found


def _styled(marks: Sequence[Marker], styled: Mapping[int, int]) -> tuple[list[Marker], dict[str, str]]:
    """Headings by style alone, and for their classes the class of marks that has the same style, if any.

    The only heading of the widest style, at the very top, is the document's name.
    """
    numbered = {mark.start: mark.kind for mark in marks if not mark.inline}
    like = {f"styled-{styled[start]}": kind for start, kind in numbered.items() if start in styled}
    first = min(styled, default=0)
    widest = min(styled.values(), default=0)
    is_name = bool(styled) and styled[first] == widest and list(styled.values()).count(widest) == 1
    own = [
        Marker(f"styled-{level}", 0, start, start, False)
        for start, level in sorted(styled.items())
        if start not in numbered and not (is_name and start == first)
    ]
    return own, like


def _without_blanks(source: str, start: int, end: int) -> tuple[int, int]:
    while source[end - 1] in _BLANKS:
        end -= 1
    return start, end


def _is_heading(line: str) -> bool:
    if _MONTH.fullmatch(line):
        return True
    least, longest = (1, _LABEL) if line[-1] in ":：" else (_LEAST, _HEADING)
    return least <= len(line) <= longest and not _SENTENCE.search(line)


def _is_section(line: str) -> bool:
    """Whether a first line is a heading like others, not the name of the document."""
    return len(line) <= _LABEL and not _DOCUMENT.search(line)


def _is_label(line: str) -> bool:
    return line[-1] in ":：" and len(line) <= _LABEL and not _NO_HEADING.search(line)


def _ranked(marks: Sequence[Marker]) -> list[str]:
    """The classes that a document uses, the widest first; 1. stands under 2.1 where that comes before it."""
    first: dict[str, int] = {}
    for mark in marks:
        first.setdefault(mark.kind, mark.start)
    present = [kind for kind in RANKED if kind in first]
    if first.get("num", 0) > first.get("decimal", first.get("num", 0)):
        present.remove("num")
        place = max(at for at, kind in enumerate(present) if kind.startswith("decimal"))
        present.insert(place + 1, "num")
    return present


def _levels(marks: Sequence[Marker], like: Mapping[str, str]) -> list[int]:
    present = _ranked(marks)
    styles = sorted({mark.kind for mark in marks if mark.kind.startswith("styled-")} - set(like))
    rank = {kind: place + 1 for place, kind in enumerate(present)}
    # headings above lists of the widest class are a class of their own
    if present and any(mark.kind == f"heading:{present[0]}" for mark in marks):
        rank = {kind: level + 1 for kind, level in rank.items()}
    rank = {kind: level + len(styles) for kind, level in rank.items()}
    rank |= {kind: place + 1 for place, kind in enumerate(styles)}
    rank |= {kind: rank[same] for kind, same in like.items()}
    levels: list[int] = []
    above = dict.fromkeys(SPOKEN, 0)  # level of the last mark that a spoken one may stand under
    stage = (0, 0)  # value and level of the last ordinal
    for mark in marks:
        if mark.kind == "ordinal" and mark.value == stage[0] + 1 > 1:
            level = stage[1]
        elif mark.kind in SPOKEN:
            level = above[mark.kind] + 1
        elif mark.kind.startswith("heading:"):
            level = rank[mark.kind.removeprefix("heading:")] - 1
        else:
            level = rank[mark.kind]
        levels.append(level)
        if mark.kind not in ("count", "dash"):
            above["count"] = above["dash"] = level
        if mark.kind == "ordinal":
            stage = (mark.value, level)
        elif mark.kind not in SPOKEN:
            above["ordinal"] = level
            stage = (0, 0) if level < stage[1] else stage
    return levels
