"""A month, weekday or row that is missing from lines that count them: 十月份, 十二月份; 周三, 周五."""

import re
from collections.abc import Iterator

from msgspec import Struct

from services.plans.document import Line
from services.plans.found import Gap
from services.plans.markers import number
from services.plans.passage import Passage
from services.plans.rules.gaps._words import gap, numeral
from services.plans.rules.registry import Example

_AFTER = "(?=[ \\t:,、(]|$)"
_FORMS = {
    "month": re.compile(
        f"[ ]{{0,8}}(?P<word>(?P<value>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,2}})月份?){_AFTER}"
    ),
    "weekday": re.compile(f"[ ]{{0,8}}(?P<word>(?:周|星期)(?P<value>[一二三四五六日天])){_AFTER}"),
    "row": re.compile("(?P<word>(?P<value>[0-9]{1,3}))(?=\\t)"),
}
_ROUND = {"month": 12, "weekday": 7}
_STEPS = 2  # steps of one that make a series of lines
_HOLIDAYS = (2, 8)  # months that plans of schools leave out
_NEAR = 40  # lines between two members, at most
_DAYS = {"日": 7, "天": 7}

EXAMPLES = (
    Example("九月份:开学\n十月份:运动会\n十二月份:汇演\n一月份:考试", (("十二月份", "missing-in-series"),)),
    Example("周一:升旗\n周二:教研\n周三:社团\n周五:扫除", (("周五", "missing-in-series"),)),
    Example("序号\t任务\n101\t甲\n102\t乙\n103\t丙\n105\t丁", (("105", "missing-in-series"),)),
    Example("三月:植树\n六月:防汛\n九月:秋收\n十二月:总结"),
    Example("五月:竞赛\n六月:考试\n七月:总结\n九月:开学"),
)


class _Series(Struct):
    """The last member, how many steps of one there were, and the jumps met."""

    value: int
    line: int
    steps: int
    jumps: list[tuple[Line, str, str, int]]


def find(passage: Passage) -> Iterator[Gap]:
    found = [one for name in _FORMS for one in _of(passage, name)]
    yield from sorted(found, key=lambda one: one.start)


def _of(passage: Passage, name: str) -> Iterator[Gap]:
    one: _Series | None = None
    marked = {section.start for section in passage.sections}
    form, around = _FORMS[name], _ROUND.get(name, 0)
    for place, line in enumerate(passage.document.lines):
        match = form.match(passage.text, line.start, line.end)
        value = _value(match["value"]) if match else 0
        if match is None or not value or (name == "row" and line.start in marked):
            continue
        step = value - one.value if one else 0
        step = step % around if around else step
        if one is None or place - one.line > _NEAR or not 1 <= step <= 2:
            yield from _jumps(passage, one, name)
            one = _Series(value, place, 0, [])
            continue
        one.steps += step == 1
        if step == 2:
            lost = one.value % around + 1 if around else one.value + 1
            one.jumps.append(
                (Line(match.start("word"), match.end("word")), match["word"], match["value"], lost)
            )
        one.value, one.line = value, place
    yield from _jumps(passage, one, name)


def _jumps(passage: Passage, one: _Series | None, name: str) -> Iterator[Gap]:
    if one is None or one.steps < _STEPS or len(one.jumps) >= one.steps:
        return
    for place, word, value, lost in one.jumps:
        if name == "month" and lost in _HOLIDAYS:
            continue
        absent = word.replace(value, _written(value, lost, name))
        yield gap(
            "missing-in-series",
            place.start,
            place.end,
            f"“{word}”之前缺“{absent}”:内容缺失,还是本来没有?",
            f"“{absent}” is missing before “{word}”: is text lost, or is there none?",
        )


def _value(words: str) -> int:
    return _DAYS.get(words) or number(words)


def _written(like: str, value: int, name: str) -> str:
    if like.isdecimal():
        return str(value)
    return "日" if name == "weekday" and value == 7 else numeral(value)
