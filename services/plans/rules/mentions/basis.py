"""根据《…》, 按照《…》和《…》要求, 落实《…》: what the document rests on."""

import re
from collections.abc import Iterator

from services.plans.found import Mention
from services.plans.passage import Passage
from services.plans.rules.registry import Example

EXAMPLES = (
    Example(
        "根据《城乡规划法》(2019年修正)、《档案管理办法》和上级要求,制定本方案",
        (("《城乡规划法》", "basis 城乡规划法"), ("《档案管理办法》", "basis 档案管理办法")),
    ),
    Example(
        "以《工作手册》为依据,贯彻落实上级《关于清淤的意见》",
        (("《工作手册》", "basis 工作手册"), ("《关于清淤的意见》", "basis 关于清淤的意见")),
    ),
    Example("发放《致居民的一封信》;朗诵《春》"),
)

_TITLE = re.compile("《(?P<title>[^《》\\n]{1,80}(?:〈[^〉\\n]{1,60}〉[^《》\\n]{0,20})?)》")
_BEFORE = re.compile(
    "(?:根据|依据|按照|遵照|依照|参照|贯彻|落实|执行|遵循|紧扣|围绕|遵守)[^。;!?\\n《》]{0,24}$"
)
_BEHIND = re.compile("[^。;,\\n《》]{0,12}(?:为(?:依据|准则|指导|遵循|根据)|要求|精神|规定)")
_AS = re.compile("以[^。;,\\n《》]{0,16}$")
_JOINT = re.compile(
    "(?:\\([^()\\n]{1,30}\\)|\\[[^\\]\\n]{1,20}\\]第?[0-9]{1,4}号)?(?:、|,|和|及|以及"
    "|与)?[^。;,\\n《》、]{0,12}"
)
_BACK = 48


def find(passage: Passage) -> Iterator[Mention]:
    held_end = -1
    for match in _TITLE.finditer(passage.text):
        before = passage.text[max(0, match.start() - _BACK) : match.start()]
        follows = held_end >= 0 and _JOINT.fullmatch(passage.text, held_end, match.start())
        named = _AS.search(before) and _BEHIND.match(passage.text, match.end())
        if not (_BEFORE.search(before) or follows or named):
            held_end = -1
            continue
        held_end = match.end()
        title = passage.source[slice(*match.span("title"))]
        yield Mention(start=match.start(), end=match.end(), kind="basis", text=title)
