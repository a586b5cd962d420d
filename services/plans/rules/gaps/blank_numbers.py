"""Bounds whose number is missing: 响应时间≤, 不少于次, 达到以上."""

import re
from collections.abc import Iterator

from services.plans.found import Gap
from services.plans.passage import Passage
from services.plans.rules.gaps._words import gap
from services.plans.rules.registry import Example

_BARE = re.compile(
    "[^,。;:!?\\n\\t]{0,8}(?:[≤≥]|不少于|不低于|不高于|不得少于|达到|控制在|压缩至)[ _]{0,8}"
    "(?:(?:次|场|人|名|%|户|件|家|个工作日|天|小时|万元)?(?:以上|以内|左右)?(?=[,。;)\\n\\t]|$))"
)

EXAMPLES = (
    Example("报修响应时间≤\n二、客房", (("报修响应时间≤", "blank-number"),)),
    Example(
        "每年培训不少于次,覆盖率达到以上。",
        (("每年培训不少于次", "blank-number"), ("覆盖率达到以上", "blank-number")),
    ),
    Example("每年培训不少于2次,难以达到。人数不少于5。"),
)


def find(passage: Passage) -> Iterator[Gap]:
    for match in _BARE.finditer(passage.text):
        words = passage.source[match.start() : match.end()].strip()
        if words.endswith(("达到", "控制在", "压缩至")):
            continue
        yield gap(
            "blank-number",
            *passage.trimmed(*match.span()),
            f"“{words}”缺少数字:是多少?",
            f"“{words}” lacks its number: how many (how much)?",
        )
