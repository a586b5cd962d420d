"""The day of writing under the issuer."""

from collections.abc import Iterator

from services.plans.found import Mention
from services.plans.passage import Passage
from services.plans.rules.mentions._signature import signatures
from services.plans.rules.registry import Example

EXAMPLES = (
    Example("请照办。\n县档案局\n2024年3月1日", (("2024年3月1日", "issued_on 2024年3月1日"),)),
    Example("请照办。\nxx局办公室\n20xx年xx月xx日\n", (("20xx年xx月xx日", "issued_on 20xx年xx月xx日"),)),
    Example("请于2024年3月1日前完成。\n2024年3月1日\n开会。"),
)


def find(passage: Passage) -> Iterator[Mention]:
    for signature in signatures(passage):
        start, end = signature.start, signature.end
        yield Mention(start=start, end=end, kind="issued_on", text=passage.source[start:end])
