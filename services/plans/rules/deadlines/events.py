"""春节前完成, 开学前, 学期末前, 次日12时前, 到学期末: by an occasion whose day the text does not say."""

import re
from collections.abc import Iterator

from services.plans.found import Deadline
from services.plans.passage import Passage
from services.plans.rules.registry import Example

EXAMPLES = (
    Example("春节前完成清沟", (("春节前", ""),)),
    Example("名单于次日12时前报出", (("次日12时前", ""),)),
    Example("到学期末实现全部达标", (("到学期末", ""),)),
    Example("开学前备齐课桌", (("开学前", ""),)),
    Example("春节前走访老人,班前会,每日17时前报表,学期末考试,年前已清"),
)

_DONE = (
    "[^,。;\\n]{0,16}?(?:完成|做完|全部|到位|完工|办结|建成|投入使用"
    "|兑付|竣工|上线|备齐|交齐|达标|封顶|清零|销号|拆除|签订|发放到|上报|报送|提交|整改)"
)
_HOUR = "(?:上午|下午|晚上?)? ?(?:[0-9]{1,2}(?::[0-5][0-9]|[时点](?:[0-5][0-9]分|半)?)|下班)"
_WEEKDAY = "(?<![每逢一至到-])(?:周|星期)[一二三四五六日](?=[^,。;\\n]{0,8}前)"
_EVENT = re.compile(
    f"(?:春节|元旦|国庆节?|中秋节?|五一节?|清明节?|端午节?|节|主汛期|入汛|汛期|开学|放假|入冬|供暖|采暖期|高考|验收|学期(?:末|结束)|期末|寒假|暑假)(?:之|以|来临)?前(?=(?:夕)?{_DONE})"
    "|(?:次日|当[日天]|翌日|第二天|[下本]周[一二三四五六日]|[下本]月[0-9]{1,2}[日号]|[下本]月底|月底"
    "|[本下]周末?) ?(?:上午|下午|晚上?)? ?(?:[0-9]{1,2}(?::[0-5][0-9]|[时点](?:[0-5][0-9]分|半)?)"
    "|下班)?(?:之|以)?前(?![后期往])"
    "|(?:除夕|腊月(?:二十|廿)?[一二三四五六七八九十]{1,2}|正月(?:初[一二三四五六七八九十]|十五))(?:之|以)?前(?!后|夕)"
    "|(?:20[0-9]{2}年|今年)?(?:主汛期|入汛|汛期|雨季|台风季|供暖季|采暖季)(?:到来|来临|开始)?(?:之|以)?前(?!后|夕|期)"
    f"|(?<![0-9月每/])[0-9]{{1,2}}[日号] ?(?:{_HOUR})?(?:之|以)?前(?!后|往|期)"
    f"|{_WEEKDAY} ?(?:{_HOUR})?前(?!后|往|期|放学)"
    "|(?:估计|预计|力争|争取)[本下这]?月底"
    "|到(?:本)?学(?:期|年)末(?=[^,。;\\n]{0,4}(?:实现|达到|完成|,|基本))"
    "|(?:开学|入学|放假|入汛|赛|会|活动|考试|课程?)前(?=(?:备齐|检修完|清理完))"
)
_EVERY = re.compile("(?:每|已于)[^,。;\\n]{0,6}$")


def find(passage: Passage) -> Iterator[Deadline]:
    text = passage.text
    for match in _EVENT.finditer(text):
        around = passage.quoted(match.start())
        if (around and text[around[0]] == "《") or _EVERY.search(
            text[max(0, match.start() - 8) : match.start()]
        ):
            continue
        yield Deadline(start=match.start(), end=match.end(), due="")
