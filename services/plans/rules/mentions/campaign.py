"""The campaign that a plan is part of, as its title and the sentence of its purpose name it."""

import re
from collections.abc import Iterator

from services.plans.found import Mention
from services.plans.passage import Passage
from services.plans.rules.registry import Example

EXAMPLES = (
    Example(
        "为扎实推进国家卫生县城创建工作,现制定本计划",
        (("国家卫生县城创建", "campaign 国家卫生县城创建"),),
    ),
    Example(
        "为扎实做好创建县级园林村镇工作,制定本方案", (("创建县级园林村镇", "campaign 创建县级园林村镇"),)
    ),
    Example(
        "夏季治安打击整治行动工作方案\n一、目标", (("夏季治安打击整治行动", "campaign 夏季治安打击整治行动"),)
    ),
    Example("工作计划\n一、任务\n1.做好社区文明城市创建宣传;2.开展专项行动"),
)

_LEVEL = "(?:全国|国家|自治区|省|市|区|县|镇|乡)?级?"
_KIND = (
    "(?:城市|县城|城区|社区|村镇|乡镇|校园|单位|机关|家庭|工地|医院|企业|示范区|村\\(单位\\)"
    "|[县区市乡镇村校])"
)
_THING = f"[一-龥]{{2,8}}?{_KIND}"
_TITLED = "(?:文明|卫生|园林|森林|双拥|平安|法治|智慧|无废|绿色|健康|模范|示范|和谐|生态|美丽|书香)"
_NAMED = re.compile(
    f"(?:创建|争创|申创|巩固){_LEVEL}(?:“[^”\\n]{{2,14}}”|{_THING})"
    f"|{_LEVEL}(?:“[^”\\n]{{2,14}}”|{_TITLED}{_KIND})(?:创建|复审)"
    "|“[^”\\n]{2,16}”(?:活动|行动|工程|竞赛|计划(?=活动|工作))"
    "|[一-龥]{2,12}(?:专项行动|攻坚战|百日攻坚|三年行动|整治行动|提升行动|攻坚行动|清零行动|大比武|大排查)"
)
_PURPOSE = re.compile("(?:^|[。\\n]) *(?P<purpose>(?:为了?|按照|根据)[^。\\n]{4,200})")
_LEAD = re.compile(
    "(?:[一-龥]{0,8}(?:决定|开展|推进))?(?:年|为了?|进一步|扎实|全面|深入|持续|推进|推动|开展|做好|打好"
    "|关于|在|全省|全市|全县|全区|我[省市县区校院局]|切实)+"
)
_LONGEST_TITLE = 80
_HEAD = 1500


def find(passage: Passage) -> Iterator[Mention]:
    for first, last in _places(passage):
        for match in _NAMED.finditer(passage.text, first, last):
            lead = _LEAD.match(passage.text, match.start(), match.end() - 4)
            start = lead.end() if lead else match.start()
            yield Mention(
                start=start, end=match.end(), kind="campaign", text=passage.source[start : match.end()]
            )


def _places(passage: Passage) -> Iterator[tuple[int, int]]:
    """The title, where something stands over the first section, and the first sentence of purpose."""
    lines = passage.document.lines
    first = passage.sections[0].start if passage.sections else len(passage.text)
    titled = 0
    if lines and lines[0].start < first:
        titled = min(lines[0].end, first, lines[0].start + _LONGEST_TITLE)
        yield lines[0].start, titled
    purpose = _PURPOSE.search(passage.text, titled, _HEAD)
    if purpose:
        yield purpose.span("purpose")
