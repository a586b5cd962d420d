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
    Example("值班长每晚填写日志", (("值班长", "值班长"),)),
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
    "(?<=[前后底间节日起午晚天初末月季])"
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
    "(?:培训|调整|考核|建设|开放|自查|自评|管理|评价|检查|审核|服务|换届|选举|交流|学习|配备|整理"
    "|组织|改革|整治|移交|登记|监测|分析|指导|调度|评估){1,3}"
    "(?:工作|机制|制度|办法|方案|情况|体系|[周日月会表组室]|能力|水平|质量|到位|评价管理机制|名单"
    "|计划)*(?=[,。;:、\\s]|$)"
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
    return actor_at(passage, time.end() if time else start)


def _binds(passage: Passage, actor: Actor) -> bool:
    text = passage.text
    if len(actor.names) == 1 and _is_own(passage, actor.names[0]):
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
    if _STATE.match(text, actor.act) or _is_title(passage, actor):
        return False
    if _SLOGAN.match(text, actor.act) or passage.quoted(actor.start) or _announces(passage, actor.act):
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


def _is_own(passage: Passage, name: str) -> bool:
    """学校 in a school's own plan names nobody."""
    own = _OWN.get(name)
    return bool(own and own.search(passage.text, 0, _HEAD))
