"""The periods in which work recurs, and how many times in one."""

import re

from msgspec import Struct

from services.plans.found import CadenceWords
from services.plans.markers import number
from services.plans.passage import Passage
from services.plans.rules.cadences._saying import saying
from services.plans.rules.cadences._written import offered


class Period(Struct, frozen=True):
    """`anchor` or `cadence` as in found.CadenceWords; `doubt` where a schedule has no such period yet."""

    word: str
    kind: str
    anchor: str = ""
    cadence: str = ""
    doubt: str = ""


_HOUR = Period("hour", "daily", doubt="turn")
_DAY = Period("day", "daily", cadence="daily")
_WORKDAY = Period("working day", "daily", cadence="working days")
_WEEK = Period("week", "weekly", anchor="weekly")
_TEN_DAYS = Period("ten days", "monthly", doubt="turn")
_HALF_MONTH = Period("half month", "monthly", doubt="turn")
_MONTH = Period("month", "monthly", anchor="monthly")
_QUARTER = Period("quarter", "quarterly", anchor="quarterly")
_HALF_YEAR = Period("half year", "half_yearly", anchor="half_yearly")
_TERM = Period("school term", "half_yearly", doubt="term")
_YEAR = Period("year", "yearly", anchor="yearly")

PERIODS = {
    "小时": _HOUR,
    "工作日": _WORKDAY,
    **dict.fromkeys(("天", "日", "晚", "晚上", "早", "早上", "早晨", "夜", "晨"), _DAY),
    **dict.fromkeys(("周", "星期", "礼拜", "双休日"), _WEEK),
    "旬": _TEN_DAYS,
    **dict.fromkeys(("半月", "半个月"), _HALF_MONTH),
    **dict.fromkeys(("月", "月份", "月度"), _MONTH),
    **dict.fromkeys(("季", "季度"), _QUARTER),
    **dict.fromkeys(("半年", "半年度"), _HALF_YEAR),
    **dict.fromkeys(("学期", "期"), _TERM),
    **dict.fromkeys(("年", "年度", "学年"), _YEAR),
}
WEEKDAY = "[一二三四五六日天]"
COUNTED = "[次个回天节课期篇条名小遍场份趟轮]"  # 每周五天 is five days, not Friday
_COUNT = "(?:[0-9]{1,3}|[一二两三四五六七八九十]{1,3})"
_TIMES = re.compile(
    f"[^,。;:!?\\n]{{0,12}}?(?P<times>{_COUNT})(?P<more>[至到-]{_COUNT})?[次遍回](?!性|会议室)"
)


def count_of(numeral: str) -> int:
    """1 where there is none; 双, 单 and 两 are 2."""
    return {"": 1, "双": 2, "单": 2, "半": 1}.get(numeral) or number(numeral.replace("两", "二")) or 1


def in_all(passage: Passage, start: int, end: int, period: Period) -> CadenceWords:
    """Once in each period, unless the words say several times."""
    return several(passage, start, end, period) or saying(
        passage,
        start,
        end,
        period.kind,
        f"every 1 {period.word}" if period.word != "ten days" else "every ten days",
        cadence=period.cadence,
        anchor=period.anchor,
        doubt=period.doubt,
        choices=offered("ten-daily on last day", "ten-daily on last workday") if period is _TEN_DAYS else (),
    )


def several(passage: Passage, start: int, end: int, period: Period) -> CadenceWords | None:
    """Two or more times in a period: which days are meant must be asked."""
    found = _TIMES.match(passage.text, end)
    if not found:
        return None
    times = number(found["times"].replace("两", "二"))
    if times == 1 and not found["more"]:
        return None
    choices = offered(f"irregular ≥ {times} per {period.word.replace(' ', '-')}")
    detail = f"{times} times a {period.word}"
    return saying(passage, start, found.end(), period.kind, detail, doubt="times", choices=choices)
