"""Plain amounts of work: 新建5个, 培训干部300名, 在4个村开展, 7台锅炉全部拆除."""

import re
from collections.abc import Iterator

from services.plans.found import Goal
from services.plans.passage import Passage
from services.plans.rules.registry import Example
from services.plans.rules.targets._goals import MAKING, goal
from services.plans.rules.targets._quantities import TIMES, Quantity, ends_clause, is_percent, quantities

_MAKING = re.compile(f"{MAKING}|建|引入|招募|派出|接待|走进|覆盖|实现|投放|升级|收集|提供|确保|力争")
_MONEY = re.compile("[百千万亿]{0,2}元")
_FUNDS = re.compile("争取|筹集|募集|完成投资|招商|引资|实现[^,]{0,8}(?:收入|产值|增加值|销售额)")
_RECURRING = re.compile("每[^,]{0,20}$")
_TIMES_DONE = re.compile("[次遍回]|人次")
_MEMBERS = re.compile("(?:其中|共有|现有|包括|包含|含有?|设有|下辖|分为|涉及|安排|有|以|第|前|各|的|等)$")
_IN_PLACES = re.compile("(?:在|选择|选取|从)[^,。;:\\n]{0,12}$")
_PLACES = re.compile(
    "(?:行政|自然|试点|示范|重点)?(?:村|社区|街道|乡镇|镇|县|区|市|学校|单位|企业|部门|小区)[^,。;\\n]{0,4}?"
)
_STARTED = re.compile("(?:先行|率先|组织|全面)?(?:开展|推行|试点|实施|推广|进行|建立|启动|举办|设立)")
_ALL = re.compile("[^,。;:\\n0-9]{1,10}?(?:全部|全面|一律|逐一)")
_POINTS = ("分", "道", "字", "类", "对", "层", "度")
_NEAR = 24

EXAMPLES = (
    Example("新建垃圾分类投放点5个。", (("新建垃圾分类投放点5个", "= 5个"),)),
    Example(
        "培训网格员300名,改造老旧小区12处。", (("培训网格员300名", "= 300名"), ("改造老旧小区12处", "= 12处"))
    ),
    Example("选派20名骨干到一线挂职。", (("选派20名", "= 20名"),)),
    Example("在全镇6个村开展清洁庭院行动。", (("在全镇6个村", "= 6个"),)),
    Example("名单上的9台旧锅炉全部停用。", (("名单上的9台", "= 9台"),)),
    Example("全市120个村都要行动起来,打造一支队伍。"),
    Example("学校现有教师96名,其中女教师60名。"),
    Example("每季度开展督查1次。"),
    Example("安排专项资金300万元。"),
)


def find(passage: Passage) -> Iterator[Goal]:
    for one in quantities(passage):
        if one.before not in ("", "aim") or one.after or not one.written or is_percent(one.unit):
            continue
        if TIMES.fullmatch(one.unit) or one.unit in _POINTS or one.value == 0:
            continue
        if _is_made(passage.text, one) or _is_spread(passage.text, one):
            yield goal(passage, one, "count")


def _is_made(text: str, one: Quantity) -> bool:
    before = text[max(one.first, one.start - _NEAR) : one.start]
    if _MEMBERS.search(before):
        return False
    if _MONEY.fullmatch(one.unit):
        return bool(_FUNDS.search(before)) and ends_clause(text, one.end)
    if _TIMES_DONE.search(one.unit) and (one.value == 1 or _RECURRING.search(before)):
        return False
    verb = None
    for verb in _MAKING.finditer(before):
        pass
    if verb is None:
        return False
    return verb.end() >= len(before) - 1 or ends_clause(text, one.end)


def _is_spread(text: str, one: Quantity) -> bool:
    """In so many places, or so many things all of them."""
    if _ALL.match(text, one.end) and one.unit not in ("人", "名", "个", "家", "户"):
        return True
    if not _IN_PLACES.search(text[max(one.first, one.start - 16) : one.start]):
        return False
    place = _PLACES.match(text, one.end)
    if place is None:
        return False
    return bool(_STARTED.search(text, place.end(), place.end() + 4))
