"""Words that say when work recurs or takes place."""

import re
from collections.abc import Iterable

from msgspec.structs import replace

from services.plans.found import CadenceWords
from services.plans.passage import Passage
from services.plans.rules.cadences._merging import joined
from services.plans.rules.registry import found_by, rules_of

_WEAK = ("named_months", "terms")  # give way to a date that they overlap
_TITLE = re.compile(
    "(?:计划|方案|通知|要点|总结|意见|安排|清单|分工|办法|细则|预案|规划|简报|月报|纪要"
    "|周报)表?(?:\\([^()\\n]{0,20}\\))?$"
)
_TITLE_PLACE = 300  # characters from the top in which titles stand
_SHORTEST = 8  # characters of a title
_STOP = re.compile("[。;,:!?\\t]")


def annotate(passage: Passage) -> tuple[CadenceWords, ...]:
    """By place, without overlaps; words of time told in one breath are one statement."""
    merged: list[CadenceWords] = []
    for one in passage.once(_statements):
        whole = joined(passage, merged[-1], one) if merged else None
        if whole is None:
            merged.append(one)
        else:
            merged[-1] = whole
    return _apart(passage, merged)


def parts(passage: Passage, found: Iterable[CadenceWords]) -> tuple[CadenceWords, ...]:
    """Merged points of the year (年初 …, 年中 …, 年底 …) as the single ones that they are made of."""
    single = [one for one in passage.once(_statements) if one.rule in ("year_parts", "every")]
    apart: list[CadenceWords] = []
    for whole in found:
        inside = [one for one in single if _holds(whole, one)] if _is_merged(whole) else []
        apart.extend(inside or (whole,))
    return _apart(passage, apart)


def _is_merged(one: CadenceWords) -> bool:
    return one.rule in ("year_parts", "every") and one.doubt == "times" and not one.anchor


def _holds(whole: CadenceWords, one: CadenceWords) -> bool:
    return whole.word_start <= one.word_start and one.word_end <= whole.word_end


def _statements(passage: Passage) -> tuple[CadenceWords, ...]:
    """All that the rules find, of words that overlap the longest; by place, nothing merged."""
    kept: list[CadenceWords] = []
    found = found_by(rules_of("cadences"), passage)
    for one in sorted(found, key=lambda one: (one.word_start, -one.word_end)):
        is_span = one.rule == "ranges" and one.detail != "within"
        if not is_span and _in_title(passage, one.word_start):
            continue
        if not kept or one.word_start >= kept[-1].word_end:
            kept.append(one)
        elif _strength(one) > _strength(kept[-1]):
            kept[-1] = one
    return tuple(kept)


def _strength(one: CadenceWords) -> tuple[bool, int]:
    return one.rule not in _WEAK, one.word_end - one.word_start


def _in_title(passage: Passage, position: int) -> bool:
    """Whether a line near the top, over all sections, is the document's name."""
    if position >= _TITLE_PLACE or (passage.sections and position >= passage.sections[0].start):
        return False
    start = passage.text.rfind("\n", 0, position) + 1
    line = passage.text[start : start + 80].partition("\n")[0].strip()
    return len(line) >= _SHORTEST and not _STOP.search(line) and bool(_TITLE.search(line))


def _apart(passage: Passage, found: Iterable[CadenceWords]) -> tuple[CadenceWords, ...]:
    """Clauses that two statements share are cut where the words of the second begin."""
    kept: list[CadenceWords] = []
    for one in found:
        if kept and one.start < kept[-1].end:
            before = kept[-1]
            cut = max(before.word_end, one.word_start)
            kept[-1] = replace(before, end=passage.trimmed(before.start, min(before.end, cut))[1])
            one = replace(one, start=max(one.start, cut))
        kept.append(one)
    return tuple(kept)
