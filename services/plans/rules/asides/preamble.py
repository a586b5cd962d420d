"""Why a plan is made, before its first section: 为…,根据…,现制定本方案; 同志们."""

import re
from collections.abc import Iterator

from services.plans.found import Aside
from services.plans.passage import Passage
from services.plans.rules.asides._words import aside, sentences
from services.plans.rules.registry import Example

_HEAD = 3000  # characters from the top in which a preamble stands
_MADE = re.compile(
    "(?:特|现|并|决定|研究|实际|特此)?(?:制定|制订|拟定|提出|拟订|印发|编制|安排|通知|部署|明确|作如下|规划)(?:了)?[^。]{0,40}(?:方案|计划|意见|要点|办法|措施|细则|规程|安排|如下|要求)"
    "[^。]{0,12}[。:]?$"
)
_PURPOSE = re.compile("^(?:为|为了|根据|按照|依据|遵照|围绕|以)")
_IS = re.compile("^20[0-9_xX×]{1,2}年度?是[^。]{4,}(?:之年|一年|关键期|时期)")
_GREETING = re.compile("^(?:同志们|各位[^,。]{1,10}|老师们|同学们|大家好)[:!。]$")

EXAMPLES = (
    Example(
        "某镇工作方案\n为改善人居环境,根据县里部署,结合实际,制定本方案。\n一、任务\n为民办事,制定方案。",
        (("为改善人居环境,根据县里部署,结合实际,制定本方案。", "background"),),
    ),
    Example(
        "2025年是承上启下的关键之年。各村要抓好春耕。\n一、春耕",
        (("2025年是承上启下的关键之年。", "background"),),
    ),
    Example("一、任务\n为方便群众,增设窗口。"),
    Example("各村要为老人送餐。\n一、任务"),
)


def find(passage: Passage) -> Iterator[Aside]:
    last = min(passage.sections[0].start if passage.sections else 0, _HEAD)
    for start, end in sentences(passage, 0, last, "。!?\n"):
        words = passage.text[start:end]
        if _GREETING.search(words) or _IS.search(words) or (_PURPOSE.search(words) and _MADE.search(words)):
            yield aside("background", start, end)
