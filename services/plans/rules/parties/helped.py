"""在X的指导下, 在X、Y支持下: whose help work counts on."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.parties._names import is_name, names_in
from services.plans.rules.registry import Example
from services.plans.rules.tense import told

EXAMPLES = (
    Example("在镇文化站的指导下办班", (("在镇文化站的指导下", "镇文化站"),)),
    Example("在各科室、家属的支持配合下推进", (("在各科室、家属的支持配合下", "各科室、家属"),)),
    Example(
        "在上级团组织和镇党委的正确领导下", (("在上级团组织和镇党委的正确领导下", "上级团组织、镇党委"),)
    ),
    Example("在这种精神的指导下,在全体同事的努力下,在局党组的领导下。去年,在镇文化站的指导下办了班。"),
)

_HELP = re.compile(
    "在(?P<names>[^,。;:!?\\n\\t在]{2,30}?)的?(?:大力|积极|亲切|关心|精心|具体|统一|有力|热情|努力"
    "|业务|通力|正确|坚强|集中|和|与|、){0,5}"
    "(?P<help>指导|领导|带领|引领|协助|支持|配合|帮助|协同|参与)(?:[和与、](?:指导|协助|支持|配合|帮助|监督))?(?:配合)?下"
)

_RULING = (
    "党组",
    "党委",
    "市委",
    "县委",
    "区委",
    "省委",
    "政府",
    "党中央",
    "国务院",
    "支部",
    "工委",
    "党工委",
)
"""Their lead is named in every plan, and it is nobody's task."""


def find(passage: Passage) -> Iterator[Party]:
    """在X支持下,在Y配合下 is one."""
    held: Party | None = None
    for one in _phrases(passage):
        if held is not None and one.start - held.end == 1 and passage.text[held.end] in ",、":
            held = replace(held, end=one.end, units=(*held.units, *one.units))
            continue
        if held is not None:
            yield held
        held = one
    if held is not None:
        yield held


def _phrases(passage: Passage) -> Iterator[Party]:
    for match in _HELP.finditer(passage.text):
        names = names_in(passage, match.start("names"), match.end("names"))
        if match["help"] == "领导" and all(name.endswith(_RULING) for name in names):
            continue
        if not names or not is_name(names[0]) or told(passage, match.start()):
            continue
        yield Party(start=match.start(), end=match.end(), units=names, role="cooperating")
