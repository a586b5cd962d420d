"""Days, months and parts of years that a text names, each with what its words make of it.

For the layers of cadences and deadlines alike, so that no date is both or neither by accident.
"""

import calendar
import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from services.plans.markers import number
from services.plans.passage import Passage

Form: TypeAlias = Literal["day", "part", "month", "quarter", "half", "year_part", "year", "blank"]
Role: TypeAlias = Literal["at", "by", "range", "past"]


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


class Moment(Struct, frozen=True):
    """A date, or a span of dates from `first` to `last`, and its role. [start, end) covers 前, 止 and the like.

    at: something takes place then; by: it is due then; range: from one to the other; past: it is over, or
    belongs to a title, a law or a signature. `loose`: 前后, 左右.
    """

    start: int
    end: int
    role: Role
    first: Point
    last: Point
    loose: bool = False


# --- words ------------------------------------------------------------------------------------------------

_HAN = "一二三四五六七八九"
_M = f"(?:1[0-2]|0?[1-9]|十[一二]?|[{_HAN}])"
_D = f"(?:[0-9]{{1,2}}|三十一?|二?十[{_HAN}]?|[{_HAN}])"
_MASK = "[_xX×*]"
_DIGIT_BEFORE = f"(?<![0-9.{_HAN}十第每/])"
_NOT_MONTH = f"(?![饼球亮光老考评报度均薪租嫂子供龄令票查巡检]|[{_HAN}两][次遍回查报报评调通讲练课会])"
_YEAR = (
    "(?:(?<![0-9])(?P<year>20[0-9]{2}) ?年(?:度的|的)? ?"
    f"|(?P<han_year>二〇[〇{_HAN}]{{2}})年"
    f"|(?P<blank_year>(?<![0-9_xX×*])(?:20[0-9]?{_MASK}{{1,4}}|{_MASK}{{2,4}}|20 {{1,4}}|20(?= ?年 ?(?:[0-9]{{1,2}}|{_MASK}) ?月)) ?年)"
    "|(?P<word_year>[今本当明次翌去每])年度?的?)"
)
_PART = "上旬|中旬|下旬|初|底|末|中(?![旬国小学考期心央层])"
_BODY = (
    f"(?P<blank>(?:{_MASK}{{1,4}}| {{2,6}}) ?月(?:(?: ?{_MASK}{{1,4}}| ?[0-9]{{1,2}}| {{1,6}}) ?[日号]|份?[底末初]?)"
    f"|{_M} ?月(?: ?{_MASK}{{1,4}}| {{2,6}}) ?[日号])"
    f"|(?P<month>{_M}) ?月 ?(?P<day>{_D}) ?[日号](?!线)"
    f"|(?P<part_month>{_M}) ?月份?的?"
    f"(?P<part>{_PART}|最后一个?(?:工作日|星期|周|天)|第[一二三四1-4]个?(?:周|星期)[日一二三四五六]?)"
    f"|(?P<lone_month>{_M}) ?(?:月份|月{_NOT_MONTH})"
    "|第?(?P<quarter>[一二三四1-4首]) ?季度(?:末|底)?"
    "|(?P<half>[上下])半年(?:末|底)?"
)
_NOT_MIDDLE = "(?![国央心学层小期华考共医间秋旬的高等型])"
_YEAR_PART = f"[底末终初内]|中{_NOT_MIDDLE}"
_ALONE = "(?:(?<![0-9._xX一-龥])|(?<=[和及与或在于至到从自由做持按要是将起]))"
_ISO = "(?<![0-9.])(?P<iso>20[0-9]{2}(?P<sep>[-./])(?:1[0-2]|0?[1-9])(?P=sep)(?:3[01]|[12][0-9]|0?[1-9]))(?![0-9.])"
_POINT = re.compile(
    f"{_ISO}|{_YEAR}(?:年?(?P<year_part>{_YEAR_PART})|{_BODY})?"
    f"|{_DIGIT_BEFORE}(?:{_BODY.replace('?P<', '?P<n_')})"
    f"|{_DIGIT_BEFORE}(?P<compact>{_M} ?[-至到] ?{_M} ?月(?!后))"
    f"|{_ALONE}年(?P<n_year_part>{_YEAR_PART})"
    "|(?<![0-9_xX去近前多数每])年(?P<m_year_part>[底末])(?=(?:之|以)?前)"
)
_BY_END = "[至到]|-{1,2}"
_JOINT = re.compile(f" ?(?:起|开始|始)?,? ?(?:{_BY_END}) ?(?:次日|翌日)?")
_OPEN = re.compile("(?:即日|现在|当前|印发之日|发文之日)起?,? ?(?:至|到|-)$")
_DAY_ONLY = re.compile(f"(?P<day>{_D}) ?[日号]")
_MONTHS = re.compile(f"{_DIGIT_BEFORE}{_YEAR}?(?P<first>{_M}) ?[-至到] ?(?P<last>{_M}) ?月份?(?![0-9])")
_MONTH_DAYS = re.compile(
    f"{_DIGIT_BEFORE}{_YEAR}?(?P<month>{_M}) ?月 ?(?P<first>{_D}) ?[-至到] ?(?P<last>{_D}) ?[日号]"
)
_DOTTED = re.compile(
    f"(?<![0-9.])(?P<from_month>1[0-2]|0?[1-9])[./](?P<from_day>3[01]|[12][0-9]|0?[1-9])(?:日)? ?(?:{_BY_END}) ?"
    "(?P<month>1[0-2]|0?[1-9])[./](?P<day>3[01]|[12][0-9]|0?[1-9])(?![0-9.%])"
)
_CLOCK = re.compile(
    "(?: ?\\((?:周|星期)[一二三四五六日天]\\))?"
    "(?: ?(?P<noon>上午|下午|中午|晚上?|早上|凌晨)? ?(?P<hour>2[0-4]|[01]?[0-9]) ?"
    "(?::(?P<minute>[0-5][0-9])|[时点](?:(?P<minutes>[0-5]?[0-9])分|(?P<half>半))?整?)"
    "|上午|下午|晚上?|下班|当[天日])?"
)
_BEFORE = re.compile(
    " ?(?:之|以)?前(?!后|夕|述(?!职)|任(?!务)|者|往|进(?!行|入)|提(?!交|供|报|出|前|升|请)|端|沿|期)"
)
_UNTIL = re.compile(" ?(?:截止|止|为止|内完成)")
_LOOSE = re.compile(" ?(?:前后|左右|前夕|期间|当[天日])")

_WORK_DONE = (
    "完成|办结|建成|竣工|投入使用|投用|实现|达到|达标|完工|交付|出台|到位|整改完|销号|清零|封顶|通车|基本|"
    "见效|验收|投产|全部|结束"
)
_DONE = re.compile(f"[^,。;:、\\n]{{0,6}}?(?:{_WORK_DONE})")
_DUE_LABEL = re.compile(
    "(?:(?:完成|办结|整改|销号|落实|上报|报送|提交|截止|见效|解决|达标|建设|验收|实施)(?:的)?"
    "(?:时限|时间|期限|日期|节点)|时限|期限|时间节点|时间要求)(?:要求)?\\)?[:为 \\t]*[(]?$"
)
_BY_PREFIX = re.compile("(?:截止|最迟|最晚|不迟于|不晚于|至迟|力争|争取)(?:时间|日期)?[于在到至::为 ]*$")
_UP_TO = re.compile("(?<![达得收办报送想看遇感受接提谈做搬落])到 ?$")
_HOPED = re.compile("(?:估计|预计|计划|拟|确保)[于在到至 ]*$")
_AS_OF = re.compile("截[至止]?到?(?:至)? ?$")
_AS_OF_WORK = re.compile("[^。;\\n]{0,30}?(?:上报|报送|提交|报名|申报|投稿|结束|截止)")

_LAWFUL = re.compile("[^,。;\\n]{0,4}?(?:以来|以后|起?施行|修订|修正|公布|通过)")
_TOLD_BEFORE = re.compile("(?:已经?[于在]?|曾[于在经]?|自|根据|按照|依据|对照|参照|》\\([^()\\n]{0,12}) ?$")
_SINCE = re.compile("(?:自|从) ?$")
_TOLD_AFTER = re.compile(
    "[^。;\\n]{0,12}?(?:已经?(?!列入|建)|累计|同比|环比)|[^,。;\\n]{0,24}?"
    "(?:(?:召开|发生|开展|举行|举办|发布|印发|出台|下发|组织|获得?|荣获|通过|完成|启动|成立|进行|建成|评为|授予)了|"
    "召开的|发生的|印发的|下发的|发布的|荣获|被评为|被授予|讲话|会议精神)"
)
_ISSUED = re.compile(
    "[^,。;\\n]{0,20}?(?:发布|印发|下发|颁布|成立|召开|全[市县区省校院国街镇乡村]共?|我[市县区省校院局镇街乡]|受理|完成了)"
)
_HEAD_LABEL = re.compile("(?:发布|印发|成文|发文|制定|更新|来源|编制|审核|打印)(?:时间|日期)?[: ]*$|日期: *$")
_ENDS_IN_OFFICE = re.compile("[局室委会府校院司部处科站所中心园厂组] *$")


# --- finding ----------------------------------------------------------------------------------------------


def moments(passage: Passage) -> Iterator[Moment]:
    """By place, without overlaps; those of 《titles》 are left out."""
    position, text = 0, passage.text
    for match in _POINT.finditer(text):
        if match.start() < position or _in_title(passage, match.start()):
            continue
        found = _moment(passage, match)
        if found is None:
            continue
        position = found.end
        yield found


def dotted(passage: Passage) -> Iterator[Moment]:
    """Spans written with stops: 6.21-6.30."""
    for match in _DOTTED.finditer(passage.text):
        first = Point(match.start(), match.end(), "day", int(match["from_month"]), int(match["from_day"]))
        last = Point(match.start(), match.end(), "day", int(match["month"]), int(match["day"]))
        yield Moment(match.start(), match.end(), "range", first, last)


def last_day(year: int, month: int) -> int:
    return calendar.monthrange(year or 2000, month)[1] if year or month != 2 else 28


def _moment(passage: Passage, match: re.Match[str]) -> Moment | None:
    text = passage.text
    span = _compact_span(passage, match.start())
    if span is None and match["compact"]:
        return None
    if span is None:
        first = _point(passage, match)
        if first is None:
            return None
        last = _second(passage, first)
    else:
        first, last = span
    start, end = first.start, last.end
    is_span = last is not first
    before = text[max(0, start - 16) : start]
    suffix = _BEFORE.match(text, end) or _UNTIL.match(text, end)
    loose = _LOOSE.match(text, end)
    if is_span and suffix and suffix.group().strip() == "止":
        return Moment(start, suffix.end(), _span_role(passage, first, last, before), first, last)
    if is_span:
        return Moment(start, end, _span_role(passage, first, last, before), first, last)
    if _OPEN.search(before) and not suffix:
        return Moment(start, end, "by" if _DONE.match(text, end) else "range", first, first)
    role = _role(passage, first, before, bool(suffix))
    if role is None:
        return None
    if suffix and role == "by":
        return Moment(start, suffix.end(), role, first, first)
    return Moment(start, loose.end() if loose else end, role, first, first, bool(loose))


def _compact_span(passage: Passage, start: int) -> tuple[Point, Point] | None:
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


def _second(passage: Passage, first: Point) -> Point:
    """The other end of a span, the first itself where there is none."""
    text = passage.text
    joint = _JOINT.match(text, first.end)
    if not joint or first.form == "blank":
        return first
    match = _POINT.match(text, joint.end())
    last = _point(passage, match) if match else None
    if last is None and first.form == "day":
        day = _DAY_ONLY.match(text, joint.end())
        if day:
            return replace(first, start=first.start, end=day.end(), day=number(day["day"]))
    if last is None:
        return first
    if first.told == "last" and last.told == "":
        return replace(last, told="last")
    if last.told == "next" and first.year:
        last = replace(last, year=first.year + 1)
    if first.told == "stated" and last.told == "":
        later = (last.month, last.day) < (first.month, first.day)
        last = replace(last, year=first.year + later, told="stated")
    elif first.year and last.told == "":
        last = replace(last, year=first.year + ((last.month, last.day) < (first.month, first.day)))
    return last


def _point(passage: Passage, match: re.Match[str]) -> Point | None:
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split(match["sep"]))
        return _with_clock(passage, Point(match.start(), match.end(), "day", month, day, year, "stated"))
    prefix = "n_" if _has_no_year(match) else ""
    year, told = _year(passage, match, prefix)
    start, end = match.span()
    while passage.text[end - 1] == " ":
        end -= 1
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
        day = {"上旬": 10, "中旬": 20, "初": 10, "中": 15}.get(part, last_day(year, month))
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


# --- roles ------------------------------------------------------------------------------------------------


def _span_role(passage: Passage, first: Point, last: Point, before: str) -> Role:
    if last.told == "last" or (last.told == "stated" and last.year < passage.year):
        return "past"
    if _DUE_LABEL.search(before):
        return "by"
    if first.form == last.form == "year" or _TOLD_AFTER.match(passage.text, last.end):
        return "past"
    return "range"


def _role(passage: Passage, point: Point, before: str, has_suffix: bool) -> Role | None:
    """None: no date at all, or one that only a cadence word (每年) speaks of."""
    text, end = passage.text, point.end
    if point.told == "every":
        return None
    if point.told == "last" or (point.told == "stated" and passage.year and point.year < passage.year):
        return "past"
    if _LAWFUL.match(text, end) or _in_brackets_of_title(before):
        return "past"
    if has_suffix:
        return _suffixed(point)
    if point.form == "year":
        return (
            "by"
            if point.told in ("stated", "this", "next") and _is_year_due(text, before, end, point)
            else "past"
        )
    if _DUE_LABEL.search(before) or (_BY_PREFIX.search(before) and point.part != "初"):
        return "by"
    if _AS_OF.search(before):
        return "by" if _AS_OF_WORK.match(text, end) else "past"
    if point.form == "blank":
        return "at"
    if _is_past(passage, point, before):
        return "past"
    if _UP_TO.search(before):
        return "by"
    return "by" if _ends_work(text, before, end, point) else "at"


def _suffixed(point: Point) -> Role | None:
    """2022年前 and 今年前 say too little; 年内前 is nothing."""
    return None if point.form == "year" and point.told in ("", "this") else "by"


def _is_year_due(text: str, before: str, end: int, point: Point) -> bool:
    """到2025年, 力争2025年建成: a bare year is a deadline only where the words make it one."""
    if text[end - 1] != "年":
        return False
    return bool(
        (_UP_TO.search(before) and not re.match("[^,。;\\n]{0,8}?(?:以来|的)", text[end : end + 12]))
        or (re.search("(?:力争|争取|确保)[于在到至 ]*$", before) and _DONE.match(text, end))
    )


def _ends_work(text: str, before: str, end: int, point: Point) -> bool:
    done = bool(_DONE.match(text, end))
    if point.form == "year_part":
        return done if point.part in "底末内终" else False
    if point.part in ("底", "末") or point.form in ("quarter", "half"):
        return done or bool(_HOPED.search(before) and point.part in ("底", "末"))
    return done


def _is_past(passage: Passage, point: Point, before: str) -> bool:
    text, end = passage.text, point.end
    if _TOLD_BEFORE.search(before) or _HEAD_LABEL.search(before):
        return True
    if _TOLD_AFTER.match(text, end):
        return True
    if point.told == "stated" and not passage.year and _ISSUED.match(text, end):
        return True
    return point.told == "stated" and point.form in ("day", "month") and _is_signature(text, point)


def _is_signature(text: str, point: Point) -> bool:
    """A date with its year at the end of a line that holds nothing else, or an office's name before it."""
    after = text[point.end : point.end + 20].partition("\n")[0].strip(" )")
    if after:
        return False
    line = text[max(0, point.start - 60) : point.start].rpartition("\n")[2]
    bare = line.strip(" (")
    return not bare or bool(_ENDS_IN_OFFICE.search(line))


def _in_title(passage: Passage, position: int) -> bool:
    around = passage.quoted(position)
    return around is not None and passage.text[around[0]] == "《"


def _in_brackets_of_title(before: str) -> bool:
    return bool(re.search("》\\([^()\\n]{0,12}$", before))
