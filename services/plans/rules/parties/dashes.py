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
    Example("登录页 -- linwei\n首页改版 --Kk01 ~~ 已完成\n", (("linwei", "linwei"), ("Kk01", "Kk01"))),
    Example("一封信\n——写给社区的朋友\n第一阶段——动员部署\n七月一日——八月一日"),
)

_LINE = re.compile("(?m)^[^\\n-]{2,40}? *-{1,4} *(?P<names>[^\\n,。;:\\t-]{2,60}?) *$")
_HANDLE = re.compile("(?m)(?<=[ 一-龥>)])--? ?(?P<names>[A-Za-z0-9][A-Za-z0-9_.]{1,20})(?= *(?:--.{0,12})?$)")


def find(passage: Passage) -> Iterator[Party]:
    """A single such line says too little."""
    matches = {
        match.start("names"): match for each in (_LINE, _HANDLE) for match in each.finditer(passage.text)
    }
    found = [(match, names) for _, match in sorted(matches.items()) if (names := _names(passage, match))]
    if len(found) < 2:
        return
    for match, names in found:
        yield Party(start=match.start("names"), end=match.end("names"), units=names, role=role_of(names))


def _names(passage: Passage, match: re.Match[str]) -> tuple[str, ...]:
    names = names_in(passage, *match.span("names"))
    return (
        names
        if all(is_name(name) or is_person(name) or is_holder(name) or _is_handle(name) for name in names)
        else ()
    )


def _is_handle(name: str) -> bool:
    """linwei, Kk01: as people call themselves in a team's log; a number alone or a version is none."""
    return name.isascii() and bool(re.search("[A-Za-z]{2}", name)) and " " not in name
