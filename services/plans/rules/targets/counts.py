"""Plain amounts of work: 新建5个, 培训干部300名, 在4个村开展, 7台锅炉全部拆除."""

import re
from collections.abc import Iterator

from services.plans.found import Goal
from services.plans.passage import Passage
from services.plans.rules.registry import Example
from services.plans.rules.targets._goals import MAKING, goal
from services.plans.rules.targets._quantities import (
    SCORED,
    TIMES,
    Asked,
    Quantity,
    ends_clause,
    is_percent,
    quantities,
)

_MAKING = re.compile(
    f"{MAKING}|建|引入|招募|接待|走进|开进|惠及|覆盖|实现|争取|投放|升级|提供|确保|力争"
    f"|(?<![引启激])发(?!生|现|展|布|言)|(?<![宣流])传(?!统|达|染)"
)
_BUILT = re.compile("(?:新建|建成|改建|扩建|改造|新增|建设|完成)[^,。;:\\n]{0,16}$")
_BUILDINGS = ("个", "所", "座", "处", "条", "栋", "间", "家")
_ROUNDS = ("次", "场", "期", "遍", "轮")
_MONEY = re.compile("亿?美?元")
_FUNDS = re.compile("争取|筹集|募集|完成投资|招商|引资|实现[^,]{0,8}(?:收入|产值|增加值|销售额)")
_ONCE = re.compile("[次遍回]|人次")
_RECURRING = re.compile("每(?![日天晚早])[^,]{0,20}$")
_EACH = re.compile(
    "(?:每|各)(?:个|名)?(?:年级|班级?|校|人|镇|村|社区|单位|组|县区?|党?支部|部门|科室|家庭)[^,每]{0,16}$"
)
_SET = re.compile("(?:完成|实施|推进|抓好|落实)[^,]{0,12}的$")  # 完成上级下达的20个改造任务
_MEMBERS = re.compile("(?:其中|共有|现有|包括|包含|含有?|设有|下辖|分为|涉及|安排|有|以|第|前|各|的|等)$")
_IN_PLACES = re.compile("(?:在|选择|选取|从)[^,。;:\\n]{0,12}$")
_PLACES = re.compile(
    "(?:行政|自然|试点|示范|重点)?(?:村|社区|街道|乡镇|镇|县|区|市|学校|单位|企业|部门|小区)[^,。;\\n]{0,4}?"
)
_STARTED = re.compile("(?:先行|率先|组织|全面)?(?:开展|推行|试点|实施|推广|进行|建立|启动|举办|设立)")
_ALL = re.compile("[^,。;:\\n0-9]{0,10}?(?:全部|全面|一律|逐一)")
_WHOLE = re.compile("(?:全[省市县区镇乡村校院]|所有|共)$")
_JOINT = re.compile("(?:、|和|以及|及|并)[^,。;:、\\n0-9]{1,14}")
_POINTS = ("分", "道", "字", "类", "对", "层", "度", "岁")
_NEAR = 24
_TAKING_PART = re.compile("[一-龥]{1,6}(?:参加|参赛)(?= ?[,。;()\\n])")
_ROUND = (100, 1000, 10_000)
_BODIES = re.compile("[一-龥]{0,6}?(?:小组|工作组|督查组|专班|办公室|分组|阶段|步骤|环节|方面|专题组)")

EXAMPLES = (
    Example("新建垃圾分类投放点5个。", (("新建垃圾分类投放点5个", "= 5个"),)),
    Example(
        "培训网格员300名,改造老旧小区12处。", (("培训网格员300名", "= 300名"), ("改造老旧小区12处", "= 12处"))
    ),
    Example("选派20名骨干到一线挂职。", (("选派20名", "= 20名"),)),
    Example("在全镇6个村开展清洁庭院行动。", (("在全镇6个", "= 6个"),)),
    Example("启动仪式(300多名志愿者参加)。", (("启动仪式(300多名", "= 300名"),)),
    Example("名单上的9台旧锅炉全部停用。", (("名单上的9台", "= 9台"),)),
    Example("全市120个村都要行动起来,带出一支队伍。"),
    Example("学校现有教师96名,其中女教师60名。"),
    Example("每季度开展督查1次。"),
    Example(
        "建成东河、西坪两个站点,举办讲座6场、展览2场。",
        (("建成东河、西坪两个", "= 2个"), ("举办讲座6场", "= 6场"), ("展览2场", "= 2场")),
    ),
    Example("推动三个转变,开展三项活动。"),
    Example("打造百项场景,推动万家企业上云。", (("打造百项", "= 100项"), ("推动万家", "= 10000家"))),
    Example("库房每天记录两次"),
    Example("下设3个工作组,组织2次,得1分。"),
    Example("安排专项资金300万元。"),
)


def find(passage: Passage) -> Iterator[Goal]:
    text, asked, before = passage.text, Asked(passage), -1
    for one in quantities(passage):
        if not _is_plain(one):
            continue
        listed = one.first == before and one.written and bool(_JOINT.fullmatch(text, before, one.start))
        if ((listed and ends_clause(text, one.end)) or _is_target(text, one)) and asked.at(one.start):
            before = one.end
            yield goal(passage, one, "count")


def _is_plain(one: Quantity) -> bool:
    """Without comparison, of things that can be counted."""
    if one.before not in ("", "aim") or one.after or is_percent(one.unit) or not one.value:
        return False
    return bool(one.unit) and one.unit not in _POINTS and not TIMES.fullmatch(one.unit)


def _is_target(text: str, one: Quantity) -> bool:
    before = text[max(one.first, one.start - _NEAR) : one.start]
    if _BODIES.match(text, one.end) or SCORED.match(text, one.end):
        return False
    if not one.written:
        return _is_spelt(text, one, before)
    return _is_made(text, one, before) or _is_spread(text, one, before)


def _is_spelt(text: str, one: Quantity, before: str) -> bool:
    """两次, 两个分馆: spelt numbers are often names (三个转变), so only of rounds, and of what is built."""
    if one.unit in _ROUNDS and one.value > 1:
        recurring = _RECURRING.search(before)
        return bool(_MAKING.search(before) or recurring) and (bool(recurring) or ends_clause(text, one.end))
    if one.value in _ROUND and not ends_clause(text, one.start - 1):
        return any(made.end() == len(before) for made in _MAKING.finditer(before))
    if one.unit in _BUILDINGS and one.value > 1:
        return bool(_BUILT.search(before)) and not _MEMBERS.search(before)
    return one.unit in ("张", "篇", "份") and bool(_EACH.search(before)) and ends_clause(text, one.end)


def _is_made(text: str, one: Quantity, before: str) -> bool:
    if _MEMBERS.search(before) and not _SET.search(before):
        return False
    if _MONEY.fullmatch(one.unit):
        return bool(_FUNDS.search(before)) and ends_clause(text, one.end)
    if _ONCE.search(one.unit) and one.value == 1:
        return False
    verb = max((made.end() for made in _MAKING.finditer(before)), default=-1)
    near = verb >= len(before) - 1 or _SET.search(before) is not None
    return verb >= 0 and (near or ends_clause(text, one.end))


def _is_spread(text: str, one: Quantity, before: str) -> bool:
    """In so many places, or so many things all of them."""
    if _ALL.match(text, one.end) and not _WHOLE.search(before):
        return True
    if one.unit in ("人", "名") and _TAKING_PART.match(text, one.end):
        return True
    place = _PLACES.match(text, one.end) if _IN_PLACES.search(before) else None
    return bool(place and _STARTED.search(text, place.end(), place.end() + 4))
