"""Styles of a Word document: what a paragraph or a run inherits from its style and the styles under it."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from msgspec import Struct

from services.plans.formats.xml_parts import is_on, number, value

OUTLINE = 9  # levels; the tenth, 9 in the file, is body text
_CHAIN = 20  # styles based on each other
_HEADING = re.compile("(?:heading|标题) ?([1-9])")
_CONTENTS = re.compile("(?:toc|目录) ?(?:[1-9]|heading|标题)")


class Style(Struct, frozen=True):
    """`heading`: 1 to 9, 0 for none. `numbering`: numId, None if it says nothing. `hidden`: not shown.

    `numbered_by`: the style of the chain that names the numbering; `level`: the ilvl that it names.
    `contents`: a line of a table of contents. `placeholder`: asks the writer to write something here.
    """

    heading: int = 0
    numbering: str | None = None
    level: int = 0
    numbered_by: str = ""
    hidden: bool = False
    contents: bool = False
    placeholder: bool = False


class Styles:
    """Looks styles up by id; each is worked out once."""

    def __init__(self, root: Element | None = None) -> None:
        styles = [] if root is None else root.findall("style")
        self._elements = {value(style, "styleId"): style for style in styles}
        self._known: dict[str, Style] = {}
        self._default = next(
            (
                value(style, "styleId")
                for style in styles
                if value(style, "type") == "paragraph" and value(style, "default") in ("1", "true", "on")
            ),
            "",
        )

    def paragraph(self, style_id: str) -> Style:
        """An unknown one is the default style, as Word shows it."""
        return self._style(style_id if style_id in self._elements else self._default)

    def numbering_styles(self) -> dict[str, str]:
        """The numId of each style that stands for a numbering."""
        return {
            style_id: value(style.find("pPr/numPr/numId"))
            for style_id, style in self._elements.items()
            if value(style, "type") == "numbering"
        }

    def hides(self, style_id: str) -> bool:
        """Whether a character style hides its text."""
        return self._style(style_id).hidden

    def is_placeholder(self, style_id: str) -> bool:
        """Whether a character style marks what is still to be written."""
        return bool(style_id) and self._style(style_id).placeholder

    def _style(self, style_id: str) -> Style:
        found = self._known.get(style_id)
        if found is None:
            found = self._known[style_id] = _inherited(tuple(self._chain(style_id)))
        return found

    def _chain(self, style_id: str) -> Iterator[tuple[str, Element]]:
        seen: set[str] = set()
        while style_id in self._elements and style_id not in seen and len(seen) < _CHAIN:
            seen.add(style_id)
            element = self._elements[style_id]
            yield style_id, element
            style_id = value(element.find("basedOn"))


def heading_of(properties: Element | None) -> int | None:
    """The level of an outlineLvl, 0 for body text; None where there is none."""
    element = None if properties is None else properties.find("outlineLvl")
    if element is None:
        return None
    level = number(element, default=OUTLINE)
    return level + 1 if level < OUTLINE else 0


def _inherited(chain: tuple[tuple[str, Element], ...]) -> Style:
    names = [value(element.find("name")).lower() for _, element in chain]
    levels = (_level(element, name) for (_, element), name in zip(chain, names, strict=True))
    hidden = (element.find("rPr/vanish") for _, element in chain)
    numbered_by, numbering = next(
        ((place, own) for place, style in chain if (own := style.find("pPr/numPr/numId")) is not None),
        ("", None),
    )
    return Style(
        heading=next((level for level in levels if level is not None), 0),
        numbering=None if numbering is None else value(numbering),
        level=next(
            (number(own) for _, style in chain if (own := style.find("pPr/numPr/ilvl")) is not None), 0
        ),
        numbered_by=numbered_by,
        hidden=is_on(next((vanish for vanish in hidden if vanish is not None), None)),
        placeholder="placeholder text" in names,
        contents=any(_CONTENTS.fullmatch(name) for name in names),
    )


def _level(element: Element, name: str) -> int | None:
    """Heading level of one style alone, None where it says nothing."""
    level = heading_of(element.find("pPr"))
    named = _HEADING.fullmatch(name)
    return int(named[1]) if level is None and named else level
