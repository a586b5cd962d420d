"""Headings that end in the middle of their words, and unnumbered ones between numbered ones."""

import re
from collections.abc import Iterator

from services.plans.found import Gap
from services.plans.outline import Section
from services.plans.passage import Passage
from services.plans.rules.gaps._words import gap, shown
from services.plans.rules.registry import Example

_LONGEST = 24
_FAR = 300  # sections below a heading, at most
_OPEN_END = re.compile(
    "[的与及对把在以为将并使让向从由于、:]$|[和或](?<!缓和)(?<!温和)(?<!总和)(?<!调和)(?<!饱和)$"
)
_NO_OBJECT = re.compile(
    "(?:开展|举办|组织|举行|实施|深化|开好)(?:好|了)?(?:社会|群众性?|专项|各类|各项|有关|相关|主题|系列|全面|重点|多种|丰富多彩|特色|基层)$"
)
_BARE_VERB = re.compile(
    "^(?:进一步|积极|全面|大力|切实|不断|深入)(?:加强|开展|推进|完善|落实|提高|健全|做好|抓好|组织|实施|强化)$"
)

EXAMPLES = (
    Example("一、广泛动员\n开会。\n二、扎实组织专项\n办活动。", (("二、扎实组织专项", "truncated-heading"),)),
    Example("一、强化组织领导与\n开会。", (("一、强化组织领导与", "truncated-heading"),)),
    Example(
        "一、目标\n1、争先。\n2、创优。\n主要工作:\n1、学习。\n2、检查。\n二、要求\n1、严格。",
        (("主要工作:", "unnumbered-heading"),),
    ),
    Example("一、开展社会调查\n二、回报社会\n三、和谐温和"),
    Example("九月份:\n1、开学。\n2、体检。\n十月份:\n1、运动会。\n2、家长会。"),
)


def find(passage: Passage) -> Iterator[Gap]:
    for place, section in enumerate(passage.sections):
        if section.value:
            yield from _truncated(passage, section)
        elif _between_numbers(passage.sections, place):
            yield _unnumbered(passage, section)


def _truncated(passage: Passage, section: Section) -> Iterator[Gap]:
    """Only what fills its line can be a heading."""
    end = passage.text.find("\n", section.body, section.body + _LONGEST + 1)
    if end < 0:
        end = len(passage.text)
    start, end = passage.trimmed(section.body, end)
    words = passage.text[start:end]
    if (
        not words
        or len(words) > _LONGEST
        or not any(form.search(words) for form in (_OPEN_END, _NO_OBJECT, _BARE_VERB))
    ):
        return
    if words.endswith(":"):
        return
    full = shown(passage, section.start, end)
    yield gap(
        "truncated-heading",
        section.start,
        end,
        f"标题“{full}”似不完整:后面是什么?",
        f"The heading “{full}” looks cut off: how does it go on?",
    )


def _unnumbered(passage: Passage, section: Section) -> Gap:
    end = passage.text.find("\n", section.start)
    end = section.end if end < 0 else min(end, section.end)
    words = shown(passage, section.start, end)
    return gap(
        "unnumbered-heading",
        section.start,
        passage.trimmed(section.start, end)[1],
        f"标题“{words}”没有编号,夹在有编号的标题之间:是独立的一部分,还是属于上一部分?",
        f"The heading “{words}” has no number and stands between numbered ones:"
        " is it a part of its own, or of the one before?",
        ("独立的一部分", "属于上一部分"),
    )


def _between_numbers(sections: tuple[Section, ...], place: int) -> bool:
    """Whether the nearest headings of its own level before and after have numbers."""
    level = sections[place].level
    return all(_numbered(sections, place, step, level) for step in (-1, 1))


def _numbered(sections: tuple[Section, ...], place: int, step: int, level: int) -> bool:
    near = place + step
    while 0 <= near < len(sections) and sections[near].level > level and abs(near - place) < _FAR:
        near += step
    return 0 <= near < len(sections) and sections[near].level == level and sections[near].value > 0
