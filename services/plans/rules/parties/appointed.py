"""设专人负责, 聘请X负责…, 指定专门机构…: somebody is put in charge."""

import re
from collections.abc import Iterator

from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.parties._names import is_name, names_in, role_of
from services.plans.rules.parties._reading import begins_with_act
from services.plans.rules.registry import Example
from services.plans.rules.tense import told

EXAMPLES = (
    Example("各站设专人看管", (("各站设专人看管", "各站、专人"),)),
    Example("聘请两名退休教师,负责校外辅导", (("聘请两名退休教师,负责校外辅导", "退休教师"),)),
    Example("聘请社会观察员,主动接受评议;安排值班;设专栏宣传"),
)

_SPECIAL = re.compile(
    "(?:要|应|应当|须|必须)?(?:设置?|安排|指[定派]|确定|明确|抽调|落实|配备)(?:[0-9一二两三]{1,2}名)?"
    "(?P<whom>专人|专职人员|专门机构|专门人员)(?:具体|专门|全程|统一)*[一-龥]{2}"
)
_WHO = re.compile("[^,。;:!?\\n\\t的 ]{2,12}\\Z")
_HIRED = re.compile("聘请(?P<whom>[^,。;:!?\\n\\t]{2,24}),?(?:专门|具体)?(?:负责|担任|承担)[^,。;:\\n]{0,20}")
_PRAISE = re.compile(
    "(?:[我本该][校院局馆站队社镇村])?(?:有?经?验?[一-龥]{0,8}的)?(?:[0-9一二两三几多]{1,2}[名位])?"
)
_BACK = 12


def find(passage: Passage) -> Iterator[Party]:
    for match in _SPECIAL.finditer(passage.text):
        if told(passage, match.start()) or passage.quoted(match.start()):
            continue
        start, who = _who(passage, match.start())
        names = (*who, *names_in(passage, *match.span("whom")))
        yield Party(start=start, end=match.end(), units=names, role=role_of(names))
    for match in _HIRED.finditer(passage.text):
        praise = _PRAISE.match(passage.text, *match.span("whom"))
        names = names_in(passage, praise.end() if praise else match.start("whom"), match.end("whom"))
        if names and not told(passage, match.start()):
            yield Party(start=match.start(), end=match.end(), units=names, role=role_of(names))


def _who(passage: Passage, end: int) -> tuple[int, tuple[str, ...]]:
    """Who puts somebody in charge, where it stands right before."""
    before = _WHO.search(passage.text[max(0, end - _BACK) : end])
    if before is None:
        return end, ()
    start = end - len(before.group())
    names = names_in(passage, start, end)
    named = names and all(map(is_name, names)) and not begins_with_act(before.group())
    return (start, names) if named else (end, ())
