"""The frame of a document: title, closing signature, contacts, annexes, notes on its publication."""

import re
from collections.abc import Iterator

from services.plans.document import Line
from services.plans.found import Aside
from services.plans.passage import Passage
from services.plans.rules.asides._words import aside
from services.plans.rules.registry import Example

_TITLE_LINES = 4
_TITLE = re.compile(
    "[^。;,]{2,60}(?:计划|方案|要点|安排|意见|规划|措施|通知|清单|分工|制度|办法|细则|日志|周报|月报|纪要|预案|规程|台账|安排表|一览表)(?:表)?(?:\\([^)]{1,20}\\))?"
)
_SUBTITLE = re.compile(
    "\\([^)]{2,60}\\)|-{1,2}[^。;]{2,40}|[^。;,\\n]{2,12}[ ]?[〔\\[(]20[0-9]{2}[\\])][ ]?(?:第)?[0-9]{1,4}号"
)
_DIGIT = "[0-9二〇零一三四五六七八九十xX×_*]"
_DATE = re.compile(f"{_DIGIT}{{1,4}} ?年 ?{_DIGIT}{{1,4}} ?月(?: ?{_DIGIT}{{1,4}} ?[日曰])?(?:印发)?")
_ISSUER = re.compile("[一-龥A-Za-z0-9·×*_() ]{2,40}")
_SIGNED = 160  # characters from the end in which a signature stands
_CONTACT = re.compile(
    "\\(?(?:联系人|联系电话|联系方式|咨询电话|监督电话|举报电话|值班电话|电子邮箱|邮箱|传真|电话)[:及和、]?[^。\\n]{0,80}[。)]?"
)
_REFERENCE = re.compile(
    "(?:附件?[0-9一二三四五六七八九十]{0,2}:[^\\n]{1,80}|附件[0-9]{0,2}|\\(?此件(?:公开|主动公开|依申请公开|不予公开)[^\\n]{0,10}|\\(?此页无正文\\)?|抄送:[^\\n]{1,120}"
    "|特此(?:通知|报告|函告)[。!]?|主题词:[^\\n]{1,60}|信息公开(?:选项|属性):[^\\n]{1,20}|\\(?(?:未完待续|完)\\)?)"
)
_CLOSING = re.compile(
    "(?:以上[^。]{0,12})?请(?:各[^,。]{1,12})?(?:认真)?(?:贯彻|遵照|抓好|结合实际|参照)[^,。]{0,12}(?:执行|落实)[。!]?"
)

EXAMPLES = (
    Example(
        "河口镇2025年安全生产工作计划\n一、任务\n开会。\n河口镇人民政府\n2025年1月3日",
        (
            ("河口镇2025年安全生产工作计划", "title"),
            ("河口镇人民政府\n2025年1月3日", "signature"),
        ),
    ),
    Example(
        "联系人:王敏,电话:88012345。\n附件:任务清单\n(此件公开发布)",
        (
            ("联系人:王敏,电话:88012345。", "contact"),
            ("附件:任务清单", "reference"),
            ("(此件公开发布)", "reference"),
        ),
    ),
    Example("一、建立联系人制度\n各单位确定联系人。"),
)


def find(passage: Passage) -> Iterator[Aside]:
    found = [*_title(passage), *_lines(passage), *_signature(passage)]
    yield from sorted(found, key=lambda one: one.start)


def _title(passage: Passage) -> Iterator[Aside]:
    marked = {section.start for section in passage.sections if section.value}
    for line in passage.document.lines[:_TITLE_LINES]:
        start, end = passage.trimmed(line.start, line.end)
        if (
            start in marked
            or _REFERENCE.match(passage.text, start, end)
            or _CONTACT.match(passage.text, start, end)
        ):
            return
        words = passage.text[start:end]
        if "\t" in words:
            continue
        if _TITLE.fullmatch(words) or _SUBTITLE.fullmatch(words):
            yield aside("title", start, end)


def _lines(passage: Passage) -> Iterator[Aside]:
    """Clauses that open a line or a sentence."""
    for form, reason in ((_CONTACT, "contact"), (_REFERENCE, "reference"), (_CLOSING, "reference")):
        for match in form.finditer(passage.text):
            before = passage.text[max(0, match.start() - 1) : match.start()]
            opens = not before or before in "。;\n\t ("
            if form is _CONTACT:
                named = ":" in match.group()
                numbered = any(map(str.isdecimal, match.group()))
                opens = (opens and named) or (numbered and before in ("", "\n"))
            elif form is _REFERENCE:
                opens = opens and passage.text[match.end() : match.end() + 1] in ("", "\n", " ", ")")
            if opens:
                yield aside(reason, *passage.trimmed(*match.span()))


def _signature(passage: Passage) -> Iterator[Aside]:
    """The day at the end, with the issuer's line before it."""
    lines = passage.document.lines
    for place in range(len(lines) - 1, max(-1, len(lines) - 6), -1):
        start, end = passage.trimmed(lines[place].start, lines[place].end)
        if len(passage.text.rstrip()) - start > _SIGNED:
            return
        match = _DATE.search(passage.text, start, end)
        if match is None or match.end() < end or not _is_issuer(passage.text[start : match.start()]):
            continue
        yield aside("signature", _issuers(passage, lines, place), end)
        return


def _issuers(passage: Passage, lines: tuple[Line, ...], place: int) -> int:
    """Where the lines of issuers above the day begin."""
    start = passage.trimmed(lines[place].start, lines[place].end)[0]
    marked = {section.start for section in passage.sections}
    for above in range(place - 1, max(-1, place - 4), -1):
        first, last = passage.trimmed(lines[above].start, lines[above].end)
        words = passage.text[first:last]
        if first in marked or last - first > 40 or not _ISSUER.fullmatch(words):
            break
        start = first
    return start


def _is_issuer(words: str) -> bool:
    return not words.strip() or bool(_ISSUER.fullmatch(words))
