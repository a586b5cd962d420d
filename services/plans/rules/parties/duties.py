"""总务处职责, (一)组长职责: headings that say whose duties follow."""

import re
from collections.abc import Iterator

from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.parties._names import is_name, names_in, role_of
from services.plans.rules.parties._reading import begins_with_act
from services.plans.rules.registry import Example
from services.plans.rules.tense import told

EXAMPLES = (
    Example(
        "(一)站长职责\n1.巡山\n2.闸管员工作职责:\n看闸\n",
        (("站长职责", "站长"), ("闸管员工作职责", "闸管员")),
    ),
    Example("3.膳食科、车队职责\n", (("膳食科、车队职责", "膳食科、车队"),)),
    Example("落实站长、巡护员管护责任", (("落实站长、巡护员管护责任", "站长、巡护员"),)),
    Example("落实楼组长垃圾分类的劝导工作", (("落实楼组长垃圾分类的劝导工作", "楼组长"),)),
    Example(
        "一、主要职责\n二、岗位职责\n三、部门职责\n四、明确站长职责\n五、清渠工作小组主要职责\n落实企业主体责任"
    ),
)

_HEADING = re.compile(
    "(?m)^ *(?:[(]?[0-9一二三四五六七八九十]{1,3}[.、)]+ *)?"
    "(?P<all>(?P<names>[^,。;:!?\\n\\t()0-9 ]{2,24}?)的?(?:工作|岗位|安全)?职责)(?= *:? *$)"
)
_NOBODY = ("部门", "单位", "人员", "机构", "企业", "领导", "干部", "教师", "各部门")
_GROUP = ("成员", "组员")
_DUTY_SIGNS = 8
_SHORT = 2  # 班级、年级 are no bearers of a duty
_BORNE = re.compile(
    "(?:落实|明确|压实|夯实)(?P<borne>[^,。;:!?\\n\\t“”]{3,46}?)(?:责任|职责)(?=[,。;\\n]|$)"
    "|落实(?P<post>各?[一-龥]{0,6}(?:主任|组长|队长|班长|站长|校长|园长|医生|教师))[一-龥]{2,8}的[一-龥]{0,6}工作"
)


def find(passage: Passage) -> Iterator[Party]:
    yield from _borne(passage)
    for match in _HEADING.finditer(passage.text):
        names = names_in(passage, *match.span("names"))
        if not names or (len(names) == 1 and names[0] in _NOBODY) or begins_with_act(match["names"]):
            continue
        if is_name(names[-1]) or names[-1] in _GROUP:
            start, end = match.span("all")
            yield Party(start=start, end=end, units=names, role=role_of(names))


def _borne(passage: Passage) -> Iterator[Party]:
    """A single body's duty, 企业主体责任, is spoken of in every plan."""
    for match in _BORNE.finditer(passage.text):
        names = _bearers(passage, *match.span("borne")) if match["borne"] else (match["post"],)
        if names and not told(passage, match.start()):
            yield Party(start=match.start(), end=match.end(), units=names, role=role_of(names))


def _bearers(passage: Passage, start: int, end: int) -> tuple[str, ...]:
    """Several names, with up to seven signs behind them that say which duty."""
    if begins_with_act(passage.text[start:end]):
        return ()
    for last in range(end, max(start, end - _DUTY_SIGNS), -1):
        names = names_in(passage, start, last)
        if len(names) > 1 and all(map(is_name, names)) and any(len(name) > _SHORT for name in names):
            return names
    return ()
