"""What a document as a whole lacks: a year, line ends, a second level, the annex that it points to."""

import re
from collections.abc import Iterator

from services.plans.found import Gap
from services.plans.passage import Passage
from services.plans.rules.gaps._words import gap
from services.plans.rules.registry import Example

_ANY_YEAR = re.compile("20[0-9_xX×*]{1,2}|二[〇零]|[_xX×*]{2,4}年")
_ANNEX = re.compile("见附件(?P<number>[0-9一二三四五六七八九十]{0,2})")
_IS_ANNEX = re.compile(
    "(?m)^[ ]{0,40}附(?:件|表|录)[0-9一二三四五六七八九十]{0,2}[ :.、]|^[ ]{0,20}附(?:件|表)[0-9]{0,2}$"
)
_LONG = 150  # characters of a section that must hold several tasks
_ONE_LINE = 400  # characters on a single line that are a whole document
_MANY = 3  # sections that make a plan with an outline
_SENTENCES = re.compile("[。;]")

EXAMPLES = (
    Example("一、学习\n二、检查", (("一、学习", "no-year"),)),
    Example("2025年工作计划\n重点任务见附件1。", (("见附件1", "missing-annex"),)),
    Example(
        "2025年安排\n一、学习"
        + "要读书;" * 45
        + "\n二、检查"
        + "要看现场;" * 45
        + "\n三、总结"
        + "要写清楚;" * 40,
        (("一、学习", "no-second-level"),),
    ),
    Example("2025年工作计划 一、学习。二、检查。见附件。\n附件:任务清单"),
)


def find(passage: Passage) -> Iterator[Gap]:
    found = [*_no_year(passage), *_one_line(passage), *_no_second_level(passage), *_no_annex(passage)]
    yield from sorted(found, key=lambda one: one.start)


def _no_year(passage: Passage) -> Iterator[Gap]:
    lines = passage.document.lines
    if passage.year or not lines or _ANY_YEAR.search(passage.text):
        return
    yield gap(
        "no-year",
        lines[0].start,
        min(lines[0].end, lines[0].start + 30),
        "全文没有写明年份:是哪一年的计划?",
        "The document names no year: which year is the plan for?",
    )


def _one_line(passage: Passage) -> Iterator[Gap]:
    lines = passage.document.lines
    if len(lines) != 1 or lines[0].end - lines[0].start < _ONE_LINE or len(passage.sections) < _MANY:
        return
    yield gap(
        "one-line",
        lines[0].start,
        lines[0].start + 30,
        "全文连成一行,标题与正文相连:层次是否读得对?",
        "The whole document stands on one line, headings are fused to the text: is its outline read right?",
    )


def _no_second_level(passage: Passage) -> Iterator[Gap]:
    """All numbers are of one level, and sections are so long that their tasks are clauses of sentences."""
    sections = passage.sections
    if len(sections) < _MANY or len({section.level for section in sections}) > 1:
        return
    long = [one for one in sections if one.end - one.body > _LONG]
    long = [one for one in long if len(_SENTENCES.findall(passage.text, one.body, one.end)) > 1]
    if len(long) < len(sections):
        return
    first = long[0]
    end = passage.text.find("\n", first.start, first.start + 30)
    yield gap(
        "no-second-level",
        first.start,
        end if end > 0 else _stop(passage.text, first.start),
        f"没有第二级编号,{len(long)}个部分的任务写在长句里:逐句核对",
        f"There is no second level: the tasks of {len(long)} sections stand in long sentences, to be checked",
    )


def _stop(text: str, start: int) -> int:
    stop = re.search("[,。;:要]", text[start : start + 30])
    return start + (stop.start() if stop and stop.start() > 2 else min(30, len(text) - start))


def _no_annex(passage: Passage) -> Iterator[Gap]:
    match = _ANNEX.search(passage.text)
    if match is None or _IS_ANNEX.search(passage.text):
        return
    yield gap(
        "missing-annex",
        *match.span(),
        f"“{match.group()}”:文中没有附件",
        f"“{match.group()}” points to an annex that is not in the text",
    )
