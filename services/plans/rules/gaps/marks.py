"""Numbering that one document writes in several ways: “1. ” and “1.”, “一，” and “一、”, 首先 … 其三."""

import itertools
import re
from collections.abc import Iterator

from services.plans.found import Gap
from services.plans.outline import Section
from services.plans.passage import Passage
from services.plans.rules.gaps._words import gap, mark_of
from services.plans.rules.registry import Example

_KINDS = ("han", "paren-han", "num", "paren-num")

EXAMPLES = (
    Example("1. 学习\n2. 检查\n3.总结", (("3.", "mixed-marks"),)),
    Example("一、目标\n二，任务\n三、保障", (("二，", "mixed-marks"),)),
    Example("首先，动员。其次，检查。其三，总结。", (("其三，", "mixed-marks"),)),
    Example("（一）学习\n（二)检查", (("（二)", "mixed-marks"),)),
    Example("一、目标\n1.争先\n2.创优\n二、任务\n1、学习\n2、检查"),
    Example("1. 学习\n2. 检查\n一、目标\n二、任务"),
)


def find(passage: Passage) -> Iterator[Gap]:
    for kind in _KINDS:
        marks = [section for section in passage.sections if section.kind == kind]
        other = _other_sign(passage, marks) or _other_form(passage, marks)
        if other:
            yield _mixed(passage, *other)
    yield from _first_mixed(passage)


def _sign(passage: Passage, section: Section) -> str:
    """The mark without its number and blanks, in half width: 、 or . or ()."""
    return re.sub("[0-9一二三四五六七八九十 ]+", "", passage.text[section.start : section.body].rstrip())


def _form(passage: Passage, section: Section) -> tuple[bool, str, str]:
    """Width of its digits, width of its signs, blank after it (at the end of a line it shows none)."""
    mark = passage.source[section.start : section.body]
    blank = mark[len(mark.rstrip(" \t\u3000")) :][:1]
    line_ends = passage.source[section.body : section.body + 1] in ("", "\n")
    bare = re.sub("[0-9０-９一二三四五六七八九十 \t\u3000]+", "", mark)
    return bool(re.search("[０-９]", mark)), bare, "" if line_ends else blank


def _other_sign(passage: Passage, marks: list[Section]) -> tuple[Section, Section] | None:
    """Two neighbours of one list with different signs: “一，” before “二.”."""
    for first, second in itertools.pairwise(marks):
        if second.value == first.value + 1 and _sign(passage, first) != _sign(passage, second):
            return first, second
    return None


def _other_form(passage: Passage, marks: list[Section]) -> tuple[Section, Section] | None:
    """The first mark that is written as none before it with the same sign."""
    first: dict[str, Section] = {}
    for section in marks:
        before = first.setdefault(_sign(passage, section), section)
        if _form(passage, before) != _form(passage, section):
            return before, section
    return None


def _mixed(passage: Passage, first: Section, second: Section) -> Gap:
    before = passage.source[first.start : first.body].rstrip("\n")
    words = passage.source[second.start : second.body].rstrip("\n")
    return gap(
        "mixed-marks",
        second.start,
        second.start + len(words.rstrip()),
        f"同级编号写法不一:前面是“{before}”,这里是“{words}”",
        f"Numbers of one kind are written in two ways: “{before}” before, “{words}” here",
    )


def _first_mixed(passage: Passage) -> Iterator[Gap]:
    """首先、其次 go on with 再次、最后; 其三 counts in another way."""
    words = [
        (section, mark_of(passage, section)) for section in passage.sections if section.kind == "ordinal"
    ]
    spoken = any(word.startswith(("首先", "其次")) for _, word in words)
    for section, word in words:
        counted = word.startswith("其") and section.value > 2
        if spoken and counted:
            yield gap(
                "mixed-marks",
                section.start,
                section.body,
                f"“首先、其次”之后用“{word}”:顺序词写法不一",
                f"“{word}” after 首先 and 其次: two ways of counting in one list",
            )
            return
