"""Numbers of a sheet as its reader sees them: by the number format of their cell.

Days come as 2026-06-30, or with the Chinese words of their format; what a format hides stays hidden.
"""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Context, Decimal

from msgspec import Struct

_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    **dict.fromkeys((14, 15, 27, 30, 36, 50), "yyyy-m-d"),
    **dict.fromkeys((17, 52, 55), "yyyy-m"),
    **dict.fromkeys((16,), "m-d"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35), "h:mm"),
    22: "yyyy-m-d h:mm",
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    **dict.fromkeys((31,), 'yyyy"年"m"月"d"日"'),
    57: 'yyyy"年"m"月"',
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss",
    49: "@",
}
_TOKEN = re.compile(
    '"(?P<quoted>[^"]*)"|\\\\(?P<escaped>.)|_.|\\*.|(?P<elapsed>\\[(?:h+|m+|s+)\\])|\\[[^\\]]*\\]'
    "|(?P<bad>(?<=[0#?])e[+-]|/[ #?0-9]|general|@)|(?P<noon>am/pm|a/p|上午/下午)"
    "|(?P<letters>y+|m+|d+|h+|s+|a{3,4}|e+)|(?P<number>[#0?][#0?,]*(?:\\.[#0?]*)?,*)|(?P<plain>.)",
    re.I | re.S,
)
_WEEKDAYS = "一二三四五六日"
_CHINESE = frozenset("年月日号时点分")
_FIRST, _LAST = 1, 2_958_466  # serial numbers of 1900-01-01 and of the day after 9999-12-31
_WHOLE = 1e15
_WIDE = Context(prec=800)  # digits of the largest number with those of the longest format


class Format(Struct, frozen=True):
    """A number format, taken apart: (kind, text) of its tokens by section: positive, negative, zero."""

    sections: tuple[tuple[tuple[str, str], ...], ...] = ()


GENERAL = Format()


def format_of(code: str) -> Format:
    """Of a code such as 0.0% or yyyy/m/d."""
    sections: list[list[tuple[str, str]]] = [[]]
    for match in _TOKEN.finditer(code[:255]):
        kind = match.lastgroup or "hidden"
        if kind == "plain" and match.group() == ";":
            sections.append([])
        else:
            sections[-1].append((kind, match[kind] if match.lastgroup else ""))
    return Format(tuple(map(tuple, sections)))


def built_in(number: int) -> Format:
    """Of a format that files name by number only, as a Chinese Office shows it."""
    return format_of(_BUILT_IN[number]) if number in _BUILT_IN else GENERAL


def shown(value: float, form: Format, since_1904: bool = False) -> str:
    """What the cell shows. A day out of range comes as its number."""
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    section = _section(value, form)
    kinds = {kind for kind, _ in section}
    if kinds & {"letters", "elapsed", "noon"} and _FIRST <= value + 1 < _LAST:
        return _time(value, section, since_1904)
    if not section and len(form.sections) > 1:
        return ""
    if not section or "bad" in kinds or kinds & {"letters", "elapsed", "noon"}:
        return _general(value)
    # a negative section of its own says the sign by itself
    has_own_sign = value < 0 and len(form.sections) > 1
    return _number(abs(value) if has_own_sign else value, section)


def _section(value: float, form: Format) -> tuple[tuple[str, str], ...]:
    place = 1 if value < 0 else 2 if value == 0 else 0
    numeric = form.sections[:3]
    if not numeric:
        return ()
    return numeric[place] if place < len(numeric) else numeric[0]


def _general(value: float) -> str:
    if value == int(value) and abs(value) < _WHOLE:
        return str(int(value))
    return f"{value:.10g}"


def _number(value: float, section: tuple[tuple[str, str], ...]) -> str:
    percent = sum(text == "%" for kind, text in section if kind == "plain")
    said = False
    parts: list[str] = []
    for kind, text in section:
        if kind == "number" and not said:
            said = True
            parts.append(_digits(abs(value) * 100**percent, text))
        elif kind in ("plain", "quoted", "escaped"):
            parts.append(text)
    sign = "-" if value < 0 and said and any(digit in "123456789" for digit in "".join(parts)) else ""
    return (sign + "".join(parts)).strip()


def _digits(value: float, pattern: str) -> str:
    scaled = pattern.rstrip(",")
    value /= 1000 ** (len(pattern) - len(scaled))
    whole, _, fraction = scaled.partition(".")
    places = len(fraction)
    # by the decimal digits: binary noise must not decide how a half is rounded
    text = f"{Decimal(f'{value:.15g}').quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _WIDE):f}"
    before, _, after = text.partition(".")
    while after and len(after) > fraction.count("0") and after.endswith("0"):
        after = after[:-1]
    before = before.zfill(sum(sign == "0" for sign in whole))
    if "," in whole:
        before = _grouped(before)
    if not whole.count("0"):
        before = "" if before == "0" and after else before
    return f"{before}.{after}" if after else before


def _grouped(digits: str) -> str:
    first = len(digits) % 3
    groups = [digits[at : at + 3] for at in range(first, len(digits), 3)]
    return ",".join([digits[:first], *groups] if first else groups)


def _time(value: float, section: tuple[tuple[str, str], ...], since_1904: bool) -> str:
    moment = _moment(value, since_1904)
    letters = {text.lower()[0] for kind, text in section if kind == "letters"}
    if any(kind == "elapsed" for kind, _ in section):
        minutes = round(value * 24 * 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    words = "".join(text for kind, text in section if kind in ("plain", "quoted", "escaped"))
    if _CHINESE & set(words) or not letters & {"y", "e", "m", "d"}:
        return _spelt(moment, section)
    if letters & {"h", "s"} and "d" not in letters:
        return f"{moment:%H:%M}"
    return _iso(moment, letters)


def _iso(moment: dt.datetime, letters: set[str]) -> str:
    if "d" not in letters:
        # a month is told in words: 2026-06 could be anything
        return f"{moment.year}年{moment.month}月" if letters & {"y", "e"} else f"{moment.month}月"
    clock = f" {moment:%H:%M}" if letters & {"h", "s"} else ""
    return moment.date().isoformat() + clock


def _moment(value: float, since_1904: bool) -> dt.datetime:
    """The first days of 1900 are counted with a 29 February that never was."""
    if since_1904:
        first = dt.datetime(1904, 1, 1)
    else:
        first = dt.datetime(1899, 12, 31) if value < 60 else dt.datetime(1899, 12, 30)
    days, part = divmod(value, 1)
    try:
        return first + dt.timedelta(days=days, seconds=round(part * 86400))
    except OverflowError:
        return dt.datetime.max


def _spelt(moment: dt.datetime, section: tuple[tuple[str, str], ...]) -> str:
    has_noon = any(kind == "noon" for kind, _ in section)
    parts: list[str] = []
    before = ""  # the letter of time before this one
    for place, (kind, text) in enumerate(section):
        if kind in ("plain", "quoted", "escaped"):
            parts.append(text)
        elif kind == "noon":
            parts.append("上午" if moment.hour < 12 else "下午")
        elif kind == "letters":
            letter = text.lower()[0]
            is_minute = letter == "m" and (before == "h" or _next_letter(section, place) == "s")
            parts.append(_letters(moment, "n" if is_minute else letter, len(text), has_noon))
            before = letter
    return "".join(parts).strip()


def _next_letter(section: tuple[tuple[str, str], ...], place: int) -> str:
    return next((text.lower()[0] for kind, text in section[place + 1 :] if kind == "letters"), "")


def _letters(moment: dt.datetime, letter: str, width: int, has_noon: bool) -> str:
    day = _WEEKDAYS[moment.weekday()]
    hour = (moment.hour % 12 or 12) if has_noon else moment.hour
    padded = 2 if width == 2 else 1
    match letter:
        case "y" | "e":
            return f"{moment.year % 100:02}" if letter == "y" and width <= 2 else f"{moment.year:04}"
        case "m" if width > 2:
            return f"{moment.month}月"
        case "d" if width > 2:
            return f"星期{day}"
        case "a":
            return f"星期{day}" if width > 3 else f"周{day}"
        case "m" | "d" | "h" | "n" | "s":
            numbers = {"m": moment.month, "d": moment.day, "h": hour, "n": moment.minute, "s": moment.second}
            return f"{numbers[letter]:0{padded}}"
        case _:
            return ""
