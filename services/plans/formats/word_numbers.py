"""Automatic numbering of a Word document: the number that each paragraph shows, counted as Word counts."""

import re
from xml.etree.ElementTree import Element

from msgspec import Struct

from services.plans.formats.numerals import numeral
from services.plans.formats.symbols import BULLET, bullet
from services.plans.formats.xml_parts import is_on, number, value

LEVELS = 9
_LONGEST = 60  # characters of a level's text
_HIGHEST = 32_767  # Word's own
_PLACE = re.compile("%([1-9])")
_BREAKS = re.compile("[\\t\\r\\n]")
_OWN_ROOM = "、。，．：；）】》〉」』”"  # signs that need no blank after them


class Level(Struct, frozen=True):
    """How one level is counted and shown. `restart`: levels above this many start it again, 0: none does."""

    start: int = 0
    form: str = "decimal"
    text: str = ""
    after: str = "tab"
    restart: int = LEVELS
    legal: bool = False
    style: str = ""


class List(Struct, frozen=True):
    """A num: `counted`: the definition whose counters it shares. `starts`: by level, where it begins anew."""

    counted: str
    levels: tuple[Level, ...]
    starts: dict[int, int]


class Numbers:
    """Counts on with every paragraph shown to it: they must come in their order."""

    def __init__(self, root: Element | None = None, linked: dict[str, str] | None = None) -> None:
        self._lists = {} if root is None else _lists(root, linked or {})
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def level_of(self, list_id: str, style: str) -> int | None:
        """The level of a list that belongs to a paragraph style."""
        levels = self._lists[list_id].levels if list_id in self._lists else ()
        return next((place for place, level in enumerate(levels) if style and level.style == style), None)

    def next(self, list_id: str, level: int) -> str:
        """The number of the next paragraph with what follows it; empty for an unknown list."""
        numbering = self._lists.get(list_id)
        if numbering is None or not 0 <= level < len(numbering.levels):
            return ""
        counts = self._counts.setdefault(numbering.counted, {})
        begins = level in numbering.starts and (list_id, level) not in self._begun
        self._begun.add((list_id, level))
        if begins or level not in counts:
            counts[level] = _start(numbering, level)
        else:
            counts[level] = min(counts[level] + 1, _HIGHEST)
        for deeper in range(level + 1, len(numbering.levels)):
            if level < min(numbering.levels[deeper].restart, deeper):
                counts.pop(deeper, None)
        return _shown(numbering, level, counts)


def _start(numbering: List, level: int) -> int:
    return numbering.starts.get(level, numbering.levels[level].start)


def _shown(numbering: List, level: int, counts: dict[int, int]) -> str:
    shown = numbering.levels[level]

    def count(place: re.Match[str]) -> str:
        other = int(place[1]) - 1
        if other >= len(numbering.levels):
            return ""
        found = counts.get(other, _start(numbering, other))
        form = numbering.levels[other].form
        return numeral(found, "decimal" if shown.legal and form != "none" else form)

    text = shown.text if shown.form == "bullet" else _PLACE.sub(count, shown.text)
    if not text.strip():
        return ""
    if shown.after == "nothing":
        return text
    text = text.rstrip()
    return text if shown.after == "tab" and text[-1] in _OWN_ROOM else text + " "


def _lists(root: Element, linked: dict[str, str]) -> dict[str, List]:
    """By numId. `linked`: numId of each numbering style."""
    abstracts = {value(one, "abstractNumId"): one for one in root.findall("abstractNum")}
    nums = {value(num, "numId"): num for num in root.findall("num")}
    levels: dict[str, tuple[Level, ...]] = {}
    found: dict[str, List] = {}
    for list_id, num in nums.items():
        abstract_id = value(num.find("abstractNumId"))
        style = value(abstracts[abstract_id].find("numStyleLink")) if abstract_id in abstracts else ""
        if style:
            abstract_id = (
                value(nums[linked[style]].find("abstractNumId")) if linked.get(style) in nums else ""
            )
        if abstract_id not in abstracts:
            continue
        if abstract_id not in levels:
            levels[abstract_id] = _levels(abstracts[abstract_id])
        found[list_id] = _overridden(num, abstract_id, levels[abstract_id])
    return found


def _levels(abstract: Element) -> tuple[Level, ...]:
    by_place = {number(one, "ilvl"): one for one in abstract.findall("lvl")}
    return tuple(_level(by_place.get(place)) for place in range(LEVELS))


def _overridden(num: Element, abstract_id: str, levels: tuple[Level, ...]) -> List:
    own = list(levels)
    starts: dict[int, int] = {}
    for override in num.findall("lvlOverride"):
        place = number(override, "ilvl")
        if place >= LEVELS:
            continue
        replaced = override.find("lvl")
        if replaced is not None:
            own[place] = _level(replaced)
        start = override.find("startOverride")
        if start is not None:
            starts[place] = min(number(start), _HIGHEST)
    return List(abstract_id, tuple(own), starts)


def _level(element: Element | None) -> Level:
    if element is None:
        return Level()
    form = value(element.find("numFmt")) or value(
        element.find("mc:AlternateContent/mc:Fallback/numFmt"), default="decimal"
    )
    return Level(
        start=min(number(element.find("start")), _HIGHEST),
        form=form,
        text=_text(element, form),
        after=value(element.find("suff"), default="tab"),
        restart=number(element.find("lvlRestart"), default=LEVELS),
        legal=is_on(element.find("isLgl")),
        style=value(element.find("pStyle")),
    )


def _text(element: Element, form: str) -> str:
    if is_on(element.find("rPr/vanish")):
        return ""
    text = _BREAKS.sub(" ", value(element.find("lvlText"))[:_LONGEST]).lstrip()
    if form != "bullet":
        return text
    if element.find("lvlPicBulletId") is not None:
        return BULLET
    fonts = element.find("rPr/rFonts")
    return bullet(value(fonts, "ascii") or value(fonts, "hAnsi"), text.rstrip())
