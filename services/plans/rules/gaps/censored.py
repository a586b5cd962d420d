"""Words that somebody made unreadable or left to be filled in: ***, _理论, **社区, ××, ____."""

import re
from collections.abc import Iterator

from services.plans.found import Gap
from services.plans.passage import Passage
from services.plans.rules.gaps._words import BODY, gap
from services.plans.rules.registry import Example

_MASKED = re.compile(
    "(?P<before>[一-龥]{0,2})"
    "(?P<mask>\\*{2,8}|×{2,8}|(?<![A-Za-z0-9_])_{1,20}(?![A-Za-z0-9_])|□{1,8}|■{1,8}|(?<![A-Za-z0-9])[xX]{2,4}(?![A-Za-z0-9])"
    "|某某|[0-9]{2,4}\\*{2,6}[0-9]{2,4}|(?<=[一-龥])_(?=[一-龥]))"
    "(?P<after>[一-龥]{0,4})"
)
_DATE = re.compile("^[年月日]|^个?工作日|^学年")
_TO_SETTLE = re.compile(
    "(?:时间|地点|人员|名单|数量|金额|日期|经费)(?:暂)?(?:待定|另定|待补充|待确定)|TBD|(?:此处|待)填写"
)

EXAMPLES = (
    Example("以_理论为指导,建设**街道。", (("以_理论为指", "censored"),)),
    Example(
        "由***副主任负责,电话138****5566。", (("由***副主任负", "censored"), ("电话138****5566", "censored"))
    ),
    Example("经费____万元由镇财政列支。", (("经费____万元由镇", "censored"),)),
    Example("培训时间待定。", (("时间待定", "censored"),)),
    Example("20_年底前完成,见 a_b.txt。"),
    Example("面积为3×4米。"),
)


def find(passage: Passage) -> Iterator[Gap]:
    for match in _MASKED.finditer(passage.text):
        year = passage.text[max(0, match.start("mask") - 3) : match.start("mask")]
        if _DATE.match(match["after"]) or BODY.match(match["after"]) or re.search("20[0-9]?$", year):
            continue
        words = passage.source[match.start() : match.end()]
        yield gap(
            "censored",
            *match.span(),
            f"“{words}”中有被遮去或待填的内容:原文是什么?",
            f"Something is masked or left blank in “{words}”: what should stand there?",
        )
    for match in _TO_SETTLE.finditer(passage.text):
        words = match.group()
        yield gap(
            "censored",
            *match.span(),
            f"“{words}”:尚未确定,请补充",
            f"“{words}”: not settled yet, to be filled in",
        )
