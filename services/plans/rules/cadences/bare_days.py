"""5日放假, 6-9日报名: days of a month that stands above them, in tables and lists."""

import re
from collections.abc import Iterator

from services.plans.found import CadenceWords
from services.plans.passage import Passage
from services.plans.rules.cadences._saying import is_past, is_quoted, saying
from services.plans.rules.registry import Example

EXAMPLES = (
    Example("九月\t清沟;5日(周六)休息;6-9日报名", (("5日", "dated"), ("6-9日报名", "range"))),
    Example("3月20日开会,5日内回话,每月5日,10日前报表,30日游,共15日,12-20日的气温"),
)

_DAY = "(?:3[01]|[12][0-9]|[1-9])"
_NOT_THEN = "(?:[前内起止游记志的之以后]|报(?!名|到|送))"
_BARE = re.compile(
    f"(?:(?<=[\\t;。:(])|(?m:^)) {{0,2}}{_DAY}(?P<span> ?(?:-|至|到) ?{_DAY})?[日号]"
    f"(?=[(一-龥])(?!{_NOT_THEN})"
)


def find(passage: Passage) -> Iterator[CadenceWords]:
    for match in _BARE.finditer(passage.text):
        start, end = passage.trimmed(*match.span())
        if is_quoted(passage, start) or is_past(passage, start, end):
            continue
        if match["span"]:
            yield saying(passage, start, end, "range", "", doubt="window")
        else:
            yield saying(passage, start, end, "dated", "", doubt="date")
