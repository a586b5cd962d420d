"""Dates and spans of dates that a text names, each with what its words make of it.

For the layers of cadences and deadlines alike, so that no date is both or neither by accident.
"""

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from services.plans.passage import Passage
from services.plans.rules.date_points import POINT, Point, compact_span, end_day, point
from services.plans.rules.date_roles import Role, ends_work, role, span_role
from services.plans.rules.due_columns import due_columns


class Moment(Struct, frozen=True):
    """A date, or a span from `first` to `last`, with its role. [start, end) covers 前, 止 and the like.

    at: something takes place then; by: it is due then; range: from one to the other; past: it is over, or
    belongs to a title, a law or a signature. `loose`: 前后, 左右.
    """

    start: int
    end: int
    role: Role
    first: Point
    last: Point
    loose: bool = False


_BY_END = "[至到]|-{1,2}"
_JOINT = re.compile(f" ?(?:起|开始|始)?,? ?(?:{_BY_END}) ?(?:次日|翌日)?")
_OPEN = re.compile("(?:即日|现在|当前|印发之日|发文之日)起?,? ?(?:至|到|-)$")
_DOTTED = re.compile(
    "(?<![0-9.])(?P<from_month>1[0-2]|0?[1-9])[./](?P<from_day>3[01]|[12][0-9]"
    f"|0?[1-9])(?:日)? ?(?:{_BY_END}) ?"
    "(?P<month>1[0-2]|0?[1-9])[./](?P<day>3[01]|[12][0-9]|0?[1-9])(?![0-9.%])"
)
_BEFORE = re.compile(
    " ?(?:之|以)?前(?!后|夕|述(?!职)|任(?!务)|者|往|进(?!行|入)|提(?!交|供|报|出|前|升|请)|端|沿|期)"
)
_UNTIL = re.compile(" ?(?:截止|止|为止|内完成)")
_LOOSE = re.compile(" ?(?:前后|左右|前夕|期间|当[天日])")
_AUTUMN = re.compile("秋季?学期|第一学期|上学期")
_HEAD = 300  # characters from the top in which a plan names its term


def moments(passage: Passage) -> tuple[Moment, ...]:
    """By place, without overlaps; those of 《titles》 are left out."""
    return passage.once(_moments)


def _moments(passage: Passage) -> Iterator[Moment]:
    position, text, columns = 0, passage.text, due_columns(passage)
    bodies = {section.body for section in passage.sections}
    is_autumn = bool(_AUTUMN.search(text[:_HEAD]))
    for match in POINT.finditer(text):
        start = match.start()
        is_decimal = start > 0 and text[start - 1] == "." and start not in bodies
        if start < position or is_decimal or _in_title(passage, start):
            continue
        found = _moment(passage, match)
        if found is None:
            continue
        position = found.end
        if found.role in ("at", "range") and columns.hold(start):
            found = replace(found, role="by")
        yield _in_school_year(found, passage.year) if is_autumn and passage.year else found


def _in_school_year(found: Moment, year: int) -> Moment:
    """January and February of an autumn term lie in the year after."""
    first, last = (
        replace(point, year=year + 1)
        if point.told == "" and point.month <= 2 and point.year == year
        else point
        for point in (found.first, found.last)
    )
    return replace(found, first=first, last=first if found.last is found.first else last)


def dotted(passage: Passage) -> Iterator[Moment]:
    """Spans written with stops: 6.21-6.30."""
    for match in _DOTTED.finditer(passage.text):
        first = Point(match.start(), match.end(), "day", int(match["from_month"]), int(match["from_day"]))
        last = Point(match.start(), match.end(), "day", int(match["month"]), int(match["day"]))
        yield Moment(match.start(), match.end(), "range", first, last)


def _moment(passage: Passage, match: re.Match[str]) -> Moment | None:
    text = passage.text
    span = compact_span(passage, match.start())
    if span is None and match["compact"]:
        return None
    if span is None:
        first = point(passage, match)
        last = _second(passage, first)
    else:
        first, last = span
    start, end = first.start, last.end
    is_span = last is not first
    before = text[max(0, start - 16) : start]
    suffix = _BEFORE.match(text, end) or _UNTIL.match(text, end)
    loose = _LOOSE.match(text, end)
    if is_span and suffix and suffix.group().strip() == "止":
        return Moment(start, suffix.end(), span_role(passage, first, last, before), first, last)
    if is_span:
        return Moment(start, end, span_role(passage, first, last, before), first, last)
    if _OPEN.search(before) and not suffix:
        return Moment(start, end, "by" if ends_work(text, end) else "range", first, first)
    meant = role(passage, first, before, bool(suffix))
    if meant is None:
        return None
    if suffix and meant == "by" and "已" in text[suffix.end() : suffix.end() + 3]:
        return Moment(start, end, "past", first, first)
    if suffix and meant == "by":
        return Moment(start, suffix.end(), meant, first, first)
    return Moment(start, loose.end() if loose else end, meant, first, first, bool(loose))


def _second(passage: Passage, first: Point) -> Point:
    """The other end of a span, the first itself where there is none."""
    text = passage.text
    joint = _JOINT.match(text, first.end)
    if not joint or first.form == "blank":
        return first
    match = POINT.match(text, joint.end())
    last = point(passage, match) if match else None
    if last is None:
        return end_day(passage, first, joint.end()) or first
    if first.told == "last" and last.told == "":
        return replace(last, told="last")
    if last.told == "next" and first.year:
        last = replace(last, year=first.year + 1)
    if first.told == "stated" and last.told == "":
        later = (last.month, last.day) < (first.month, first.day)
        last = replace(last, year=first.year + later, told="stated")
    elif first.year and last.told == "":
        last = replace(last, year=first.year + ((last.month, last.day) < (first.month, first.day)))
    return last


def _in_title(passage: Passage, position: int) -> bool:
    around = passage.quoted(position)
    return around is not None and passage.text[around[0]] == "《"
