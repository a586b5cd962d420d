"""What is done already: 已完成…, 去年…, 取得了…成绩, 我镇建成了…."""

import re
from collections.abc import Iterator

from services.plans.found import Aside
from services.plans.passage import Passage
from services.plans.rules.asides._words import aside, sentences
from services.plans.rules.registry import Example
from services.plans.rules.tense import AHEAD, PAST

_DUTY = re.compile(
    "每[日天周月季年]|负责|牵头|前完成|前报|定期|及时(?!了)|不少于|以上|继续|加强|做好|开展(?!了)|落实(?!了)|[0-9]日前|底前"
)
_OPENING = 16  # characters from the start of a sentence in which its tense is set
_YEAR_AGO = re.compile("^(?:自)?(?P<year>20[0-9]{2})年")
_SINCE = re.compile("^[^,。;]{0,12}自[^,。;]{2,24}以来,[^。]{0,40}(?:始终|一直|坚持|先后|累计|共|取得)")
_DONE = re.compile("^[^,。;]{0,14}(?:成立|建立|取得|举办|开展|召开|完成|出台|获得|荣获|形成|积累|涌现)了")

EXAMPLES = (
    Example("去年全镇发展茶园300亩。今年要再发展200亩。", (("去年全镇发展茶园300亩。", "past"),)),
    Example(
        "我院成立了领导小组,完善了协调机制。每月开一次会。",
        (("我院成立了领导小组,完善了协调机制。", "past"),),
    ),
    Example("2023年全县受理举报40件。", (("2023年全县受理举报40件。", "past"),), 2024),
    Example(
        "我镇自二〇〇八年推行河长制以来,坚持一河一策。",
        (("我镇自二〇〇八年推行河长制以来,坚持一河一策。", "past"),),
    ),
    Example("路灯补亮工程(去年已补亮60盏)"),
    Example("在去年的基础上,各村每月清理一次河道。"),
    Example("对已建成的设施,由村委会负责管护。"),
    Example("2024年全县受理举报40件。", (), 2024),
)


def find(passage: Passage) -> Iterator[Aside]:
    for start, end in sentences(passage, 0, len(passage.text), "。!?\n\t"):
        words = passage.text[start:end]
        ahead = AHEAD.search(words) or _DUTY.search(words)
        if _SINCE.match(words) or (not ahead and _is_past(passage, words)):
            yield aside("past", start, end)


def _is_past(passage: Passage, words: str) -> bool:
    year = _YEAR_AGO.match(words)
    if year and passage.year and int(year["year"]) < passage.year:
        return True
    if _DONE.match(words):
        return True
    past = PAST.search(words, 0, _OPENING)
    return past is not None and "(" not in words[: past.start()]
