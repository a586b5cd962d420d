"""What all rules of cadences share: the clause that is shown, and the words that bind nobody."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from services.plans.found import CadenceWords
from services.plans.passage import PAUSES, Passage
from services.plans.rules.date_points import Point

REACH = 36
"""Characters on each side of the words of time that a clause may have."""

_ENDS = PAUSES + "()|"
_WISHES = "进步|变化|微笑|收获|提高|提升|进展|成长|精彩|快乐|惊喜|突破|新意|好心情|新气象|新面貌|感受|样|台阶"
_WISH = re.compile(
    f"都?(?:能|会|要|应)?(?:有|是|充满|享受|保持|感受到?|看得见|绷紧)[^,。;:\\n“”]{{0,6}}?(?:{_WISHES})"
    "|[^,。;:\\n“”]{0,4}一点|都快乐|绷紧"
)
_INSTITUTION = re.compile(
    "(?:[、和及]?“[^“”\\n]{1,12}”){0,3}等?[ \\t]*的?(?:[一-龥]{0,6}?(?:制度?|机制|例会|要求|规定|办法"
    "|模式|原则|频次)|工作法|活动|行动"
    "|调度|通报|督查|督导)"
)
_CARRIED_OUT = re.compile(
    "(?:实行|执行|落实|坚持|推行|建立|按照?|采取|健全|完善|开展|做到|实施|严格)[一-龥]{0,4}$"
)
_RECURRING = re.compile(
    "每|[日天周旬月季年][一-龥]{1,4}[、,][日天周旬月季年]|[日天周旬月季年]一|[一半][日天周旬月季年]"
)
_HABIT = re.compile(
    "(?:(?:多年来|近年来|年以来|一直以来|历年来?|长期以来)[^。;\\n]{0,24}"
    "|(?:过去|去年|前年|上年度?|上学期)[^,。;\\n]{0,24})$"
)
_LOOKING_BACK = re.compile(
    "完成情况|[上本][周月](?:工作)?进展|回顾|上(?:半年|学期|年度)(?:工作)?(?:总结|小结|情况)|上[周月年]工作"
    "|[本上][周月年](?:工作)?(?:总结|小结)|开展情况|成效|取得的?成[绩效]"
    "|基本情况|情况分析|现状|^存在的?(?:主要)?(?:问题|不足)$"
)
_ABOVE = 40  # sections that are looked at for the headings above one
_DONE = re.compile("[^,。;\\n]{0,14}?[开展行办织成加施立发起动建会看收到查训](?:了|过)(?!程|关|渡|硬|去)")


def saying(
    passage: Passage,
    start: int,
    end: int,
    kind: str,
    detail: str = "",
    *,
    cadence: str = "",
    anchor: str = "",
    doubt: str = "",
    choices: tuple[str, ...] = (),
) -> CadenceWords:
    """The clause around the words of time at [start, end), which are kept apart."""
    first, last = clause(passage, start, end)
    return CadenceWords(
        start=first,
        end=last,
        kind=kind,
        detail=detail,
        cadence=cadence,
        anchor=anchor,
        doubt=doubt,
        choices=choices,
        word_start=start,
        word_end=end,
    )


def clause(passage: Passage, start: int, end: int) -> tuple[int, int]:
    """[start, end) widened to the marks around it, but not by more than REACH on a side."""
    text, first, last = passage.text, start, end
    while first > max(0, start - REACH) and not _ends(text, first - 1):
        first -= 1
    while last < min(len(text), end + REACH) and not _ends(text, last):
        last += 1
    return passage.trimmed(first, last)


def _ends(text: str, position: int) -> bool:
    """Whether a clause ends with a mark; the colon of 18:00 ends none."""
    if text[position] not in _ENDS:
        return False
    return text[position] != ":" or not (
        text[position - 1 : position].isdecimal() and text[position + 1 : position + 2].isdecimal()
    )


def is_silent(passage: Passage, start: int, end: int) -> bool:
    """Whether words of time are of a slogan, a title, a wish or the past."""
    return is_quoted(passage, start) or is_wish(passage, end) or is_past(passage, start, end)


def is_quoted(passage: Passage, position: int) -> bool:
    """In 《》 always; in “” unless they name a rule that is carried out (“每日一查”制度)."""
    around = passage.quoted(position)
    if around is None:
        return False
    first, last = around
    if passage.text[first] == "《":
        return True
    if _INSTITUTION.match(passage.text, last):
        return False
    inside, before = passage.text[first:last], passage.text[max(0, first - 8) : first]
    return not (_CARRIED_OUT.search(before) and _RECURRING.search(inside) and not _WISH.search(inside))


def is_wish(passage: Passage, end: int) -> bool:
    return bool(_WISH.match(passage.text, end))


def is_past(passage: Passage, start: int, end: int) -> bool:
    text = passage.text
    if _HABIT.search(text[max(0, start - 40) : start]) or _DONE.match(text, end):
        return True
    return any(_LOOKING_BACK.search(heading) for heading in headings(passage, start))


def headings(passage: Passage, position: int) -> Iterator[str]:
    """The first line of the section at a position, and of those above it."""
    at = bisect_right(passage.sections, position, key=lambda section: section.start) - 1
    level = 99
    for section in reversed(passage.sections[max(0, at - _ABOVE) : at + 1]):
        if section.level < level:
            level = section.level
            yield re.split("[。,;:\\n]", passage.text[section.body : section.body + 30], maxsplit=1)[0]


def day_of(point: Point) -> str:
    """A form of workflows.cadence for a day: once in its stated year, else each year."""
    if not point.exists():
        return ""
    if point.told == "stated":
        return f"once {point.year:04}-{point.month:02}-{point.day:02}"
    return f"on {point.month}-{point.day:02}"
