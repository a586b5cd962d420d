"""Quotation marks and brackets that open and do not close, or close and have not opened, in one paragraph."""

import re
from collections.abc import Iterator

from services.plans.document import Line
from services.plans.found import Gap
from services.plans.passage import Passage
from services.plans.rules.gaps._words import gap
from services.plans.rules.registry import Example

_PAIRS = {"”": "“", "》": "《", "）": "（", "」": "「", "】": "【", ")": "("}
_OPENING = tuple(_PAIRS.values())
_SIGNS = re.compile("[“”《》（）()「」【】]")
_MARK_BEFORE = re.compile(
    "(?:^|[ \\t\u3000。；;：:，,、])(?:[0-9０-９]{1,3}|[a-zA-Z]|[一二三四五六七八九十]{1,3}|[①-⑳])$"
)
_DEEPEST = 20

EXAMPLES = (
    Example("建设“众创空间。", (("“众创空间。", "unpaired"),)),
    Example("落实《安全生产法的要求,张贴公告。", (("《安全生产法的要求", "unpaired"),)),
    Example("由办公室负责），", (("由办公室负责）", "unpaired"),)),
    Example("填好“安全“零事故”日报表”。", (("“零事故”日", "unpaired"),)),
    Example("1)做好“扫黄打非”工作(含网络);2）落实《办法（试行）》。"),
    Example("混用的（括号)也成对。"),
)


def find(passage: Passage) -> Iterator[Gap]:
    for line in passage.document.lines:
        yield from _in_line(passage, line)


def _in_line(passage: Passage, line: Line) -> Iterator[Gap]:
    source, opened = passage.source, list[int]()
    for match in _SIGNS.finditer(source, line.start, line.end):
        sign, at = match.group(), match.start()
        if sign in _OPENING:
            if sign == "“" and any(source[before] == "“" for before in opened):
                yield _nested(passage, at, line.end)
            opened.append(at)
            if len(opened) > _DEEPEST:
                return
        elif opened and _one(source[opened[-1]]) == _one(_PAIRS[sign]):
            opened.pop()
        elif opened and any(_one(source[before]) == _one(_PAIRS[sign]) for before in opened):
            while _one(source[before := opened.pop()]) != _one(_PAIRS[sign]):
                yield _unclosed(passage, before, line.end)
        elif not _MARK_BEFORE.search(source[max(line.start, at - 5) : at]):
            start = max(line.start, at - 6)
            words = source[start : at + 1]
            yield gap(
                "unpaired",
                start,
                at + 1,
                f"“{words}”中的“{sign}”没有前一半",
                f"“{sign}” in “{words}” has nothing that opens it",
            )
    for at in opened:
        yield _unclosed(passage, at, line.end)


def _nested(passage: Passage, at: int, last: int) -> Gap:
    words = passage.source[at : min(last, at + 6)]
    return gap(
        "unpaired",
        at,
        at + len(words),
        f"引号里又用了同样的引号:“{words}…”",
        f"Quotation marks of one kind stand inside each other: “{words}…”",
    )


def _one(sign: str) -> str:
    """Half and full width brackets close each other."""
    return {"(": "（", ")": "）"}.get(sign, sign)


def _unclosed(passage: Passage, at: int, last: int) -> Gap:
    end = min(last, at + 9)
    stop = re.search("[,;\\n\\t]", passage.text[at:end])
    end = at + stop.start() if stop and stop.start() > 1 else end
    words = passage.source[at:end]
    return gap(
        "unpaired",
        at,
        end,
        f"“{words}”中的“{passage.source[at]}”没有后一半",
        f"“{passage.source[at]}” in “{words}” is not closed",
    )
