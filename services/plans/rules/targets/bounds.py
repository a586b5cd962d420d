"""Amounts with a bound: 不少于2次, 至少3场, 不超过10分钟, 3项以上, 2000名左右."""

import re
from collections.abc import Iterator

from services.plans.found import Goal
from services.plans.passage import Passage
from services.plans.rules.registry import Example
from services.plans.rules.targets._goals import MAKING, goals
from services.plans.rules.targets._quantities import CASE, TIMES, Quantity, ends_clause, is_percent

_BOUND = ("at_least", "at_most", "over", "under")
_MAKING = re.compile(f"(?:{MAKING})(?:了|约|各类)?$")
_MEASURED = re.compile(
    "(?:时间|时长|周期|时限|期限|间隔|半径|距离|浓度|均值|用时|耗时|保存|保留|留存|年龄)(?:一般|平均"
    "|原则上)?(?:在|为)?$"
)
_STEP = re.compile("[^。;\\n]{0,40}?得 ?(?:[0-9.]+ ?)?分")
_POINTS = re.compile("[加扣] ?[0-9.]+ ?分")
_GROUP = re.compile("的|及?[以之][上下]的")
_CONDITION = re.compile(
    "(?:满(?!意)|累计|连续|年龄|工龄|凡|对|如|若|得分|评分|考核|迟到|缺勤|逾期)[^,]{0,12}$"
)

EXAMPLES = (
    Example("建成3至6门样板课程。", (("建成3至6门", ">= 3门"),)),
    Example("各社区每月入户走访不少于30户。", (("各社区每月入户走访不少于30户", ">= 30户"),)),
    Example("全年至少举办4场招聘会。", (("全年至少举办4场", ">= 4场"),)),
    Example("窗口平均等候时间不得超过15分钟。", (("窗口平均等候时间不得超过15分钟", "<= 15分钟"),)),
    Example(
        "招募志愿者500名左右,发展示范户20户以上。",
        (("招募志愿者500名左右", "= 500名"), ("发展示范户20户以上", ">= 20户")),
    ),
    Example("每名干部联系不少于三户。", (("每名干部联系不少于三户", ">= 3户"),)),
    Example("每班至少清点一次。", (("每班至少清点一次", ">= 1次"),)),
    Example("力争实现40家以上企业上云。", (("力争实现40家以上", ">= 40家"),)),
    Example("字数800字左右。"),
    Example("60岁以上老人和5人以上的单位优先。"),
    Example("得分90分以上的为优秀,每次加1分,最多不超过3分。"),
    Example("对超过3天未整改的单位,按要求组织2次以下,得1分。"),
    Example("截至去年,全县已有志愿者500名以上。"),
)


def find(passage: Passage) -> Iterator[Goal]:
    return goals(passage, "count", _is_target)


def _is_target(text: str, one: Quantity) -> bool:
    if is_percent(one.unit) or _of_points(text, one):
        return False
    if one.before in _BOUND:
        return not _conditional(text, one)
    if one.before not in ("", "aim") or one.after not in ("at_least", "at_most", "about"):
        return False
    if one.before == "aim" and one.after == "at_least" and one.written and not TIMES.fullmatch(one.unit):
        return not _GROUP.match(text, one.end)
    if one.after == "about" and one.unit == "字":
        return False
    before = text[max(one.first, one.lead - 16) : one.lead]
    if TIMES.fullmatch(one.unit):
        return one.after != "about" and bool(_MEASURED.search(before)) and ends_clause(text, one.end)
    if _MAKING.search(before):
        return not _GROUP.match(text, one.end)
    return ends_clause(text, one.end) and one.first < one.lead and not _CONDITION.search(before)


def _conditional(text: str, one: Quantity) -> bool:
    """对超过三天的, 凡少于5人的: a case, not an aim."""
    if one.before not in ("over", "under"):
        return False
    return text.startswith(("的", "以上的", "以下的"), one.end) or bool(
        CASE.search(text[one.first : one.lead])
    )


def _of_points(text: str, one: Quantity) -> bool:
    """Points of a scale, and the cases that it tells apart: 最多不超过3分, 人数<200."""
    if one.unit == "分":
        return bool(_POINTS.search(text, max(0, one.start - 40), one.start))
    return (not one.unit and one.before in ("over", "under")) or _is_step(text, one)


def _is_step(text: str, one: Quantity) -> bool:
    """A lower step of a scale: 2次及以下,得1分."""
    return "at_most" in (one.before, one.after) and bool(_STEP.match(text, one.end))
