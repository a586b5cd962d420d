"""2027年,水质明显改善: what a year is to bring is due at its end."""

import re
from collections.abc import Iterator

from services.plans.found import Deadline
from services.plans.passage import Passage
from services.plans.rules.registry import Example

EXAMPLES = (
    Example(
        "分三步走。2027年,水质明显改善;2028年,覆盖率达到九成。",
        (("2027年", "2027-12-31"), ("2028年", "2028-12-31")),
        2026,
    ),
    Example("2024年,水质达到三类。2027年,开工两座泵站。", (), 2026),
    Example("2027年,水质明显改善。"),
)

_REACHED = "达到|达标|实现|完成|建成|改善|提高到|提升到|降到|覆盖"
_YEAR = re.compile(
    f"(?:(?<=[。;:\\n])|^) {{0,4}}(?P<year>20[0-9]{{2}})年(?=,[^。;,\\n]{{0,28}}?(?:{_REACHED}))"
)


def find(passage: Passage) -> Iterator[Deadline]:
    """Only of years that the plan, whose own year is known, has before it."""
    for match in _YEAR.finditer(passage.text):
        year = int(match["year"])
        if passage.year and year >= passage.year:
            start = match.start("year")
            yield Deadline(start=start, end=match.end(), due=f"{year}-12-31")
