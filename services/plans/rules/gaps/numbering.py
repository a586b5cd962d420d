"""Numbers of a list that are missing, stand twice, stand alone, or change their style half way."""

from collections.abc import Iterator

from msgspec import Struct

from services.plans.found import Gap
from services.plans.outline import Section
from services.plans.passage import Passage
from services.plans.rules.gaps._words import gap, mark_of, mark_with
from services.plans.rules.registry import Example

_MOST = 6  # numbers missing at once; more is another list
_LAST = 99  # 最后
_SPOKEN = ("count", "ordinal")

EXAMPLES = (
    Example("一、任务\n(一)清查。\n(三)整改。", (("(三)", "missing-number"),)),
    Example("1、学习\n2、检查\n2、整改\n3、总结", (("2、", "repeated-number"),)),
    Example(
        "1、抓学习。一是读书。2、抓环境。二是绿化。", (("一是", "lone-number"), ("二是", "missing-number"))
    ),
    Example("1、做法:一要快,二要准。措施:一是宣传。二是培训。\n2、总结", (("一是", "mixed-list"),)),
    Example("二、措施\n三、保障", (("二、", "missing-number"),)),
    Example("一、任务\n1、学习\n2、检查\n二、保障\n1、人员\n2、经费"),
    Example("一、任务\n1、学习\n2、检查\n二、保障\n3、人员\n4、经费"),
    Example("首先,动员。其次,检查。最后,总结。"),
)


class _List(Struct):
    """A list under one parent: those of its sections that make up its present run, and its marks' styles."""

    run: list[Section]
    styles: set[str]


def find(passage: Passage) -> Iterator[Gap]:
    yield from sorted(_all(passage), key=lambda one: one.start)


def _all(passage: Passage) -> Iterator[Gap]:
    lists: dict[tuple[int, str], _List] = {}
    before: dict[str, Section] = {}  # the last of each class anywhere, which a list may run on from
    above: list[Section] = []
    for section in passage.sections:
        while above and above[-1].level >= section.level:
            above.pop()
        if section.value:
            parent = above[-1].start if above else -1
            one = lists.setdefault((parent, section.kind), _List([], set()))
            yield from _next(passage, one, section, before.get(section.kind))
            before[section.kind] = section
        above.append(section)
    for one in lists.values():
        yield from _alone(passage, one.run)


def _next(passage: Passage, one: _List, section: Section, before: Section | None) -> Iterator[Gap]:
    """What is wrong with a section as the next of its list."""
    value = section.value
    if section.kind == "count":
        yield from _style(passage, one, section)
    if not one.run:
        runs_on = before is not None and before.value < value <= before.value + _MOST and value > 1
        first = before.value + 1 if runs_on and before and section.kind not in _SPOKEN else 1
        yield from _missing(passage, section, first, value)
        one.run = [section]
        return
    last = one.run[-1].value
    if value == 1 and (last > 1 or section.kind in _SPOKEN):
        yield from _alone(passage, one.run)
        one.run = [section]
        return
    if value <= last:
        yield _repeated(passage, section, any(each.value == value for each in one.run))
    else:
        yield from _missing(passage, section, last + 1, value)
    one.run.append(section)


def _missing(passage: Passage, section: Section, first: int, value: int) -> Iterator[Gap]:
    if value == _LAST or not 0 < value - first <= _MOST:
        return
    own = mark_of(passage, section)
    absent = "".join(mark_with(passage, section, each) for each in range(first, value))
    yield gap(
        "missing-number",
        section.start,
        _end(passage, section),
        f"“{own}”之前缺“{absent}”:内容缺失,还是编号有误?",
        f"“{absent}” is missing before “{own}”: is text lost, or is the number wrong?",
    )


def _repeated(passage: Passage, section: Section, again: bool) -> Gap:
    own = mark_of(passage, section)
    if again:
        text, text_en = f"编号“{own}”重复出现", f"The number “{own}” stands twice"
    else:
        text, text_en = f"编号“{own}”次序颠倒", f"The number “{own}” is out of order"
    return gap("repeated-number", section.start, _end(passage, section), text, text_en)


def _alone(passage: Passage, run: list[Section]) -> Iterator[Gap]:
    """一是 to which no 二是 belongs."""
    if len(run) != 1 or run[0].kind not in _SPOKEN or run[0].value != 1:
        return
    own, second = mark_of(passage, run[0]), mark_with(passage, run[0], 2)
    yield gap(
        "lone-number",
        run[0].start,
        _end(passage, run[0]),
        f"只有“{own}”,没有“{second}”:后文缺失,还是不必分项?",
        f"“{own}” stands alone, there is no “{second}”: is text lost, or is it no list?",
    )


def _style(passage: Passage, one: _List, section: Section) -> Iterator[Gap]:
    own = mark_of(passage, section)
    style = "要" if "要" in own and "是" not in own else "是"
    if one.styles and style not in one.styles:
        yield gap(
            "mixed-list",
            section.start,
            _end(passage, section),
            f"同一项下“一要”“一是”两种提法混用,从“{own}”起",
            f"Lists with 要 and with 是 are mixed in one item, from “{own}” on",
        )
    one.styles.add(style)


def _end(passage: Passage, section: Section) -> int:
    return section.start + len(passage.source[section.start : section.body].rstrip(" \t\u3000,，:："))
