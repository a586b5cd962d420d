"""九月份:, 3月, 6月中旬: months as such, in which something takes place."""

import re
from collections.abc import Iterator

from services.plans.found import CadenceWords
from services.plans.passage import Passage
from services.plans.rules.cadences._saying import day_of, is_past, is_quoted, saying
from services.plans.rules.cadences._written import offered
from services.plans.rules.dates import moments
from services.plans.rules.registry import Example

EXAMPLES = (
    Example("九月份:\n1、清沟\n十月:\n1、扫街", (("九月份", "month_of_year"), ("十月", "month_of_year"))),
    Example("4月中旬换届", (("4月中旬换届", "month_of_year"),)),
    Example("6月上旬清沟;下旬扫街", (("6月上旬清沟", "month_of_year"), ("下旬扫街", "month_of_year"))),
    Example("总结阶段(12月)", (("12月", "month_of_year"),)),
    Example("4月底前换届;4月至6月清沟;去年4月清了沟;每年4月;用时4个月;2021年4月荣获先进"),
)


_SAME_MONTH = re.compile("(?<=[。;,、])[中下]旬(?![前末至到])(?=[一-龥])")


def find(passage: Passage) -> Iterator[CadenceWords]:
    for one in moments(passage):
        point = one.first
        if one.role != "at" or point.form not in ("month", "part"):
            continue
        if is_quoted(passage, one.start) or is_past(passage, one.start, one.end):
            continue
        whole = f"in {point.month} on last day" if point.form == "month" else ""
        choice = offered(day_of(point) if point.exists() else "", whole)
        detail = f"month {point.month}" + (f", {point.part}" if point.part else "")
        yield saying(passage, one.start, one.end, "month_of_year", detail, doubt="month", choices=choice)
    for match in _SAME_MONTH.finditer(passage.text):
        yield saying(passage, *match.span(), "month_of_year", "part of a month told before", doubt="month")
