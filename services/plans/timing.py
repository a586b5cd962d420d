"""When an item is due: the words of time in it, from cadences and deadlines alike."""

import re
from bisect import bisect_left
from collections.abc import Iterable

from msgspec import Struct

from services.plans.found import CadenceWords, Deadline
from services.plans.passage import Passage
from workflows.cadence import CadenceError, parse, written

_LABEL = re.compile(
    "(?:(?:完成|办结|整改|销号|推进|活动|工作|牵头)?(?:时限|时间|期限|日期|节点)(?:要求)?|频次|频率|周期)\\s*:?\\s*$"
)
_LOOK_BACK = 16
_OWN_YEAR = "own_year"  # the year that the whole plan is for is no time of any item


class Timing(Struct, frozen=True):
    """Words of time at [start, end). `due` is a deadline's (found.Deadline), "" for a cadence.

    `governs`: a label (完成时限:) makes it speak for the whole item, however long.
    """

    start: int
    end: int
    cadence: str = ""
    anchor: str = ""
    due: str = ""
    doubt: str = ""
    choices: tuple[str, ...] = ()
    governs: bool = False


class Timings:
    """All of a document, by place."""

    def __init__(self, found: Iterable[Timing]) -> None:
        self._all = sorted(found, key=lambda one: one.start)
        self._starts = [one.start for one in self._all]

    def within(self, start: int, end: int) -> tuple[Timing, ...]:
        return tuple(self._all[bisect_left(self._starts, start) : bisect_left(self._starts, end)])


def timings(passage: Passage, cadences: Iterable[CadenceWords], deadlines: Iterable[Deadline]) -> Timings:
    """A deadline whose words are those of a cadence is told once."""
    recurring = Timings(_of_cadence(passage, one) for one in cadences if one.rule != _OWN_YEAR)
    dated = (_of_deadline(passage, one) for one in deadlines)
    return Timings(
        [
            *recurring.within(0, len(passage.source)),
            *(one for one in dated if not recurring.within(one.start, one.end)),
        ]
    )


def _of_cadence(passage: Passage, one: CadenceWords) -> Timing:
    start, end = (one.word_start, one.word_end) if one.word_start >= 0 else (one.start, one.end)
    cadence, choices = _canonical(one.cadence), tuple(filter(None, map(_canonical, one.choices)))
    doubt = "" if cadence or one.anchor else one.doubt or "cadence"
    return Timing(start, end, cadence, one.anchor, "", doubt, choices, _labelled(passage, start))


def _of_deadline(passage: Passage, one: Deadline) -> Timing:
    day = one.due.partition("T")[0]
    cadence = f"once {day}" if day and not day.startswith("-") else ""
    doubt = "" if cadence else "date"
    return Timing(one.start, one.end, cadence, "", one.due, doubt, (), _labelled(passage, one.start))


def _canonical(cadence: str) -> str:
    """The written form; "" for what no schedule knows yet."""
    try:
        return written(parse(cadence)) if cadence else ""
    except CadenceError:
        return ""


def _labelled(passage: Passage, start: int) -> bool:
    return bool(_LABEL.search(passage.text, max(0, start - _LOOK_BACK), start))
