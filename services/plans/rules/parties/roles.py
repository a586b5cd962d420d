"""充分发挥X、Y等部门的作用, 以X为单位, 各级X统一领导、Y牵头抓总的格局: bodies that work is built on."""

import re
from collections.abc import Iterator

from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.parties._names import is_name, names_in
from services.plans.rules.parties._reading import are_names, begins_with_act
from services.plans.rules.registry import Example
from services.plans.rules.tense import told

EXAMPLES = (
    Example(
        "充分发挥文化站和老年协会以及各小组的作用",
        (("充分发挥文化站和老年协会以及各小组的作用", "文化站、老年协会、各小组"),),
    ),
    Example("充分发挥水文、气象等部门的作用", (("充分发挥水文、气象等部门的作用", "水文、气象"),)),
    Example("以班级为单位清点图书", (("以班级为单位", "班级"),)),
    Example(
        "形成镇党委统一领导、林业站牵头抓总、各村各负其责的格局",
        (("镇党委统一领导、林业站牵头抓总、各村各负其责的格局", "镇党委、林业站、各村"),),
    ),
    Example(
        "充分发挥示范引领作用,发挥学校的主阵地作用,以米为单位,充分发挥文化站的作用。去年充分发挥文化站的作用。"
    ),
)

_ROLE = re.compile(
    "充分发挥(?P<names>[^,。;:!?\\n\\t的“”]{2,60}?)(?P<such>等(?:[一-龥]{0,4}(?:部门|单位|机构|组织)))?(?:的[一-龥]{0,4})?作用"
)
_UNIT = re.compile("(?m)(?:^|(?<=[,。;: ]))以(?P<names>[^,。;:!?\\n\\t以的]{2,16}?)为(?:基本)?单位")
_DUTY = (
    "(?:统一领导|集中领导|全面领导|统筹(?:协调|领导)|牵头抓总|牵头协调|组织协调|综合协调|总负责|各司其职|各负其责"
    "|齐抓共管|分工负责|分级负责|协同配合|密切配合|协同推进|具体负责|具体实施|主体执行|主动作为|抓落实|狠抓落实"
    "|广泛参与|积极参与|共同参与|全程参与)"
)
_ONE = f"[^,。;:!?\\n\\t、的“”]{{2,20}}?{_DUTY}"
_ORDER = re.compile(
    f"(?m)(?:^|(?<=[,。;:、 ]))(?:{_ONE}、){{2,6}}{_ONE}的[一-龥]{{0,8}}(?:格局|机制|体制|体系)"
)
_LEAD = re.compile("(?:建立|健全|完善|形成|构建|落实|坚持|着力|加快|进一步|推动|实行){1,4}")
_DUTIES = re.compile(f"{_DUTY}(?:、|的)")

_BARE = {"党委", "党政", "政府", "部门", "社会", "单位", "企业"}  # as in a slogan of any plan
_FEWEST = 3  # one or two are spoken of, not told
_SHORT = 10


def find(passage: Passage) -> Iterator[Party]:
    for match in (*_ROLE.finditer(passage.text), *_UNIT.finditer(passage.text)):
        names = names_in(passage, *match.span("names"))
        if match.re is _ROLE and not match["such"] and len(names) < _FEWEST:
            continue
        offices = match.re is _ROLE and match["such"] and all(len(name) <= _SHORT for name in names)
        if not offices and not are_names(names, match["names"]):
            continue
        if not begins_with_act(match["names"]) and not told(passage, match.start()):
            yield Party(start=match.start(), end=match.end(), units=names)
    for match in _ORDER.finditer(passage.text):
        lead = _LEAD.match(passage.text, match.start())
        start = lead.end() if lead else match.start()
        names = tuple(
            part.strip() for part in _DUTIES.split(passage.source[start : match.end()])[:-1] if part.strip()
        )
        if is_name(names[0]) and not _BARE.intersection(names) and not told(passage, start):
            yield Party(start=start, end=match.end(), units=names)
