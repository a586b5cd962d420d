"""组长:…, 成员:…, 组长由X担任, 办公室设在X: who makes up a body."""

import re
from collections.abc import Iterator

from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.parties._names import is_holder, is_name, is_person, names_in
from services.plans.rules.parties._reading import begins_with_act
from services.plans.rules.registry import Example
from services.plans.rules.tense import told

EXAMPLES = (
    Example(
        "组　长：何田\n成　员：毛五妹　沈一舟",
        (("组　长：何田", "何田"), ("成　员：毛五妹　沈一舟", "毛五妹、沈一舟")),
    ),
    Example("组长由分管副区长担任", (("组长由分管副区长担任", "分管副区长"),)),
    Example(
        "区长何田任总指挥,各科长为小组成员。",
        (("区长何田任总指挥", "区长何田"), ("各科长为小组成员", "各科长")),
    ),
    Example("办公室设在区司法局", (("办公室设在区司法局", "区司法局"),)),
    Example("成员:\n会场设在二楼报告厅;组长会议每周一次"),
)

_PLACE = (
    "(?:(?:常务|执行|第一)?副? ?(?:组 {0,4}长|主 {0,4}任|指挥长|总指挥|召集人)|指挥长|总指挥|召集人"
    "|成 {0,4}员(?:单位)?|组 {0,4}员)"
)
_LINE = re.compile(f"(?<![一-龥]){_PLACE} ?: *(?P<names>[^。;\\n\\t]{{2,200}})")
_BY = re.compile(f"{_PLACE}由(?P<names>[^,。;\\n]{{2,40}}?)(?:同志)?(?:担任|兼任)")
_ROLE = re.compile(
    "(?:^|[,。;:\\n以]) *(?:[0-9]{1,2}[.、])?(?P<names>[^,。;:!?\\n是了]{2,40}?)(?:同志)?(?:任|担任|兼任|为)"
    "[一-龥]{0,10}?(?:总指挥|指挥长|组长|副组长|成员|组员|召集人|主任)(?=[,。;\\n]|$)"
)
_SEAT = re.compile("(?:办公室|秘书处|指挥部|工作专班|专班)?设在(?P<names>[^,。;:\\n()]{2,40})")


def find(passage: Passage) -> Iterator[Party]:
    for match in _LINE.finditer(passage.text):
        names = names_in(passage, *match.span("names"))
        if len(names) == 2 and is_person(names[0]) and is_name(names[1]):
            names = names[:1]  # a name and its post
        if names and any(is_person(n) or is_name(n) or is_holder(n) for n in names):
            start, end = passage.trimmed(match.start(), match.end())
            yield Party(start=start, end=end, units=names, role="person")
    for match in (*_BY.finditer(passage.text), *_ROLE.finditer(passage.text), *_SEAT.finditer(passage.text)):
        names = names_in(passage, *match.span("names"))
        named = names and (is_name(names[-1]) or is_holder(names[-1]))
        if named and not begins_with_act(match["names"]) and not told(passage, match.start()):
            yield Party(
                start=match.start("names") if match.re is _ROLE else match.start(),
                end=match.end(),
                units=names,
            )
