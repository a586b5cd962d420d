"""A number with its comparison to a target: what is measured, which way."""

import re
from collections.abc import Callable, Iterator

from services.plans.found import Goal
from services.plans.passage import Passage
from services.plans.rules.targets._quantities import Asked, Quantity, quantities

MAKING = (
    "新建|新增|新立|新设|新开|新植|新修|新栽|新办|改建|扩建|改扩建|改造|建成|建设|建立|设立|打造|创建|培育|培养|培训|轮训|引进|引育"
    "|招聘|招录|招收|选派|选树|选聘|选送|选拔|遴选|举办|承办|开展|组织|召开|举行|完成|发展|评选|评出|表彰|推出|实施|办理|办好|办结"
    "|检查|抽查|抽检|检测|监测|走访|巡查|慰问|救助|资助|帮扶|帮助|安置|购置|采购|配备|配送|配置|安装|增设|增补|整治|整改|治理|清理"
    "|修建|修缮|维修|更换|更新|补足|补充|铺设|种植|栽植|补植|植树|造林|绿化|征集|编印|编制|发放|印发|印制|制作|拍摄|撰写|发表|刊发"
    "|申报|筹集|募集|淘汰|拆除|关停|化解|排查|查处|侦破|审结|执结|推广|解决|吸纳|带动|转移|接种|筛查|体检|义诊|听课|授课|宣讲|播放"
    "|张贴|悬挂|提交|报送|上报|采写|立项|引导|转化|调解|签约|签订|结对|联系|认定|创作|排演|演出|放映|出版|收集|征订|招引|孵化|落地"
    "|开工|竣工|投产|观摩|调研|督查|暗访|回访|访谈|约谈|阅读|听取|储备"
)
_LEAD = re.compile(
    "(?:(?:确保|力争|争取|努力|实现|做到|使得?|将|把|其中|同时|并(?!发)|且|和(?!谐)|及(?!时)|要(?!求)|应当?|须|必须|在?全年|年内|本?学期内?|累计|计划|要求|原则上"
    "|[到至]?(?:20[0-9]{2})?年?(?:年底|底|末)?前?|到20[0-9]{2}年[0-9]{0,2}月?[0-9]{0,2}日?"
    "|[0-9]{1,2}月底?[0-9]{0,2}日?前)[, ]?)+"
)
_EVERY = re.compile(
    "每(?:[一两二三半]?个?(?:工作日|学期|学年|季度?|星期|礼拜|半年|[年月周日天旬班])|人|校|村|社区)[人校]?|全年"
)
_VERB = re.compile(f"(?:(?:{MAKING}|安排|提交|进行|集中)[、和及与]?)+(?:各级?各?类)?")
_TAIL = re.compile(
    "(?:要|应当?|须|必须|均|都|全部|力争|确保|争取|总?数?在|为|是|由|从|的|保持|按|再|约|大约|不|一律|要求|目标|分别|每年|比上年|较上年|同比|比去年|、|:|每)+$"
)
_ORIGIN = re.compile("[由从][0-9][^,]{0,8}$")
_NOUN = re.compile("(?:以上|以下|左右)?的?(?P<noun>[一-龥]{2,8})")
_LONGEST = 24
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
    lead = _LEAD.match(words)
    words = words[lead.end() :] if lead else words
    every = list(_EVERY.finditer(words))
    inner = _bare(words[every[-1].end() :]) if every else _bare(words)
    return inner or _bare(words[: every[-1].start()] if every else "")


def _bare(words: str) -> str:
    """Without what leads to the number, and without the verb, unless that is all there is."""
    words = _TAIL.sub("", _ORIGIN.sub("", words.strip(" ,、")))
    verb = _VERB.match(words)
    rest = words[verb.end() :] if verb else words
    return (rest or words).strip(" ,、:的")[-_LONGEST:]


def _metric(passage: Passage, one: Quantity) -> tuple[int, str]:
    text = passage.text
    start, _ = passage.trimmed(one.first, one.lead)
    words = text[start : one.lead]
    lead = _LEAD.match(words)
    begin = start + lead.end() if lead and lead.end() < len(words) else start
    begin += len(text[begin : one.lead]) - len(text[begin : one.lead].lstrip(" ,、和及并"))
    metric = metric_words(words)
    if not metric:
        after = _NOUN.match(text, one.end)
        metric = after["noun"] if after else metric_words(_clause_before(text, one.first))
    return begin, metric


def _clause_before(text: str, first: int) -> str:
    """The clause that ends right before a place."""
    end = first - 1
    start = max(0, end - _LONGEST)
    parts = _WORD_ENDS.split(text[start:end]) if end > 0 else [""]
    return parts[-1]
