"""上报X、Y各一份, 报X备案, 报送X: who is told."""

import re
from collections.abc import Iterator

from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.parties._names import is_name, names_in
from services.plans.rules.registry import Example
from services.plans.rules.tense import told

EXAMPLES = (
    Example("并上报镇林业站、派出所各一份", (("上报镇林业站、派出所各一份", "镇林业站、派出所"),)),
    Example("每月报县审计局备案", (("报县审计局备案", "县审计局"),)),
    Example("结果要报送市水务局。", (("报送市水务局", "市水务局"),)),
    Example("特殊情况要向所属单位报备", (("向所属单位报备", "所属单位"),)),
    Example("经镇水务站审核后拨付", (("经镇水务站审核", "镇水务站"),)),
    Example("按时上报信息,报送材料,上报报表各一份,报名方式另行通知"),
)

_NAMES = "(?P<names>[^,。;:!?\\n\\t]{2,40}?)"
_REPORT = re.compile(
    f"(?:书面)?(?:上报|报送|报告|抄送|抄报|报|送|交|提交)(?:至|给|到)?{_NAMES}(?P<act>各一份|备案"
    "|备查|审[定批核查阅]|批准|审议)"
    "|(?:书面报告|报送|上报至|抄送|抄报)(?:至|给|到)?(?P<whom>[^,。;:!?\\n\\t]{2,30}?)(?=[,。;\\n]|$)"
    "|向(?P<told>[^,。;:!?\\n\\t向的]{2,30}?)(?:书面)?(?:报告|报备|反映|汇报|备案|报送|请示|申报|通报|述职)"
    "|经(?P<passed>[^,。;:!?\\n\\t经的]{2,30}?)(?:审[核批查定议]|批准|办理|评[审估]|核[准定])"
)


def find(passage: Passage) -> Iterator[Party]:
    for match in _REPORT.finditer(passage.text):
        names = names_in(passage, *match.span(_group(match)))
        if not names or not all(map(is_name, names)) or _is_past(passage, match.start()):
            continue
        yield Party(start=match.start(), end=match.end(), units=names, role="informed")


def _is_past(passage: Passage, position: int) -> bool:
    """By a day that is set, it is still to come."""
    return passage.text[position - 1 : position] != "前" and told(passage, position)


def _group(match: re.Match[str]) -> str:
    return next(name for name in ("names", "whom", "told", "passed") if match[name])
