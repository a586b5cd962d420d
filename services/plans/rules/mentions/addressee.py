"""Whom the document is addressed to, as its first lines say."""

from collections.abc import Iterator

from services.plans.found import Mention
from services.plans.passage import Passage
from services.plans.rules.parties import addressees
from services.plans.rules.registry import Example

EXAMPLES = (
    Example("通知\n各村,镇直各单位:\n请照办。", (("各村,镇直各单位:", "addressee 各村、镇直各单位"),)),
    Example("主要措施:\n各村要照办。"),
)


def find(passage: Passage) -> Iterator[Mention]:
    for party in addressees.find(passage):
        yield Mention(start=party.start, end=party.end, kind="addressee", text="、".join(party.units))
