"""某政发〔2022〕3号."""

import re
from collections.abc import Iterator

from services.plans.found import Mention
from services.plans.passage import Passage
from services.plans.rules.registry import Example

EXAMPLES = (
    Example("白政办发〔2022〕3号\n关于清淤的通知", (("白政办发〔2022〕3号", "number 白政办发〔2022〕3号"),)),
    Example("按照水字(2021)第18号文件", (("水字(2021)第18号", "number 水字(2021)第18号"),)),
    Example("3号楼(2022年)18号前"),
)

_NUMBER = re.compile(
    "(?P<office>[一-龥]{1,14}(?<=[发函办字通文规电知建教卫农财组委府号联]) ?)[\\[(](?:19"
    "|20)[0-9]{2}[\\])] ?第?[0-9]{1,5}号"
)
_LEAD = re.compile("(?:按照|根据|依据|原|见|以|和|及|执行|落实|印发|附)+")


def find(passage: Passage) -> Iterator[Mention]:
    for match in _NUMBER.finditer(passage.text):
        lead = _LEAD.match(passage.text, match.start(), match.end())
        start = lead.end() if lead else match.start()
        yield Mention(start=start, end=match.end(), kind="number", text=passage.source[start : match.end()])
