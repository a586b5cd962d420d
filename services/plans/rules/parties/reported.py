"""上报X、Y各一份, 报X备案, 报送X: who is told."""

import re
from collections.abc import Iterator

from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.parties._names import names_in
from services.plans.rules.parties._reading import are_names, begins_with_act
from services.plans.rules.registry import Example
from services.plans.rules.tense import told

EXAMPLES = (
    Example("并上报镇林业站、司法所各一份", (("上报镇林业站、司法所各一份", "镇林业站、司法所"),)),
    Example("每月报县审计局备案", (("报县审计局备案", "县审计局"),)),
    Example("结果要报送市水务局。", (("报送市水务局", "市水务局"),)),
    Example("特殊情况要向所属单位报备", (("向所属单位报备", "所属单位"),)),
    Example("经镇水务站审核后拨付", (("经镇水务站审核", "镇水务站"),)),
    Example("提前向村委会书面请假", (("向村委会书面请假", "村委会"),)),
    Example("会后上交签到表给综合科。", (("上交签到表给综合科", "综合科"),)),
    Example("经镇级、县级水务部门逐级审核", (("经镇级、县级水务部门逐级审核", "镇级、县级水务部门"),)),
    Example("将清单发送至水务科邮箱。", (("发送至水务科邮箱", "水务科"),)),
    Example("按时上报信息,报送材料,上报报表各一份,报名方式另行通知"),
)

_NAMES = "(?P<names>[^,。;:!?\\n\\t]{2,40}?)"
_REPORT = re.compile(
    f"(?:书面)?(?:上报|报送|报告|抄送|抄报|报|送|交|提交)(?:至|给|到)?{_NAMES}(?P<act>各一份|备案"
    "|备查|审[定批核查阅]|批准|审议)"
    "|(?:书面报告|报送|上报至|发[送至]至?|报给|抄送|抄报)(?:至|给|到)?(?P<whom>[^,。;:!?\\n\\t至]{2,30}?)(?:邮箱)?(?=[,。;\\n]|$)"
    "|向(?P<told>[^,。;:!?\\n\\t向的]{2,30}?)(?:书面)?(?:报告|报备|反映(?=[,。;\\n]|$)|汇报|备案|报送|请示|申报|通报|述职|请假|报名|(?:办理)?(?:领取|申领|上交|提交)|(?:提出|进行)[一-龥]{0,4}(?:申请|申报|备案))"
    "|(?:上报|报送|提交|上交|交|发)(?![给至到于])[^,。;:!?\\n\\t给至将]{2,20}[给至到](?P<given>[^,。;:!?\\n\\t给至到]{2,30}?)(?=[,。;)\\n]|$)"
    "|经(?P<passed>[^,。;:!?\\n\\t经的]{2,30}?)(?:逐级|共同|统一|集体|研究)?(?:审[核批查定议]|批准|办理|评[审估]|核[准定])"
)


def find(passage: Passage) -> Iterator[Party]:
    for match in _REPORT.finditer(passage.text):
        names = names_in(passage, *match.span(_group(match)))
        listed = passage.text[slice(*match.span(_group(match)))]
        if not are_names(names, listed) or begins_with_act(listed) or _is_past(passage, match.start()):
            continue
        yield Party(start=match.start(), end=match.end(), units=names, role="informed")


def _is_past(passage: Passage, position: int) -> bool:
    """By a day that is set, it is still to come."""
    return passage.text[position - 1 : position] != "前" and told(passage, position)


def _group(match: re.Match[str]) -> str:
    return next(name for name in ("names", "whom", "told", "passed", "given") if match[name])
