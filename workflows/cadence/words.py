"""Names of weekdays, months and ranks, as they are written and as they are said."""

import datetime as dt
from collections.abc import Iterable

from workflows.cadence.reader import COUNT, NUMBER, Reader, chinese, numeral

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
RANKS = ("first", "second", "third", "fourth", "fifth", "sixth")
LAST = -1

SHORT_DAYS = tuple(name[:3].lower() for name in WEEKDAYS)
DAY_WORDS = {name.lower(): day for day, name in enumerate(WEEKDAYS)} | {
    name: day for day, name in enumerate(SHORT_DAYS)
}
CHINESE_DAYS = "一二三四五六日"
RANK_WORDS = {name: number for number, name in enumerate(RANKS, 1)}


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th."""
    special = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if number % 100 in (11, 12, 13) else special.get(number % 10, 'th')}"


def written_rank(nth: int) -> str:
    """As in canonical forms: first, 2nd, 3rd, last."""
    return {LAST: "last", 1: "first"}.get(nth) or ordinal(nth)


def spoken_rank(nth: int) -> str:
    """As in sentences: first, second, last, 12th."""
    if nth == LAST:
        return "last"
    return RANKS[nth - 1] if nth <= len(RANKS) else ordinal(nth)


def chinese_rank(nth: int) -> str:
    """最后一个, 第二个."""
    return "最后一个" if nth == LAST else f"第{chinese(nth)}个"


def read_rank(reader: Reader) -> int | None:
    """A rank in English or Chinese; LAST for the last, 0 for 第十十个; None if none stands here."""
    if reader.accept(r"last\b|最后一个"):
        return LAST
    found = reader.accept(rf"第{NUMBER}个|(\d{{1,3}})(?:st|nd|rd|th)\b|({'|'.join(RANKS)})\b")
    if found is None:
        return None
    in_chinese, with_suffix, in_words = found.groups()
    return numeral(in_chinese or with_suffix) if in_words is None else RANK_WORDS[in_words.lower()]


def checked_rank(reader: Reader, start: int, nth: int, most: int) -> int:
    """`nth`, read at `start`, if it is LAST or 1 to `most`. Raises CadenceError."""
    if nth != LAST and not 1 <= nth <= most:
        raise reader.error("first or last" if most == 1 else f"first to {ordinal(most)}, or last", start)
    return nth


WEEKDAY = rf"(?:(?:星期|周)?[{CHINESE_DAYS}天]|(?:{'|'.join(DAY_WORDS)})(?![a-z0-9]))"
"""A weekday in a series, where 周 need not be said again."""


def weekday_of(word: str) -> int:
    """The number of a WEEKDAY; Monday is 0."""
    known = DAY_WORDS.get(word.lower())
    return CHINESE_DAYS.index(word[-1].replace("天", "日")) if known is None else known


def read_weekday(reader: Reader) -> int | None:
    """fri, Friday, 星期五, 周五: Monday is 0."""
    found = reader.accept(rf"(?:星期|周)([{CHINESE_DAYS}天])|({'|'.join(DAY_WORDS)})(?![a-z0-9])")
    if found is None:
        return None
    in_chinese, in_english = found.groups()
    return weekday_of(in_chinese or in_english)


DATE = r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)|(\d{4})年(\d{1,2})月(\d{1,2})[日号]"


def read_date(reader: Reader) -> dt.date:
    """Raises CadenceError."""
    start = reader.at
    found = reader.expect(DATE, "a date such as 2026-11-30")
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise reader.error("a date that exists", start) from None


def english_date(day: dt.date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def chinese_date(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def english_list(words: Iterable[str]) -> str:
    """Monday, Wednesday and Friday."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


SPACES = {"day": "days?", "week": "weeks?", "month": "months?"}
CHINESE_SPACES = {"day": "[日天]", "week": "个?星期|周", "month": "个?月"}


def read_space(reader: Reader, noun: str, most: int) -> int | None:
    """`every 3 days`, `every other week`, 每3天, 隔周: how many days, weeks or months, 2 to `most`."""
    start = reader.at
    found = reader.accept(
        rf"every (\d{{1,4}}) {SPACES[noun]}\b|every (other) {noun}\b"
        rf"|每{COUNT}(?:{CHINESE_SPACES[noun]})|每?(隔)(?:{CHINESE_SPACES[noun]})"
    )
    if found is None:
        return None
    in_english, other, in_chinese, skipped = found.groups()
    if other or skipped:
        return 2
    count = numeral(in_english or in_chinese)
    if not 2 <= count <= most:
        raise reader.error(f"2 to {most} {noun}s", start)
    return count


def begins(reader: Reader, expected: str) -> None:
    """The word before the day or month of the first turn. Raises CadenceError, which asks for it."""
    reader.expect(r"from\b|[（(，,]?[自从]", f"from and {expected} of the first turn")


def ascending(reader: Reader, ones: list[tuple[int, int]], expected: str) -> tuple[int, ...]:
    """Numbers with their places, in order. Raises CadenceError where one comes twice."""
    seen: set[int] = set()
    for number, at in ones:
        if number in seen:
            raise reader.error(f"{expected} that was not named yet", at)
        seen.add(number)
    return tuple(sorted(seen))
