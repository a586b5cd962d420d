"""周一:, 星期三上午: rows of a table of the week."""

import re
from collections.abc import Iterator

from services.plans.found import CadenceWords
from services.plans.passage import Passage
from services.plans.rules.cadences._saying import headings, saying
from services.plans.rules.registry import Example

EXAMPLES = (
    Example("周一:全体碰头\n星期二 上午清沟", (("周一", "weekly"), ("星期二 上午清沟", "weekly"))),
    Example("周三到北片勘查\n星期四升旗", (("周三到北片勘查", "weekly"), ("星期四升旗", "weekly"))),
    Example("一、下周计划\n1.周三到北片勘查", (("1.周三到北片勘查", "dated"),)),
    Example("逢周三开放", (("逢周三开放", "weekly"),)),
    Example("5.15(周六)\t周日大型活动准备", ()),
    Example("12．21\n星期一\n清沟\n12.22\n星期二", (("12．21\n星期一", "dated"), ("12.22\n星期二", "dated"))),
    Example("上周一清了沟,3月5日(周一)开会,一周一查"),
)

_NAMES = dict(zip("一二三四五六日天", ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "sun"), strict=True))
_WEEK = "(?:周|星期|礼拜)"
_ROW = re.compile(
    f"(?m)(?:^[ \\t]{{0,8}}(?:[(]?[0-9一二三四五六七]{{1,2}}[.、)] ?)?"
    f"|(?<=\\t))[(]?{_WEEK}(?P<day>[一二三四五六日天])"
    f"(?P<more>(?:至|到|-|、){_WEEK}?[一二三四五六日天])?(?:上午|下午|晚上?"
    f"|早上)?(?![0-9一二三四五六七八九十次个节天。;])"
    f"|(?<![每本上下第]){_WEEK}(?P<from>一)(?:至|到|-){_WEEK}?[五六日]"
    f"|逢{_WEEK}?(?P<met>[一二三四五六日天])(?=[^次])"
    "|利?用?(?P<end>双休日|周末)(?=[^节,、。]{0,6}(?:时间|组织|开展|集中|进行))"
)


_NAMED = re.compile("[ \\t:,、()上下早晚\\n]|$")
_DATE = "(?P<month>1[0-2]|0?[1-9])(?:[./-]|月)(?P<day>3[01]|[12][0-9]|0?[1-9])日?"
_DATE_BEFORE = re.compile(f"(?<![0-9./-]){_DATE}[ \\t\\n(]*$")
_DATE_AFTER = re.compile(f"[ \\t\\n(]{{0,3}}{_DATE}(?![0-9./-])")
_BESIDE = 10
_NEXT_WEEK = re.compile("[下本]周(?:工作)?(?:计划|安排|打算|重点)|下周工作")


def find(passage: Passage) -> Iterator[CadenceWords]:
    for match in _ROW.finditer(passage.text):
        start, end = match.span()
        date = _date_beside(passage.text, start, end)
        if date and not (match["more"] or match["from"] or match["met"] or match["end"]):
            first, last, month, day = date
            cadence = f"on {month}-{day:02}"
            yield saying(passage, first, last, "dated", f"{month:02}-{day:02}", cadence=cadence)
        elif match["end"]:
            yield saying(passage, start, end, "weekly", "weekend", doubt="times")
        elif (match["met"] and passage.text[start + 1] not in "周星礼") or _is_bare_cell(passage.text, match):
            continue
        elif match["more"] or match["from"]:
            yield saying(passage, start, end, "weekly", "several days a week", doubt="times")
        elif any(_NEXT_WEEK.search(heading) for heading in headings(passage, start)):
            yield saying(passage, start, end, "dated", "a weekday of this week", doubt="date")
        else:
            name = _NAMES[match["day"] or match["met"]]
            yield saying(passage, start, end, "weekly", name, cadence=f"weekly on {name}")


def _date_beside(text: str, start: int, end: int) -> tuple[int, int, int, int] | None:
    """12.21 星期一: the day of a date, not of every week. The place of both, month and day."""
    first = max(0, start - _BESIDE)
    before = _DATE_BEFORE.search(text, first, start)
    if before:
        return before.start(), end, int(before["month"]), int(before["day"])
    after = _DATE_AFTER.match(text, end, end + _BESIDE)
    return (start, after.end(), int(after["month"]), int(after["day"])) if after else None


def _is_bare_cell(text: str, match: re.Match[str]) -> bool:
    """周日大型活动准备 in a cell after another says what the work is for."""
    first = match.start() - 1
    return text[first : first + 1] == "\t" and not _NAMED.match(text, match.end())
