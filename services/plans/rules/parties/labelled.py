"""责任单位:…, 牵头单位:…, 责任人:…, Owner: …: up to the end of the field."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.parties._keys import KEYED, NOUN, role_of_key
from services.plans.rules.parties._names import is_holder, is_name, is_person, names_in
from services.plans.rules.parties._phrases import assigned
from services.plans.rules.registry import Example

EXAMPLES = (
    Example("责任单位:水务局、园林局\n完成时限:5月", (("责任单位:水务局、园林局", "水务局、园林局"),)),
    Example(
        "(牵头部门：发展改革委；配合部门：各街道）",
        (("牵头部门：发展改革委；配合部门：各街道", "发展改革委、各街道"),),
    ),
    Example("责任单位:城管局牵头,公安局配合", (("责任单位:城管局牵头,公安局配合", "城管局、公安局"),)),
    Example(
        "带班:沈一舟    值班:何田、毛五妹", (("带班:沈一舟", "沈一舟"), ("值班:何田、毛五妹", "何田、毛五妹"))
    ),
    Example("下周行政值周领导:何田 毛五妹\n", (("下周行政值周领导:何田 毛五妹", "何田、毛五妹"),)),
    Example("巡线员:毛五妹,每日两趟", (("巡线员:毛五妹", "毛五妹"),)),
    Example("责任单位:\n值班电话:6021;联系人:何田;会议地点:二楼"),
)

_VALUE = re.compile("(?:[^。;\\n\\t()\\[\\]]|\\([^()\\n]{0,40}\\))(?!  )")
_POST = re.compile(
    "(?<![一-龥])(?P<key>(?!联[系络]|报名|咨询|接待|收件|参[会加赛]|培训"
    "|受[益众])[一-龥]{1,6}(?<!现)(?:员|长|主任|书记|经理)) ?: ?"
)
_CONTACT = re.compile("[ ,]*(?:联系|电话|手机|邮箱|[0-9]{7,})|(?:,|  )[一-龥]{2,8}:")
_LONGEST = 200
_LONGEST_NAME = 40


def find(passage: Passage) -> Iterator[Party]:
    """责任单位:X;配合单位:Y is one."""
    held: Party | None = None
    for one in _fields(passage):
        if held is not None and _belongs(passage, held, one):
            helping = (*held.helping, *(name for name in one.units if name not in held.units))
            held = replace(held, end=one.end, units=(*held.units, *helping), helping=helping)
            continue
        if held is not None:
            yield held
        held = one
    if held is not None:
        yield held
    yield from _people(passage)


def _belongs(passage: Passage, held: Party, one: Party) -> bool:
    between = passage.text[held.end : one.start]
    return (
        held.role == "lead"
        and one.role == "cooperating"
        and between.strip(" ,;、") == ""
        and len(between) < 4
    )


def _fields(passage: Passage) -> Iterator[Party]:
    for match in KEYED.finditer(passage.text):
        role = role_of_key(match["key"])
        end = _value_end(passage, match.end())
        found = assigned(passage, match.end(), end)
        if (
            found.names
            and passage.text[match.end() : end].strip(" -/_*无")
            and _is_list(match["key"], found.names)
        ):
            yield Party(start=match.start(), end=end, units=found.names, role=role, helping=found.helping)


def _is_list(key: str, names: tuple[str, ...]) -> bool:
    """指导: and the like also stand before what is no name."""
    if any(len(name) > _LONGEST_NAME for name in names):
        return False
    return bool(NOUN.search(key)) or all(is_name(n) or is_person(n) or is_holder(n) for n in names)


def _people(passage: Passage) -> Iterator[Party]:
    for match in _POST.finditer(passage.text):
        end = _value_end(passage, match.end())
        pause = passage.text.find(",", match.end(), end)
        end = end if pause < 0 else pause
        names = names_in(passage, match.end(), end)
        if names and all(is_person(name) or (is_name(name) and len(name) > 3) for name in names):
            yield Party(start=match.start(), end=end, units=names, role="person")


def _value_end(passage: Passage, start: int) -> int:
    """Up to the end of the field: its line, a bracket that closes it, a wide blank, the next key."""
    end = start
    while end - start < _LONGEST and (one := _VALUE.match(passage.text, end)):
        end = one.end()
    if end < len(passage.text) and passage.text[end] not in "。;\n\t)([]":
        end += 1
    following = KEYED.search(passage.text, start, end + 2)
    if following:
        end = following.start()
    contact = _CONTACT.search(passage.text, start, end)
    if contact:
        end = contact.start()
    while end > start and passage.text[end - 1] in ", 、;":
        end -= 1
    return end
