"""Shares to be reached or kept: 满意率95%以上, 达到100%, 控制在5%以内, 不低于百分之九十."""

import re
from collections.abc import Iterator

from services.plans.found import Goal
from services.plans.passage import Passage
from services.plans.rules.registry import Example
from services.plans.rules.targets._goals import goals
from services.plans.rules.targets._quantities import Quantity, ends_clause, is_percent

_SHARE = re.compile(
    "(?<!不)占(?!比)[^,]{0,14}$|(?:权重|扣[发减除]?|罚款?|奖励|补助|补贴|给予|缴纳|浓度为)[^,]{0,10}$|同比$|环比$|按照?$"
)
_SMALL = ("at_least", "at_most", "over", "under", "to", "aim")

EXAMPLES = (
    Example("窗口办件的按期办结率在99%以上。", (("窗口办件的按期办结率在99%以上", ">= 99%"),)),
    Example("全镇河道保洁覆盖率达到１００％；", (("全镇河道保洁覆盖率达到１００％", "= 100%"),)),
    Example(
        "居民知晓率不低于百分之九十,差错率控制在2%以内。",
        (("居民知晓率不低于百分之九十", ">= 90%"), ("差错率控制在2%以内", "<= 2%")),
    ),
    Example("确保95%以上的住户参加投放。", (("确保95%以上", ">= 95%"),)),
    Example(
        "培训参加率100%,考试合格率力争98%。", (("培训参加率100%", "= 100%"), ("考试合格率力争98%", "= 98%"))
    ),
    Example("去年全镇河道保洁覆盖率达到96%,群众满意率91%。"),
    Example("平时检查占总分的40%,年终检查占60%。"),
    Example("对迟报的单位扣减奖金10%。"),
)


def find(passage: Passage) -> Iterator[Goal]:
    return goals(passage, "ratio", _is_target)


def _is_target(text: str, one: Quantity) -> bool:
    if not is_percent(one.unit) or one.before in ("up", "down", "origin"):
        return False
    if _SHARE.search(text[max(one.first, one.lead - 20) : one.lead]):
        return False
    if text[one.end - 1 : one.end] == "成" and not one.before:
        return False
    return ends_clause(text, one.end) or one.before in _SMALL
