"""10个工作日内, 24小时内, 收到后一个月内: so long after something happened."""

import re
from collections.abc import Iterator

from services.plans.found import Deadline
from services.plans.passage import Passage
from services.plans.rules.registry import Example

EXAMPLES = (
    Example("接到工单2个工作日内回话,三日内办妥", (("2个工作日内", ""), ("三日内", ""))),
    Example("自文件印发之日起一个月内报方案", (("一个月内", ""),)),
    Example("自领证之日起12个月内,到窗口申领", (("12个月内", ""),)),
    Example("24小时内上门", (("24小时内", ""),)),
    Example("限期三个月整改", (("限期三个月", ""),)),
    Example("三年内建成泵站", (("三年内", ""),)),
    Example("10分钟内到场处置", (("10分钟内", ""),)),
    Example(
        "五年内回归人员,三年内的账,3分钟内转人工,时间压缩到5个工作日内,10日以内的,每学期开学后一个月内查一次,近3日内,每3日内"
    ),
)

_N = "(?:[0-9]{1,3}|[_xX×*]{1,4}|[一两二三四五六七八九十]{1,3}|半(?=个?[月年天]))"
_WITHIN = re.compile(
    f"(?<![0-9.月每第_xX年近这过至到-])(?P<n>{_N}) ?(?P<unit>个?工作日|个?自然日|日|天|个?小时"
    f"|分钟(?=内[一-龥]{{0,4}}(?:报|到|响应|处置|赶|回|启动))|周|个?星期|个月|年)(?:之)?内"
    f"|限期?(?P<limit>{_N}(?:日|天|周|个月|年))(?=[一-龥]{{0,4}}(?:完成|整改|办结|改|清))"
    "|本(?:周|月|季度|学期)内(?=[一-龥]{0,4}(?:完成|办结|整改|落实到位|清零))"
)
_SHRUNK = re.compile("(?:压缩|压减|缩短|控制|限制|降低?|减少|保持|不超过|控|缩减|提速|稳定)[^,。;\\n]{0,10}$")
_RECENT = re.compile("(?:近|过去|最近|前|连续|这|未来|今后|任期|有效期|保质期|保修期?)$")
_QUANTITY = re.compile(
    '[的“"]|无(?!法)|没有|核酸|抗原|阴性|(?:累计|连续|平均|有效|死亡|发生|重复|投诉率|再次|回归|被|不得|受过)'
)
_DUTY = re.compile(
    "[^,。;:\\n]{0,14}?(?:完成|办结|办理|答复|反馈|整改|报|提交|制定|回复|出具|公布|公示|落实|补|缴|改"
    "|交|送|出台|建立|审|开|进行|组织|签订|归档|销号|建成|实现|达到|拿出|达标)"
)
_REACHED = re.compile(
    "(?:全部|基本|全面|力争|率先|分批)?(?:完成|建成|实现|达到|创成|建立)[^。;的]{0,20}(?:[,。;]|$)"
)
_RECURRING = re.compile("每(?:个?月|周|学期|季度?|年|半年)[^,。;]{0,10}$")
_SINCE = re.compile("之日起$")
_FROM = re.compile("(?:后|起|之日|时|的)[^,。;\\n]{0,3}$")


def find(passage: Passage) -> Iterator[Deadline]:
    text = passage.text
    for match in _WITHIN.finditer(text):
        before = text[max(0, match.start() - 16) : match.start()]
        if (
            _SHRUNK.search(before)
            or _RECURRING.search(before)
            or _RECENT.search(before)
            or _QUANTITY.match(text, match.end())
        ):
            continue
        around = passage.quoted(match.start())
        if around and text[around[0]] == "《":
            continue
        is_long = match["unit"] in ("周", "个星期", "星期", "个月", "年")
        reached = match["unit"] == "年" and _REACHED.match(text, match.end())
        due = _DUTY.match(text, match.end())
        if (
            is_long
            and not _SINCE.search(before)
            and not (due and (match["unit"] != "年" or reached or _FROM.search(before)))
        ):
            continue
        yield Deadline(start=match.start(), end=match.end(), due="")
