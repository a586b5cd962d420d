"""年初, 年中, 年底, 年终: the parts of each year in which something is done (not by when: 年底前)."""

import re
from collections.abc import Iterator

from services.plans.found import CadenceWords
from services.plans.passage import Passage
from services.plans.rules.cadences._saying import is_silent, saying
from services.plans.rules.dates import moments
from services.plans.rules.registry import Example

EXAMPLES = (
    Example("村里年底盘一次账", (("村里年底盘一次账", "yearly"),)),
    Example("今年年中回头看", (("今年年中回头看", "yearly"),)),
    Example("年底前修好,按年初部署办,截至去年底已修,在青年中推广,列入年终考核"),
)

_ANCHORS = {"初": "year_start", "中": "year_middle", "底": "year_end", "末": "year_end", "终": "year_end"}
_GIVEN = re.compile("(?:以来|部署|下达|制定的|确定|计划|会议|签订的|预算|目标|安排部署|提出|既定|时)")
_STAKE = re.compile("(?:纳入|列入|计入|作为|挂钩|依据|按照?|根据|与)[^,、。;\\n]{0,10}$")
_RULE_OF = re.compile("(?:绩效)?(?:考核|考评|评优|评先)(?:的|按|采|实行|时|中|予|一票|成绩|结果|得分|评|优)")


def find(passage: Passage) -> Iterator[CadenceWords]:
    text = passage.text
    for one in moments(passage):
        point = one.first
        if one.role != "at" or point.form != "year_part" or point.part == "内":
            continue
        if _GIVEN.match(text, one.end) or _RULE_OF.match(text, one.end):
            continue
        if text[max(0, one.start - 2) : one.start] == "岁末":
            continue
        if _STAKE.search(text[max(0, one.start - 14) : one.start]) or is_silent(passage, one.start, one.end):
            continue
        if point.told == "stated":
            yield saying(passage, one.start, one.end, "yearly", f"{point.part} {point.year}", doubt="date")
            continue
        yield saying(passage, one.start, one.end, "yearly", "every 1 year", anchor=_ANCHORS[point.part])
