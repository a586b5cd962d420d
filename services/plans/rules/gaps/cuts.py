"""Sentences cut in two by a line end or a blank line."""

import itertools
import re
from collections.abc import Iterator

from services.plans.found import Gap
from services.plans.passage import Passage
from services.plans.rules.gaps._words import gap, shown
from services.plans.rules.registry import Example

_LEAST = 12  # characters of a line that can be cut
_ENDS = re.compile("[。;!?:,、.)\\]…”》—~-]$|[0-9日年]$")
_GOES_ON = re.compile(
    "的(?!确|士)|[、,。;:)”》]|等(?!级|待|候|次|着)|以及|及(?!时|格|早|至)|地(?!方|区|点|质|震|铁|理|址|面|处|段|税|下|市|级)|得(?!分|到|知|以)"
)
_HANGS = re.compile("[把将对为在与和及以从向由并且使让或的]$")
_JOINED = re.compile(
    "(?!(?:周|星期)[一二三四五六日天]|第|[0-9]|[一二三四五六七八九十]{1,3}月)[^,。;、!?:\\n]{1,12}[,。;、]"
)
_LONG = 18  # characters of a line that can be cut inside a word
_WRAPPED = 0.2  # share of lines cut like this that makes it a way of setting, not a fault

EXAMPLES = (
    Example("各单位要把评选“示范班组”\n\n的做法推广到车间。", (("班组”\n\n的做法", "cut-line"),)),
    Example("窗口单位要认真学习有关规定,将\n服务规范贴在墙上。", (("定,将\n服务规", "cut-line"),)),
    Example(
        "检查中发现,个别企业操作规程不全,检修标准执\n行不严,培训记录缺失。\n一、整改",
        (("标准执\n行不严", "cut-line"),),
    ),
    Example("三、以创建为抓手,推动全镇环境全面提升\n\n透过建章立制,落实责任。\n四、保障"),
    Example("各单位要认真学习有关规定\n及时上报。\n第一章 总则\n的确良厂"),
)


def find(passage: Passage) -> Iterator[Gap]:
    found = list(_cuts(passage))
    if len(found) <= max(3, _WRAPPED * len(passage.document.lines)):
        yield from found


def _cuts(passage: Passage) -> Iterator[Gap]:
    text, lines = passage.text, passage.document.lines
    marked = {section.start for section in passage.sections}
    for line, below in itertools.pairwise(lines):
        start, end = passage.trimmed(line.start, line.end)
        follow, last = passage.trimmed(below.start, below.end)
        if end - start < _LEAST or follow in marked or "\t" in text[start:end] or "\t" in text[follow:last]:
            continue
        if not _is_cut(text, start, end, follow, last, follow == below.start and start not in marked):
            continue
        place = max(start, end - 3), min(last, follow + 3)
        words = shown(passage, max(start, end - 6), end), shown(passage, follow, min(last, follow + 6))
        yield gap(
            "cut-line",
            *place,
            f"句子在“{words[0]}”与“{words[1]}”之间断开:是否为一句?",
            f"A sentence is cut between “{words[0]}” and “{words[1]}”: is it one?",
        )


def _is_cut(text: str, start: int, end: int, follow: int, last: int, flush: bool) -> bool:
    before = text[max(start, end - 4) : end]
    if _GOES_ON.match(text, follow, last):
        return not re.search("[。;!?:]$", before)
    if _ENDS.search(before):
        return False
    if _HANGS.search(before):
        return True
    # a long sentence that stops without a mark, and a line flush left that ends a clause soon
    stops = max(text.rfind(mark, max(start, end - 60), end) for mark in ",。;、")
    return (
        flush
        and stops >= 0
        and end - start > _LONG
        and text[stops] in ",、"
        and bool(_JOINED.match(text, follow, last))
    )
