"""Numbering marks of a Chinese document: where each candidate stands and what number it carries.

Offsets point into the source as it is: nothing is normalised, half and full width are read side by side.
"""

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

# from the widest to the narrowest; the rank of a class in a document is its place among those present
RANKED = (
    "hash-1",
    "hash-2",
    "hash-3",
    "chapter",
    "part",
    "article",
    "han",
    "paren-han",
    "letter",
    "row",
    "num",
    "decimal",
    "decimal-3",
    "decimal-4",
    "paren-num",
    "half",
    "circled",
)
# 首先 … 其次 …, 一是 … 二是 …, —— … —— …: one level below what they stand under
SPOKEN = ("ordinal", "count", "dash")


class Marker(Struct, frozen=True):
    """A candidate: `value` is its number, [start, body) the mark itself with its blanks.

    `inline`: it does not open a line. `chapter`: what stands before the last number of a decimal mark,
    2.1 of 2.1.3.
    `weak`: it may be something else (6.4月, 三 要求): only its place in a numbering tells.
    """

    kind: str
    value: int
    start: int
    body: int
    inline: bool
    chapter: str = ""
    weak: bool = False


_HAN = "[一二三四五六七八九十]{1,3}"
_DIGITS = "[0-9０-９]{1,2}"
_BLANK = "[ \\t\\u3000]*"
_UNIT = "季度|年级|个?月|年|级|线|类|号|日|期|批|周|产业|中全会"
_DATE_OR_PHONE = "20[0-9]?[_xX×*＊○]{1,2}_?年|[0-9]{1,2}月|[0-9]{3}"

_RANKED_FORMS = {
    "chapter": f"第(?P<chapter>{_HAN})[章篇编]",
    "part": f"第(?P<part>{_HAN})(?:部分|节)",
    "article": f"第(?P<article>{_HAN})条",
    "han": f"(?P<han>{_HAN})(?:[、.．，,]|(?=[ \\u3000]+[^\\s]))",
    "paren-han": f"[（(]{_BLANK}(?P<paren_han>{_HAN}){_BLANK}[）)][、.．]?|(?P<paren_han_sign>[㈠-㈩])",
    "decimal": "(?P<decimal>[0-9]{1,2}(?:[.．][0-9]{1,2}){1,3})(?![0-9年月日%％.．])[、.．]?",
    "letter": "(?P<letter>[A-Z])[、.．](?![A-Za-z0-9])",
    "row": "(?P<row>[0-9]{1,3})(?=\t)",
    "num": f"(?P<num>{_DIGITS})(?:、|[.．，,](?![0-9０-９])|[.．](?={_DATE_OR_PHONE}))|(?P<num_sign>[⒈-⒛])",
    "paren-num": f"[（(]{_BLANK}(?P<paren_num>{_DIGITS}){_BLANK}[）)][、.．]?|(?P<paren_num_sign>[⑴-⒇])",
    "half": f"(?P<half>{_DIGITS})[）)][、.．]?",
    "circled": "(?P<circled_sign>[①-⑳])[、.．]?",
}
_SIGNS = {"paren_han_sign": "㈠", "num_sign": "⒈", "paren_num_sign": "⑴", "circled_sign": "①"}
_ORDINAL = (
    f"(?P<ordinal>首先|其次|再次|最后|其{_HAN}|第{_HAN}(?=[，,：:是]|、(?!第)|阶段|步))(?:是|[，,、：:])?"
)
_COUNT = f"(?P<count>{_HAN})(?:是(?!否)|要(?![素点件害务闻领]|{_HAN}不))[，,：:]?"
_DASH = "(?P<dash>—{1,2}|--|[●■◆▪◇□▲]|[*-](?=[ \\t]))"
_HASH = "(?P<hash>#{1,3})(?=[ \\t]*[^#\\s])"
_ANY = re.compile(
    "|".join([*(f"(?:{form}){_BLANK}" for form in _RANKED_FORMS.values()), _ORDINAL, _COUNT, _DASH, _HASH])
)
_COUNTED = re.compile(f"(?P<next>{_HAN})(?:{_UNIT})")
_HASHES = ("hash-1", "hash-2", "hash-3")
_FUSED = ("paren-han", "num", "paren-num", "circled")
_LINE_ONLY = ("letter", "dash", "hash-1", "hash-2", "hash-3")
_HAN_AROUND = re.compile("[一-龥]{2}")
_JOINED = ("其次", "再次", "最后")
_NUMERALS = {sign: number for number, sign in enumerate("一二三四五六七八九", 1)}
_WORDS = {"首先": 1, "其次": 2, "再次": 3, "最后": 99}
_LINE_START = re.compile("(?m)^[ \\t\\u3000\\ufeff~>]*")
_TAIL = re.compile("[ \\t\\u3000”’」』》）)\\ue000-\\uf8ff]+$")  # fonts put their own signs into private use
_BREAKS = "。；;：:！!？?"
_PAUSES = _BREAKS + "，,、"


def candidates(source: str) -> Iterator[Marker]:
    """All marks that open a line, follow punctuation, another mark or a heading fused to them, by place."""
    starts = {match.end() for match in _LINE_START.finditer(source)}
    after_mark = -1
    position = dashes = hashes = 0
    while match := _ANY.search(source, position):
        start, body = match.span()
        marker = _marker(match, start not in starts)
        if marker is None or not _is_placed(source, marker, after_mark):
            position = start + 1
            continue
        if marker.kind == "dash":
            dashes += 1
            marker = replace(marker, value=dashes)
        elif marker.kind in RANKED:
            dashes = 0
            hashes += marker.kind in _HASHES
            marker = replace(marker, value=hashes) if marker.kind in _HASHES else marker
        yield marker
        after_mark = position = body


def _is_placed(source: str, marker: Marker, after_mark: int) -> bool:
    if not marker.inline or marker.start == after_mark:
        return True
    if marker.weak or marker.kind in _LINE_ONLY:
        return False
    return _may_follow(source, marker) or may_be_fused(source, marker)


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
    if group == "dash":
        return Marker(group, 1, match.start(), match.end(), inline)
    if group == "hash":
        return Marker(f"hash-{len(found)}", 1, match.start(), match.end(), inline)
    if group.endswith("_sign"):
        value = ord(found) - ord(_SIGNS[group]) + 1
    elif group == "ordinal":
        value = _WORDS.get(found) or number(found[1:])
    elif group == "decimal":
        *chapter, last = re.split("[.．]", found)
        kind = group if len(chapter) == 1 else f"{group}-{len(chapter) + 1}"
        return Marker(kind, int(last), match.start(), match.end(), inline, ".".join(chapter))
    elif group == "letter":
        value = ord(found) - ord("A") + 1
    else:
        value = number(found)
    kind = group.removesuffix("_sign").replace("_", "-")
    if not value or (kind == "han" and _is_counted(match, value)):
        return None
    return Marker(kind, value, match.start(), match.end(), inline, weak=_is_weak(match, kind))


def _is_counted(match: re.Match[str], value: int) -> bool:
    """一、二季度 counts quarters; 二、一周常规 is a heading."""
    follower = _COUNTED.match(match.string, match.end())
    return follower is not None and number(follower["next"]) == value + 1


def _is_weak(match: re.Match[str], kind: str) -> bool:
    if kind == "han":
        return match.string[match.end("han")] in " \u3000"
    if kind == "row":
        return True
    return kind == "num" and match.string[match.end() : match.end() + 1].isdecimal()


def _may_follow(source: str, marker: Marker) -> bool:
    """Whether the text before a mark can end a clause, so that a mark inside a line is believable."""
    start = marker.start
    if source[start - 1] == "\t" or _goes_on_bare(source, marker):
        return True
    before = _TAIL.sub("", source[max(0, start - 3) : start])
    if not before or before[-1] == "\n":
        return True
    joined = marker.kind == "count" or source.startswith(_JOINED, start)
    return before[-1] in (_PAUSES if joined else _BREAKS)


def _goes_on_bare(source: str, marker: Marker) -> bool:
    """…管控2、做好…: a number fused to the words before it; whether one came before is told later."""
    around = source[marker.start - 1] + source[marker.body : marker.body + 1]
    return marker.kind == "num" and marker.value > 1 and bool(_HAN_AROUND.fullmatch(around))


def may_be_fused(source: str, marker: Marker) -> bool:
    """Whether the first of a numbering may follow a heading without any punctuation: 三、措施（一）办好…"""
    return marker.value == 1 and marker.kind in _FUSED and source[marker.start - 1] not in _PAUSES + "\t"
