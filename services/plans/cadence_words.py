"""Words of a plan's text that say how often: read literally, nothing guessed.

A hit carries either a cadence (in a form of workflows.cadence) or an anchor that an answer must settle, or
neither when the wording leaves several readings; then `doubt` says which.
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable

from msgspec import Struct

from services.plans.markers import number


class Hit(Struct, frozen=True):
    """A cadence word at [start, end). `doubt`: "" or times, window, date, weekday."""

    start: int
    end: int
    cadence: str = ""
    anchor: str = ""
    doubt: str = ""
    choices: tuple[str, ...] = ()


_HAN = "[一二三四五六七八九十]{1,3}"
_N = f"(?:[0-9０-９]{{1,2}}|{_HAN})"
_WEEK = "(?:周|星期|礼拜)"
_WEEKDAY = "[一二三四五六日天]"
_COUNTED = "[次个回天节课期篇条名小遍场份]"  # 每周五天 is five days, not Friday
_DAYS = dict(zip("一二三四五六日天", ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "sun"), strict=True))
_PARTS = {"初": "year_start", "中": "year_middle", "底": "year_end", "末": "year_end", "终": "year_end"}
_NOT_MIDDLE = "(?![国央心学层小期华考共医间秋旬的高等型])"
_CLAUSE_EDGE = "(?<![0-9０-９_一-龥xX])|(?<=[和及与或在于至到从自由做持按要是])"
_PART = f"(?:初|中{_NOT_MIDDLE}|底|末|终)"

_FORMS = (
    ("working_days", "每个?工作日"),
    ("dated", f"(?P<dated_year>20[0-9]{{2}}年|每年(?:的)?)?(?P<dated_month>{_N})月(?P<dated_day>{_N})[日号]"),
    ("part_of_year", f"(?P<of_year>20[0-9]{{2}}|今|本|当|每)年年?(?P<of_part>{_PART})"),
    ("part", f"(?:{_CLAUSE_EDGE})年(?P<part_of>{_PART})"),
    ("half_yearly", "每半年|半年一次"),
    ("quarterly", "每个?季度?"),
    ("monthly_workday", "每个?月的?最后一?个?工作日"),
    ("monthly_last", "每个?月的?最后一[天日]"),
    ("monthly_day", f"每个?月的?(?P<month_day>{_N})[日号]"),
    ("monthly", "每个?月"),
    ("weekly_day", f"每个?{_WEEK}(?P<week_day>{_WEEKDAY})(?!{_COUNTED}|[、和及]?{_WEEKDAY})"),
    ("weekly", f"每个?{_WEEK}(?![年岁])"),
    ("yearly", "每年度?"),
    ("daily", "每[日天]"),
)  # fmt: skip
_WORD = re.compile("|".join(f"(?P<{name}>{form})" for name, form in _FORMS))
_COUNT = "(?:[0-9０-９]{1,3}|[一二两三四五六七八九十]{1,3})"
_TIMES = re.compile(f"[^，,。；;！!？?：:\\n]{{0,12}}?(?P<times>{_COUNT})(?:至{_COUNT})?[次遍回](?!性)")
_MORE_DAYS = re.compile(
    f"(?:{_N}[日号]?)?[、,，和及]{_N}[日号]|{_WEEKDAY}?[、和及]?{_WEEK}?{_WEEKDAY}(?!{_COUNTED})"
)
_SPAN_OF_TIME = re.compile("[至到~—－-]+")
_WISHES = "进步|变化|微笑|收获|提高|提升|进展|成长|精彩|快乐|惊喜|突破|新意|好心情|新气象|新面貌"
_WISH = re.compile(f"都?(?:能|会|要)?(?:有|是|充满|享受|保持)[^，,。；;：:\\n“”]{{0,6}}?(?:{_WISHES})")
_QUOTED = re.compile("|".join(f"{a}[^{z}\\n]{{0,200}}{z}" for a, z in ("“”", "《》", "「」", "『』", '""')))
_INSTITUTION = re.compile("[ \\t]*的?(?:工作|管理|长效)?(?:制度?|机制|例会|要求|规定|办法)")
_PAST = re.compile("(?:自|从|根据|按照|去|上|前)[^，,。；;：:\\n]{0,6}$")
_SINCE = re.compile("[^，,。；;：:\\n]{0,8}?(?:以来|起施行|会议精神|讲话)")


def find(source: str, start: int, end: int) -> tuple[Hit, ...]:
    """The cadence words in source[start:end) that bind somebody, in order; wishes and titles are skipped."""
    silent = [match.span() for match in _QUOTED.finditer(source, start, end) if not _binds(source, match)]
    silent.reverse()
    hits: list[Hit] = []
    for match in _WORD.finditer(source, start, end):
        while silent and silent[-1][1] <= match.start():
            silent.pop()
        if (silent and silent[-1][0] <= match.start()) or _is_wish(source, match, end):
            continue
        if _continues_window(source, hits, match):
            hits[-1] = _window(hits[-1], _hit(source, match, end))
            continue
        hits.append(_hit(source, match, end))
    return tuple(hits)


def _binds(source: str, quoted: re.Match[str]) -> bool:
    """Whether quotation marks name a rule (“每日一查”制度) and not a slogan or a title."""
    return bool(_INSTITUTION.match(source, quoted.end()))


def _is_wish(source: str, match: re.Match[str], end: int) -> bool:
    if _WISH.match(source, match.end(), end):
        return True
    if match.lastgroup not in ("dated", "part_of_year"):
        return False
    before = source[max(0, match.start() - 8) : match.start()]
    return bool(_SINCE.match(source, match.end(), end)) and bool(_PAST.search(before))


def _continues_window(source: str, hits: list[Hit], match: re.Match[str]) -> bool:
    return bool(hits) and bool(_SPAN_OF_TIME.fullmatch(source, hits[-1].end, match.start()))


def _window(first: Hit, last: Hit) -> Hit:
    """From one day to another: the reader of the plan must say which of them is the due day."""
    choices = tuple(hit.cadence for hit in (first, last) if hit.cadence)
    return Hit(first.start, last.end, doubt="window", choices=choices)


def _hit(source: str, match: re.Match[str], end: int) -> Hit:
    kind = match.lastgroup or ""
    hit = _READERS[kind](match)
    times = _TIMES.match(source, match.end(), end)
    if times and (number(times["times"].replace("两", "二")) != 1 or "至" in times.group()):
        return Hit(hit.start, times.end(), doubt="times")
    if kind in ("monthly_day", "weekly", "dated") and _MORE_DAYS.match(source, match.end(), end):
        return Hit(hit.start, hit.end, doubt="times")
    return hit


def _plain(cadence: str) -> Callable[[re.Match[str]], Hit]:
    return lambda match: Hit(match.start(), match.end(), cadence=cadence)


def _anchored(anchor: str) -> Callable[[re.Match[str]], Hit]:
    return lambda match: Hit(match.start(), match.end(), anchor=anchor)


def _part(match: re.Match[str]) -> Hit:
    return Hit(match.start(), match.end(), anchor=_PARTS[match["part_of"][0]])


def _part_of_year(match: re.Match[str]) -> Hit:
    """年底 of a stated year is one day, which nobody has named yet: a doubt, not a yearly anchor."""
    if match["of_year"].isdecimal():
        return Hit(match.start(), match.end(), doubt="date")
    return Hit(match.start(), match.end(), anchor=_PARTS[match["of_part"][0]])


def _dated(match: re.Match[str]) -> Hit:
    month, day = number(match["dated_month"]), number(match["dated_day"])
    year = match["dated_year"] or ""
    stated = int(year[:4]) if year[:1] == "2" else 0
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(stated or 2000, month)[1]:
        return Hit(match.start(), match.end(), doubt="date")
    if stated:
        return Hit(match.start(), match.end(), cadence=f"once {dt.date(stated, month, day)}")
    form = "yearly on" if year else "on"
    return Hit(match.start(), match.end(), cadence=f"{form} {month:02}-{day:02}")


def _monthly_day(match: re.Match[str]) -> Hit:
    day = number(match["month_day"])
    if not 1 <= day <= 31:
        return Hit(match.start(), match.end(), doubt="date")
    return Hit(match.start(), match.end(), cadence=f"monthly on {day}")


def _weekly_day(match: re.Match[str]) -> Hit:
    """每周一 is a Monday only where no thing follows that could be counted: 每周一查 is once a week."""
    rest = match.string[match.end() : match.end() + 1]
    if match["week_day"] == "一" and rest and rest not in "上下早晚中前，,、。；;和及":
        return Hit(match.start(), match.end() - 1, anchor="weekly")
    return Hit(match.start(), match.end(), cadence=f"weekly on {_DAYS[match['week_day']]}")


_READERS: dict[str, Callable[[re.Match[str]], Hit]] = {
    "working_days": _plain("working days"),
    "dated": _dated,
    "part_of_year": _part_of_year,
    "part": _part,
    "half_yearly": _anchored("half_yearly"),
    "quarterly": _anchored("quarterly"),
    "monthly_workday": _plain("monthly on last workday"),
    "monthly_last": _plain("monthly on last day"),
    "monthly_day": _monthly_day,
    "monthly": _anchored("monthly"),
    "weekly_day": _weekly_day,
    "weekly": _anchored("weekly"),
    "yearly": _anchored("yearly"),
    "daily": _plain("daily"),
}
