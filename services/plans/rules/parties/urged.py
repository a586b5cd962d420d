"""督促X建立…, 组织各X开展…, 指定专门机构负责: who is made to do it."""

import re
from collections.abc import Iterator

from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.parties._names import is_body, names_in
from services.plans.rules.parties._reading import are_names, ends
from services.plans.rules.registry import Example
from services.plans.rules.tense import told

EXAMPLES = (
    Example("督促物业企业落实巡查", (("督促物业企业", "物业企业"),)),
    Example("组织各车间开展自查", (("组织各车间", "各车间"),)),
    Example("推动辖区商铺、各村建好台账", (("推动辖区商铺、各村", "辖区商铺、各村"),)),
    Example("组织学习文件,督促检查各项工作,组织部门联席会,推动社区建设"),
)

_URGE = re.compile(
    "(?:督促(?:指导)?|责成|要求|推动|指导督促|指导(?=各)|组织(?=各|[^,。;\\n]{2,60}(?:生产经营单位|企业"
    "|单位|机构)(?:,|对照|开展|进行|落实|按))|指定)"
)
_MARK = "单位|企业|部门|机构|门店|商铺|[村县区镇]"


def find(passage: Passage) -> Iterator[Party]:
    for match in _URGE.finditer(passage.text):
        start = match.end()
        for end in ends(passage, start):
            names = names_in(passage, start, end)
            if are_names(names, passage.text[start:end]):
                if _is_told(passage, names, match):
                    yield Party(start=match.start(), end=end, units=names)
                break


def _is_told(passage: Passage, names: tuple[str, ...], match: re.Match[str]) -> bool:
    firm = match.group().startswith(("督促", "责成", "指定", "组织"))
    named = names[0].startswith(("各", "有关", "相关", "辖区", "专门", "所属", "基层")) or (
        firm and len(names[-1]) > 3
    )
    return (
        any(map(is_body, names))
        and named
        and not told(passage, match.start())
        and not passage.quoted(match.start())
    )
