"""Years that somebody took out: 20_年, 20xx, 二〇××年, 202_年."""

import re
from collections.abc import Iterator

from services.plans.found import Gap
from services.plans.passage import Passage
from services.plans.rules.gaps._words import gap
from services.plans.rules.registry import Example

_MASK = "[_xX×*?〇Ｘ]"
_YEAR = re.compile(
    f"(?<![0-9A-Za-z])(?:20{_MASK}{{1,3}}|2{_MASK}{{3}}|20[0-9]{_MASK}{{1,2}}|20 {{1,4}}|{_MASK}{{4}})"
    "(?:-20[0-9_xX×*]{1,3}|-[0-9_xX×*]{2,4})?(?:学年)?年?(?:度|代)?(?=$|[^0-9A-Za-z])"
    "|二[〇零]([一二三四五六七八九]?)[×xX_*]{1,2}年"
)

EXAMPLES = (
    Example("为做好20_年的工作,制定本方案。", (("20_年", "masked-year"),)),
    Example("二〇××年十月印发", (("二〇××年", "masked-year"),)),
    Example("20XX学年第一学期教学计划,202_年修订", (("20XX学年", "masked-year"), ("202_年", "masked-year"))),
    Example("2024年共办20场,预算20元。"),
)


def find(passage: Passage) -> Iterator[Gap]:
    choices = (str(passage.year),) if passage.year else ()
    for match in _YEAR.finditer(passage.text):
        words = passage.source[match.start() : match.end()]
        if match.group().strip() == "20" or not ("年" in words or words.startswith("20")):
            continue
        yield gap(
            "masked-year",
            *match.span(),
            f"年份被遮去:“{words}”是哪一年?",
            f"The year is masked: which year is “{words}”?",
            choices,
        )
