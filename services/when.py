"""Days, times, periods and lengths of time in words: `10月15日 周四 18:00`, `Thu 15 Oct 18:00`."""

import datetime as dt
import re

from services.calendar_years import HoursFound
from services.i18n import Language, Translator
from workflows.calendar import Calendar, local_time

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS_ZH = "一二三四五六日"

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def weekday(language: Language, day: dt.date) -> str:
    """周四, Thu."""
    number = day.weekday()
    return f"周{WEEKDAYS_ZH[number]}" if language == "zh" else WEEKDAYS[number]


def day_words(language: Language, day: dt.date, year: int = 0) -> str:
    """10月15日 周四, Thu 15 Oct; with its year unless that is `year`."""
    if language == "zh":
        start = "" if day.year == year else f"{day.year}年"
        return f"{start}{day.month}月{day.day}日 {weekday('zh', day)}"
    end = "" if day.year == year else f" {day.year}"
    return f"{weekday('en', day)} {day.day} {MONTHS[day.month - 1]}{end}"


def month_words(language: Language, year: int, month: int) -> str:
    """2026年10月, Oct 2026."""
    return f"{year}年{month}月" if language == "zh" else f"{MONTHS[month - 1]} {year}"


def local_words(language: Language, calendar: Calendar, instant: int, year: int = 0) -> str:
    """A moment in the calendar's zone; with its year unless that is `year`."""
    at = local_time(calendar, instant)
    return f"{day_words(language, at.date(), year)} {at:%H:%M}"


def due_words(language: Language, calendar: Calendar, due: int, year: int = 0) -> str:
    """A due instant; midnight is 24:00 of the day that it ends."""
    at = local_time(calendar, due)
    if at.time() != dt.time(0):
        return local_words(language, calendar, due, year)
    return f"{day_words(language, at.date() - dt.timedelta(days=1), year)} 24:00"


def due_time(calendar: Calendar, due: int) -> str:
    """18:00; 24:00 for midnight."""
    at = local_time(calendar, due)
    return "24:00" if at.time() == dt.time(0) else f"{at:%H:%M}"


def length_words(t: Translator, length: int) -> str:
    """The two largest parts of a length in µs: 3 days 4 hours, 12 minutes."""
    days, rest = divmod(max(length, 0), DAY)
    hours, rest = divmod(rest, HOUR)
    minutes = rest // MINUTE
    parts = []
    if days:
        parts.append(t.plural("%(n)s day", "%(n)s days", days))
    if hours:
        parts.append(t.plural("%(n)s hour", "%(n)s hours", hours))
    if minutes and not days:
        parts.append(t.plural("%(n)s minute", "%(n)s minutes", minutes))
    if not parts:
        return t("less than a minute")
    return ("" if t.language == "zh" else " ").join(parts)


MONTH_PART = re.compile("[0-9]{2}(?:[abc]|-H[12])")
PARTS_ZH = {"a": "上旬", "b": "中旬", "c": "下旬", "-H1": "上半月", "-H2": "下半月"}
PARTS_EN = {
    "a": "first ten days",
    "b": "second ten days",
    "c": "last days",
    "-H1": "first half",
    "-H2": "second half",
}


def period_words(language: Language, key: str) -> str:
    """A period key as people say it: 2026年第48周, week 48 of 2026; a key of another form as it is."""
    if key == "once":
        return "一次" if language == "zh" else "once"
    year, _, part = key.partition("-")
    if not year.isdecimal():
        return key
    if not part:
        return f"{year}年" if language == "zh" else year
    whole, counted, turn = key.rpartition("-n")
    if counted and turn.isdecimal():
        words = period_words(language, whole)
        return f"{words}第{turn}次" if language == "zh" else f"{words}, no. {turn}"
    if MONTH_PART.fullmatch(part):
        return _part_of_month(language, f"{year}-{part[:2]}", part[2:])
    kind, number = part[:1], part[1:]
    if kind in "WQH" and number.isdecimal():
        return _counted(language, year, kind, int(number))
    try:
        return _dated(language, key)
    except ValueError:
        return key


def _counted(language: Language, year: str, kind: str, number: int) -> str:
    if language == "en":
        return {"W": f"week {number} of {year}", "Q": f"Q{number} {year}", "H": f"half {number} of {year}"}[
            kind
        ]
    half = "上半年" if number == 1 else "下半年"
    return {"W": f"{year}年第{number}周", "Q": f"{year}年第{number}季度", "H": f"{year}年{half}"}[kind]


def _part_of_month(language: Language, month: str, part: str) -> str:
    words = period_words(language, month)
    return f"{words}{PARTS_ZH[part]}" if language == "zh" else f"{PARTS_EN[part]} of {words}"


def _dated(language: Language, key: str) -> str:
    if len(key) == len("2026-11"):
        first = dt.date.fromisoformat(f"{key}-01")
        return month_words(language, first.year, first.month)
    return day_words(language, dt.date.fromisoformat(key))


def weekday_words(language: Language, day: str) -> str:
    """周四, Thu of thu; a date as it is."""
    name = day.title()
    if name not in WEEKDAYS:
        return day
    return f"周{WEEKDAYS_ZH[WEEKDAYS.index(name)]}" if language == "zh" else name


def hours_words(t: Translator, hours: HoursFound) -> str:
    """Working hours as they are read out: from when, which, and where they differ."""
    since = t("from %(day)s on", day=hours.since) if hours.since else t("unless set otherwise")
    found = [f"{hours.regular} ({since})"]
    for one in hours.exceptions:
        name = weekday_words(t.language, one.day)
        found.append(f"{name} {one.hours or t('no hours')}")
    return t.term("list", ", ").join(found)
