"""各区县…局,市直…单位: at the top: whom the document tells."""

import re
from collections.abc import Iterator

from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.parties._keys import KEYED
from services.plans.rules.parties._names import is_name, names_in
from services.plans.rules.registry import Example

EXAMPLES = (
    Example(
        "关于清淤的通知\n\n各镇（街道），区直有关单位：\n　　现将有关事项通知如下",
        (("各镇（街道），区直有关单位：", "各镇（街道）、区直有关单位"),),
    ),
    Example("通知\n各科室:\n请照办。", (("各科室:", "各科室"),)),
    Example(
        "通知\n全省河湖联盟各成员单位:\n请照办。", (("全省河湖联盟各成员单位:", "全省河湖联盟各成员单位"),)
    ),
    Example("计划\n指导思想:\n同志们:\n成员单位:\n领导小组:\n各位老师:\n主要措施:"),
)

_SINGLE = ("局", "办", "委", "厅", "室")  # 各委、办、局
_LINES = 12  # from the top
_NO_ADDRESS = re.compile(
    "各位|同志们|领导小组|[组班]长:|^成员|责任|如下|为了|附件|负责|(?:主[办管]|协办|牵头|参[加与])单位:"
)
_TOLD = re.compile(
    "^各|各(?:成员)?单位|[市区县州省镇局院校厂](?:直|属|级|内|辖)|有关|相关|机关|所属|驻|下属|全体|直属|,|、"
)


def find(passage: Passage) -> Iterator[Party]:
    first = passage.sections[0].start if passage.sections else len(passage.text)
    for line in passage.document.lines[:_LINES]:
        start, end = passage.trimmed(line.start, line.end)
        text = passage.text[start:end]
        if start >= first and passage.sections:
            return
        if not text.endswith(":") or _NO_ADDRESS.search(text) or KEYED.match(passage.text, start):
            continue
        names = names_in(passage, start, end - 1)
        if (
            names
            and (is_name(names[-1]) or names[-1] in _SINGLE)
            and _TOLD.search(text)
            and not re.search("[。;]", text)
        ):
            yield Party(start=start, end=end, units=names, role="addressee")
