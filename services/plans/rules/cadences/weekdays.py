"""周一:, 星期三上午: rows of a table of the week."""

import re
from collections.abc import Iterator

from services.plans.found import CadenceWords
from services.plans.passage import Passage
from services.plans.rules.cadences._saying import saying
from services.plans.rules.registry import Example

EXAMPLES = (
    Example("周一:全体碰头\n星期二 上午清沟", (("周一", "weekly"), ("星期二 上午清沟", "weekly"))),
    Example("逢周三开放", (("逢周三开放", "weekly"),)),
    Example("上周一清了沟,3月5日(周一)开会,一周一查"),
)

_NAMES = dict(zip("一二三四五六日天", ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "sun"), strict=True))
_WEEK = "(?:周|星期|礼拜)"
_ROW = re.compile(
    f"(?m)(?:^[ \\t]{{0,8}}(?:[(]?[0-9一二三四五六七]{{1,2}}[.、)] ?)?"
    f"|(?<=\\t))[(]?{_WEEK}(?P<day>[一二三四五六日天])"
    f"(?P<more>(?:至|到|-|、){_WEEK}?[一二三四五六日天])?(?:上午|下午|晚上?|早上)?(?=[ \\t:,、()]|上午"
    "|下午|晚|早|$)"
    f"|(?<![每本上下第]){_WEEK}(?P<from>一)(?:至|到|-){_WEEK}?[五六日]"
    f"|逢{_WEEK}?(?P<met>[一二三四五六日天])(?=[^次])"
    "|利?用?(?P<end>双休日|周末)(?=[^节,、。]{0,6}(?:时间|组织|开展|集中|进行))"
)


def find(passage: Passage) -> Iterator[CadenceWords]:
    for match in _ROW.finditer(passage.text):
        start, end = match.span()
        if match["end"]:
            yield saying(passage, start, end, "weekly", "weekend", doubt="times")
        elif match["met"] and passage.text[start + 1] not in "周星礼":
            continue
        elif match["more"] or match["from"]:
            yield saying(passage, start, end, "weekly", "several days a week", doubt="times")
        else:
            name = _NAMES[match["day"] or match["met"]]
            yield saying(passage, start, end, "weekly", name, cadence=f"weekly on {name}")
