"""Single dates as a text writes them: days, months, parts of months and years, masked ones too."""

import calendar
import re
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from services.plans.markers import number
from services.plans.passage import Passage

Form: TypeAlias = Literal["day", "part", "month", "quarter", "half", "year_part", "year", "blank"]


class Point(Struct, frozen=True):
    """One date at [start, end) as far as it is told: 0 and "" for what is not.

    `month` and `day`: its last day where it is a month, a part of one, a quarter, a half or a year.
    `told`: how its year is: stated, this, next, last, every, blank or "".
    """

    start: int
    end: int
    form: Form
    month: int = 0
    day: int = 0
    year: int = 0
    told: str = ""
    part: str = ""
    clock: str = ""

    def exists(self) -> bool:
        return 1 <= self.month <= 12 and 1 <= self.day <= last_day(self.year, self.month)


_HAN = "一二三四五六七八九"
_M = f"(?:1[0-2]|0?[1-9]|十[一二]?|[{_HAN}])"
_D = f"(?:[0-9]{{1,2}}|三十一?|二?十[{_HAN}]?|[{_HAN}])"
_MASK = "[_xX×*]"
_DIGIT_BEFORE = f"(?<![0-9{_HAN}十第每/])(?<!19[0-9][0-9]年)(?<!一九[〇零{_HAN}][〇零{_HAN}]年)"
_NOT_MONTH = (
    f"(?![饼球亮光老考评报度均薪租嫂子供龄令票查巡检]|[{_HAN}两][次遍回查报报评调通讲练课会]|主题党日)"
)
_YEAR = (
    "(?:(?<![0-9])(?P<year>20[0-9]{2}) ?年(?:度的|的)? ?"
    f"|(?P<han_year>二〇[〇{_HAN}]{{2}})年"
    f"|(?P<blank_year>(?<![0-9_xX×*])(?:20[0-9]?{_MASK}{{1,4}}|{_MASK}{{2,4}}|20 {{1,4}}"
    f"|20(?= ?年 ?(?:[0-9]{{1,2}}|{_MASK}) ?月)) ?年)"
    "|(?P<word_year>[今本当明次翌去每])年度?的?)"
)
_PART = "上中旬|中下旬|上旬|中旬|下旬|初|底|末|中(?![旬国小学考期心央层])"
_BODY = (
    f"(?P<blank>(?:{_MASK}{{1,4}}| {{2,6}}) ?月(?:(?: ?{_MASK}{{1,4}}| ?[0-9]{{1,2}}| {{1,6}}) ?[日号]"
    "|份?[底末初]?)"
    f"|{_M} ?月(?: ?{_MASK}{{1,4}}| {{2,6}}) ?[日号])"
    f"|(?P<month>{_M}) ?月 ?(?P<day>{_D}) ?[日号曰](?!线)"
    f"|(?P<part_month>{_M}) ?月份?的?"
    f"(?P<part>{_PART}|最后一个?(?:工作日|星期|周|天)|第[一二三四1-4]个?(?:周|星期)[日一二三四五六]?)"
    f"|(?P<lone_month>{_M}) ?(?:月份|月{_NOT_MONTH})"
    "|第?(?P<quarter>[一二三四1-4首]) ?季度(?:末|底)?"
    "|(?P<half>[上下])半年(?:末|底)?"
)
_NOT_MIDDLE = "(?![国央心学层小期华考共医间秋旬的高等型])"
_YEAR_PART = f"[底末终初内]|中{_NOT_MIDDLE}"
_ALONE = "(?:(?<![0-9._xX一-龥])|(?<=[和及与或在于至到从自由做持按要是将起]))"
_ISO = (
    "(?<![0-9.])(?P<iso>20[0-9]{2}(?P<sep>[-./])(?:1[0-2]|0?[1-9])(?P=sep)(?:3[01]|[12][0-9]|0?[1-9]))"
    "(?![0-9.])"
)
_ISO_MONTH = "(?<![0-9A-Za-z.-])(?P<iso_month>20[0-9]{2}-(?:1[0-2]|0[1-9]))(?![0-9A-Za-z.-])"
POINT = re.compile(
    f"{_ISO}|{_ISO_MONTH}|{_YEAR}(?:年?(?P<year_part>{_YEAR_PART})|{_BODY})?"
    f"|{_DIGIT_BEFORE}(?:{_BODY.replace('?P<', '?P<n_')})"
    f"|{_DIGIT_BEFORE}(?P<compact>{_M} ?[-至到] ?{_M} ?月(?!后))"
    f"|{_ALONE}年(?P<n_year_part>{_YEAR_PART})"
    "|(?<![0-9_xX去近前多数每整半周青少成中老百千壮学童来往历十三两几])年(?P<m_year_part>[初底末终]"
    "|中(?=[、和及]年))"
)
_DAY_ONLY = re.compile(f"(?P<day>{_D}) ?[日号]")
_MONTHS = re.compile(f"{_DIGIT_BEFORE}{_YEAR}?(?P<first>{_M}) ?[-至到] ?(?P<last>{_M}) ?月份?(?![0-9])")
_MONTH_DAYS = re.compile(
    f"{_DIGIT_BEFORE}{_YEAR}?(?P<month>{_M}) ?月 ?(?P<first>{_D}) ?[-至到] ?(?P<last>{_D}) ?[日号]"
)
_CLOCK = re.compile(
    "(?: ?\\((?:周|星期)[一二三四五六日天]\\))?"
    "(?: ?(?P<noon>上午|下午|中午|晚上?|早上|凌晨)? ?(?P<hour>2[0-4]|[01]?[0-9]) ?"
    "(?::(?P<minute>[0-5][0-9])|[时点](?:(?P<minutes>[0-5]?[0-9])分|(?P<half>半))?整?)"
    "|上午|下午|晚上?|下班|当[天日])?"
)


def last_day(year: int, month: int) -> int:
    return calendar.monthrange(year or 2000, month)[1] if year or month != 2 else 28


def compact_span(passage: Passage, start: int) -> tuple[Point, Point] | None:
    """3-5月 and 3月1-7日: two ends that share their month or year."""
    found = _MONTH_DAYS.match(passage.text, start)
    if found:
        year, told = _year(passage, found, "")
        month = number(found["month"])
        first = Point(start, found.end(), "day", month, number(found["first"]), year, told)
        return first, replace(first, day=number(found["last"]))
    found = _MONTHS.match(passage.text, start)
    if not found:
        return None
    year, told = _year(passage, found, "")
    months = number(found["first"]), number(found["last"])
    first, last = (Point(start, found.end(), "month", m, last_day(year, m), year, told) for m in months)
    if last.month < first.month and year:
        last = replace(last, year=year + 1, day=last_day(year + 1, last.month))
    return first, last


def end_day(passage: Passage, first: Point, position: int) -> Point | None:
    """日 alone after a day: the same month."""
    found = _DAY_ONLY.match(passage.text, position) if first.form == "day" else None
    return replace(first, end=found.end(), day=number(found["day"])) if found else None


def point(passage: Passage, match: re.Match[str]) -> Point:
    """What POINT matched."""
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split(match["sep"]))
        return _with_clock(passage, Point(match.start(), match.end(), "day", month, day, year, "stated"))
    if match["iso_month"]:
        year, month = (int(part) for part in match["iso_month"].split("-"))
        return Point(*match.span(), "month", month, last_day(year, month), year, "stated")
    prefix = "n_" if _has_no_year(match) else ""
    year, told = _year(passage, match, prefix)
    start = match.start()
    end = start + len(match.group().rstrip(" "))
    part = match["year_part"] or match["n_year_part"] or match["m_year_part"]
    if part:
        month = {"初": 1, "中": 6}.get(part, 12)
        return Point(start, end, "year_part", month, last_day(year, month), year, told, part)
    if match[f"{prefix}blank"]:
        return Point(start, end, "blank", told="blank")
    if match[f"{prefix}day"]:
        month, day = number(match[f"{prefix}month"]), number(match[f"{prefix}day"])
        return _with_clock(passage, Point(start, end, "day", month, day, year, told))
    if match[f"{prefix}part_month"]:
        month, part = number(match[f"{prefix}part_month"]), match[f"{prefix}part"]
        day = {"上旬": 10, "中旬": 20, "上中旬": 20, "初": 10, "中": 15}.get(part, last_day(year, month))
        return Point(start, end, "part", month, day, year, told, part)
    if match[f"{prefix}lone_month"]:
        month = number(match[f"{prefix}lone_month"])
        return Point(start, end, "month", month, last_day(year, month), year, told)
    if match[f"{prefix}quarter"]:
        month = 3 * (number(match[f"{prefix}quarter"]) or 1)
        return Point(start, end, "quarter", month, last_day(year, month), year, told)
    if match[f"{prefix}half"]:
        month = 6 if match[f"{prefix}half"] == "上" else 12
        return Point(start, end, "half", month, last_day(year, month), year, told)
    return Point(start, end, "blank" if told == "blank" else "year", 12, 31, year, told)


def _has_no_year(match: re.Match[str]) -> bool:
    return not any(match[name] for name in ("year", "han_year", "blank_year", "word_year"))


def _year(passage: Passage, match: re.Match[str], prefix: str) -> tuple[int, str]:
    """The year and how it is told; the plan's own where the text names none."""
    if prefix:
        return passage.year, ""
    if match["year"]:
        return int(match["year"]), "stated"
    if match["han_year"]:
        digits = "〇" + _HAN
        return int("".join(str(digits.index(sign)) for sign in match["han_year"])), "stated"
    if match["blank_year"]:
        return 0, "blank"
    word = match["word_year"]
    if word is None:
        return passage.year, ""
    if word in "明次翌":
        return passage.year + 1 if passage.year else 0, "next"
    if word == "去":
        return 0, "last"
    return (0, "every") if word == "每" else (passage.year, "this")


def _with_clock(passage: Passage, point: Point) -> Point:
    """With the hour that follows it; 24:00 is the end of the day, as is no hour."""
    found = _CLOCK.match(passage.text, point.end)
    if not found or not found.group():
        return point
    if not found["hour"]:
        return replace(point, end=found.end())
    hour, minute = (
        int(found["hour"]),
        int(found["minute"] or found["minutes"] or (30 if found["half"] else 0)),
    )
    if found["noon"] in ("下午", "晚", "晚上") and hour < 12:
        hour += 12
    clock = f"{hour:02}:{minute:02}" if hour < 24 else ""
    return replace(point, end=found.end(), clock=clock)
