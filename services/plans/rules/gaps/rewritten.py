"""Words put in place of others by a machine: 精神礼貌建设 for 精神文明建设, 用心性 for 积极性."""

import re
from collections.abc import Iterator

from services.plans.found import Gap
from services.plans.passage import Passage
from services.plans.rules.gaps._words import gap
from services.plans.rules.registry import Example

_SWAPS = (
    ("礼貌", "文明", "精神礼貌|礼貌(?=城市|城区|单位|社区|村镇?|户|程度|餐桌|家庭|机关|示范|建立|工地|窗口)"),
    ("用心", "积极", "用心(?=性|开展|参加|参与|组织|推进|引导|配合|探索|争取|响应)"),
    ("透过", "通过", "透过(?=建立|开展|学习|评选|组织|举办|培训|各种|多种|召开|以上|中华|本次|活动)"),
    ("带给", "提供", "带给(?=[^,。;\\n]{0,12}(?:支撑|保障|服务|支持|平台|依据|条件|动力))"),
    ("构成", "形成", "构成(?=[^,。;\\n]{0,16}(?:局面|氛围|合力|格局|机制|风尚|共识))"),
    ("职责", "责任", "(?:目标管理|第一|直接|主体|追究)职责(?!分工)|职责(?=追究|状|书|人\\b|心|制)"),
    ("贴合", "符合", "贴合(?=要求|条件|标准|规定|实际)"),
    ("资料", "内容", "(?:主要|活动|学习|丰富|重要)资料(?=,|为|、|;|。|和)"),
)
_FORMS = tuple((wrong, right, re.compile(form)) for wrong, right, form in _SWAPS)
_LEAST = 2  # places where such a word stands wrongly: once may be the author's own

EXAMPLES = (
    Example("加强精神礼貌建设,争创礼貌单位。", (("精神礼貌", "rewritten"),)),
    Example("调动群众的用心性,用心开展活动。", (("用心", "rewritten"),)),
    Example("接待群众要礼貌,服务要用心,礼貌待人。"),
)


def find(passage: Passage) -> Iterator[Gap]:
    found = [one for wrong, right, form in _FORMS for one in _swap(passage, wrong, right, form)]
    yield from sorted(found, key=lambda one: one.start)


def _swap(passage: Passage, wrong: str, right: str, form: re.Pattern[str]) -> Iterator[Gap]:
    places = [match.span() for match in form.finditer(passage.text)]
    if len(places) < _LEAST:
        return
    yield gap(
        "rewritten",
        *places[0],
        f"全文有{len(places)}处“{wrong}”似由“{right}”改写而来:是否还原?",
        f"“{wrong}” seems to stand for “{right}” at {len(places)} places (rewriting noise): restore it?",
        (right, wrong),
    )
