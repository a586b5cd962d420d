"""3月1日至4月30日, 3-5月, 2026年3月—11月, 即日起至6月底, 第三季度: spans of days, of stages too."""

import re
from collections.abc import Iterator

from services.plans.found import CadenceWords
from services.plans.passage import Passage
from services.plans.rules.cadences._saying import day_of, is_past, is_quoted, saying
from services.plans.rules.cadences._written import offered
from services.plans.rules.dates import Moment, dotted, moments
from services.plans.rules.registry import Example

EXAMPLES = (
    Example("3月1日至4月30日清沟", (("3月1日至4月30日清沟", "range"),)),
    Example("第一阶段(2026年6月1日-30日)摸底", (("2026年6月1日-30日", "range"),)),
    Example("3-5月整地,第三季度栽树", (("3-5月整地", "range"), ("第三季度栽树", "range"))),
    Example("从年初到年底都要清沟", (("从年初到年底都要清沟", "range"),)),
    Example("即日起至6月底整地", (("即日起至6月底整地", "range"),)),
    Example("第二周(9.8-9.12)查卫生", (("9.8-9.12", "range"),)),
    Example("20xx年内要清沟", (("20xx年内要清沟", "range"),)),
    Example("动员阶段( 月  日- 月  日)", (("月  日- 月  日", "range"),)),
    Example("第5-8周排练", (("第5-8周排练", "range"),)),
    Example("全年做好值守", (("全年做好值守", "range"),)),
    Example("2019—2021年,去年6月至9月共接报10起;完成时限:3月至5月;年内完成清沟;为期3至5个月"),
)

_FEAST = "(?:春节|元旦|元宵节?|清明节?|五一|端午节?|中秋节?|国庆节?|除夕|正月十五)"
_GAP = "[ _xX×*]{1,4}"
_LASTING = "(?:做好|配合|坚持|保持|持续|抓好|抓|落实|实行|推进|分期)"
_OTHERS = re.compile(
    f"从?{_FEAST}(?:至|到|-){_FEAST}(?:期间)?|(?m:^|(?<=\\t)) {{0,4}}全年(?=[: ,、\t])"
    f"|全年(?=(?:都要|要)?{_LASTING})(?![^,。;\\n]{{0,14}}[0-9两]+ ?[次场期])"
    f"|{_GAP}月(?:{_GAP}日)? {{0,3}}(?:至|到|-{{1,2}}){_GAP}月(?:{_GAP}日)?"
    "|第[0-9一二三四五六七八九十]{1,3}周? ?(?:至|到|-) ?第?[0-9一二三四五六七八九十]{1,3}周"
)
_ACT = re.compile(
    "[ \\t]*(?:[:(\\t\\n]|$|[^,。;\\n]{0,5}?(?:开展|组织|召开|举办|举行|进行|启动|集中|安排|实施|栽"
    "|整|抓|推进|检查|演练))"
)


def find(passage: Passage) -> Iterator[CadenceWords]:
    for match in _OTHERS.finditer(passage.text):
        if not is_quoted(passage, match.start()):
            yield saying(passage, *match.span(), "range", "", doubt="window")
    for one in (*moments(passage), *dotted(passage)):
        if is_quoted(passage, one.start) or is_past(passage, one.start, one.end):
            continue
        if one.role == "range":
            start = _opening(passage, one)
            choices = offered(_window(one), day_of(one.first), day_of(one.last))
            yield saying(passage, start, one.end, "range", _detail(one), doubt="window", choices=choices)
        elif one.role == "at" and _is_part(passage, one):
            yield saying(passage, one.start, one.end, "range", "within", doubt="window")


def _opening(passage: Passage, one: Moment) -> int:
    """Where 即日起至 or 从 begins, if it stands before."""
    before = passage.text[max(0, one.start - 8) : one.start]
    found = re.search("(?:即日|现在|当前)起?,? ?(?:至|到|-)$|[自从]$", before)
    return one.start - len(found.group()) if found else one.start


def _is_part(passage: Passage, one: Moment) -> bool:
    """A quarter, a half-year, or within a year that is masked or named."""
    point = one.first
    if point.form == "year_part":
        return point.part == "内" and point.told in ("blank", "stated")
    return point.form in ("quarter", "half") and bool(_ACT.match(passage.text, one.end))


def _window(one: Moment) -> str:
    """Opens on the first day, due on the last."""
    first, last = one.first, one.last
    return f"from {first.month}-{first.day} to {last.month}-{last.day}" if first is not last else ""


def _detail(one: Moment) -> str:
    first, last = one.first, one.last
    if first is last:
        return f"to {last.month:02}-{last.day:02}"
    return f"{first.month:02}-{first.day:02} to {last.month:02}-{last.day:02}"
