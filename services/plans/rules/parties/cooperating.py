"""配合X、Y等部门, 会同X, 请X…: with whom work is done, or who is asked for it."""

import re
from collections.abc import Iterator

from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.parties._names import is_name, names_in
from services.plans.rules.parties._reading import are_names, begins_with_act, ends
from services.plans.rules.registry import Example
from services.plans.rules.tense import told

EXAMPLES = (
    Example("主动配合工商、街道办等部门查处", (("配合工商、街道办等部门", "工商、街道办"),)),
    Example("会同县气象局发布预警", (("会同县气象局", "县气象局"),)),
    Example("请信息科协调扩容", (("请信息科", "信息科"),)),
    Example("协调县水务局启动清淤", (("协调县水务局", "县水务局"),)),
    Example("请家里有空房的业主,于5月6日前登记", (("请家里有空房的业主", "家里有空房的业主"),)),
    Example("协调区域发展,请假人员须登记,联合竞赛北方赛区组织评奖"),
    Example("协助组长落实各项工作"),
    Example("保洁到位,相互配合各项工作;请遵照办理;请于5日前上报;邀请专家授课。"),
)

_WITH = re.compile(
    "(?:(?:积极|主动|认真|全力|协助(?=配合)|密切)*(?P<with>配合|会同|协同|联合|协助(?!配合)|协调(?=[各相有市县区镇乡街省州校]|[一-龥]{2,10}(?:中心|局|处)(?:解决|启动|落实|办理|尽快|做好)))|(?<![邀聘申报提敬呈])(?P<ask>请(?![假示求柬客教愿])))"
    "(?P<names>[^,。;:!?\\n\\t]{2,60})"
)
_NO_OFFICE = (("部门",), ("组长",), ("副组长",), ("成员",))
_DEPARTMENTS = re.compile("(?P<names>[^,。;:!?\\n\\t的]{2,60}?)等(?:[一-龥]{0,4}(?:部门|单位|机构|组织))")


_QUALIFIED = re.compile(
    "(?<![邀聘申报提敬呈])请(?P<names>[^,。;:!?\\n\\t的请]{2,30}的(?:[一-龥]{0,6}(?:老师|教师|同学|同志|党员|业主|家长|人员|部门|单位|学校|支部"
    "|企业|科室|社区)))(?=,?(?:务必|于|在|按|将|把|到|向|及时|尽快|提前|主动|自行))"
)
"""请有困难的业主,在…前…: whoever is meant stands behind 的."""


def find(passage: Passage) -> Iterator[Party]:
    yield from _with_whom(passage)
    for match in _QUALIFIED.finditer(passage.text):
        if not told(passage, match.start()) and not passage.quoted(match.start()):
            start, end = match.span("names")
            yield Party(start=match.start(), end=end, units=(passage.source[start:end],))


def _with_whom(passage: Passage) -> Iterator[Party]:
    for match in _WITH.finditer(passage.text):
        start = match.start("names")
        names, end = _names(passage, start)
        if not names or told(passage, match.start()) or passage.quoted(match.start()):
            continue
        place = match.start("ask") if match["ask"] else match.start("with")
        yield Party(start=place, end=end, units=names, role="lead" if match["ask"] else "cooperating")


def _names(passage: Passage, start: int) -> tuple[tuple[str, ...], int]:
    listed = _DEPARTMENTS.match(passage.text, start)
    if listed:
        names = names_in(passage, *listed.span("names"))
        return (names, listed.end()) if any(map(is_name, names)) else ((), start)
    for end in ends(passage, start, urged=True):
        names = names_in(passage, start, end)
        if (
            are_names(names, passage.text[start:end])
            and not begins_with_act(passage.text[start:end])
            and names not in _NO_OFFICE
        ):
            return names, end
    return (), start
