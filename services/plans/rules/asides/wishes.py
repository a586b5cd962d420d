"""Hopes: 我们相信…一定能…, 让…天天有收获, 让…成为…的共同追求."""

import re
from collections.abc import Iterator

from services.plans.found import Aside
from services.plans.passage import Passage
from services.plans.rules.asides._words import aside, sentences
from services.plans.rules.registry import Example

_BELIEF = re.compile(
    "^(?:我们)?(?:坚?相信|深信|坚信|期待|希望|但愿|祝愿?|愿)[^。]{4,}|^(?:让我们|愿我们)|(?:一定能够?|必将|定能)[^。,]{2,40}(?:成绩|成功|成效|胜利|辉煌|明天|目标|台阶|进步)"
    "|是我们(?:共同)?的?(?:共同)?(?:追求|心愿|期盼|愿望|目标)[。!]?$"
)
_DAILY = re.compile(
    "(?:使|让)?[^,。;]{0,20}“?(?:每[日天]|[天日]天|年年|月月)都?(?:能|会|有|要)[^。;]{0,6}(?:进步|微笑|收获|变化|成长|快乐|精彩|惊喜|提高)[^。;]{0,20}"
)
_DUTY = re.compile("负责|牵头|[0-9]日前|每[周月季]")

EXAMPLES = (
    Example(
        "我们相信,在大家的努力下,一定能取得好成绩。",
        (("我们相信,在大家的努力下,一定能取得好成绩。", "wish"),),
    ),
    Example("营造氛围,使师生“天天都有进步,天天都有快乐”。", (("使师生“天天都有进步,天天都有快乐”", "wish"),)),
    Example("希望各单位于6月5日前报送材料,由办公室负责汇总。"),
    Example("每天都要有人值班。"),
)


def find(passage: Passage) -> Iterator[Aside]:
    for start, end in sentences(passage, 0, len(passage.text)):
        words = passage.text[start:end]
        if _DUTY.search(words):
            continue
        if _BELIEF.search(words):
            yield aside("wish", start, end)
            continue
        for match in _DAILY.finditer(words):
            yield aside("wish", start + match.start(), start + match.end())
