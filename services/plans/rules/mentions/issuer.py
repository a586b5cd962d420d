"""The office that signs the document, above the day at its end."""

import re
from collections.abc import Iterator

from services.plans.found import Mention
from services.plans.passage import Passage
from services.plans.rules.mentions._signature import signatures
from services.plans.rules.registry import Example

EXAMPLES = (
    Example(
        "请照办。\n\n　　白石镇人民政府\n　　2024年3月1日\n",
        (("白石镇人民政府", "issuer 白石镇人民政府"),),
    ),
    Example(
        "请照办。\n水利部办公厅　财政部办公厅\n二〇二四年三月一日",
        (("水利部办公厅", "issuer 水利部办公厅"), ("财政部办公厅", "issuer 财政部办公厅")),
    ),
    Example("请照办。\n（渡口社区居委会，2024.3.1）", (("渡口社区居委会", "issuer 渡口社区居委会"),)),
    Example("请照办。\n毛五妹\n2024年3月1日"),
)

_NAME = re.compile("[^ ]+")


def find(passage: Passage) -> Iterator[Mention]:
    for signature in signatures(passage):
        for first, last in signature.issuers:
            for name in _NAME.finditer(passage.text, first, last):
                yield Mention(
                    start=name.start(),
                    end=name.end(),
                    kind="issuer",
                    text=passage.source[slice(*name.span())],
                )
