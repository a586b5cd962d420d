"""Numbering marks of a Chinese document: where each candidate stands and what number it carries.

Offsets point into the source as it is: nothing is normalised, half and full width are read side by side.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

# from the widest to the narrowest; the rank of a class in a document is its place among those present
RANKED = ("chapter", "part", "article", "han", "paren-han", "num", "decimal", "paren-num", "half", "circled")
SPOKEN = ("ordinal", "count")  # 首先 … 其次 …, 一是 … 二是 …: one level below what they stand under


class Marker(Struct, frozen=True):
    """A candidate: `value` is its number, [start, body) the mark itself with its blanks.

    `inline`: it does not open a line. `chapter` is the first number of a decimal mark, 2 of 2.1.
    """

    kind: str
    value: int
    start: int
    body: int
    inline: bool
    chapter: int = 0


_HAN = "[一二三四五六七八九十]{1,3}"
_DIGITS = "[0-9０-９]{1,2}"
_BLANK = "[ \\t\\u3000]*"
_UNIT = "季度|年级|个?月|年|级|线|类|号|日|期|批|周|产业|中全会"
_YEAR = "20(?:[0-9]{2}|[0-9]?[_xX×*＊○]{1,2})_?年"

_RANKED_FORMS = {
    "chapter": f"第(?P<chapter>{_HAN})[章篇编]",
    "part": f"第(?P<part>{_HAN})(?:部分|节)",
    "article": f"第(?P<article>{_HAN})条",
    "han": f"(?P<han>{_HAN})[、.．，,](?!{_HAN}(?:{_UNIT}))",
    "paren-han": f"[（(]{_BLANK}(?P<paren_han>{_HAN}){_BLANK}[）)][、.．]?|(?P<paren_han_sign>[㈠-㈩])",
    "decimal": "(?P<decimal>[0-9]{1,2}(?:[.．][0-9]{1,2}){1,3})(?![0-9年月日%％.．])[、.．]?",
    "num": f"(?P<num>{_DIGITS})(?:、|[.．，,](?![0-9０-９])|[.．](?={_YEAR}))|(?P<num_sign>[⒈-⒛])",
    "paren-num": f"[（(]{_BLANK}(?P<paren_num>{_DIGITS}){_BLANK}[）)][、.．]?|(?P<paren_num_sign>[⑴-⒇])",
    "half": f"(?P<half>{_DIGITS})[）)][、.．]?",
    "circled": "(?P<circled_sign>[①-⑳])[、.．]?",
}
_SIGNS = {"paren_han_sign": "㈠", "num_sign": "⒈", "paren_num_sign": "⑴", "circled_sign": "①"}
_ORDINAL = (
    f"(?P<ordinal>首先|其次|再次|最后|其{_HAN}|第{_HAN}(?=[，,：:是]|、(?!第)|阶段|步))(?:是|[，,、：:])?"
)
_COUNT = f"(?P<count>{_HAN})(?:是(?!否)|要(?![素点件害务闻领]|{_HAN}不))[，,：:]?"
_ANY = re.compile(
    "|".join([*(f"(?:{form}){_BLANK}" for form in _RANKED_FORMS.values()), f"{_ORDINAL}", f"{_COUNT}"])
)
_NUMERALS = {sign: number for number, sign in enumerate("一二三四五六七八九", 1)}
_WORDS = {"首先": 1, "其次": 2, "再次": 3, "最后": 99}
_LINE_START = re.compile("(?m)^[ \\t\\u3000\\ufeff]*")
_BREAKS = "。；;：:！!？?"
_PAUSES = _BREAKS + "，,、"


def candidates(source: str) -> Iterator[Marker]:
    """All marks that open a line, follow punctuation or follow another mark, in order of place."""
    starts = {match.end() for match in _LINE_START.finditer(source)}
    after_mark = -1
    position = 0
    while match := _ANY.search(source, position):
        start, body = match.span()
        inline = start not in starts
        marker = _marker(match, inline)
        if marker is None or (inline and start != after_mark and not _may_follow(source, start, marker.kind)):
            position = start + 1
            continue
        yield marker
        after_mark = position = body


def number(numeral: str) -> int:
    """Value of a Chinese numeral below 100, or of digits of any width; 0 for anything else."""
    if numeral.isdecimal():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return _NUMERALS.get(numeral, 0)
    return _NUMERALS.get(tens, 0 if tens else 1) * 10 + _NUMERALS.get(ones, 0)


def _marker(match: re.Match[str], inline: bool) -> Marker | None:
    group = match.lastgroup or ""
    found = match[group]
    if group.endswith("_sign"):
        value = ord(found) - ord(_SIGNS[group]) + 1
    elif group == "ordinal":
        value = _WORDS.get(found) or number(found[1:])
    elif group == "decimal":
        parts = re.split("[.．]", found)
        return Marker(group, int(parts[-1]), match.start(), match.end(), inline, int(parts[0]))
    else:
        value = number(found)
    kind = group.removesuffix("_sign").replace("_", "-")
    return Marker(kind, value, match.start(), match.end(), inline) if value else None


def _may_follow(source: str, start: int, kind: str) -> bool:
    """Whether the text before `start` can end a clause, so that a mark inside a line is believable."""
    before = source[max(0, start - 3) : start].rstrip(" \t\u3000”’」』》）)")
    if not before or before[-1] == "\n":
        return True
    return before[-1] in (_PAUSES if kind == "count" else _BREAKS)
