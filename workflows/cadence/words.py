"""Names of weekdays, months and ranks, as they are written and as they are said."""

from workflows.cadence.reader import NUMBER, Reader, chinese, numeral

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
        raise reader.error(f"first to {ordinal(most)}, or last", start)
    return nth


def read_weekday(reader: Reader) -> int | None:
    """fri, Friday, 星期五, 周五: Monday is 0."""
    found = reader.accept(rf"(?:星期|周)([{CHINESE_DAYS}天])|({'|'.join(DAY_WORDS)})(?![a-z0-9])")
    if found is None:
        return None
    in_chinese, in_english = found.groups()
    return DAY_WORDS[in_english.lower()] if in_english else CHINESE_DAYS.index(in_chinese.replace("天", "日"))
