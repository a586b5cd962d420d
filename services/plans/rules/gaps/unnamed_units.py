"""Bodies that are not named: 某单位, XX局, ××镇, A市."""

import re
from collections.abc import Iterator

from services.plans.found import Gap
from services.plans.passage import Passage
from services.plans.rules.gaps._words import BODIES, gap
from services.plans.rules.registry import Example

_UNNAMED = re.compile(
    f"(?:(?<![A-Za-z0-9_])[xX×]{{1,4}}|〇{{2,4}}|\\*{{1,4}}|某某?)(?P<body>(?:{BODIES}){{1,3}})"
    f"|(?<![A-Za-z0-9“])[A-Z](?P<letter>市|县|镇|村|局|单位|公司)(?![A-Za-z])"
)

EXAMPLES = (
    Example("XX市教育局会同某单位制定办法。", (("XX市", "unnamed-unit"), ("某单位", "unnamed-unit"))),
    Example("××镇人民政府", (("××镇", "unnamed-unit"),)),
    Example("某些单位拖拉,某项工作滞后。"),
    Example("市教育局负责落实。"),
)


def find(passage: Passage) -> Iterator[Gap]:
    for match in _UNNAMED.finditer(passage.text):
        words = passage.source[match.start() : match.end()]
        yield gap(
            "unnamed-unit",
            *match.span(),
            f"“{words}”没有写明名称:是哪个单位(地方)?",
            f"“{words}” is not named: which body (place) is meant?",
        )
