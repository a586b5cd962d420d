"""Days that are blank, masked, mistyped, without their month, or that no calendar has: __月__日, 2月30日."""

import calendar
import re
from collections.abc import Iterator

from services.plans.found import Gap
from services.plans.passage import Passage
from services.plans.rules.gaps._words import gap
from services.plans.rules.registry import Example

_MASK = "[_xX×*]{1,4}"
_BLANK = f"(?:{_MASK}| {{1,6}})"
_ENDS = "(?=[前内之起至到-]|\\s|[,。;、)(]|底|初|$)"
_OPEN = re.compile(
    f"(?<![0-9A-Za-z_xX×*]){_MASK}月(?:(?:{_BLANK}|[0-9]{{1,2}})日|底?){_ENDS}"
    f"|(?<=[年于前在至到,。;:\\n(]) {{1,6}}月(?: {{1,6}}|[0-9]{{1,2}})日?{_ENDS}"
    f"|(?<![0-9])[0-9]{{1,2}}月{_BLANK}日{_ENDS}"
    f"|(?<![0-9A-Za-z_xX×*]){_MASK} ?(?:个?工作日|日|天)(?=[内前])"
)
_DAY = re.compile(
    "(?:(?<![0-9])(?P<year>20[0-9]{2})年)?(?<![0-9.])(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})[日号]"
)
_TYPED = re.compile("[0-9]{1,2}月[0-9]{1,2}[曰目口]")
_NO_MONTH = re.compile(
    "(?<![0-9月日号、至到和及每当次本该周内-])(?P<day>[0-9]{1,2})[日号](?:[上下]午|中午|晚)?(?:[0-9]{1,2}(?:时|点|:[0-9]{2}))?(?:[之以]?前)"
)
_CLOCK = re.compile("(?<![0-9:])(?:2[5-9]|[3-9][0-9])(?:时|:[0-9]{2})(?=[前起至到,。;)]|$)")

EXAMPLES = (
    Example("请于__月__日前上报总结。", (("__月__日", "blank-date"),)),
    Example("完成时间:2025年_月底前。", (("_月底", "blank-date"),)),
    Example("各站2月30日前完成检修。", (("2月30日", "impossible-date"),), 2025),
    Example("2025年2月29日前交卷。", (("2025年2月29日", "impossible-date"),)),
    Example("9日18时前报送名单。", (("9日18时前", "blank-date"),)),
    Example("印发日期为10月18曰。", (("10月18曰", "impossible-date"),)),
    Example("2024年2月29日前交卷,每月25日前报送,6月5日、9日前各报一次。"),
    Example("自印发之日起20日内上报。"),
)


def find(passage: Passage) -> Iterator[Gap]:
    yield from _open(passage)
    yield from _impossible(passage)
    for match in _TYPED.finditer(passage.text):
        words = match.group()
        right = words[:-1] + "日"
        yield gap(
            "impossible-date",
            *match.span(),
            f"“{words}”似为“{right}”之误",
            f"“{words}” seems to be mistyped for “{right}”",
            (right,),
        )


def _open(passage: Passage) -> Iterator[Gap]:
    for match in _OPEN.finditer(passage.text):
        words = passage.source[match.start() : match.end()]
        yield gap(
            "blank-date",
            *match.span(),
            f"日期没有写明:“{words.strip()}”是哪一天(几天)?",
            f"The date is left blank: which day (how many days) is “{words.strip()}”?",
        )
    for match in _NO_MONTH.finditer(passage.text):
        yield gap(
            "blank-date",
            *match.span(),
            f"“{match.group()}”没有写明月份:是哪个月?",
            f"“{match.group()}” names no month: which one?",
        )


def _impossible(passage: Passage) -> Iterator[Gap]:
    for match in _DAY.finditer(passage.text):
        month, day = int(match["month"]), int(match["day"])
        year = int(match["year"] or passage.year or 2000)
        last = calendar.monthrange(year, month)[1] if 1 <= month <= 12 else 0
        if 1 <= day <= last:
            continue
        choices = (f"{month}月{last}日", f"{month % 12 + 1}月1日") if last and day else ()
        yield gap(
            "impossible-date",
            *match.span(),
            f"没有“{match.group()}”这一天:应为哪一天?",
            f"There is no such day as “{match.group()}”: which one is meant?",
            choices,
        )
    for match in _CLOCK.finditer(passage.text):
        yield gap(
            "impossible-date",
            *match.span(),
            f"没有“{match.group()}”这个钟点:应为几点?",
            f"There is no such hour as “{match.group()}”: which one is meant?",
        )
