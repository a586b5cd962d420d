"""Reading names off a text from a place on: up to where an act begins, and who helps with it."""

import re
from collections.abc import Iterator

from msgspec import Struct

from services.plans.passage import Passage
from services.plans.rules.parties._acts import ACT, MANNERS, VERBS
from services.plans.rules.parties._names import (
    BRACKET,
    HIDDEN,
    PERSON,
    is_name,
    is_person,
    names_in,
)
from services.plans.rules.parties._words import BODIES, PEOPLE

_AHEAD = 24
_CLAUSE = re.compile("[。;!?\\n\\t,:]")
_LONGEST_CLAUSE = 160
REACH = 80  # characters that a list of names has, at most
_SIGN = (
    '(?![的了是把被并已将让使给从为在于对以由请向每不要或])[一-鿿A-Za-z0-9*_"“”、]|有(?=关)|(?<=主)要'
    "|(?<=所)在|每(?=[个班一])"
)
_STRETCH = re.compile(f"(?:{_SIGN}|{BRACKET}){{1,{REACH}}}")
_SHORT = ("居", "村", "街", "校")  # 各村、居
_LAST = "".join(sorted({word[-1] for word in (*BODIES, *PEOPLE)}))
_TITLE = "".join(sorted({word[-1] for word in PEOPLE}))
_END = (
    f"(?:[{_LAST}](?<!组(?=[建织成]))(?:{BRACKET})?|(?<=[{_TITLE}])(?:{PERSON}|{HIDDEN}|[A-Z][a-z]{{1,12}}))"
)
_ENDS = re.compile(f"{_END}(?={ACT})")
_LEADING = re.compile(
    f"(?:{VERBS}|{MANNERS}|(?:周|星期|礼拜)[一二三四五六日天末]|经|与|和|及|则|但|而|即|各自|全体"
    "|任何|其他|其它|充实|扩大|增[强进加]"
    "|发现|实现|进入|做|使用|运用|借用|维持|坚决|努力|大力|着力|有效|合理|加[强大快]|充分|切实"
    "|认真|积极|依托|通过|按照?|根据|结合|针对|围绕|借助|利用|坚持|推|促|抓|保持)"
)
_NAMED_BY_VERB = re.compile(
    "(?!组织(?:人员|专家|干部|力量|骨干|代表))(?:派出|分管|主管|组织|宣传|纪检|统战|检查|督[查导察]"
    "|巡[查视逻]|审[核计查]|监[测督察]"
    "|采[购编]|管理|调[解度研]|指挥|指导|联[络合系]|包[村保联片案]|值[班日]|报[告账]|考核"
    "|评[审估]|保[卫障]|清[算洁]|设[备计]|培训|接待|公安|公证|申报|办公|整治|执[法行]|护[林理]"
    "|测[绘试]|处[理置]|核[查算]|验收|征[收管]|发[展改]|转[运]|服务|用户|承[办包])"
    "(?:[一-龥]{0,6}?)(?:部|组|科|股|室|处|中心|大队|支队|队|委员(?:会)?|站|所|办|局|厅|小组|工作组"
    "|员|长|干部|领导|负责人|科室|部门|单位|商|方|机构|工程师|院)"
    f"(?:{PERSON})?\\Z"
)
_INNER = re.compile(
    "[一-龥](?:实行|完成|开展|进行|加强|推动|建立|成立|召开|聘请|邀请|选派|安排|配备|组织(?!部|处"
    "|科|委员|办|干部|人事|员)|[0-9]+[个名次])"
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
    for end in ends(passage, start):
        names = names_in(passage, start, end)
        if are_names(names, passage.text[start:end]) and not begins_with_act(passage.text[start:end]):
            return with_helpers(passage, Actor(start, end, end, names))
    return None


def ends(passage: Passage, start: int) -> Iterator[int]:
    """Where a name could end and an act begin."""
    stretch = _STRETCH.match(passage.text, start)
    if stretch is None:
        return
    # an act may begin behind the last sign of the stretch
    for match in _ENDS.finditer(passage.text, start, stretch.end() + _AHEAD):
        if match.start() >= stretch.end():
            return
        yield match.end()


def are_names(names: tuple[str, ...], listed: str = "") -> bool:
    """Whether all are, or the last one is and says of which kind the short ones before it are."""
    if not names:
        return False
    short = (listed or names[-1]).endswith(("部门", "单位", "机构", "志愿者", "科室"))
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
