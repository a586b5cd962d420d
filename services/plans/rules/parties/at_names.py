"""@name: whom a team's log gives a task."""

import re
from collections.abc import Iterator

from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.registry import Example

EXAMPLES = (
    Example("修复登录页 @lin.wei,补测试 @毛五妹\n", (("@lin.wei", "lin.wei"), ("@毛五妹", "毛五妹"))),
    Example("发到 plan@example.org;5 @ 3元"),
)

_AT = re.compile(
    "(?<![A-Za-z0-9._-])@(?P<name>[A-Za-z][A-Za-z0-9_.-]{1,23}(?<![.-])|[一-龥]{2,4}(?![一-龥]))"
)


def find(passage: Passage) -> Iterator[Party]:
    for match in _AT.finditer(passage.text):
        start, end = match.span("name")
        yield Party(start=match.start(), end=end, units=(passage.source[start:end],), role="person")
