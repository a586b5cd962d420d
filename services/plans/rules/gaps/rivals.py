"""Two targets for one measure, or two deadlines for one thing."""

import re
from collections.abc import Iterator

from services.plans.found import Gap, Goal
from services.plans.passage import Passage
from services.plans.rules import targets
from services.plans.rules.gaps._words import gap
from services.plans.rules.registry import Example

_LEAST = 4  # characters of a measure that names one thing
_STAGED = re.compile("20[0-9]{2}年|[0-9]{1,2}月|季度|上半年|下半年|年底|分别|其中|第[一二三四]|阶段")
_DUE = re.compile(
    "(?P<due>(?:20[0-9]{2}年)?[0-9]{1,2}月(?:[0-9]{1,2}日|底|初|中旬|上旬|下旬)?(?:之|以)?前)(?P<rest>[^,。;:\\n\\t()]{6,40})"
)
_LEAD = 20
_VAGUE = re.compile("上述|以上|相关工作|该项|本项|^.{0,9}$")

EXAMPLES = (
    Example(
        "一、目标:群众满意率达到95%以上。二、保障:确保群众满意率达到98%以上。",
        (("群众满意率达到98%以上", "rival-targets"),),
    ),
    Example(
        "各站所6月20日前报送自查整改报告。\n各站所6月25日前报送自查整改报告。",
        (("6月25日前报送自查整改报告", "rival-deadlines"),),
    ),
    Example("2024年群众满意率达到90%,2025年群众满意率达到95%。甲村6月1日前上报名单,乙村6月5日前上报名单。"),
)


def find(passage: Passage) -> Iterator[Gap]:
    yield from sorted([*_targets(passage), *_deadlines(passage)], key=lambda one: one.start)


def _targets(passage: Passage) -> Iterator[Gap]:
    seen: dict[tuple[str, str], Goal] = {}
    for goal in passage.once(targets.annotate):
        key = (goal.metric, goal.unit)
        if goal.value is None or goal.kind == "trend" or len(goal.metric) < _LEAST:
            continue
        first = seen.setdefault(key, goal)
        if first.value == goal.value or _staged(passage, first) or _staged(passage, goal):
            continue
        words, other = passage.source[goal.start : goal.end], passage.source[first.start : first.end]
        yield gap(
            "rival-targets",
            goal.start,
            goal.end,
            f"同一指标“{goal.metric}”有两个目标:“{other}”和“{words}”,以哪个为准?",
            f"“{goal.metric}” has two targets, “{other}” and “{words}”: which one holds?",
            (other, words),
        )


def _staged(passage: Passage, goal: Goal) -> bool:
    """Of years or stages, each with a level of its own."""
    start, end = passage.clause(goal.start, goal.end)
    return bool(_STAGED.search(passage.text[max(start, goal.start - _LEAD) : min(end, goal.end + _LEAD)]))


def _deadlines(passage: Passage) -> Iterator[Gap]:
    seen: dict[str, re.Match[str]] = {}
    text = passage.text
    for match in _DUE.finditer(text):
        nearest = max(0, match.start() - _LEAD)
        start = max(nearest, *(text.rfind(mark, nearest, match.start()) + 1 for mark in ",。;:\n\t"))
        key = text[start : match.start()].strip() + "|" + match["rest"]
        if _VAGUE.search(key):
            continue
        first = seen.setdefault(key, match)
        if first["due"] == match["due"]:
            continue
        words, dues = match["rest"].strip(), (first["due"], match["due"])
        yield gap(
            "rival-deadlines",
            *match.span(),
            f"“{words}”有两个期限:“{dues[0]}”和“{dues[1]}”,以哪个为准?",
            f"“{words}” has two deadlines, “{dues[0]}” and “{dues[1]}”: which one holds?",
            dues,
        )
