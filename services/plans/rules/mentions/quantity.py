"""Amounts: a number with its unit."""

import re
from collections.abc import Iterator

from services.plans.found import Mention
from services.plans.passage import Passage
from services.plans.rules.registry import Example

EXAMPLES = (
    Example(
        "安排经费1,260万元,清淤3.5公里",
        (("1,260万元", "quantity 1,260万元"), ("3.5公里", "quantity 3.5公里")),
    ),
    Example("现有教学班24个,学生1052人", (("24个", "quantity 24个"), ("1052人", "quantity 1052人"))),
    Example("2024年3月1日9:00,拨打12345,3号楼2单元,第5次"),
)

_UNIT = (
    "[万亿千百]?(?:元|美元|平方米|平方公里|立方米|公里|千米|米|公顷|亩|吨|公斤|千瓦时?|蒸吨|人次?"
    "|户次?|名|个(?! ?(?:月|工作日|自然日|小时|多|性|百分|季度|学期|星期|周))|台|辆|家|所|座|套|份"
    "|场|间|张|册|件|项|条|处|艘|支|只|只|棵|株|块|头|栋|幢|枚|班|篇|期|学时|课时|间夜)"
)
_AMOUNT = re.compile(
    f"(?<![0-9.第年月:-])(?P<number>[0-9]{{1,3}}(?:,[0-9]{{3}})+(?:\\.[0-9]+)?"
    f"|[0-9]{{1,9}}(?:\\.[0-9]{{1,4}})?) ?(?P<unit>{_UNIT})"
)


def find(passage: Passage) -> Iterator[Mention]:
    for match in _AMOUNT.finditer(passage.text):
        yield Mention(
            start=match.start(),
            end=match.end(),
            kind="quantity",
            text=passage.source[match.start() : match.end()],
            value=float(match["number"].replace(",", "")),
            unit=match["unit"],
        )
