"""组织年度测评, 完成年度培训任务: acts that come once a year by their name."""

import re
from collections.abc import Iterator

from services.plans.found import CadenceWords
from services.plans.passage import Passage
from services.plans.rules.cadences._saying import is_past, is_quoted, saying
from services.plans.rules.registry import Example

EXAMPLES = (
    Example("年末开展年度评议", (("年末开展年度评议", "yearly"),)),
    Example("村里开展年度体检工作", (("村里开展年度体检工作", "yearly"),)),
    Example("完成年度植树任务", (("完成年度植树任务", "yearly"),)),
    Example("清沟情况纳入年度考核", (("清沟情况纳入年度考核", "yearly"),)),
    Example("2026年度总结,本年度任务不变,取消年度评优资格"),
)

_ACT = re.compile(
    "(?:(?:组织|开展|进行|召开|实施|落实|举行|举办|做|抓|参加|实行|[纳列]入)(?:好|完|了)?[一-龥]{0,4}?"
    "|(?P<done>完成)好?(?:了)?)"
    "(?P<word>年[度终])(?!性)"
)
_WHAT = re.compile(
    "[一-龥]{0,6}?(?:测评|考核|考评|检查计划|监测|评议|评估|总结|述职|体检|盘点|审计|表彰|评比|评选|检查"
    "|普查|调查|测试|述评)"
    "(?:会|会议|工作|大会|活动|制度)?(?=[,。;:、\\n)及和]|$)"
)
_TASK = re.compile("[一-龥]{1,10}(?:任务|工作)(?!数|的[0-9]|书)")


def find(passage: Passage) -> Iterator[CadenceWords]:
    for match in _ACT.finditer(passage.text):
        start, end = match.span("word")
        what = (_TASK if match["done"] else _WHAT).match(passage.text, end)
        if not what or is_quoted(passage, start) or is_past(passage, start, end):
            continue
        yield saying(passage, start, what.end(), "yearly", "every 1 year", anchor="yearly")
