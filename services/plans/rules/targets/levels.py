"""Levels to be brought to: 压缩至4个月以内, 由9项减为5项, 达到2000人, 增加到40个."""

import re
from collections.abc import Iterator

from services.plans.found import Goal
from services.plans.passage import Passage
from services.plans.rules.registry import Example
from services.plans.rules.targets._goals import goals
from services.plans.rules.targets._quantities import TIMES, Quantity, is_percent

_NAMES = re.compile("个|项|类|条|支|本|道|层")
_AIMS = re.compile("(?:力争|确保|争取)[ :]?$")

EXAMPLES = (
    Example("审批周期压缩至4个月以内。", (("审批周期压缩至4个月以内", "<= 4个月"),)),
    Example("办事材料由8份减为3份。", (("办事材料由8份减为3份", "= 3份"),)),
    Example("注册志愿者达到2000人。", (("注册志愿者达到2000人", "= 2000人"),)),
    Example(
        "细颗粒物浓度控制在35微克/立方米以内。",
        (("细颗粒物浓度控制在35微克/立方米以内", "<= 35微克/立方米"),),
    ),
    Example("做到三个满意,达到一个新高度,收入达到10万元以上的村。"),
    Example("全镇注册志愿者已达到1800人。"),
)


def find(passage: Passage) -> Iterator[Goal]:
    return goals(passage, "count", _is_target)


def _is_target(text: str, one: Quantity) -> bool:
    if is_percent(one.unit):
        return False
    named = not one.written and bool(_NAMES.fullmatch(one.unit))
    of_some = bool(one.after) and text[one.end : one.end + 1] == "的"
    return (one.before == "to" and not named and not of_some) or _is_aim(text, one)


def _is_aim(text: str, one: Quantity) -> bool:
    """力争95分: with nothing said about more or less, which is the matter of bounds."""
    if one.before != "aim" or one.after or not one.written or TIMES.fullmatch(one.unit):
        return False
    return bool(_AIMS.search(text[one.lead : one.start]))
