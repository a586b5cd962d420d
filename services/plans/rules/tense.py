"""Whether words tell what was or is, not what is to be done: for rules of several layers."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from services.plans.passage import Passage

_BACK = 240  # characters before a place that can set its tense
_ENDS = re.compile("[。!?\\n\\t]")
_LAST_ENDS = "。!?\n\t"
_DONE = (
    "取得|完成|实现|达到|开展|成立|建立|举办|组织|制定|形成|印发|召开|荣获|获得|涌现|培养|提高|提升|增强"
    "|奠定|改善|解决|推动|促进|打下|积累|出台|建成|创建|发挥|收到|做出|作出|树立|营造|打造|健全|完善|进行"
)
_FOLLOWED = "(?![^,。;\\n]{0,8}(?:基础上|相比|同期|水平))"
PAST = re.compile(
    f"(?<![比较同由从])(?:去年|上年度?|前年|上一?个?(?:年度|学期|学年|轮|攻坚期)|上一年|往年|历年){_FOLLOWED}"
    "|过去(?:的?[一两几三五])|近年|近几年|近[一二两三四五]年|这几年|[几一多]年来|以来|以往"
    "|截[至止](?!今?年底|本年|时间|日期)|目前|当前|现有(?=[^,。;\\n]{0,10}[0-9一二两三四五六七八九十])"
    "|现已|此前|(?:全|我)[县市区校院局]共有|本学期[^,。;\\n]{0,6}共有"
    "|(?:一季度|上半年|前三季度)(?:我|全[县市区镇]|共)"
    "|(?<!全年)(?<!年内)累计(?![^,。;\\n]{0,10}(?:不少于|不低于|不超过|达到|达))"
    "|(?<!业)已(?:经|于|达|有|完成|建|对|在|将|被|基本|全部|形成|成为|实现)(?![^,。;\\n]{0,6}的[^,。;\\n])"
    f"|(?:{_DONE})了"
)
AHEAD = re.compile(
    "今年(?!以来|上半年)|新的一年|下一步|力争|确保|争取|务必|必须|应当|计划(?!生育)|目标|努力|明年|年内"
    "|年底前"
    "|将(?!近|军)|(?<![主重需只简纲摘必不])要(?![求素点闻道])"
)
_YEAR = re.compile("(?<![比较0-9])(?P<year>20[0-9]{2})(?:年(?!版)|-)")
_HEADING = 30  # characters of a heading, at most


def told(passage: Passage, position: int) -> bool:
    """Whether the words of its sentence before a place put it in the past or in the present state."""
    first = max(0, position - _BACK)
    text = passage.text
    start = max(text.rfind(mark, first, position) for mark in _LAST_ENDS) + 1
    start = max(first, start)
    year = passage.year or max(passage.once(_first_year), default=0)
    past = _last(at for at in _starts(PAST, text, start, position) if not _aside(text, start, at, position))
    ahead = _last(_starts(AHEAD, text, start, position))
    for match in _YEAR.finditer(text, start, position):
        if year and int(match["year"]) < year:
            past = max(past, match.start())
        elif year:
            ahead = max(ahead, match.start())
    return past > ahead


def _starts(words: re.Pattern[str], text: str, start: int, end: int) -> Iterator[int]:
    return (match.start() for match in words.finditer(text, start, end))


def _aside(text: str, start: int, at: int, position: int) -> bool:
    """Whether brackets around a word are closed before a place: (去年为60户) sets no tense."""
    return text.rfind("(", start, at) > text.rfind(")", start, at) and text.find(")", at, position) >= 0


def _first_year(passage: Passage) -> Iterator[int]:
    """The year in the first line, where the plan as a whole names none of its own."""
    for line in passage.document.lines[:1]:
        match = _YEAR.search(passage.text, line.start, line.end)
        if match:
            yield int(match["year"])


def _last(places: Iterable[int]) -> int:
    return max(places, default=-1)


class Regions:
    """The sections, each with all under it, whose heading a pattern matches."""

    def __init__(self, passage: Passage, heading: re.Pattern[str]) -> None:
        self.spans = _regions(passage, heading)
        self._starts = [start for start, _ in self.spans]

    def holds(self, position: int) -> bool:
        place = bisect_right(self._starts, position) - 1
        return place >= 0 and position < self.spans[place][1]


def heading_of(passage: Passage, start: int, end: int) -> str:
    """The heading that a section begins with: its first sentence, "" where that is a sentence of work."""
    stop = _ENDS.search(passage.text, start, min(end, start + _HEADING + 1))
    last = stop.start() if stop else min(end, start + _HEADING + 1)
    line = passage.text[start:last].strip()
    return line.rstrip(":") if len(line) <= _HEADING else line.partition(":")[0]


def _regions(passage: Passage, heading: re.Pattern[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    open_start, open_level = -1, 0
    for section in passage.sections:
        if open_start >= 0 and section.level <= open_level:
            found.append((open_start, section.start))
            open_start = -1
        if open_start < 0 and heading.fullmatch(heading_of(passage, section.body, section.end)):
            open_start, open_level = section.start, section.level
    if open_start >= 0:
        found.append((open_start, len(passage.text)))
    return found
