"""Where a document is signed: the issuer's lines and the day of writing under them."""

import re
from collections.abc import Iterator

from msgspec import Struct

from services.plans.passage import Passage
from services.plans.rules.parties._names import is_body

_SIGN = "[0-9二〇零一三四五六七八九十xX×*_ ]"
DAY = f"(?:[0-9]{{4}}\\.[0-9]{{1,2}}\\.[0-9]{{1,2}}|{_SIGN}{{2,6}}年{_SIGN}{{1,4}}月{_SIGN}{{1,4}}[日曰号])"
_DAY_LINE = re.compile(f"(?m)^ *(?P<day>{DAY})(?: *印发)? *$")
_IN_BRACKETS = re.compile(f"(?m)^ *\\((?P<issuer>[^()\\n,]{{2,40}})[, ] *(?P<day>{DAY})\\) *$")
_PRINTED = re.compile(f"(?m)^ *(?P<issuer>[^ \\n]{{2,40}}) {{2,}}(?P<day>{DAY})印发 *$")
_AT_END = re.compile(f"(?P<issuer>[一-龥]{{4,30}}?)(?P<day>{DAY})\\s*\\Z")
_LONGEST = 60
_LINES = 3
_TAIL = 80


class Signature(Struct, frozen=True):
    """`issuers`: places of the lines that name them; [start, end) of the day."""

    issuers: tuple[tuple[int, int], ...]
    start: int
    end: int


def signatures(passage: Passage) -> Iterator[Signature]:
    """By place; a document that brings another along has several."""
    text = passage.text
    found = False
    for match in _DAY_LINE.finditer(text):
        issuers = tuple(_above(passage, match.start()))
        if issuers:
            found = True
            yield Signature(issuers, *match.span("day"))
    for match in _IN_BRACKETS.finditer(text):
        found = True
        yield Signature((match.span("issuer"),), *match.span("day"))
    at_end = _PRINTED.search(text) or _AT_END.search(text, max(0, len(text) - _TAIL))
    at_end = None if found else at_end
    if at_end and is_body(at_end["issuer"]):
        yield Signature((at_end.span("issuer"),), *at_end.span("day"))


def _above(passage: Passage, start: int) -> Iterator[tuple[int, int]]:
    """The lines above a day that name an office, nearest last."""
    found: list[tuple[int, int]] = []
    end = start - 1
    for _ in range(_LINES):
        while end > 0 and passage.text[end - 1].isspace():
            end -= 1
        first = passage.text.rfind("\n", 0, max(end, 0)) + 1
        place = passage.trimmed(first, end)
        line = passage.text[place[0] : place[1]]
        if not 2 <= len(line) <= _LONGEST or re.search("[。;:,]", line) or not is_body(line):
            break
        found.append(place)
        end = first
    yield from reversed(found)
