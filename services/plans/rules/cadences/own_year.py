"""现制定2026年工作计划: the plan's own year, in the phrase that announces it."""

import re
from collections.abc import Iterator

from services.plans.found import CadenceWords
from services.plans.passage import Passage
from services.plans.rules.cadences._saying import is_quoted, saying
from services.plans.rules.registry import Example

EXAMPLES = (
    Example("结合实际,现制定街道2026年清沟工作计划如下。", (("现制定街道2026年清沟工作计划如下", "range"),)),
    Example("现就做好2026年清沟工作通知如下:", (("现就做好2026年清沟工作通知如下", "range"),)),
    Example("2026年,重点清东沟;2027年,重点清西沟", (("2026年", "range"), ("2027年", "range"))),
    Example("学校决定在202_年春季学期开展大扫除", (("学校决定在202_年春季学期开展大扫除", "range"),)),
    Example("依据《区里2026年工作计划》,制定本方案。\n2026年工作计划\n2026年是开局之年,2024年工作总结"),
)

_YEAR = "(?:20[0-9]{2}|20[0-9]?[_xX×*]{1,4}) ?年"
_STATED = re.compile("20[0-9]{2}(?= ?年)")
_ANNOUNCED = re.compile(
    f"(?:制定|制订|拟定|拟订|提出|编制|形成|确定"
    f"|研究制定)[^。;,\\n《》]{{0,30}}?{_YEAR}(?!以来)[^。;\\n《》]{{0,40}}?(?:计划|方案|要点|安排|意见"
    f"|清单|措施)"
    f"|(?:现|特)(?:就|将|对|把|提出)?[^。;,\\n《》]{{0,24}}?{_YEAR}[^。;\\n《》]{{0,40}}?如下"
    f"|(?:决定)?[在于]{_YEAR}[春秋]季学期"
)


_WITHIN = re.compile(
    "(?m:^ {0,8}|(?<=[。;:]))(?P<year>20[0-9]{2}) ?年(?:度)?, ?"
    "(?=(?:我[一-龥]{1,4})?(?:重点|继续|将|要|计划|力争|拟|着力|全面|集中"
    "|按照)[^。;\\n]{2,})(?![^。;\\n]{0,60}[了过已])"
)


def find(passage: Passage) -> Iterator[CadenceWords]:
    for match in _ANNOUNCED.finditer(passage.text):
        if is_quoted(passage, match.start()):
            continue
        stated = _STATED.search(match.group())
        year = stated.group() if stated else ""
        if passage.year and year and int(year) != passage.year:
            continue
        detail = f"until {year}-12-31" if year else "within a masked year"
        choices = (f"once {year}-12-31",) if year else ()
        yield saying(passage, *match.span(), "range", detail, doubt="window", choices=choices)
    for match in _WITHIN.finditer(passage.text):
        if int(match["year"]) >= passage.year:
            choices = (f"once {match['year']}-12-31",)
            yield saying(passage, *match.span("year"), "range", "within", doubt="window", choices=choices)
