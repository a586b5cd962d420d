"""The text that rules read: the document's own, and a copy in one width, with its places.

The copy has the same length, so that an offset in one is an offset in the other.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, TypeVar

from services.plans.document import Document
from services.plans.outline import Section

T = TypeVar("T")

STOPS = "。;!?\n\t"
PAUSES = STOPS + ",:"
_REACH = 400  # characters on each side that a clause may have

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_ONE_FORM: dict[int, int | str] = {
    **_WIDE,
    **dict.fromkeys(map(ord, "\u3000\u00a0\u2002\u2003\u2009"), " "),
    **dict.fromkeys(range(0xE000, 0xF900), " "),
    **dict.fromkeys(map(ord, "•·・∙‧"), "·"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−─－~～〜"), "-"),
    **dict.fromkeys(map(ord, "○〇Ｏ"), "〇"),
    **dict.fromkeys(map(ord, "〔［【"), "["),
    **dict.fromkeys(map(ord, "〕］】"), "]"),
}
_QUOTED = re.compile(
    "|".join(f"{a}[^{a}{z}\\n]{{0,200}}{z}" for a, z in ("“”", "「」", "『』", "《》", "‘’"))
    + '|"[^"\\n]{0,200}"'
)


class Passage:
    """A document with its outline. `text` is `source` in half width: rules match there.

    `year`: the plan's own, 0 where it names none.
    """

    def __init__(self, document: Document, sections: tuple[Section, ...] = (), year: int = 0) -> None:
        self.document, self.sections, self.year = document, sections, year
        self.source = document.text
        self.text = one_width(document.text)
        self._known: dict[Callable[..., Any], tuple[Any, ...]] = {}

    def once(self, finder: Callable[["Passage"], Iterable[T]]) -> tuple[T, ...]:
        """All that a finder finds here, worked out once for all rules that ask."""
        if finder not in self._known:
            self._known[finder] = tuple(finder(self))
        return self._known[finder]

    @cached_property
    def quotes(self) -> tuple[tuple[int, int], ...]:
        """Where quotation marks and 《》 stand, marks included, in order."""
        return tuple(match.span() for match in _QUOTED.finditer(self.text))

    @cached_property
    def _quote_starts(self) -> list[int]:
        return [start for start, _ in self.quotes]

    @cached_property
    def _section_starts(self) -> list[int]:
        return [section.start for section in self.sections]

    def quoted(self, position: int) -> tuple[int, int] | None:
        """The quotation marks around a position, if there are any."""
        place = bisect_right(self._quote_starts, position) - 1
        if place < 0:
            return None
        start, end = self.quotes[place]
        return (start, end) if start <= position < end else None

    def clause(self, start: int, end: int, stops: str = PAUSES) -> tuple[int, int]:
        """[start, end) widened to the marks of `stops` around it, these not included, and trimmed.

        By no more than 400 characters on a side.
        """
        first, last = max(0, start - _REACH), min(len(self.text), end + _REACH)
        while start > first and self.text[start - 1] not in stops:
            start -= 1
        while end < last and self.text[end] not in stops:
            end += 1
        return self.trimmed(start, end)

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """The sentence around [start, end), without its full stop."""
        return self.clause(start, end, STOPS)

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return start, end

    def section(self, position: int) -> Section | None:
        """The section or item that a position belongs to."""
        place = bisect_right(self._section_starts, position) - 1
        return self.sections[place] if place >= 0 else None


def one_width(text: str) -> str:
    """The text of the same length in half width, with one kind of blank, dash and middle dot."""
    return text.translate(_ONE_FORM)
