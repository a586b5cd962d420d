"""日检查、周排查、月通报; 周例会, 月度分析会, 按月, 逐季, 隔周: the period written before the act."""

import re
from collections.abc import Iterator

from services.plans.found import CadenceWords
from services.plans.passage import Passage
from services.plans.rules.cadences._saying import is_past, is_quoted, saying
from services.plans.rules.cadences._turns import PERIODS, in_all
from services.plans.rules.registry import Example

EXAMPLES = (
    Example(
        "实行日清扫、周评比、月结账",
        (
            ("实行日清扫、周评比、月结账", "daily"),
            ("实行日清扫、周评比、月结账", "weekly"),
            ("实行日清扫、周评比、月结账", "monthly"),
        ),
    ),
    Example("街道办周调度,摊位费按季结清", (("街道办周调度", "weekly"), ("摊位费按季结清", "quarterly"))),
    Example("召开月度讲评会", (("召开月度讲评会", "monthly"),)),
    Example("隔周换一次黑板报", (("隔周换一次黑板报", "weekly"),)),
    Example("双周会照开", (("双周会照开", "weekly"),)),
    Example("摊位垃圾日产日清", (("摊位垃圾日产日清", "daily"),)),
    Example("健全月例会制度", (("健全月例会制度", "monthly"),)),
    Example(
        "落实日巡检、周维护、月保养制度",
        (
            ("落实日巡检、周维护、月保养制度", "daily"),
            ("落实日巡检、周维护、月保养制度", "monthly"),
            ("落实日巡检、周维护、月保养制度", "weekly"),
        ),
    ),
    Example("月末盘一次库", (("月末盘一次库", "monthly"),)),
    Example("3月检查,本周总结,一季度通报,工作日报告,逐年提高,按日程走,取消当月考核"),
)

_ACT = (
    "(?:(?:调度|通报|会商|排名|检查|排查|督导|督查|巡查|例会|研判|小结|总结|报告|分析|点评|讲评|考核"
    "|评比|清零|"
    "培训|自查|抽查|演练|碰头|汇报|公示|晾晒|对账|盘点|复盘|推进会|简报|巡检|保养|监测|清扫|结账|评议|测评|"
    "督办|核查|会诊|反馈|跟踪|汇总|上报|报送|更新|评选|评估|通气|议事|会办|会议)(?!表|记录|台账))"
)
_BARE = re.compile(
    "(?:(?<=健全)"
    "|(?<![0-9一二两三四五六七八九十每节假工今明昨次当本上下单双隔逐按半同生休平末终周作个首前后近这该第几元正腊岁全四往同])(?<!当月))"
    f"(?P<unit>日|周|旬|月|季)(?=度?{_ACT})(?P<more>度)?"
)
_SHORT = re.compile(
    "(?P<unit>日|周|旬|月|季)度?(?:查|报|评|结|清|会|晒|考|巡|碰头?|检|商|析|研|小结"
    "|总结)(?=[、,和”]?[日周旬月季年半]|[”。,;、\\n]|制度|机制)"
)
_SERIES_BEFORE = re.compile("[日周旬月季年][一-龥]{1,4}[、,和]$")
_DEGREE = re.compile(
    "(?<![0-9一二三四1-4每首上下本该第当各全]) ?(?P<unit>月度|季度)(?![一-龥]{0,4}(?:连续|靠后|垫底"
    "|末位|第[一二]))(?=[一-龥]{0,4}(?:" + _ACT[3:] + ")"
)
_DEGREES = re.compile(
    "(?<![0-9一二三四1-4首第每本上下])(?P<unit>月度|季度|(?<=[、和及])(?:半年度|年度))"
    f"(?=(?:[、和及](?:月度|季度|半年度|年度)){{0,3}}(?:{_ACT})|[、和及](?:季度|半年度|年度)(?:{_ACT}))"
)
_BY = re.compile(
    "(?:(?P<each>按照?|逐)(?P<unit>日(?![程期历常子])|周(?![边期岁])|旬|月(?![子龄])|季(?!节)度?|半年|学期"
    "|年度(?!计划|目标|任务))(?!提|下降|增|减|递|降|好转|上升|改善|变|安排|推|扩|加|计划)"
    "|(?P<gap>隔)(?P<next>日|天|周|月)(?!离))"
)
_ENDS = re.compile(
    "(?<![0-9一二三四五六七八九十年本上下每当次个岁第头正腊])(?P<unit>月|季度?)[初底末](?!前|[的余之以])"
    "(?=[^,。;:\\n]{0,2}(?:有|对|由|下达|通报|报送|总结|小结|考核|评比|汇总|结账|盘|进行|召开|检查|公示"
    "|公布|张榜"
    "|汇报))"
)
_DOUBLE = re.compile(f"[单双](?P<unit>周|月)(?={_ACT}|[会报刊一二三四五六日]|召开|开展|组织|升旗|班会)")
_LISTED = re.compile(
    "[、,](?P<unit>日|天|周|旬|月|季"
    "|年)(?![常程期益前后记子照用份饼底初末球台级龄轻货代终边围末节然气文下中度])(?=[一-龥]{1,4}(?:[、,。;”]|制度|工作|机制))"
)
_CLEARED = re.compile("日[产清结事]日[清结毕]|日清月结")
_STAKE = re.compile("(?:纳入|列入|计入|作为|挂钩|依据)[^,。;\\n]{0,8}$")


def find(passage: Passage) -> Iterator[CadenceWords]:
    text = passage.text
    seen: set[int] = set()
    for form in (_BARE, _SHORT, _DEGREE):
        for match in form.finditer(text):
            if match.start("unit") in seen:
                continue
            seen.add(match.start("unit"))
            if form is _SHORT and not _in_series(text, match):
                continue
            if _is_work(passage, match):
                yield in_all(passage, match.start("unit"), match.end(), PERIODS[match["unit"]])
    for match in _LISTED.finditer(text):
        near = range(match.start("unit") - 6, match.start("unit") - 2)
        if match.start("unit") not in seen and any(place in seen for place in near):
            seen.add(match.start("unit"))
            yield in_all(passage, match.start("unit"), match.end(), PERIODS[match["unit"]])
    for match in _DEGREES.finditer(text):
        if match.start("unit") not in seen and _is_work(passage, match):
            yield in_all(passage, *match.span("unit"), PERIODS[match["unit"]])
    for match in _ENDS.finditer(text):
        if _is_work(passage, match):
            yield in_all(passage, *match.span(), PERIODS[match["unit"]])
    for match in _CLEARED.finditer(text):
        if _is_work(passage, match):
            yield saying(passage, *match.span(), "daily", "every 1 day", cadence="daily")
    for match in _DOUBLE.finditer(text):
        period = PERIODS[match["unit"]]
        yield saying(passage, *match.span(), period.kind, f"every 2 {period.word}s", doubt="turn")
    for match in _BY.finditer(text):
        if not _is_work(passage, match):
            continue
        if match["gap"]:
            period = PERIODS[match["next"]]
            yield saying(passage, *match.span(), period.kind, f"every 2 {period.word}s", doubt="turn")
            continue
        yield in_all(passage, *match.span(), PERIODS[match["unit"]])


def _in_series(text: str, match: re.Match[str]) -> bool:
    """周结 alone is too short to be sure of: another period must stand before or after it."""
    after = re.match("[、,和]?[日周旬月季年半]|[制机][度制]", text[match.end() : match.end() + 2])
    return bool(after or _SERIES_BEFORE.search(text[max(0, match.start() - 7) : match.start()]))


def _is_work(passage: Passage, match: re.Match[str]) -> bool:
    if is_quoted(passage, match.start()) or is_past(passage, match.start(), match.end()):
        return False
    return not _STAKE.search(passage.text[max(0, match.start() - 14) : match.start()])
