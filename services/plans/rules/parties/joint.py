"""X与Y签订…, X与Y共建…, 与Y结成…: who does it together."""

import re
from collections.abc import Iterator

from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.parties._names import is_name, names_in, role_of
from services.plans.rules.parties._reading import begins_with_act, clause_end
from services.plans.rules.registry import Example
from services.plans.rules.tense import told

EXAMPLES = (
    Example("镇安委会与各企业签订责任书", (("镇安委会与各企业签订", "镇安委会、各企业"),)),
    Example("与白石镇卫生院结成对子", (("与白石镇卫生院结成", "白石镇卫生院"),)),
    Example("发挥水利学院与渡口社区共建课堂作用", (("水利学院与渡口社区共建", "水利学院、渡口社区"),)),
    Example("与农户签订合同,安全与生产共建,去年镇安委会与各企业签订了责任书"),
)

_BRACKET = "\\([^()\\n]{1,20}\\)"
_OTHER = re.compile(
    f"[与和同跟](?P<other>(?:[^,。;:!?\\n\\t()与的]|{_BRACKET}){{2,24}}?)(?:层层|分别|逐一)?"
    "(?:签订|签署|共建|结成|结对|联建|联合(?:开展|组织|举办|检查|执法|印发|召开))"
)
_FIRST = re.compile(f"(?:[^,。;:!?\\n\\t()与和同的]|{_BRACKET}){{2,24}}\\Z")
_LEAD = re.compile("(?:.{0,6}(?:发挥|依托|推进|推动)|[0-9]{1,2}[.、])")
_BACK = 24


def find(passage: Passage) -> Iterator[Party]:
    for match in _OTHER.finditer(passage.text):
        other = names_in(passage, *match.span("other"))
        if not other or not is_name(other[-1]) or told(passage, match.start()):
            continue
        if "了" in passage.text[match.end() : clause_end(passage, match.end())]:
            continue
        start, first = _first(passage, match.start())
        if not first and start < match.start():
            continue
        names = (*first, *other)
        yield Party(start=start, end=match.end(), units=names, role=role_of(names))


def _first(passage: Passage, end: int) -> tuple[int, tuple[str, ...]]:
    """The names before 与; none, from an earlier place, where something else stands there."""
    before = _FIRST.search(passage.text[max(0, end - _BACK) : end])
    if before is None:
        return end, ()
    start = end - len(before.group())
    lead = _LEAD.match(passage.text, start, end)
    start, _ = passage.trimmed(lead.end() if lead else start, end)
    names = names_in(passage, start, end)
    named = names and all(map(is_name, names)) and not begins_with_act(names[0])
    return start, names if named else ()
