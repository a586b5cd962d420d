"""督促X建立…, 组织各X开展…, 指定专门机构负责: who is made to do it."""

import re
from collections.abc import Iterator

from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.parties._names import is_body, names_in
from services.plans.rules.parties._reading import are_names, begins_with_act, ends
from services.plans.rules.registry import Example
from services.plans.rules.tense import told

EXAMPLES = (
    Example("督促物业企业落实巡查", (("督促物业企业", "物业企业"),)),
    Example("组织各车间开展自查", (("组织各车间", "各车间"),)),
    Example("推动辖区商铺、各村建好台账", (("推动辖区商铺、各村", "辖区商铺、各村"),)),
    Example("鼓励各村建设仓库,要求每位党员作出承诺", (("鼓励各村", "各村"), ("要求每位党员", "每位党员"))),
    Example("并要求学校告知家长", (("要求学校", "学校"),)),
    Example("组织学习文件,督促检查各项工作,组织部门联席会,推动社区建设"),
)

_URGE = re.compile(
    "(?:指导(?:和|与|、)?督促|督促(?:(?:和|与|、)?指导)?|责成|委托|邀请|要求|推动|指定|鼓励(?=各|全体)|指导(?=各)"
    "|组织(?=各|[^,。;\\n]{2,76}(?:生产经营单位|企业|单位|机构)(?:,|对照|开展|进行|落实|按)))"
)
_FIRM = ("委托", "邀请", "督促", "责成", "指定", "组织", "指导和", "指导与", "指导、")
_WHOLE = ("学校", "医院", "企业", "社区", "家长", "物业")
_OFFICE = re.compile("[省市县区镇乡局站所院队校司会部]")
_NAMED = re.compile("各|有关|相关|辖区|专门|所属|基层|每[一名位个]|全体")


def find(passage: Passage) -> Iterator[Party]:
    for match in _URGE.finditer(passage.text):
        start = match.end()
        for end in ends(passage, start, urged=True):
            names = names_in(passage, start, end)
            if are_names(names, passage.text[start:end]) and not begins_with_act(passage.text[start:end]):
                if _is_told(passage, names, match):
                    yield Party(start=match.start(), end=end, units=names)
                break


def _is_told(passage: Passage, names: tuple[str, ...], match: re.Match[str]) -> bool:
    if match.group() == "邀请" and not any(_OFFICE.search(name) for name in names):
        return False
    firm = match.group().startswith(_FIRM)
    named = (
        bool(_NAMED.match(names[0]))
        or (firm and len(names[-1]) > 3)
        or (match.group() == "要求" and names[-1] in _WHOLE)
    )
    return (
        (any(map(is_body, names)) or names[0].startswith(("每", "全体")) or match.group() == "邀请")
        and named
        and not told(passage, match.start())
        and not passage.quoted(match.start())
    )
