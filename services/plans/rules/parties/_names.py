"""What names of offices and of people look like, and how lists of them are parted."""

import re
from collections.abc import Iterator

from services.plans.passage import Passage, one_width
from services.plans.rules.parties._words import BODIES, NO_PERSON, NOBODY, PEOPLE, SURNAMES

_GIVEN = "(?![要应将须每的了在与及由被把等负各])[一-龥]"
PERSON = f"(?!{NO_PERSON})(?:欧阳|司马|上官|诸葛|[{SURNAMES}]){_GIVEN}(?:{_GIVEN})?"
HIDDEN = "[一-龥](?:某{1,2}|[*xX]{1,3})|[*xX]{2,3}"  # a masked name
BRACKET = "\\([^()\\n]{1,24}\\)"
_PROVINCES = "各省(?:、自治区|、直辖市|、计划单列市|[和及]计划单列市|\\(区、市\\)){2,4}"
_ONE_OFFICE = re.compile(
    "(?:实验室|社区|机构|企业|学校|基地|单位|物业|车间|机关|干部|人员|教师|专家|党员|学生|设备|住房|后勤|人才)[和与及](?![市县区省镇乡])"
    "[一-龥]{2,6}(?:管理|服务|建设|发展|事务|监管|监督|保障|培训|工作|指导|技术)(?:处|科|部|局|办|办公室|中心|司|股|室)"
)
_PARTS = re.compile(
    f"(?P<keep>{BRACKET}|{_PROVINCES}|“[^”\\n]{{1,12}}”)|(?P<hard>[、,;/\\n\\t]|  +)"
    "|(?P<soft>以及|会同|[和及与或]|(?<=[一-龥)]) (?=[一-龥]))"
)
_TITLED = re.compile(
    f"(?:{'|'.join(sorted(PEOPLE, key=len, reverse=True))})"
    f"(?:{PERSON}|{HIDDEN}| ?[A-Z][A-Za-z]{{1,12}}(?: [A-Z][A-Za-z]{{1,12}})?)\\Z"
)
_HOLDER = re.compile(f"(?:{'|'.join(sorted(BODIES, key=len, reverse=True))})(?:{PERSON}|{HIDDEN})\\Z")
_PERSON = re.compile(f"(?:{PERSON}|{HIDDEN}|[{SURNAMES}]工)\\Z")
_SAFETY = re.compile("安全[一-龥]{1,2}\\Z")
_EVERY = re.compile(
    "(?:每一?[个名位]?|各位?|全体)[一-龥]{0,8}(?:党员|团员|队员|学员|会员|成员|学生|居民|村民|群众|住户)\\Z"
)
_VERBAL = re.compile(
    "^(?:加[深强大快盖]|同意|本着|指定|严禁|禁止|包括|包含|纸质|提请|报请|报送|帮助|引导|激励|关心|关爱|服务(?!中心|[站队部处所大办])"
    "|尊重|相信|依靠|发动|动员|要求|确保|保证|保障(?![部处科中服]))"
    "|参加|加盖|贯彻执行|期间(?!工作)|严禁|一年一次|[0-9]{2,4}室"
)
_NOTE = re.compile(f"{BRACKET}\\Z")
_BEHIND = re.compile("(?:等(?:[一-龥]{0,8})|分别|共同|\\((?:牵头|配合|主办|协办|正|副)[^)]{0,6}\\))\\Z")
_BEFORE = re.compile("(?:[0-9一二两三四五六七八九十]{1,2}名)?")


def is_body(name: str) -> bool:
    """Whether a name ends as names of offices, firms and places do."""
    bare = _NOTE.sub("", one_width(name))
    if bare.endswith("地区"):
        return bare.endswith(("试点地区", "有关地区", "相关地区", "各地区"))
    return (
        (len(bare) > 1 or bare != name)
        and not bare.endswith("干部")
        and bare.endswith(BODIES)
        and not _is_nobody(bare)
    )


def is_office(name: str) -> bool:
    """Whether it is a body and no mere place, 各县."""
    return is_body(name) and not name.endswith(tuple("省市县区镇乡村园地"))


def is_post(name: str) -> bool:
    """Whether it says what somebody is: 站长, 设备员, 村主任张某."""
    bare = _NOTE.sub("", one_width(name))
    if bare.endswith(("班子成员", "委员会成员")) or _EVERY.match(bare):
        return True
    return bool(_TITLED.search(bare)) or (bare.endswith(PEOPLE) and not _is_nobody(bare))


def is_person(name: str) -> bool:
    """Whether it is a person's own name, 张某某."""
    return bool(_PERSON.match(name))


def is_holder(name: str) -> bool:
    """Whether it is an office and a name in one, 县畜牧站陈某某; to be asked only where names stand."""
    return bool(_HOLDER.search(one_width(name)))


def is_name(name: str) -> bool:
    return is_body(name) or is_post(name)


def _is_nobody(bare: str) -> bool:
    """全部 and 全员 are nobody, 安全部 and 安全员 are not; no name holds a verb (加深教师, 加盖单位)."""
    return (bare.endswith(NOBODY) and not _SAFETY.search(bare)) or bool(_VERBAL.search(bare))


def role_of(names: tuple[str, ...]) -> str:
    """person where only people are named, else lead."""
    return "person" if all(is_post(name) or is_person(name) for name in names) else "lead"


def names_in(passage: Passage, start: int, end: int) -> tuple[str, ...]:
    """The names of a list at [start, end) as the source writes them, without 等 and what counts them."""
    found: list[str] = []
    for first, last in _parts(passage.text, start, end):
        first, last = _bare(passage.text, *passage.trimmed(first, last))
        if first < last:
            found.append(passage.source[first:last])
    return tuple(dict.fromkeys(found))


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """和, 及, 与 and blanks part names only where a name ends before them: 工业和信息化局 is one."""
    first = start
    for match in _PARTS.finditer(text, start, end):
        piece = text[first : match.start()]
        if match["keep"] or (match["soft"] and not (is_name(piece) or is_person(piece))):
            continue
        if match["soft"] and _ONE_OFFICE.match(text, first, end):
            continue
        yield first, match.start()
        first = match.end()
    yield first, end


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """A name without 等, (牵头) and the like behind it, and 6名 before it."""
    before = _BEFORE.match(text, start, end)
    start = before.end() if before else start
    while (cut := _BEHIND.search(text[start:end])) is not None and (cut.start() or cut.group()[0] == "等"):
        end = start + cut.start()
    return start, end
