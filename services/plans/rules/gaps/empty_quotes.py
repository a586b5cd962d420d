"""Names that are gone from between their marks: 实施“”工程, 根据《》, “学习型、服务型、”."""

import re
from collections.abc import Iterator

from services.plans.found import Gap
from services.plans.passage import Passage
from services.plans.rules.gaps._words import gap
from services.plans.rules.registry import Example

_PAIRS = (
    '“[ _]{0,6}”|《[ _]{0,6}》|「[ ]{0,6}」|‘[ ]{0,6}’|(?<!["A-Za-z])"[ ]{0,3}"(?!")'
    "|【[ ]{0,6}】|\\[[ ]{0,6}\\]"
)
_EMPTY = re.compile(f"[一-龥]{{0,4}}(?P<empty>{_PAIRS})[一-龥]{{0,4}}")
_ONE_LESS = re.compile("(?<=、)(?=[”》])|(?<=[“《])(?=、)")

EXAMPLES = (
    Example("继续实施“”工程。", (("继续实施“”工程", "empty-quotes"),)),
    Example("根据《 》的要求开展工作。", (("根据《 》的要求开", "empty-quotes"),)),
    Example("建设“学习型、服务型、”窗口。", (("、”", "empty-quotes"),)),
    Example("实施“清风”工程,落实《办法》,答“是”。"),
)


def find(passage: Passage) -> Iterator[Gap]:
    for match in _EMPTY.finditer(passage.text):
        words = passage.source[match.start() : match.end()]
        yield gap(
            "empty-quotes",
            *match.span(),
            f"“{words}”中引号(书名号)里是空的:名称是什么?",
            f"Nothing stands between the marks in “{words}”: what is the name?",
        )
    for match in _ONE_LESS.finditer(passage.text):
        place = match.start()
        words = passage.source[max(0, place - 8) : place + 1]
        yield gap(
            "empty-quotes",
            place - 1,
            place + 1,
            f"“{words}”中顿号旁少了一个词",
            f"A word is missing beside the comma in “{words}”",
        )
