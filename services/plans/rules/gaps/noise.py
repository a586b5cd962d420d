"""Signs that do not belong where they stand: 群体~事件, 我们的`节日, 便利的.就医, 制度,。, 每 周."""

import re
from collections.abc import Iterator

from services.plans.found import Gap
from services.plans.passage import Passage
from services.plans.rules.gaps._words import gap
from services.plans.rules.registry import Example

_NOISE = re.compile(
    "(?<=[一-龥])(?P<lone>[~`^|\\\\¦¬�★☆◆●▲])(?=[一-龥])"
    "|(?<=[一-龥])(?P<stop>[.．])(?=[一-龥])"
    "|(?P<doubled>[，,；;：:、][。，,；;：:、.．]|。[，,；;：:、.．。](?!。)|(?<!。)。。(?!。))"
    "|(?P<blank>每[ \u3000](?=[周月日年季天]))"
    "|(?P<control>[\u0000-\u0008\u200b\u202a-\u202e\u2066-\u2069\ufffd])"
)
_ASCII_OPEN = re.compile("(?m)^[ \\t\u3000]*[一二三四五六七八九十]{1,3}$")
_STAR = re.compile("(?m)(?:^|(?<=\\t))[ \u3000]{0,8}[★☆◆▲●※](?=[一-龥])")
_NAMES = {
    "lone": ("杂乱字符", "A stray sign"),
    "stop": ("多余的点号", "A stray full stop"),
    "doubled": ("标点重复或相连", "Two marks of punctuation in a row"),
    "blank": ("词中有空格", "A blank inside a word"),
    "control": ("看不见的字符", "An invisible character"),
}

EXAMPLES = (
    Example("防止出现群体~等事件。", (("体~等", "noise"),)),
    Example("开展我们的`节日活动,营造便利的.环境。", (("的`节", "noise"), ("的.环", "noise"))),
    Example("落实问责制,。并充实内容,,以评促改。", (("制,。并", "noise"), ("容,,以", "noise"))),
    Example("每 周检查一次。", (("每 周", "noise"),)),
    Example("一.总体要求\n3.5万人……——A·B。”(略)。"),
)


def find(passage: Passage) -> Iterator[Gap]:
    source = passage.source
    yield from _lone_stars(source)
    for match in _NOISE.finditer(source):
        start, end = match.span()
        if match.lastgroup == "stop" and _is_mark(source, start):
            continue
        place = (max(0, start - 1), min(len(source), end + 1))
        if match.lastgroup == "blank":
            place = (start, end + 1)
        words = source[place[0] : place[1]].replace("\n", " ")
        name, name_en = _NAMES[match.lastgroup or "lone"]
        yield gap("noise", *place, f"{name}:“{words}”", f"{name_en}: “{words}”")


def _lone_stars(source: str) -> Iterator[Gap]:
    """A star before one line of all is no list."""
    stars = list(_STAR.finditer(source))
    if len(stars) == 1:
        start, end = stars[0].span()
        words = source[start : end + 6].partition("\n")[0]
        yield gap("noise", start, end + 1, f"杂乱字符:“{words}”", f"A stray sign: “{words}”")


def _is_mark(source: str, position: int) -> bool:
    """一.总体要求: a number with a full stop for its mark."""
    start = source.rfind("\n", max(0, position - 8), position) + 1
    return bool(_ASCII_OPEN.fullmatch(source[max(start, position - 8) : position]))
