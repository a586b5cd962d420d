"""3月5日, 2026年4月8日上午: fixed days of the calendar on which something takes place."""

import re
from collections.abc import Iterator

from services.plans.found import CadenceWords
from services.plans.passage import Passage
from services.plans.rules.cadences._saying import day_of, is_past, is_quoted, saying
from services.plans.rules.dates import Moment, moments
from services.plans.rules.registry import Example

EXAMPLES = (
    Example("9月3日举行开学典礼", (("9月3日举行开学典礼", "dated"),)),
    Example("2026年4月8日上午开会", (("2026年4月8日上午开会", "dated"),)),
    Example("2月30日上街;定于__月__日开会", (("2月30日上街", "dated"), ("定于__月__日开会", "dated"))),
    Example("本周三下午开会", (("本周三下午开会", "dated"),)),
    Example("5.10(周一)\t开会", (("5.10(周一)", "dated"),)),
    Example("4月23日是读报日,街坊都来"),
    Example("9月3日前交表;自2021年3月5日以来;会议已于3月5日召开;去年3月5日上街"),
    Example("《办法》(2021年3月5日修订)\n河西街道办\n2026年3月1日\n"),
)


_IS_THE_DAY = re.compile("(?:是|为)(?!期)[^,。;\\n]{0,14}[日节]”?(?=[,。;\\n]|$)")
_THIS_WEEK = re.compile(
    "(?:[本下这]周|[本下这]个?星期)[一二三四五六日](?:上午|下午|晚上?)?(?![^,。;\\n]{0,8}前)"
)


_DOTTED = re.compile(
    "(?<![0-9.])(?P<month>1[0-2]|0?[1-9])[./](?P<day>3[01]|[12][0-9]|0?[1-9]) ?"
    "[(](?:周|星期)[一二三四五六日天][)]"
)


def find(passage: Passage) -> Iterator[CadenceWords]:
    for one in moments(passage):
        is_blank_day = one.first.form == "blank" and passage.text[one.first.end - 1] in "日号"
        if one.role != "at" or not (one.first.form == "day" or is_blank_day):
            continue
        if is_quoted(passage, one.start) or is_past(passage, one.start, one.end):
            continue
        if _IS_THE_DAY.match(passage.text, one.end):
            continue
        yield _dated(passage, one)
    for match in _DOTTED.finditer(passage.text):
        month, day = int(match["month"]), int(match["day"])
        cadence = f"on {month}-{day:02}"
        yield saying(passage, *match.span(), "dated", f"{month:02}-{day:02}", cadence=cadence)
    for match in _THIS_WEEK.finditer(passage.text):
        if not is_past(passage, *match.span()):
            yield saying(passage, *match.span(), "dated", "a weekday of this week", doubt="date")


def _dated(passage: Passage, one: Moment) -> CadenceWords:
    point = one.first
    if not point.exists():
        return saying(passage, one.start, one.end, "dated", "", doubt="date")
    cadence, detail = day_of(point), f"{point.month:02}-{point.day:02}"
    if passage.text[point.end : one.end].strip() in ("前后", "左右", "前夕"):
        detail += " (around)"
        return saying(passage, one.start, one.end, "dated", detail, doubt="window", choices=(cadence,))
    return saying(passage, one.start, one.end, "dated", detail, cadence=cadence)
