"""X牵头,Y、Z配合: who leads and who helps, in the words of a field or of a bracket."""

import re

from msgspec import Struct

from services.plans.passage import Passage
from services.plans.rules.parties._names import names_in

_TASK = re.compile(
    "(?:等)?(?:单位|部门)?(?:具体|共同|分别|负责|统一|全面|会同"
    "|按照?(?:各自)?(?:职[责能])?(?:分工)?(?:职责)?|根据职责(?:分工)?|依职责)*"
    "(?P<task>\\(牵头\\)|牵头|总牵头|负责|领衔|主办|承办|配合|协助|协办|参[与加]|支持|会办)(?!单位"
    "|部门|人|科室|方)(?:负责"
    "|实施|落实|组织|做好|推进|完成)*"
)
_SEGMENT = re.compile("(?:[^,;()]|\\([^()]{0,40}\\))+")
_HELPS = ("配合", "协助", "协办", "参与", "参加", "支持", "会办")


class Assigned(Struct, frozen=True):
    """`tasked`: whether it says 牵头, 负责 or 配合."""

    names: tuple[str, ...]
    helping: tuple[str, ...] = ()
    tasked: bool = False


def assigned(passage: Passage, start: int, end: int) -> Assigned:
    names: dict[str, None] = {}
    helping: list[str] = []
    tasked = False
    for match in _SEGMENT.finditer(passage.text, start, end):
        first = match.start() + (1 if match.group().startswith("由") else 0)
        task = _TASK.search(passage.text, first, match.end())
        found = names_in(passage, first, task.start() if task else match.end())
        tasked = tasked or task is not None
        if task and task["task"] in _HELPS:
            helping.extend(name for name in found if name not in names)
        names.update(dict.fromkeys(found))
    return Assigned(tuple(names), tuple(helping), tasked)
