"""What the headers of tables are called, and what stands in their cells."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, TypeAlias

from events.types import Span
from services.plans.passage import one_width

Role: TypeAlias = Literal[
    "number",
    "task",
    "lead",
    "cooperating",
    "informed",
    "person",
    "deadline",
    "cadence",
    "target",
    "group",
    "note",
]
Named: TypeAlias = tuple[str, Span]
"""A name as written, and where it stands."""

_BODY = "(?:单位|部门|科室|处室|股室|机构|组织|院系|学院|班组|车间|支部|主体|处|科|室|组|方)"
_PEOPLE = "(?:人员?|领导|同志|干部|教师|老师|者)"
_WORK = "(?:任务|工作|内容|事项|措施|举措|项目|活动|要点|安排|做法|问题|行动|工程|课题|议题|主题)"
_FORMS: tuple[tuple[Role, str], ...] = (
    ("number", "序号?|编号|项次|项目序号|任务序号|任务编号|号|no\\.?|№"),
    ("cooperating", f"(?:配合|协办|协同|参与|协助|会办|参加|配合责任|共同责任|支持){_BODY}?(?:和人员)?"),
    ("informed", f"(?:知会|抄送|告知){_BODY}"),
    (
        "person",
        f"(?:责任|负责|联系|经办|包保|主管|分管|牵头|联络|值班|带班|承办|主持|主讲|督办|整改责任|直接责任|第一责任|"
        f"具体负责|活动负责|项目负责|工作负责|部门负责|挂钩|包联){_PEOPLE}(?:及?(?:联系)?电话|姓名)?|联系方式|主讲|主持",
    ),
    (
        "lead",
        f"(?:牵头|主要?责任|责任|主办|承办|负责|主责|主管|落实|实施|执行|承担|组织|整改责任|整改|第一责任|牵头责任|"
        f"主体责任|建设|工作|报送|完成|检查|任务承担){_BODY}(?:及?(?:责任|负责)人|\\(人\\))?|牵头|主办|承办|责任|"
        "单位|部门|科室|处室|责任分工|责任落实",
    ),
    (
        "deadline",
        "(?:计划|要求|拟|预计|规定)?(?:完成|办结|整改|销号|落实|上报|报送|截止|达标|见效|竣工|交付|结束|办理|提交|验收)"
        "(?:的)?(?:时限|时间|期限|日期|节点|时间节点|时间要求)(?:要求)?|时限|期限|时间节点|时限要求|时间要求|进度要求|"
        "截止|交期",
    ),
    (
        "cadence",
        "(?:办理|报送|检查|工作|开展|执行|巡查|更新|上报|实施)?(?:频次|频率|周期|频度)(?:要求)?|时间|日期|月份|月度|"
        "月|周次|周|星期|星期几|季度|日期时间|(?:实施|活动|工作|开展|进行|计划|安排|召开|举办|培训|检查|推进|起止)"
        "(?:时间|日期|月份|进度)|时间安排|进度安排|时序进度|时间进度|推进计划",
    ),
    (
        "target",
        "(?:工作|年度|考核|预期|绩效|任务|主要|量化|总体|阶段|完成|计划|建设|具体|达到)?(?:目标|指标|标准|成效|效果|成果)"
        "(?:值|要求|名称|形式)?|考核(?:要点|标准|要求|内容|方式)|目标(?:值|要求|完成情况)|成果形式|完成标准|验收标准",
    ),
    (
        "group",
        "(?:任务|工作|项目|指标|问题|事项)?(?:类别|分类|大类|类型|种类|领域|板块|方面|模块|条线|专题)|一级指标|类|阶段",
    ),
    ("note", "备注|备考|说明|注|其他"),
    (
        "task",
        f"(?:主要|重点|具体|年度|工作|目标|整改|实施|核心|活动|培训|检查|会议|任务|落实|改革|建设|本周|本月|下周|下月|"
        f"当月|日常|常规|项目|分解|推进|服务|教学|学习|督查|督办|议定|创建)*{_WORK}"
        "(?:名称|分解|清单|描述|要求|内容|摘要|计划|安排|措施|和措施|及措施|与措施|细化)?|名称|要求|工作任务分解|"
        "议程|课程|科目",
    ),
)
_ROLES = re.compile("|".join(f"(?P<{role}>(?:{form}))" for role, form in _FORMS), re.I)
_LONGEST = 16
_LONGEST_NOTED = 60  # with its notes in brackets
_BRACKETS = re.compile("\\([^()]{0,20}\\)")
_JOINTS = re.compile("[/、及与和或]")
_STEM = re.compile("[\\s*:.·-]+")
_FIRST_LEAD = re.compile("牵头|主办|主要?责|主责|第一责任")
_CALENDAR_COLUMN = re.compile("月份?|月度|周次?|星期几?|季度|日期")

WEEKDAY = re.compile("(?:星期|周|礼拜)[一二三四五六日天](?:\\([^()]{0,20}\\))?")
MONTH = re.compile("(?:20[0-9]{2}年)?(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?")
_NOBODY = re.compile("[-/—无同空·\\s]*|无|暂无|空")
SAME = re.compile("同上|〃|″")
_NAME = re.compile("(?:[^、,，;；/／\\s（(]|[（(][^（）()]{0,60}[）)]|[（(])+")
# 平等街道 is a name
_REST = re.compile(
    "(?:^|(?<=..))等(?:相关|有关|各|其他|其它|责任)*(?:部门|单位|科室|处室|成员单位|乡镇|街道|地|人员?)?$"
)
_ROLE_NOTE = re.compile("[（(](?P<word>牵头|主办|主责|负责|配合|协办|协助|参与)[）)]$")
_LABEL = re.compile("(?P<word>[一-龥]{2,8})[:：]")
_LOOK = 2_000  # characters of a cell that names are looked for in


@lru_cache(4096)
def role_of(cell: str) -> Role | None:
    """What a column with this header holds; None for a cell that is no known header."""
    if len(cell) > _LONGEST_NOTED:
        return None
    bare = _STEM.sub("", _BRACKETS.sub("", one_width(cell)))
    if not bare or len(bare) > _LONGEST:
        return None
    for word in (bare, *_JOINTS.split(bare)[:1]):
        match = _ROLES.fullmatch(word)
        if match:
            return _as_role(match.lastgroup)
    return None


def _as_role(name: str | None) -> Role | None:
    return next((role for role, _ in _FORMS if role == name), None)


def leads_first(cell: str) -> bool:
    """Whether a header of leads (牵头单位) makes the others beside it (责任单位) helpers."""
    return bool(_FIRST_LEAD.search(cell))


def runs_down(cell: str) -> bool:
    """Whether a blank below such a header (月份) repeats what stands above."""
    return bool(_CALENDAR_COLUMN.fullmatch(_STEM.sub("", _BRACKETS.sub("", one_width(cell[:20])))))


def is_day_or_month(cell: str) -> bool:
    bare = _STEM.sub("", one_width(cell[:40]))
    return bool(WEEKDAY.fullmatch(bare) or MONTH.fullmatch(bare))


def names_in(text: str, cell: Span, role: Role) -> Iterator[tuple[Role, Named]]:
    """The names of a cell, each with its role: that of the column, if no label (配合单位：) says another."""
    end = min(cell.end, cell.start + _LOOK)
    at = cell.start
    for label in _LABEL.finditer(text, cell.start, end):
        said = role_of(label["word"])
        if said not in ("lead", "cooperating", "person", "informed"):
            continue
        yield from _names(text, at, label.start(), role)
        role, at = said, label.end()
    yield from _names(text, at, end, role)


def _names(text: str, start: int, end: int, role: Role) -> Iterator[tuple[Role, Named]]:
    for place in _joined(text, [match.span() for match in _NAME.finditer(text, start, end)]):
        first, last = place
        note = _ROLE_NOTE.search(text[first:last])
        said = role
        if note and role in ("lead", "cooperating"):
            last -= note.end() - note.start()
            said = "lead" if note["word"] in ("牵头", "主办", "主责", "负责") else "cooperating"
        rest = _REST.search(text[first:last])
        last -= rest.end() - rest.start() if rest else 0
        while last > first and text[last - 1] in "。.：:":
            last -= 1
        name = text[first:last]
        if name and not _NOBODY.fullmatch(name):
            yield said, (name, Span(first, last))


def _joined(text: str, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Blanks inside a name of two signs (李 明) or between Latin words part no names."""
    joined: list[tuple[int, int]] = []
    for start, end in places:
        if joined and not text[joined[-1][1] : start].strip() and _belong(text, joined[-1], (start, end)):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _belong(text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    first, second = text[slice(*one)], text[slice(*other)]
    return (len(first) == len(second) == 1) or (first[-1].isascii() and second[0].isascii())
