"""“爱生月”, 科普宣传周: months and weeks that have a name and no date here."""

import re
from collections.abc import Iterator

from services.plans.found import CadenceWords
from services.plans.passage import Passage
from services.plans.rules.cadences._saying import is_past, saying
from services.plans.rules.registry import Example

EXAMPLES = (
    Example("以“护河月”活动为载体清淤", (("以“护河月”活动为载体清淤", "irregular"),)),
    Example("开展节水宣传周活动", (("开展节水宣传周活动", "irregular"),)),
    Example("结合读报月办展", (("结合读报月办展", "irregular"),)),
    Example("结合读报月办展,读报月期间借书", (("结合读报月办展", "irregular"),)),
    Example("2026年安全生产月活动方案\n开展安全生产月活动"),
    Example("本月,每周,上周,“岁月”,一个月,学习《宣传周方案》"),
)

_NAME = re.compile(
    "“(?P<quoted>[^“”,。;:\\n]{1,10}[月周])”(?=(?:主题|系列)?活动|期间|、“|和“|为)"
    "|(?P<plain>[一-龥]{0,8}?(?:宣传|活动|教育|主题|服务|行动|阅读|读书|健身|质量|生产|敬老|推普|普法"
    "|开放|科技|文化|科普|双创|节能|卫生|体验|实践|诚信|法治|防灾减灾)[月周])”?(?=活动|期间|为契机|等|、"
    "|和|契机|系列|来临)"
    "|(?:结合|利用|借助|抓住|围绕)[一-龥“]{0,8}?(?P<bound>[一-龥]{2}[月周])”?(?=[、,。办开组活等期为])"
)
_TITLE = 50  # characters of a title, at most
_JOINED = re.compile("(?:[^和的及与]{0,8}[和的及与])*")
_NO_NAME = re.compile("去年|上年|上届|[每本上下一二三四五六七八九十几个当各该逐按周月隔]$|岁$|日$")


def find(passage: Passage) -> Iterator[CadenceWords]:
    """Each name once: the rest of the document speaks of the same month."""
    head, _, rest = passage.text.strip().partition("\n")
    title = head if rest and len(head) <= _TITLE else ""
    told: set[str] = set()
    for match in _NAME.finditer(passage.text):
        key = match[match.lastgroup or ""][-3:]
        if key in told or key in title:
            continue
        name = match.lastgroup or ""
        start, end = match.span(name)
        joint = _JOINED.match(match[name])
        start += joint.end() if joint else 0
        if _NO_NAME.search(match[name][:-1]) or _in_title(passage, start) or is_past(passage, start, end):
            continue
        told.add(key)
        yield saying(passage, start, end, "irregular", "named, without date", doubt="irregular")


def _in_title(passage: Passage, position: int) -> bool:
    around = passage.quoted(position)
    return around is not None and passage.text[around[0]] == "《"
