"""(财政部牵头,教育部等按职责分工负责), (A、B负责), (办公室): behind what they answer for."""

import re
from collections.abc import Iterator

from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.parties._keys import KEYED
from services.plans.rules.parties._names import PERSON, is_body, is_name, is_person, role_of
from services.plans.rules.parties._phrases import assigned
from services.plans.rules.registry import Example

EXAMPLES = (
    Example(
        "改造旧管网。（水利部牵头,各省级人民政府按职责分工负责）",
        (("（水利部牵头,各省级人民政府按职责分工负责）", "水利部、各省级人民政府"),),
    ),
    Example("清理档案（保密办、档案科负责）", (("（保密办、档案科负责）", "保密办、档案科"),)),
    Example("周二下午大扫除(后勤组)\n", (("(后勤组)", "后勤组"),)),
    Example("周五值日(蒲小满)。", (("(蒲小满)", "蒲小满"),)),
    Example("谁出错谁担责(谁主管谁负责)。补助标准(含交通费)不变。各县(区)要统计(节选)\n"),
)

_IN = "(?P<in>[^()\\n]{2,160}(?:\\([^()\\n]{1,24}\\)[^()\\n]{0,80}){0,6})"
_BRACKETED = re.compile(
    f"(?:\\({_IN}\\)|\\[{_IN.replace('<in>', '<square>')}\\])(?P<end> *(?:[。;.]|\\n|\\t|\\Z))?"
)
_NOT = re.compile("谁|制$|的[^,、;]{1,12}负责|:|例如|以下|下称|简称")
_NAMED = re.compile(f"[:、 \\n]{PERSON}\\Z")
_KINDS = ("社区", "街道", "单位", "部门", "地区", "企业", "村", "县", "区", "市", "镇")  # 各村(社区)
_BACK = 6
_LONGEST_NAME = 30


def find(passage: Passage) -> Iterator[Party]:
    for match in _BRACKETED.finditer(passage.text):
        if KEYED.search(passage.text, match.start(), match.end()) or _NOT.search(match[_group(match)]):
            continue
        first, last = match.span(_group(match))
        stop = passage.text.find("。", first, last)
        found = assigned(passage, first, last if stop < 0 else stop)
        if (
            not found.names
            or _is_post(passage, match.start())
            or any(len(name) > _LONGEST_NAME for name in found.names)
        ):
            continue
        at_end = bool(match["end"]) or _ends(passage, match)
        tasked = found.tasked and any(map(is_name, found.names))
        if tasked or (at_end and _is_list(found.names)):
            yield Party(
                start=match.start(),
                end=match.end(_group(match)) + 1,
                units=found.names,
                role=role_of(found.names),
                helping=found.helping,
            )


def _group(match: re.Match[str]) -> str:
    return "in" if match["in"] else "square"


def _is_post(passage: Passage, start: int) -> bool:
    """Behind a person's name a bracket says who that is."""
    return bool(_NAMED.search(passage.text[max(0, start - _BACK) : start]))


def _ends(passage: Passage, match: re.Match[str]) -> bool:
    """Behind a full stop a bracket belongs to the sentence before it."""
    return passage.text[match.start() - 1 : match.start()] in ("。", ";")


def _is_list(names: tuple[str, ...]) -> bool:
    """Nothing but names, where the sentence ends; words for people alone are often no names."""
    if len(names) == 1 and names[0] in _KINDS:
        return False
    return all(is_body(name) or is_person(name) or name.endswith(("长", "老师")) for name in names)
