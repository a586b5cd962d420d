"""Changes asked for: 同比下降15%, 提高3个百分点, 逐年提高, 明显下降 (value None)."""

import re
from collections.abc import Iterator

from services.plans.found import Goal
from services.plans.passage import Passage
from services.plans.rules.registry import Example
from services.plans.rules.targets._goals import goals, metric_words
from services.plans.rules.targets._quantities import TIMES, Asked, Quantity, is_percent

_MEASURES = (
    "率|比例|比重|占比|数|数量|(?<!质)量|总额|金额|收入|成本|费用|支出|警情|案件|发案|事故|投诉|信访"
    "|浓度|能耗|覆盖面|满意度"
    "|指数|得分|排名|位次|人数|时长|时间|周期|次数|起数|产值|增加值|产量|销量|单产|排放|油耗|用水|用电"
    "|用纸|死亡人数|好评"
)
_TREND = re.compile(
    f"(?P<metric>[^,。;:!?\\n\\t、“”]{{1,20}}?(?:{_MEASURES}))"
    "(?:要|应|比上年|较上年|较去年|比去年|同比|力争|确保|实现|总体|均|都|呈)?"
    "(?P<words>(?:同比)?(?:逐年|逐月|逐季|逐步|逐学期|稳步|明显|显著|大幅度?|持续|稳中有|有所|连年|只)(?:地)?"
    "(?:(?P<up>提高|提升|上升|增长|增加|扩大|攀升|升|增)|(?P<down>下降|降低|减少|压减|缩短|下降|降|减)))"
    "(?=[,。;!、)\\n\\t]|态势|趋势|$)"
)
_RAISED = re.compile(
    "(?:(?P<up>提高|提升)|(?P<down>降低|减少))(?P<metric>[^,。;:!?\\n\\t“”、和的]{0,12}(?:(?<!效)率"
    "|满意度))(?=[,。;!)\\n\\t]|$)"
)

EXAMPLES = (
    Example("可防性案件同比下降15%。", (("可防性案件同比下降15%", "down 15%"),)),
    Example("优良天数比率提高3个百分点。", (("优良天数比率提高3个百分点", "up 3个百分点"),)),
    Example(
        "国家药品使用占比逐年提高,群众投诉明显下降。",
        (("国家药品使用占比逐年提高", "up"), ("群众投诉明显下降", "down")),
    ),
    Example("提升垃圾清运率,降低差错率。", (("垃圾清运率", "up"), ("差错率", "down"))),
    Example("村集体收入稳步增长。", (("村集体收入稳步增长", "up"),)),
    Example("群众的文明素质不断提高,服务水平逐步提升,教学质量稳步提升,提高工作效率。"),
    Example("每降低1个百分点扣1分。"),
    Example("近年来,入夜后的投诉明显下降。"),
    Example("去年门诊量同比增长12%。"),
)


def find(passage: Passage) -> Iterator[Goal]:
    yield from goals(passage, "trend", _is_sized)
    asked = Asked(passage)
    for match in (*_TREND.finditer(passage.text), *_RAISED.finditer(passage.text)):
        start = match.start("metric")
        if passage.quoted(start) or not asked.at(start):
            continue
        op = "up" if match["up"] else "down"
        metric = metric_words(match["metric"])
        skipped = max(0, match["metric"].rfind(metric)) if metric else 0
        yield Goal(start=start + skipped, end=match.end(), kind="trend", metric=metric, op=op, value=None)


def _is_sized(_text: str, one: Quantity) -> bool:
    """By so much: 15%, 3个百分点, 200吨."""
    counted = one.written and not TIMES.fullmatch(one.unit)
    return one.before in ("up", "down") and (is_percent(one.unit) or counted)
