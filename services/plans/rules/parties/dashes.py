"""环境整治——张某某: lists of names behind dashes."""

import re
from collections.abc import Iterator

from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.parties._names import is_holder, is_name, is_person, names_in, role_of
from services.plans.rules.registry import Example

EXAMPLES = (
    Example(
        "分工:\n卫生——何田\n账目——毛五妹、各组长", (("何田", "何田"), ("毛五妹、各组长", "毛五妹、各组长"))
    ),
    Example("一封信\n——写给社区的朋友\n第一阶段——动员部署\n七月一日——八月一日"),
)

_LINE = re.compile("(?m)^[^\\n-]{2,40}? *-{1,4} *(?P<names>[^\\n,。;:\\t-]{2,60}?) *$")


def find(passage: Passage) -> Iterator[Party]:
    """A single such line says too little."""
    found = [(match, names) for match in _LINE.finditer(passage.text) if (names := _names(passage, match))]
    if len(found) < 2:
        return
    for match, names in found:
        yield Party(start=match.start("names"), end=match.end("names"), units=names, role=role_of(names))


def _names(passage: Passage, match: re.Match[str]) -> tuple[str, ...]:
    names = names_in(passage, *match.span("names"))
    return names if all(is_name(name) or is_person(name) or is_holder(name) for name in names) else ()
