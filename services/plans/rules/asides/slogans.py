"""Mottoes in quotation marks that fill their clause, and what follows 口号: or 标语:."""

import re
from collections.abc import Iterator

from services.plans.found import Aside
from services.plans.passage import Passage
from services.plans.rules.asides._words import aside
from services.plans.rules.registry import Example

_MOTTO = re.compile("(?m)(?:^|(?<=[。;\\n\\t]))[ ]{0,8}“[^“”\\n]{4,60}”[。!]?[ ]{0,4}(?=$|\\n)")
_CALLED = re.compile(
    "(?:(?:活动|宣传|工作)?(?:口号|标语|主题)(?:是|为)?:|(?:口号|标语)(?:是|为))[ ]{0,4}“?"
    "[^,。;\\n“”]{2,40}(?:[,;、][^,。;\\n“”]{2,40}){0,3}”?[。!]?"
)

EXAMPLES = (
    Example("“手牵手,共建绿色家园”\n一、行动", (("“手牵手,共建绿色家园”", "slogan"),)),
    Example("活动主题:节水爱水,从我做起。", (("活动主题:节水爱水,从我做起。", "slogan"),)),
    Example("以“节水”为主题开展活动。“一企一策”由市局制定。"),
)


def find(passage: Passage) -> Iterator[Aside]:
    found = {
        passage.trimmed(*match.span()) for form in (_MOTTO, _CALLED) for match in form.finditer(passage.text)
    }
    for start, end in sorted(found):
        yield aside("slogan", start, end)
