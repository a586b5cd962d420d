"""What rules of gaps share: how a mark is shown, and a numeral written."""

import re

from services.plans.found import Gap
from services.plans.outline import Section
from services.plans.passage import Passage

SIGNS = (
    "masked-year",
    "blank-date",
    "impossible-date",
    "censored",
    "unnamed-unit",
    "empty-quotes",
    "noise",
    "blank-number",
)
"""Kinds of gaps that are single signs or words: of two at one place the longer says more."""

BODIES = (
    "省|市|县|区|乡镇|乡|镇|街道|社区|村|局|委员会|委|办公室|办(?![理好公事证案])|厅|部门|部|处|科室|科|单位|公司|集团|厂|医院|学校|小学|中学|幼儿园"
    "|大学|学院|中心|支部|项目部|企业|银行|派出所"
)
BODY = re.compile(f"(?:{BODIES})")
"""What names a body or a place when a name stands before it."""

_SHOWN = 16
_ONES = "零一二三四五六七八九"
_FORMS = {
    "chapter": "第{}章",
    "part": "第{}部分",
    "article": "第{}条",
    "han": "{}、",
    "paren-han": "（{}）",
    "row": "{}",
    "num": "{}.",
    "decimal": ".{}",
    "paren-num": "({})",
    "half": "{})",
    "circled": "第{}个圈码",
    "ordinal": "第{}",
    "count": "{}是",
    "dash": "——",
}
_SPELT = ("chapter", "part", "article", "han", "paren-han", "ordinal", "count")


def gap(kind: str, start: int, end: int, text: str, text_en: str, choices: tuple[str, ...] = ()) -> Gap:
    return Gap(start=start, end=end, kind=kind, text=text, text_en=text_en, choices=choices)


def mark_of(passage: Passage, section: Section) -> str:
    """The mark as the document has it: 3、, （二）, 一是."""
    return passage.source[section.start : section.body].strip(" \t\u3000,，:：")


def mark_with(passage: Passage, like: Section, value: int) -> str:
    """The mark of another number in the style of one that stands in the document."""
    own = mark_of(passage, like)
    written, other = numeral(like.value), numeral(value)
    if like.kind in _SPELT and written in own:
        return own.replace(written, other, 1)
    if str(like.value) in own:
        return own.replace(str(like.value), str(value), 1)
    if like.kind == "circled" and 1 <= value <= 20:
        return chr(ord("①") + value - 1)
    if like.kind == "letter":
        return f"{chr(ord('A') + value - 1)}."
    return _FORMS[like.kind].format(other if like.kind in _SPELT else value)


def numeral(value: int) -> str:
    """In Chinese, of 1 to 99."""
    tens, ones = divmod(value, 10)
    head = "" if not tens else ("十" if tens == 1 else _ONES[tens] + "十")
    return head + (_ONES[ones] if ones or not tens else "")


def shown(passage: Passage, start: int, end: int) -> str:
    """At most 16 characters of a place, on one line."""
    words = passage.source[start:end].replace("\n", " ").strip()
    return words if len(words) <= _SHOWN else words[:_SHOWN] + "…"
