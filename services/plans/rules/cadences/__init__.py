"""Words that say when work recurs or takes place."""

import re
from collections.abc import Iterable

from msgspec.structs import replace

from services.plans.found import CadenceWords
from services.plans.passage import Passage
from services.plans.rules.registry import found_by, rules_of

_YEAR_PARTS = ("year_start", "year_middle", "year_end")
_NAMES = ("festivals", "named_days", "named_months", "terms")  # of days and weeks, told in one breath
_LIST = re.compile("[、,和及与以或暨“”\" 及其等各种法定的在于前后]{0,8}")
_DATE_LIST = re.compile("(?:[、和及与]|(?:及其)) ?")
_FESTIVE = re.compile("[、,和及与以或“”等]{0,3}[一-龥“”]{0,8}")
_NEAR = 24
_RANKS = {"festival": 3, "dated": 2, "range": 1, "irregular": 0}


def annotate(passage: Passage) -> tuple[CadenceWords, ...]:
    """By place, without overlaps; words of time told in one breath are one statement."""
    merged: list[CadenceWords] = []
    for one in statements(passage):
        if merged and (joined := _joined(passage, merged[-1], one)) is not None:
            merged[-1] = joined
        else:
            merged.append(one)
    return _apart(passage, merged)


def parts(passage: Passage, one: CadenceWords) -> tuple[CadenceWords, ...]:
    """The single statements of one that was merged (年初 …, 年中 …, 年底 …); itself where it is single."""
    inside = [part for part in _within(statements(passage), one) if part.kind == one.kind]
    return _apart(passage, inside) if len(inside) > 1 else (one,)


def statements(passage: Passage) -> tuple[CadenceWords, ...]:
    """All that the rules find, of words that overlap the longest; by place, nothing merged."""
    kept: list[CadenceWords] = []
    found = found_by(rules_of("cadences"), passage)
    for one in sorted(found, key=lambda one: (one.word_start, -one.word_end)):
        if kept and one.word_start < kept[-1].word_end:
            if one.word_end - one.word_start > kept[-1].word_end - kept[-1].word_start:
                kept[-1] = one
            continue
        kept.append(one)
    return tuple(kept)


def _within(found: Iterable[CadenceWords], whole: CadenceWords) -> list[CadenceWords]:
    return [one for one in found if whole.word_start <= one.word_start and one.word_end <= whole.word_end]


def _joined(passage: Passage, first: CadenceWords, second: CadenceWords) -> CadenceWords | None:
    """Both as one statement; None where they are two."""
    between = passage.text[first.word_end : second.word_start]
    if first.anchor in _YEAR_PARTS or first.detail == "points of the year":
        return _year_points(first, second, between)
    if first.rule == "every" and first.anchor == "yearly" and between in ("", "的", "在") and second.rule != "every":
        return _over(first, second, second)
    if first.rule == "calendar_days" and second.rule in _NAMES and len(between) <= 4 and not re.search("[,。;、]", between):
        return _over(first, second, first)
    if {first.rule, second.rule} <= {"months", "named_months", "terms"} and len(between) <= 6 and "months" in (first.rule, second.rule):
        return _over(first, second, first if first.rule == "months" else second) if not re.search("[。;,、\n]", between) else None
    if first.rule == "terms" and second.rule == "ranges" and re.fullmatch("[(为:]?", between):
        return _over(first, second, second)
    if first.rule in _NAMES and second.rule in _NAMES:
        return _names(first, second, between)
    if first.rule == second.rule in ("calendar_days", "months", "irregular") and _DATE_LIST.fullmatch(between):
        return _listed(first, second)
    if first.rule == second.rule == "ranges" and _DATE_LIST.fullmatch(between):
        return _listed(first, second)
    return None


def _year_points(first: CadenceWords, second: CadenceWords, between: str) -> CadenceWords | None:
    near = len(between) <= _NEAR and not re.search("[。\n]", between)
    if second.anchor not in _YEAR_PARTS or second.anchor == first.anchor or not near:
        return None
    return replace(
        _over(first, second, first), anchor="", doubt="times", detail="points of the year"
    )


def _names(first: CadenceWords, second: CadenceWords, between: str) -> CadenceWords | None:
    if not (_LIST.fullmatch(between) or (_FESTIVE.fullmatch(between) and re.match("[、和及与以等]", between) and first.end >= second.word_start)):
        return None
    kind = max(first.kind, second.kind, key=lambda kind: _RANKS.get(kind, 0))
    joined = replace(_over(first, second, first), kind=kind)
    return replace(joined, **_open(first, second, "festival" if kind == "festival" else "times"))


def _listed(first: CadenceWords, second: CadenceWords) -> CadenceWords:
    doubt = first.doubt if first.doubt == second.doubt else "times"
    return replace(_over(first, second, first), **_open(first, second, doubt))


def _open(first: CadenceWords, second: CadenceWords, doubt: str) -> dict[str, object]:
    """No cadence of its own: what each of the two would be are the choices."""
    choices = [*first.choices, first.cadence, *second.choices, second.cadence]
    detail = "; ".join(filter(None, dict.fromkeys((first.detail, second.detail))))
    return {
        "cadence": "",
        "anchor": "",
        "doubt": doubt or "times",
        "choices": tuple(dict.fromkeys(filter(None, choices))),
        "detail": detail,
    }


def _over(first: CadenceWords, second: CadenceWords, base: CadenceWords) -> CadenceWords:
    return replace(
        base,
        start=min(first.start, second.start),
        end=max(first.end, second.end),
        word_start=first.word_start,
        word_end=second.word_end,
    )


def _apart(passage: Passage, found: Iterable[CadenceWords]) -> tuple[CadenceWords, ...]:
    """Clauses that two statements share are cut where the second begins."""
    kept: list[CadenceWords] = []
    for one in found:
        if kept and one.start < kept[-1].end:
            before = kept[-1]
            cut = max(before.word_end, one.word_start)
            kept[-1] = replace(before, end=passage.trimmed(before.start, min(before.end, cut))[1])
            one = replace(one, start=max(one.start, cut))
        kept.append(one)
    return tuple(kept)
