"""Reading names off a text from a place on: up to where an act begins, and who helps with it."""

import re
from collections.abc import Iterator

from msgspec import Struct

from services.plans.passage import Passage
from services.plans.rules.parties._acts import ACT, GAP, LATE_ACT, MANNERS, OPEN_ACT, VERBS
from services.plans.rules.parties._names import (
    BRACKET,
    HIDDEN,
    PERSON,
    is_name,
    is_office,
    is_person,
    names_in,
)
from services.plans.rules.parties._words import BODIES, PEOPLE

_AHEAD = 70
_CLAUSE = re.compile("[。;!?\\n\\t,:]")
_LONGEST_CLAUSE = 160
REACH = 80  # characters that a list of names has, at most
_SIGN = (
    '(?![的了是把被并已将让使给从为在于对以由请向每不要需])[一-鿿A-Za-z0-9*_"“”、]|有(?=关)|(?<=主)要'
    "|(?<=所)在|每(?=[个班一名位])"
)
_STRETCH = re.compile(f"(?:{_SIGN}|{BRACKET}){{1,{REACH}}}")
_SHORT = ("居", "村", "街", "校")  # 各村、居
_LAST = "".join(sorted({word[-1] for word in (*BODIES, *PEOPLE)}))
_TITLE = "".join(sorted({word[-1] for word in PEOPLE}))
_END = (
    f"(?:[{_LAST}](?<!组(?=[建织成]))(?<!所(?=[需在属有辖占述]))(?<!长(?=[抓期效远]))(?<![^各本我学高院党小中]校(?=[对正准订]))(?<!科(?=研(?![究判讨])|[学技普]))(?!节)(?:{BRACKET})?等?"
    f"|(?<=[{_TITLE}])(?:{PERSON}|{HIDDEN}|[A-Z][a-z]{{1,12}}))"
)
_ENDS = re.compile(f"{_END}(?={ACT})")
_WIDE_ENDS = re.compile(f"{_END}(?=(?P<act>{ACT})|(?P<late>{LATE_ACT})|{OPEN_ACT})")
_URGED_ENDS = re.compile(f"{_END}(?=,?{ACT}|{OPEN_ACT}|年[初底中]|每|[上下]半年)")
_SURE = re.compile(
    "(?:[0-9]{1,2}[.、])?(?:各|每[个一]|有关|相关|所有|全体|本|我|国|省|市|县|区|州|乡|镇|村|街道|校|院|局|公司|学校|社区"
    "|分局|[一-龥]{2,4}[省市县区镇乡])"
)
_SUCH = re.compile(".等(?P<sort>[^等]{2,10})\\Z")
_SORTS = ("部门", "单位", "机构", "志愿者", "科室")
_NO_ACTOR = re.compile(
    "(?:情况|工作|方案|问题|任务|材料|信息|制度|机制|活动|项目|措施|资金|环节|内容|数据|结果|会议|场所"
    "|事项|台账|计划)\\Z"
)
_MUST = "[都均]?(?:要|应(?!急)|须|必须)"
_EACH = re.compile(f"(?P<names>各(?![项种自方类样个行])[^,。;:!?\\n\\t“”的]{{1,60}}?)(?={GAP}{_MUST})")
_KIND = "(?:部门|单位|机构|企业|组织|人员|干部|学校|医院|党员|同学|教师|老师|支部)"
_QUALIFIED = re.compile(
    "(?P<names>(?![对把将在向以由与按因或]|从(?!事))[^,。;:!?\\n\\t“”《》]{2,60}?"
    f"的[^,。;:!?\\n\\t“”《》的]{{0,14}}?{_KIND})(?={GAP}(?:{_MUST}|可(?:参照|结合|根据)))"
)
_LEADING = re.compile(
    f"(?:{VERBS}|{MANNERS}|鼓励|支持|引导|允许|委托|邀请|按规定|综合考虑|考虑|能(?!源)|如|若|因[^地]"
    "|虽|既|凭|待|参照|随着|(?:周|星期|礼拜)[一二三四五六日天末]|经(?![开济信发贸营])|与|和|及|则|但|而|即|各自"
    "|任何|其他|其它|充实|扩大|增[强进加]|供(?![电水热气暖血销应货])|自(?![治来然贸愿])|[到对给](?!口)|狠|更好"
    "|发现|实现|进入|做|使用|运用|借用|维持|坚决|努力|大力|着力|有效|合理|加[强大快]|充分|切实"
    "|认真|积极|依托|通过|按照?|根据|结合|针对|围绕|借助|利用|坚持|推|促|抓|保持)"
)
_MAKES = (
    "(?:组织|安排|落实|加强|配[备齐]|选派|派出|抽[调取]|召集|聘请|培训|表彰|通知|动员|引导|指导|帮助|服务"
    "|关[心爱]|慰问|建立|支持|提[高升]|发动|鼓励|健全|完善|强化|规范|考核|教育|成立)"
)
_SORT = "(?:人员|部门|单位|干部|教师)"
_NAMED_BY_VERB = re.compile(
    f"(?!(?:{_MAKES}|如因|若因|如有|凡是|其中|以及|或者){_SORT})[一-龥]{{2}}(?:人员|部门|单位|干部|教师)\\Z"
    "|(?!组织(?:人员|专家|干部|力量|骨干|代表))(?:派出|分管|主管|组织|宣传|纪检|统战|检查|督[查导察]"
    "|巡[查视逻]|审[核计查]|监[测督察]"
    "|采[购编]|管理|调[解度研]|指挥|指导|联[络合系]|包[村保联片案]|值[班日]|报[告账]|考核"
    "|评[审估]|保[卫障]|清[算洁]|设[备计]|培训|接待|公安|公证|申报|办公|整治|执[法行]|护[林理]"
    "|测[绘试]|研[究发]|参[赛训会展演]|备课|驻[村点校镇]|处[理置]|核[查算]|验收|征[收管]|发[展改]|转[运]|服务|用户|承[办包])"
    "(?:[一-龥]{0,6}?)(?:部|组|科|股|室|处|中心|大队|支队|队|委员(?:会)?|站|所|办|局|厅|小组|工作组"
    "|员|长|干部|领导|负责人|科室|部门|单位|商|方|机构|工程师|同学|专员|选手|人员|主任|书记|主席|经理|护士|医[生师]|院|队)"
    f"(?:{PERSON})?\\Z"
)
_INNER = re.compile(
    "[一-龥](?:代表(?!会|大会|团|处|队|等|[、和])(?=[一-龥])|实行|进入|完成|开展|进行|加强|推动|建立|成立|召开|聘请|邀请|选派|安排|配备|(?<![党团])组织(?!部|处"
    "|科|委员|办|干部|人事|员)|[0-9]+[个名次]"
    "|[做抓](?=好)|狠抓|放[到在]|[细致力真]地|(?<![提保口])供(?![电水热气暖血销应货需方餐给排])"
    "|(?<![报签迟])到(?![位岗])|(?<![供补])给(?![排水养]))"
)
_JOINED = re.compile(f"(?:要|应当?|须)?(?:会同|联合|携手)(?P<names>(?:{_SIGN}|{BRACKET}){{1,60}})")
_LEADS = re.compile("(?:负责)?(?:总)?(?:牵头|领衔|主[办持]|承办|负责)(?:组织|实施|落实|抓总|协调)?[,、;]")
_HELPS = (
    "(?:共同|协同|分别|按(?:照)?(?:各自)?职责(?:分工)?|积极|做好)?(?:配合|协助|参[加与]|协办|支持|会办|负责)"
)
_HELPED = re.compile(f"(?:由)?(?P<names>(?:{_SIGN}|{BRACKET}){{1,100}}?){_HELPS}")


class Actor(Struct, frozen=True):
    """Names at [start, end); `act`: where what they do begins. `helping`: those who only cooperate."""

    start: int
    end: int
    act: int
    names: tuple[str, ...]
    helping: tuple[str, ...] = ()


def actor_at(passage: Passage, start: int) -> Actor | None:
    """The names that begin at a place, if an act follows them."""
    for match in _stretched(passage, start, _WIDE_ENDS):
        end = match.end()
        words = passage.text[start:end]
        names = names_in(passage, start, end)
        if not are_names(names, words) or begins_with_act(words):
            continue
        if not match["act"] and not match["late"] and not _is_sure(words, names):
            continue
        return with_helpers(passage, Actor(start, end, end, names))
    return _qualified(passage, start)


def _is_sure(words: str, names: tuple[str, ...]) -> bool:
    """Whether a name is beyond doubt, so that whatever follows is its act."""
    last = names[-1]
    return len(last) > 2 and bool(_SURE.match(words) or is_office(last))


def _qualified(passage: Passage, start: int) -> Actor | None:
    """各生产一线要…, 承担任务的单位要…: who is told to act, whatever the name ends in."""
    each = _EACH.match(passage.text, start)
    if each and not _NO_ACTOR.search(each["names"]):
        return Actor(start, each.end(), each.end(), names_in(passage, *each.span("names")))
    match = _QUALIFIED.match(passage.text, start)
    if match is None:
        return None
    return Actor(
        start, match.end("names"), match.end("names"), (passage.source[slice(*match.span("names"))],)
    )


def ends(passage: Passage, start: int, urged: bool = False) -> Iterator[int]:
    """Where a name could end and an act begin; `urged`: of any kind, since somebody is made to act."""
    return (match.end() for match in _stretched(passage, start, _URGED_ENDS if urged else _ENDS))


def _stretched(passage: Passage, start: int, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    stretch = _STRETCH.match(passage.text, start)
    if stretch is None:
        return
    # an act may begin behind the last sign of the stretch
    for match in pattern.finditer(passage.text, start, stretch.end() + _AHEAD):
        if match.start() >= stretch.end():
            return
        yield match


def are_names(names: tuple[str, ...], listed: str = "") -> bool:
    """Whether all are, or the last one is and says of which kind the short ones before it are."""
    if not names:
        return False
    such = _SUCH.search(listed or names[-1])
    short = (listed or names[-1]).endswith(_SORTS) or bool(such and is_name(such["sort"]))
    if not short and not is_name(names[-1]) and names[-1] not in _SHORT:
        return False
    few = (is_name(name) or is_person(name) or (short and len(name) <= 8) or name in _SHORT for name in names)
    return all(few) and names[0] not in _SHORT


def begins_with_act(words: str) -> bool:
    """Whether words are an act and its object, 成立工作专班, and no name, 督查室."""
    if _INNER.search(words) or unbalanced(words):
        return True
    first = re.split("[、和及与]", words, maxsplit=1)[0]
    return bool(_LEADING.match(words)) and not _NAMED_BY_VERB.match(first)


def with_helpers(passage: Passage, actor: Actor) -> Actor:
    """会同Y behind the names, and Y配合 behind their act, belong to them."""
    joined = _JOINED.match(passage.text, actor.act)
    if joined:
        return _joined(passage, actor, joined)
    leads = _LEADS.match(passage.text, actor.act)
    helped = _HELPED.match(passage.text, leads.end()) if leads else None
    if helped is None:
        return actor
    names = names_in(passage, *helped.span("names"))
    if not names or not all(map(is_name, names)) or begins_with_act(names[0]):
        return actor
    helping = () if helped.group().endswith("负责") else tuple(n for n in names if n not in actor.names)
    all_names = tuple(dict.fromkeys((*actor.names, *names)))
    return Actor(actor.start, helped.end(), actor.act, all_names, helping)


def _joined(passage: Passage, actor: Actor, joined: re.Match[str]) -> Actor:
    start = joined.start("names")
    for end in (*ends(passage, start), joined.end("names")):
        names = names_in(passage, start, end)
        if names and all(map(is_name, names)):
            helping = tuple(name for name in names if name not in actor.names)
            return Actor(actor.start, end, actor.act, (*actor.names, *helping), helping)
    return actor


def clause_end(passage: Passage, start: int) -> int:
    """Where the clause ends that a place stands in; a very long one is cut."""
    last = min(len(passage.text), start + _LONGEST_CLAUSE)
    stop = _CLAUSE.search(passage.text, start, last)
    return stop.start() if stop else last


def unbalanced(words: str) -> bool:
    """Whether a quotation mark or a bracket has no other half."""
    return words.count("“") != words.count("”") or words.count("(") != words.count(")")
