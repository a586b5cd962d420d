"""Which statements of time that stand side by side are one: lists, 年初 … 年底, a day and its name."""

import re

from msgspec.structs import replace

from services.plans.found import CadenceWords
from services.plans.passage import Passage

_YEAR_PARTS = ("year_start", "year_middle", "year_end")
_POINTS = "points of the year"
_NAMES = ("festivals", "named_days", "named_months", "terms")  # of days and weeks, told in one breath
_DATES = ("calendar_days", "months", "ranges", "irregular")  # each a list only with its own kind
_LIST = re.compile('[、,和及与以或暨“”" 其等各种法定的在于前后]{0,8}')
_SAME_BREATH = re.compile("[一-龥]{0,6}[、和及与以或“”等]{1,3}[一-龥“”]{0,8}")
_DATE_LIST = re.compile("(?:[、和及与或]|及其) ?")
_STOPS = re.compile("[。,;:、\\n]")
_ANOTHER_NAME = re.compile("[^0-9底末前内]{0,4}")  # 6月30日年底前春节: what has a date of its own is none
_NEAR = 24
_RANKS = {"festival": 3, "dated": 2, "range": 1}


def joined(passage: Passage, first: CadenceWords, second: CadenceWords) -> CadenceWords | None:
    """Both as one statement; None where they are two."""
    between = passage.text[first.word_end : min(second.word_start, first.word_end + 40)]
    if first.anchor in _YEAR_PARTS or first.detail == _POINTS:
        return _year_points(passage, first, second, between)
    if first.rule in _NAMES and second.rule in _NAMES:
        return _names(first, second, between)
    if first.rule == second.rule and first.rule in _DATES and _DATE_LIST.fullmatch(between):
        return _listed(first, second)
    return _specified(first, second, between)


def _year_points(
    passage: Passage, first: CadenceWords, second: CadenceWords, between: str
) -> CadenceWords | None:
    near = len(between) <= _NEAR and not re.search("[。\\n]", between)
    if second.anchor not in _YEAR_PARTS or second.anchor == first.anchor or not near:
        return None
    after = passage.text[second.word_end : second.word_end + 1]
    is_half = (first.anchor, second.anchor, after) == ("year_middle", "year_end", "各")
    kind = "half_yearly" if is_half else "yearly"
    return replace(over(first, second, first), kind=kind, anchor="", doubt="times", detail=_POINTS)


def _names(first: CadenceWords, second: CadenceWords, between: str) -> CadenceWords | None:
    in_clause = first.end >= second.word_start
    if not (_LIST.fullmatch(between) or (in_clause and _SAME_BREATH.fullmatch(between))):
        return None
    kind = max(first.kind, second.kind, key=lambda kind: _RANKS.get(kind, 0))
    doubt = "festival" if kind == "festival" else "times"
    return _open(replace(over(first, second, first), kind=kind), first, second, doubt)


def _listed(first: CadenceWords, second: CadenceWords) -> CadenceWords:
    doubt = first.doubt if first.doubt == second.doubt else "times"
    return _open(over(first, second, first), first, second, doubt)


def _specified(first: CadenceWords, second: CadenceWords, between: str) -> CadenceWords | None:
    """Where one of the two only says more about the other: 4月 税收宣传月, 3月22日 世界水日, 每年 春节."""
    if _STOPS.search(between.rstrip(":") if first.rule == "terms" else between):
        return None
    rules = (first.rule, second.rule)
    if first.rule == "irregular" and second.rule in ("series", "every", "turns") and len(between) <= 6:
        return over(first, second, second)
    if first.rule == "every" and second.rule in ("terms", "irregular") and len(between) <= 2:
        return over(first, second, first)
    if first.rule == second.rule == "calendar_days" and between == "(":
        return over(first, second, second)
    if first.rule in ("months", "calendar_days") and second.rule == "year_acts" and len(between) <= 6:
        return over(first, second, first)
    if first.rule == "series" and second.rule == "calendar_days":
        return over(first, second, second)
    if first.rule == "every" and first.anchor == "yearly" and len(between) <= 1 and second.rule != "every":
        return over(first, second, second)
    if first.rule == "calendar_days" and second.rule in _NAMES and _ANOTHER_NAME.fullmatch(between):
        return over(first, second, first)
    if "months" in rules and set(rules) & {"named_months", "terms", "named_days"} and len(between) <= 6:
        return over(first, second, first if first.rule == "months" else second)
    if rules == ("terms", "ranges") and between.strip("(为:") == "":
        return over(first, second, second)
    return None


def _open(whole: CadenceWords, first: CadenceWords, second: CadenceWords, doubt: str) -> CadenceWords:
    """No cadence of its own: what each of the two would be are the choices."""
    choices = [*first.choices, first.cadence, *second.choices, second.cadence]
    return replace(
        whole,
        cadence="",
        anchor="",
        doubt=doubt or "times",
        choices=tuple(dict.fromkeys(filter(None, choices))),
        detail="; ".join(filter(None, dict.fromkeys((first.detail, second.detail)))),
    )


def over(first: CadenceWords, second: CadenceWords, base: CadenceWords) -> CadenceWords:
    """`base` over the place of both."""
    return replace(
        base,
        start=min(first.start, second.start),
        end=max(first.end, second.end),
        word_start=first.word_start,
        word_end=max(first.word_end, second.word_end),
    )
