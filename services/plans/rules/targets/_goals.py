"""A number with its comparison to a target: what is measured, which way."""

import re
from collections.abc import Callable, Iterator

from services.plans.found import Goal
from services.plans.passage import Passage
from services.plans.rules.targets._quantities import Asked, Quantity, quantities

MAKING = (
    "新建|新增|新立|新设|新开|新植|新修|新栽|新办|改建|扩建|改扩建|改造|建成|建设|建立|设立|打造|创建"
    "|培育|培养|培训|轮训|引进|引育"
    "|招聘|招录|招收|选派|选树|选聘|选送|选拔|遴选|举办|承办|开展|组织|召开|举行|完成|发展|评选|评出"
    "|表彰|推出|实施|办理|办好|办结"
    "|检查|抽查|抽检|检测|监测|走访|巡查|慰问|救助|资助|帮扶|帮助|安置|购置|采购|配备|配送|配置|安装"
    "|增设|增补|整治|整改|治理|清理"
    "|修建|修缮|维修|更换|更新|补足|补充|铺设|种植|栽植|补植|植树|造林|绿化|征集|编印|编制|发放|印发"
    "|印制|制作|拍摄|撰写|发表|刊发"
    "|申报|筹集|募集|淘汰|拆除|关停|化解|排查|查处|侦破|审结|执结|推广|解决|吸纳|带动|转移|接种|筛查"
    "|体检|义诊|听课|授课|宣讲|播放"
    "|张贴|悬挂|提交|报送|上报|采写|立项|引导|转化|调解|签约|签订|结对|联系|认定|创作|排演|演出|放映"
    "|出版|收集|征订|招引|孵化|落地"
    "|开工|竣工|投产|观摩|调研|督查|暗访|回访|访谈|约谈|阅读|听取|储备|备用|预留|争创|创成|获评|开设"
    "|编写|推荐|受益|开发|推动|动员|加快|送戏|送书|送课|送医"
)
_LEAD = re.compile(
    "(?:(?:确保|力争|争取|努力|实现|做到|使得?|将|把|其中|同时|并(?!发)|且|和(?!谐)|及(?!时)|要(?!求)"
    "|应当?(?![收急用届征付])|须|必须|在?全年|年内|本?学期内?|累计|计划|要求|原则上"
    "|[到至]?(?:20[0-9]{2}年?)?(?:[0-9]{1,2}月(?:底|[0-9]{1,2}日)?|年?[底末])前?|[到至]20[0-9]{2}年)[, ]?)+"
)
_EVERY = re.compile(
    "每(?:[一两二三半]?个?(?:工作日|学期|学年|年度|月度|季度?|星期|礼拜|半年|[年月周日天旬班])|人|校|村"
    "|社区)[人校]?|全年"
)
_VERB = re.compile(f"(?:(?:{MAKING}|安排|提交|进行|集中)[、和及与]?)+(?:各级?各?类)?")
_MARK = re.compile("(?:[(]?[0-9一二三四五六七八九十]{1,3}[).、]|[一二三四五六]是) *")
_JOINT = re.compile("(?:[ ,、]|和(?!谐)|及(?!时)|并(?!发))*")
_BOUND = re.compile("至少|最少|最多|至多")
_TAIL = re.compile(
    "(?:要|应当?|须|必须|均|都|全部|力争|确保|争取|总?数?在|为|是|由|从|的|保持|按|再|约|大约|不|一律"
    "|要求|目标|分别|每年|比上年|较上年|同比|比去年|、|:|每)+$"
)
_ORIGIN = re.compile("[由从][0-9][^,]{0,8}$")
_NOUN = re.compile(
    "(?:以上|以下|左右)?的?(?P<noun>[一-龥]{2,16}?(?=[^一-龥]|用于|传到|参加|进行|$)|[一-龥]{2,8})"
)
_LONGEST = 24
_EDGES = " ,、:的()"
_PART = re.compile("率|间隔|半径|周期|时[间长限]|期限|数量?|人数|成本|费用|标准|频次")
_NAMES_WORK = re.compile("[^0-9]{0,4}[一-龥]{4}")
_AMOUNT = re.compile("[0-9][0-9.]{0,8}[百千万亿]{0,2}[^,0-9]{0,3}$")
_WORD_ENDS = re.compile("[,。;:!?\\n\\t]")
_OPS = {
    "at_least": ">=",
    "at_most": "<=",
    "over": ">",
    "under": "<",
    "up": "up",
    "down": "down",
}


def op_of(one: Quantity) -> str:
    """A direction of change outranks what is said about its size."""
    if one.before in ("up", "down"):
        return one.before
    return _OPS.get(one.before) or _OPS.get(one.after) or ("<=" if one.after == "within" else "=")


def goals(passage: Passage, kind: str, is_target: Callable[[str, Quantity], bool]) -> Iterator[Goal]:
    """Of all quantities that are targets and no report of the past."""
    asked = Asked(passage)
    for one in quantities(passage):
        if is_target(passage.text, one) and asked.at(one.start):
            yield goal(passage, one, kind)


def goal(passage: Passage, one: Quantity, kind: str) -> Goal:
    """The target at its clause, from the first word of what is measured to the last of the number."""
    start, metric = _metric(passage, one)
    return Goal(
        start=start,
        end=one.end,
        kind=kind,
        metric=metric,
        op=op_of(one),
        value=one.value,
        unit=one.unit,
    )


def metric_words(words: str) -> str:
    """What a clause measures, without the words around it."""
    mark = _MARK.match(words)
    words = words[mark.end() :] if mark else words
    lead = _LEAD.match(words)
    words = words[lead.end() :] if lead else words
    every = list(_EVERY.finditer(words))
    inner = _bare(words[every[-1].end() :]) if every else _bare(words)
    return inner or _bare(words[: every[-1].start()] if every else "")


def _bare(words: str) -> str:
    """Without what leads to the number, and without the verb, unless little is left then."""
    words = _TAIL.sub("", _ORIGIN.sub("", words.strip(" ,、")))
    verb = _VERB.match(words)
    rest = (words[verb.end() :] if verb else words).strip(_EDGES)
    return (words.strip(_EDGES) if len(rest) < 2 or _PART.fullmatch(rest) else rest)[-_LONGEST:]


def _metric(passage: Passage, one: Quantity) -> tuple[int, str]:
    text = passage.text
    start, _ = passage.trimmed(one.first, one.lead)
    words = text[start : one.lead]
    lead = _LEAD.match(words)
    begin = start + lead.end() if lead and lead.end() < len(words) else start
    joint = _JOINT.match(text, begin, one.lead)
    return joint.end() if joint else begin, _measured(passage, one, words)


def _measured(passage: Passage, one: Quantity, words: str) -> str:
    """至少开展1次检查 and 引进10名人才 name what they count behind the number, most before it."""
    text = passage.text
    after = _NOUN.match(text, one.end)
    between = _BOUND.sub("", text[one.lead : one.start])
    inner = between if _BOUND.match(text, one.lead) else ""
    if len(inner) > 1 and not _is_verb(inner):
        return metric_words(inner)
    metric = metric_words(words)
    if after and (inner or not metric or _is_verb(metric)):
        return after["noun"]
    return metric or metric_words(_AMOUNT.sub("", _clause_before(text, one.first)))


def _is_verb(words: str) -> bool:
    return bool(_VERB.fullmatch(words))


def _clause_before(text: str, first: int) -> str:
    """The clause that ends right before a place; of a cell that holds no more, the first words of its row."""
    end = first - 1
    if text[end : end + 1] == "\t":
        row = text[max(0, text.rfind("\n", max(0, end - 400), end) + 1, end - 400) : end]
        cells = (cell for cell in row.split("\t") if _NAMES_WORK.match(cell.strip()))
        return _WORD_ENDS.split(next(cells, ""))[0][:_LONGEST]
    start = max(0, end - _LONGEST)
    parts = _WORD_ENDS.split(text[start:end]) if end > 0 else [""]
    return parts[-1]
