"""A team's log: a line with nothing but a person's name, over what that person did and will do."""

import re
from collections.abc import Iterator

from services.plans.found import Party
from services.plans.passage import Passage
from services.plans.rules.parties._names import is_name, is_person
from services.plans.rules.registry import Example

EXAMPLES = (
    Example(
        "毛五妹\n今日:建库\n沈一舟\n今日:改版\n罗小满\n今日:测试\n",
        (("毛五妹", "毛五妹"), ("沈一舟", "沈一舟"), ("罗小满", "罗小满")),
    ),
    Example("毛五妹\n沈一舟\n罗小满\n到会即签\n"),
    Example("毛五妹\n\n沈一舟\n\n罗小满\n\n到会即签\n"),
    Example("毛五妹\n今日:建库\n沈一舟\n今日:改版\n"),
)

_LINE = re.compile("(?m)^[ #*-]{0,6}(?P<name>[一-龥]{2,4})[ *:]{0,4}\\n(?=\\n?[^\\n])")
_FULL = 3  # signs of most names; words of two are too often none
_FEWEST = 3
_NO_NAME = tuple("节日周会表课班操赛级部处科")


def find(passage: Passage) -> Iterator[Party]:
    found = [match for match in _LINE.finditer(passage.text) if _is_person(match["name"])]
    over_work = [match for match in found if not _heads_name(passage.text, match.end())]
    if len({match["name"] for match in over_work if len(match["name"]) >= _FULL}) < _FEWEST:
        return
    for match in over_work:
        start, end = match.span("name")
        yield Party(start=start, end=end, units=(match["name"],), role="person")


def _heads_name(text: str, position: int) -> bool:
    """Whether another name stands next, as in a list of who is there."""
    following = _LINE.match(text, position) or _LINE.match(text, position + 1)
    return following is not None and _is_person(following["name"])


def _is_person(name: str) -> bool:
    """班主任 and 国庆节 only begin like names."""
    return is_person(name) and not is_name(name) and not name.endswith(_NO_NAME)
