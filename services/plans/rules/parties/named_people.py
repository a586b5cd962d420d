"""张某某负责…, 张某某、李某某协助…: people by their names alone, as a division of work has them."""

import re
from collections.abc import Iterator

from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.parties._names import PERSON, names_in
from services.plans.rules.registry import Example
from services.plans.rules.tense import told

EXAMPLES = (
    Example(
        "何田负责全面工作,毛五妹、沈一舟协助抓卫生", (("何田", "何田"), ("毛五妹、沈一舟", "毛五妹、沈一舟"))
    ),
    Example("安全负责到底,文明牵头单位,计划负责人"),
)

_PEOPLE = re.compile(
    f"(?:(?<=[。;!?\\n\\t,:)])|^) *(?P<names>{PERSON}(?:、{PERSON}){{0,6}}?)"
    "(?=(?:同志)?(?:全面|具体|主要|直接)?(?:负责(?!人|制)|牵头(?!单位|部门)|主持|分管(?!副|领导"
    "|负责)|协助|协管|包[抓保联]))"
)


def find(passage: Passage) -> Iterator[Party]:
    for match in _PEOPLE.finditer(passage.text):
        if not told(passage, match.start()) and not passage.quoted(match.start("names")):
            start, end = match.span("names")
            yield Party(start=start, end=end, units=names_in(passage, start, end), role="person")
