"""学期中, 期末, 暑假期间, 汛期, 演出期间: spans that have no date here; of a standing rule, once a term."""

import re
from collections.abc import Iterator

from services.plans.found import CadenceWords
from services.plans.passage import Passage
from services.plans.rules.cadences._saying import is_past, is_quoted, saying
from services.plans.rules.registry import Example

EXAMPLES = (
    Example("学期中召开碰头会", (("学期中召开碰头会", "range"),)),
    Example("暑假期间留人看门", (("暑假期间留人看门", "range"),)),
    Example("开学初领新书", (("开学初领新书", "half_yearly"),)),
    Example("第一学期工作计划\n开学初领新书", (("开学初领新书", "range"),)),
    Example("期末召开家长会", (("期末召开家长会", "half_yearly"),)),
    Example("做好灯会期间各项清扫", (("做好灯会期间各项清扫", "range"),)),
    Example("考试期间,门卫不得离岗", (("考试期间", "range"),)),
    Example("做好灯会。汛期实行夜巡,雨季加强巡查", (("汛期实行夜巡", "range"), ("雨季加强巡查", "range"))),
    Example("经过3至5年时间,沟渠全部硬化", (("经过3至5年时间", "range"),)),
    Example("本学期中心工作,上学期末已清,学期末前交表,期末考试,汛期降水偏多,去年灯会期间共接报5起"),
)

_COUNT = "[一两二三四五六1-9]"
_EVENT = (
    "(?:[一-龥]{0,6}(?:活动|会议?|演出|比赛|赛事|保障|检修|施工|展览"
    "|培训|军训|考试|迎检|整治|集训|研学|夏令营|行动|攻坚|节庆))"
)
_TERM = re.compile(
    "(?<![上到非])(?:开学(?:第一周|前两周)|(?<=利用)(?:寒暑假|寒假|暑假)(?!期间)|学期中(?![心学国期])"
    "|(?:寒假|暑假|寒暑假|假期)(?:期间|里|中(?!心)|(?=早|组织|开展|要))|(?:暑|寒)期(?:期间|(?=安排|组织"
    "|开办|开设|举办"
    "|开展))|[冬夏]训期间"
    "|(?:主?汛期|防火期|高温季节?|雨季|旱季|采暖期|供暖期|攻坚期|冬春季节?|秋冬季节?)(?:期间|内"
    "|(?=[(]?[0-9]{1,2}月)|(?=实行|加密|坚持|开展|调整|要|加强|组织|安排|做好))"
    "|(?:[一-龥]{0,4}(?:宣传|活动)[月周]|两会|中高考|高考)期间)(?!前|以?来)"
    f"|(?:用|经过|通过){_COUNT}(?:(?:至|到|-){_COUNT})?个?(?:半)?(?:年|月)(?:左右|多)?的?时间"
    f"|(?:(?<=做好)|(?<=抓好)){_EVENT}期间|(?m:^"
    f"|(?<=[。;、.])){_EVENT}期间(?=,(?![^。;\\n]{{0,30}}[了共已]))|(?:采暖|供暖)期间"
    f"|{_EVENT}期间(?=,?(?:要|应|须|必须|实行|严禁|安排|每))"
)
_POINT = re.compile(
    "(?<![上到非前本])(?:开学之?初|学期(?:之?初|末|结束时)"
    "|(?<![学分初中长定周短近早晚后])期[初末](?=[向对由组召开进举集]))(?!前|以?来)"
)
_ONE_TERM = re.compile("第[一二]学期|[春秋]季学期|本学期|上学期|下学期|学年第")
_HEAD = 300  # characters from the top in which a plan names its term


def find(passage: Passage) -> Iterator[CadenceWords]:
    for match in _TERM.finditer(passage.text):
        start, end = match.span()
        if is_quoted(passage, start) or is_past(passage, start, end):
            continue
        yield saying(passage, start, end, "range", "", doubt="term")
    kind = "range" if _ONE_TERM.search(passage.text[:_HEAD]) else "half_yearly"
    for match in _POINT.finditer(passage.text):
        if not is_quoted(passage, match.start()) and not is_past(passage, *match.span()):
            yield saying(passage, *match.span(), kind, "", doubt="term")
