"""Shares to be reached or kept: 满意率95%以上, 达到100%, 控制在5%以内, 不低于百分之九十."""

import re
from collections.abc import Iterator

from services.plans.found import Goal
from services.plans.passage import Passage
from services.plans.rules.registry import Example
from services.plans.rules.targets._goals import goals
from services.plans.rules.targets._quantities import CASE, Quantity, ends_clause, is_percent

_SHARE = re.compile(
    "(?<!不)占(?!比)[^,]{0,14}$|(?:权重|扣[发减除]?|罚款?|奖励|补助|补贴|给予|缴纳|浓度为)[^,]{0,10}$"
    "|同比$|环比$"
)
_BY = re.compile("按照?$")
_REACHED = re.compile("的[一-龥]{1,8}?(?:达标|参加|完成|实现|达到|配备|建成|通过|接受|掌握|脱贫)")
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
    Example("九成以上的村达标,按不低于5%的比例抽查。", (("九成以上", ">= 90%"), ("按不低于5%", ">= 5%"))),
    Example("对迟报的单位扣减奖金10%,按5%计提,对不合格率超过5%的品种重点检查。"),
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
    if one.before in ("over", "under") and CASE.search(text[one.first : one.lead]):
        return False
    if _BY.search(text[max(one.first, one.lead - 4) : one.lead]):
        return one.before in ("at_least", "at_most")
    reached = one.after in ("at_least", "at_most") and _REACHED.match(text, one.end)
    return ends_clause(text, one.end) or one.before in _SMALL or bool(reached)
