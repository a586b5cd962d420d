"""教导处:安排课表,…: offices that head lines of what they do."""

import re
from collections.abc import Iterator

from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.parties._acts import VERBS
from services.plans.rules.parties._names import is_body, names_in
from services.plans.rules.parties._reading import begins_with_act
from services.plans.rules.registry import Example

EXAMPLES = (
    Example("办公室:起草文件\n2.财务科:拨付资金\n", (("办公室:", "办公室"), ("财务科:", "财务科"))),
    Example("办公室:起草文件\n地点:会议室\n学院:导师到岗\n会议室:签到处\n"),
)

_HEADED = re.compile(
    "(?m)^ *(?:[(]?[0-9一二三四五六七八九十]{1,3}[.、)]+ *)?"
    "(?P<names>[^,。;:!?\\n\\t()0-9 ]{3,30}):"
    f"(?= *(?:{VERBS}))"
)
_FEWEST = 2


def find(passage: Passage) -> Iterator[Party]:
    """A single such line says too little."""
    found = [
        (match, names)
        for match in _HEADED.finditer(passage.text)
        if (names := names_in(passage, *match.span("names")))
        and all(map(is_body, names))
        and not begins_with_act(match["names"])
    ]
    if len(found) < _FEWEST:
        return
    for match, names in found:
        yield Party(start=match.start("names"), end=match.end("names") + 1, units=names)
