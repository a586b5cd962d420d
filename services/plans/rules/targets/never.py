"""What must not happen: 不发生交通事故, 无越级上访, 零事故, 杜绝…事故, 逾期案件为零."""

import re
from collections.abc import Iterator

from services.plans.found import Goal
from services.plans.passage import Passage
from services.plans.rules.registry import Example
from services.plans.rules.targets._quantities import Asked

_EVENTS = (
    "犯罪|案件|命案|发案|事故|事件|上访|信访|投诉|伤亡|死亡|火灾|火情|违纪|违规|违法|失误|差错|舆情|疫情"
    "|险情|灾情|欠薪|返贫|复发"
    "|失泄密|泄密|溺水|欺凌|辍学|逾期|病案|病历|次品|积压|纠纷|超标|缺报|漏报|迟报|瞒报|违法行为"
    "|不文明行为|不(?:达标|合格)[一-龥]{1,4}"
)
_NOT_NONE = (
    "增长(?!点)|容忍|距离|星|售|散|部件|钱|工|碳|花|食|下|门槛|基础|接触|跑|活|点|时|件|用|头|乱|和|障碍"
    "|起点|信任|增长点|首付|利率"
    "|成本|费用|收费|开始|奋斗|材料|证明|填报|等待|报告"
)
_WORD = "[^,。;:!?\\n\\t]"
_PLAIN = "[^,。;:、!?\\n\\t“”-]"
_END = "(?=[,。;!?)\\n\\t]|$)"
_BEGIN = (
    "(?:(?<=[,。;:、\\n\\t ])|^|(?<=做到|确保|实现|达到|保持|全年|年内|辖区)|(?<=全[县市镇村院校区园局站厂]))"
)
_FORMS = (
    f"(?:不再?发生|不出现(?!问题|偏差|纰漏|脱节|断档|漏洞|盲区)|不得发生|未发生)(?:一起|任何|一例"
    f"|1起)?(?P<thing>{_WORD}{{1,40}}?)(?:的?发生)?{_END}",
    f"{_BEGIN}无(?P<thing>(?:{_PLAIN}|、(?!无)){{0,24}}?(?:{_EVENTS}))(?:的?发生|行为|情况)?{_END}",
    f"(?<![有从])无(?P<thing>(?:卫生|监管|管理)?死角|乱[一-龥](?:、乱[一-龥]){{0,4}})(?:的?现象|行为)?{_END}",
    f"(?:坚决)?(?:杜绝|避免)(?P<thing>{_WORD}{{1,30}}?)的?发生{_END}",
    f"(?:坚决)?杜绝(?P<thing>{_WORD}{{0,30}}?(?:事故|事件|案件|火灾|伤亡)){_END}",
    f"无一[起例人户栋件处次名宗](?P<thing>{_WORD}{{1,14}}?){_END}",
    f"(?P<thing>{_WORD}{{2,20}}?)(?:(?:实现|保持|力争|控制|均|要)?为[零0]"
    f"|(?<![0-9.])[为是]?0[起件例次宗]|(?:要|全部|动态|实现|基本)?清零){_END}",
    f"(?P<thing>{_PLAIN}{{0,12}}?(?<!清)零(?!的|{_NOT_NONE})[一-龥]{{2,4}})(?=[,。;、!?)\\n\\t]|$)",
)
_LEAD = re.compile("^.{0,20}?(?:确保|做到|实现|力争|保证|保持)")
_NEVER = tuple(re.compile(form) for form in _FORMS)

EXAMPLES = (
    Example("全镇范围不发生较大交通事故。", (("不发生较大交通事故", "= 0"),)),
    Example("对重点对象做到无再次违规,无越级上访。", (("无再次违规", "= 0"), ("无越级上访", "= 0"))),
    Example(
        "坚决杜绝溺水事故发生,实现安全生产零事故。",
        (("坚决杜绝溺水事故发生", "= 0"), ("实现安全生产零事故", "= 0")),
    ),
    Example("做到超期未结案件为零。", (("做到超期未结案件为零", "= 0"),)),
    Example(
        "全校无火灾、治安案件发生,无卫生死角。", (("无火灾、治安案件发生", "= 0"), ("无卫生死角", "= 0"))
    ),
    Example(
        "路面无乱停、乱放现象,无瞒报、漏报情况。", (("无乱停、乱放现象", "= 0"), ("无瞒报、漏报情况", "= 0"))
    ),
    Example("有无事故都要报告,无故缺席的通报批评。"),
    Example("去年我镇未发生火灾事故。"),
    Example("杜绝铺张浪费等不良现象,做到无斗殴、酗酒等现象。"),
    Example("“零事故班组”评选,隐患动态清零行动,实现零的突破,保障不出现纰漏。"),
)


def find(passage: Passage) -> Iterator[Goal]:
    asked = Asked(passage)
    taken = 0
    for match in sorted(_matches(passage), key=lambda match: (match.start(), -match.end())):
        start = match.start()
        if start < taken or passage.quoted(start) or not asked.at(start):
            continue
        taken = match.end()
        metric = _LEAD.sub("", match["thing"]).strip(" 的了、")
        yield Goal(start=start, end=match.end(), kind="never", metric=metric, op="=", value=0)


def _matches(passage: Passage) -> Iterator[re.Match[str]]:
    for form in _NEVER:
        yield from form.finditer(passage.text)
