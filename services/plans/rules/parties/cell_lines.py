"""A weekly table that came out as one cell a line: lines of nothing but offices, under a heading for them."""

import re
from collections.abc import Iterator

from events.types import Span
from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.parties._names import is_body, names_in
from services.plans.rules.registry import Example

EXAMPLES = (
    Example(
        "日期\n内容\n地点\n责任部门\n5月6日\n盘库\n县中学\n仓储科\n5月7日\n巡检\n三楼会议室\n工程科/安保科\n",
        (("仓储科", "仓储科"), ("工程科/安保科", "工程科、安保科")),
    ),
    Example("日期\n内容\n地点\n5月6日\n盘库\n仓储科\n"),
    Example("责任部门\n5月6日\n盘库\n仓储科\n"),
)

_HEAD = re.compile("(?:负责|责任|主办|承办|牵头|组织|实施|分管)?(?:部门|单位|科室|处室)")
_OTHER = re.compile("[一-龥]{0,2}(?:时间|日期|星期|周次|内容|工作|任务|项目|事项|活动|地点|场地|序号|备注)")
_PLACE = re.compile("地点|场地|场所")
_A_PLACE = re.compile("(?:学|校|院|馆|室|中心|基地|[州市县区镇乡村]|[一二三四五六七八九0-9]中)\\Z")
_LONGEST_HEAD = 8
_LONGEST = 24
_FEWEST = 3


def find(passage: Passage) -> Iterator[Party]:
    lines = [Span(start=line.start, end=line.end) for line in passage.document.lines]
    heading: list[str] = []
    places: bool | None = None
    for line in lines:
        start, end = passage.trimmed(line.start, line.end)
        text = re.sub(" ", "", passage.text[start : min(end, start + _LONGEST + 1)])
        if len(text) <= _LONGEST_HEAD and (_HEAD.fullmatch(text) or _OTHER.fullmatch(text)):
            heading.append(text)
            continue
        if heading:
            places = _places(heading) if _is_heading(heading) else places
            heading = []
        if places is None or end - start > _LONGEST:
            continue
        names = names_in(passage, start, end)
        if all(map(is_body, names)) and names and not (places and _A_PLACE.search(names[-1])):
            yield Party(start=start, end=end, units=names, inferred=True)


def _is_heading(heads: list[str]) -> bool:
    return len(heads) >= _FEWEST and any(_HEAD.fullmatch(head) for head in heads)


def _places(heads: list[str]) -> bool:
    """Whether a column has places, which may be schools and halls."""
    return any(_PLACE.search(head) for head in heads)
