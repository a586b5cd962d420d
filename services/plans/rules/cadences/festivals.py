"""春节, 中秋, 重大节日, 节假日, “我们的节日”主题活动: work that goes with festivals and holidays."""

import re
from collections.abc import Iterator

from services.plans.found import CadenceWords
from services.plans.passage import Passage
from services.plans.rules.cadences._saying import is_past, saying
from services.plans.rules.cadences._written import offered
from services.plans.rules.registry import Example

EXAMPLES = (
    Example("春节前走访老人", (("春节前走访老人", "festival"),)),
    Example("借助重大节日写春联", (("借助重大节日写春联", "festival"),)),
    Example("开展“我们的节日”主题活动", (("开展“我们的节日”主题活动", "festival"),)),
    Example(
        "逢年过节走访老人,传统纪念日布展", (("逢年过节走访老人", "festival"), ("传统纪念日布展", "festival"))
    ),
    Example("节假日照常开放", (("节假日照常开放", "festival"),)),
    Example("春节前完成清沟;春节将至,去年中秋以来;办好校园艺术节;调节日照;《春节序曲》"),
)

_DAYS = {"元旦": "on 1-01", "五一": "on 5-01", "劳动节": "on 5-01", "国庆": "on 10-01"}
_NAME = (
    "春节|元旦|元宵节?|清明节?|“?五一”?(?=国际|劳动节|小?长假|期间|节|、|前|假期|和"
    "|等)(?:国际)?(?:劳动节)?|劳动节|端午节?|中秋节?|国庆节?|重阳节?|"
    "“十一”(?=期间|黄金|长?假)|除夕|腊八|正月(?:初[一二三四五六七八九十]|十五)|腊月(?:二十"
    "|廿)?[一二三四五六七八九]|大年初[一二三]|七夕|冬至|古尔邦节|开斋节|泼水节|那达慕|迎新年|新年(?=联欢"
    "|晚会|音乐会|慰问)|丰收节"
)
_GENERIC = (
    "重(?:大|要)(?:活动、)?(?:节假日|节日|节庆|纪念日)|传统(?:节日|佳节|纪念日)|法定(?:节假日|假日)"
    "|节假日|小长假|黄金周|"
    "(?<![的调季时整环情关礼])节日(?=期间|前后?|慰问|庆祝|活动|值班|里|氛围|安全|市场|文化|当天|、|等|为)|"
    "每逢佳节|[逢重]节(?=必)|节庆(?=期间|活动(?:期间|中|,))|逢年过节(?=走访|慰问|看望|组织|开展)"
    "|节前(?=[集开组要对])|“?两节”?期间|双节期间"
)
_OURS = re.compile("“我们的[`·' ]?节日”(?=(?:主题|系列|文化|传统|民俗|实践)[一-龥]{0,6}?活动|活动)")
_WORD = re.compile(f"{_NAME}|{_GENERIC}")
_NEXT = re.compile("(?:期间|前后|假期|长假|小长假|当天|前夕|来临之际|到来之际)")
_NO_TIME = re.compile(
    "(?:(?:佳节)?(?:临近|将至|将临|已至)|以来|顺延|”?的由来|贺|饰|礼品|序曲|路|广场|门|通知|放假|精神)"
)
_FINISHED = re.compile(
    "(?:节|之|以)?前(?!后)[^,。;\\n]{0,10}?(?:完成|到位|完工|全部|做完|确保|办结|建成|投入使用|发放到|兑付"
    "|竣工|上线)"
)


def find(passage: Passage) -> Iterator[CadenceWords]:
    told: set[tuple[int, str]] = set()
    for match in _OURS.finditer(passage.text):
        # a paragraph that names the campaign again speaks of the same one
        paragraph = (passage.text.find("\n", match.start(), match.start() + 4000), match.group()[1:3])
        if paragraph in told:
            continue
        told.add(paragraph)
        yield saying(passage, *match.span(), "festival", "", doubt="festival")
    for match in _WORD.finditer(passage.text):
        start, end = match.span()
        if _in_title_or_name(passage, start) or is_past(passage, start, end):
            continue
        if _NO_TIME.match(passage.text, end) or _FINISHED.match(passage.text, end):
            continue
        after = _NEXT.match(passage.text, end)
        choice = next((day for name, day in _DAYS.items() if name in match.group()), "")
        choices = offered(f"festival {match.group()}", choice)
        last = after.end() if after else end
        yield saying(passage, start, last, "festival", match.group(), doubt="festival", choices=choices)


def _in_title_or_name(passage: Passage, position: int) -> bool:
    """In quotation marks only a festival's own short name is one: “五一”, “春节、中秋”."""
    around = passage.quoted(position)
    if around is None:
        return False
    return (
        passage.text[around[0]] == "《"
        or around[1] - around[0] > 10
        or "我们的" in passage.text[slice(*around)]
    )
