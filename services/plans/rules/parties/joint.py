"""X与Y签订…, X与Y共建…, 与Y结成…: who does it together."""

import re
from collections.abc import Iterator

from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.parties._names import is_name, names_in, role_of
from services.plans.rules.registry import Example
from services.plans.rules.tense import told

EXAMPLES = (
    Example("镇安委会与各企业签订责任书", (("镇安委会与各企业签订", "镇安委会、各企业"),)),
    Example("与白石镇卫生院结成对子", (("与白石镇卫生院结成", "白石镇卫生院"),)),
    Example("发挥水利学院与渡口社区共建基地作用", (("水利学院与渡口社区共建", "水利学院、渡口社区"),)),
    Example("与农户签订合同,安全与生产共建,去年镇安委会与各企业签订了责任书"),
)

_SIDE = "(?:[^,。;:!?\\n\\t()与和同的]|\\([^()\\n]{1,20}\\)){2,24}?"
_JOINT = re.compile(
    f"(?:发挥)?(?P<one>{_SIDE})?[与和同跟](?P<other>(?:[^,。;:!?\\n\\t()与的]|\\([^()\\n]{{1,20}}\\)){{2,24}}?)(?P<act>层层|分别|逐一)?(?:签订|签署|共建|结成|结对|联建)"
)
_FIRST = re.compile("(?:[^,。;:!?\\n\\t()]{0,6}(?:发挥|依托|推进|推动))")


def find(passage: Passage) -> Iterator[Party]:
    for match in _JOINT.finditer(passage.text):
        start = match.start("one") if match["one"] else match.start("other") - 1
        lead = _FIRST.match(passage.text, start, match.start("other")) if match["one"] else None
        start = lead.end() if lead else start
        first = names_in(passage, start, match.start("other") - 1) if match["one"] else ()
        other = names_in(passage, *match.span("other"))
        if not other or not is_name(other[-1]) or told(passage, match.start()):
            continue
        if first and not all(map(is_name, first)):
            continue
        _, end = passage.clause(match.end(), match.end())
        if "了" in passage.text[match.end() : end]:
            continue
        names = (*first, *other)
        yield Party(start=start, end=match.end(), units=names, role=role_of(names))
