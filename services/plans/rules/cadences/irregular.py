"""定期, 不定期, 定时, 视情, 每次强降雨后: when the occasion comes, or at times that are not told."""

import re
from collections.abc import Iterator

from services.plans.found import CadenceWords
from services.plans.passage import Passage
from services.plans.rules.cadences._saying import is_past, is_quoted, saying
from services.plans.rules.registry import Example

EXAMPLES = (
    Example("物业定期清沟", (("物业定期清沟", "irregular"),)),
    Example("定期、不定期抽查油库", (("定期、不定期抽查油库", "irregular"),)),
    Example("每次大雪过后清一遍屋顶", (("每次大雪过后清一遍屋顶", "irregular"),)),
    Example("视情组织回访", (("视情组织回访", "irregular"),)),
    Example("办理定期存款,定时炸弹,每次两人,学习《定期考核办法》"),
)

_WORD = re.compile(
    "(?:定期(?:和|或|与|、|及|或者)?(?:不定期)?(?:地|的(?=[一-龥]{0,4}(?:进行|开展|组织)))?|不定期(?:地|的)?(?:和|或|与|、)?(?:定期)?|不定时|定时(?:、定[点人量期岗位内容]{1,3}){0,3}(?:地|的)?)"
    "(?!存款|存单|限|借款|债|利率|拘留|炸弹|器|航班)"
    "|随机(?=[一-龥]{0,4}(?:抽|核查|暗访|检查|走访|巡|回访))"
    "|每[次场][^,。;:、\\n”]{1,8}?(?:开始|举行)?前(?=[一-龥]{0,2}(?:检|查|清|组织|开展|召开|核|对|做|试))"
    "|(?:适时|随时)(?=[一-龥]{0,4}(?:抽查|检查|督查|督导|暗访|通报|约谈))"
    "|每逢[^,。;:、\\n]{1,6}[日天]"
    "|遇[^,。;\\n]{2,10}时随时"
    "|(?m:^|(?<=\\t)) {0,4}第[0-9一二三四五六七八九十]{1,3}周(?=[ :\\t、,]|$)"
    "|视情(?:况)?(?=开展|组织|进行|召开|通报|约谈|抽)"
    "|每(?:次|逢|遇)[^,。;:、\\n”]{1,10}?(?:过后|之后|以后|结束后|(?<![前今])后)(?!续|勤|备)"
    "|[每遇]逢?遇?(?:恶劣|极端|灾害性|雨雪|大风|台风|高温|重污染|暴雪|寒潮)[^,。;:\\n]{0,6}?(?:天气?|时|期间)"
)


def find(passage: Passage) -> Iterator[CadenceWords]:
    for match in _WORD.finditer(passage.text):
        start, end = match.span()
        if is_quoted(passage, start) or is_past(passage, start, end):
            continue
        yield saying(passage, start, end, "irregular", "", doubt="irregular")
