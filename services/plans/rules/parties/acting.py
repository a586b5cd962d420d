"""县财政局负责…, 各班每日…, 4月底前机动部完成…: who does it stands first in the clause."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.parties._acts import LATE_ACT, MODAL, WORK
from services.plans.rules.parties._names import is_body, role_of
from services.plans.rules.parties._reading import Actor, actor_at, clause_end
from services.plans.rules.registry import Example
from services.plans.rules.tense import told

EXAMPLES = (
    Example("区民政局负责统计,各社区每周五清扫。", (("区民政局", "区民政局"), ("各社区", "各社区"))),
    Example("5月10日前各车间完成自查", (("各车间", "各车间"),)),
    Example("档案局会同史志办整理旧卷", (("档案局会同史志办", "档案局、史志办"),)),
    Example("设备科牵头,仓储部、安保部配合", (("设备科牵头,仓储部、安保部配合", "设备科、仓储部、安保部"),)),
    Example("会后秘书科整理纪要", (("秘书科", "秘书科"),)),
    Example("值班长每晚填写日志", (("值班长", "值班长"),)),
    Example("县水务局近期将开展清淤", (("县水务局", "县水务局"),)),
    Example("原则上没出过工的党员均须参加清淤", (("没出过工的党员", "没出过工的党员"),)),
    Example("护林站对林区进行巡查", (("护林站", "护林站"),)),
    Example("供全校师生取阅。到村、学校举办讲座。狠抓班级、年级管理。认真细致地做好家长宣传。"),
    Example("全年到社区、学校宣讲。镇学籍数据校对。高二分班考试。第三期骨干培训班结业典礼。市级示范校评审。"),
    Example("县农科院教科研成果申报。各校教研组长会。材料发到各村供村民取阅。全省赛区授奖大会。"),
    Example("成立专班开展排查,加强部门协作,全局上下要齐心。去年,区民政局完成了登记。"),
)

_MARK = "(?:[0-9]{1,2}[.、]|\\([0-9一二三四五六七八九十]{1,3}\\)|[一二三四五六七八九十]{1,2}、) *"
_OPENING = re.compile(
    "(?:^|[一二三四五六七八九十其](?:是|要|则)|[。;!?\\n\\t,]|:(?![0-9])|--|(?<![一-龥”])\\([^()\\n]{1,16}\\)"
    f"|\\([^()\\n]{{0,20}}[0-9][^()\\n]{{0,20}}\\)) *(?:{_MARK})?"
)
_JOINT = re.compile("(?:同时|其中|此外|另外|原则上|具体|请|凡|除[^,。;:\\n]{1,20}外的?,?)")
_TIME = re.compile(
    "(?:[0-9一二三四五六七八九十〇零今明本年月日号周旬上中下初底末前后午晚每当天早及于到在从至起内、"
    "时:.\\-节假暑寒春夏秋冬收种汛期间学放]|\\([0-9月日至\\-年起“”一-龥]{3,30}\\)){2,26}"
    "(?:(?<=[前后底间节日起午晚天初末月季])|(?<=[早晚]上)|(?<=周[一二三四五六日]))"
)
_OCCASION = re.compile(
    "(?:每次)?(?:开学|学期|期中|期末|考试|放学|课|[早午晚]饭|会|课间|午休|[一-龥]{1,2}节|国庆|五一|元旦|[寒暑]假|活动|检查"
    "|验收|汛期?)(?:假期|结束|开始)?(?:初|末|前夕?|后(?![勤备续])|期间),?"
    "|(?:今年|本学?期|本[月周]|每[年月周日天]|全年)(?!级)|[一-龥]{0,4}最后[一二两三]天"
)
_SLOGAN = re.compile(
    "要把|务必(?!于|在|将)|不得|不再|不[准许能]|严禁|要绷紧|要牢固?树|坚持以|[要应](?:达到|成为|具[备有]|体现|符合|实现|做到)"
)
_ANNOUNCES = re.compile(
    "如下|[制拟]定本(?:方案|计划|要点|办法|意见|通知|细则|制度|安排|规划|规定)|决定(?:开展|在)"
)
_WORK = re.compile(WORK)
_TITLE = re.compile(
    "[^,。;:]{2,60}(?:安排|方案|计划|通知|意见|办法|要点|细则|规定|制度|总结|清单|表)(?:\\(.{1,20}\\))? *\\Z"
)
_EVERY = re.compile("每[一名个位]|各|全体|[市县区省校院局镇乡村]")
_TOLD = re.compile(f"(?:{LATE_ACT})?{MODAL}")
_NOUN = re.compile(
    "(?:集中|统一|联合)?(?:培训|调整|考核|建设|开放|自查|自评|管理|评价|检查|审核|服务|换届|选举|交流|学习|配备|整理"
    "|组织|组成|申报|结业|招生|分班|改革|整治|移交|登记|监测|分析|指导|调度|评估){1,3}"
    "(?:工作|机制|制度|办法|方案|情况|体系|[周日月会表组室]|能力|水平|质量|到位|评价管理机制|名单"
    "|计划|统一|考试|典礼|仪式)*(?=[,。;:、暨\\s]|$)"
)
_STATE = re.compile(
    "(?:健全|完善|规范|明确|落实|到位|完备|齐全|整洁|有力)(?=[,。;\\n]|$)"
    "|[一-龥]{2,12}(?:率|比例|数量|人数)(?:[达不要超为0-9≥>]|均|保持|提高|控制)"
)
_OWN = {
    "学校": re.compile("小学|中学|大学|学院|幼儿园"),
    "医院": re.compile("(?:人民|中医|[一二三四五]|妇幼|附属|[市县区])医院|卫生院"),
    "支部": re.compile("支部"),
    "办公室": re.compile("办公室"),
    "社区": re.compile("社区"),
    "街道": re.compile("街道"),
    **dict.fromkeys(("部门", "领导", "干部", "家长", "人员", "会议", "主管", "村民"), re.compile("")),
}
_HEAD = 300
_LED = re.compile("在[^,。;\\n]{2,40}(?:领导|指导|带领|关心)下")
_WILL = re.compile("(?:近期|随后|届时)将|将(?:根据|按照|依据)")
_AWARDED = re.compile("(?:示范|先进|特色|优秀|文明|试点|达标|样板|标兵)[一-龥]{0,4}\\Z")
_AWARD = re.compile("评|申报|创建|验收|认定|复[核评]|推荐|表彰|命名|遴选|确认|答辩")
_SAYS = re.compile("(?:近期|随后|届时|同步|同时)(?:将|开展|组织|举办|进行|实施)")
_HELPING = re.compile("(?:积极|做好|共同)?(?:配合|协助|协办|参与)")
_ORDERED = re.compile("负责|牵头|包[案抓联保]|主持")
_PREAMBLE = 500


def find(passage: Passage) -> Iterator[Party]:
    taken = 0
    for start in _openings(passage):
        actor = _actor(passage, start) if start >= taken else None
        if actor is not None and _binds(passage, actor):
            taken = actor.end
            yield Party(
                start=actor.start,
                end=actor.end,
                units=actor.names,
                role="cooperating" if _HELPING.match(passage.text, actor.act) else role_of(actor.names),
                helping=actor.helping,
            )


def _openings(passage: Passage) -> Iterator[int]:
    """Where clauses begin, behind their numbers."""
    marks = {section.start for section in passage.sections if section.value}
    places = {match.end() for match in _OPENING.finditer(passage.text)} - marks
    return iter(sorted(places | {section.body for section in passage.sections}))


def _actor(passage: Passage, start: int) -> Actor | None:
    joint = _JOINT.match(passage.text, start)
    start = joint.end() if joint else start
    time = _TIME.match(passage.text, start)
    start = time.end() if time else start
    occasion = _OCCASION.match(passage.text, start)
    timed = actor_at(passage, occasion.end()) if occasion else None
    return timed or actor_at(passage, start)


def _binds(passage: Passage, actor: Actor) -> bool:
    text = passage.text
    if len(actor.names) == 1 and _is_own(passage, actor):
        return False
    if not any(map(is_body, actor.names)) and not _is_every(text, actor) and not _WORK.match(text, actor.act):
        return False
    if _NOUN.match(text, actor.act) and not actor.names[0].startswith("各"):
        return False
    if (
        actor.names[0].startswith("全")
        and not actor.names[0].startswith("全体")
        and not is_body(actor.names[0])
    ):
        return False
    if _AWARDED.search(actor.names[-1]) and _AWARD.match(text, actor.act):
        return False
    if _STATE.match(text, actor.act) or _is_title(passage, actor):
        return False
    if _SLOGAN.match(text, actor.act) or passage.quoted(actor.start):
        return False
    if _announces(passage, actor.act) and not _SAYS.match(text, actor.act):
        return False
    if "了" in text[actor.act : clause_end(passage, actor.act)].replace("了解", "").replace("为了", ""):
        return False
    return bool(_ORDERED.match(text, actor.act) or _TOLD.match(text, actor.act)) or not told(
        passage, actor.start
    )


def _is_title(passage: Passage, actor: Actor) -> bool:
    """Whether it is a line without a stop at the top: 水务局开展清渠工作的通知."""
    if actor.start > _HEAD:
        return False
    line = passage.text.rfind("\n", 0, actor.start) + 1
    if "\t" in passage.text[line : actor.start]:
        return False
    end = passage.text.find("\n", actor.act)
    return bool(_TITLE.match(passage.text, actor.act, end if end >= 0 else actor.act))


def _is_every(text: str, actor: Actor) -> bool:
    """每个同学选一件…, not 每个同学要从我做起."""
    return bool(_EVERY.match(text, actor.start)) and not _TOLD.match(text, actor.act)


def _announces(passage: Passage, position: int) -> bool:
    """Whether the paragraph goes on to say that the plan follows: then it tells why there is one."""
    text = passage.text
    line_end = text.find("\n", position)
    last = min(len(text) if line_end < 0 else line_end, position + _PREAMBLE)
    place = bisect_right(passage.sections, position, key=lambda section: section.start)
    if place < len(passage.sections):
        last = min(last, passage.sections[place].start)
    return bool(_ANNOUNCES.search(text, position, last))


def _is_own(passage: Passage, actor: Actor) -> bool:
    """学校 in a school's own plan names nobody, unless it says what it will do; nor does the issuer under
    whose lead it works."""
    name = actor.names[0]
    if _LED.match(passage.text, actor.act):
        return passage.text.lstrip().startswith(name)
    own = _OWN.get(name)
    return bool(own and own.search(passage.text, 0, _HEAD)) and not _WILL.match(passage.text, actor.act)
