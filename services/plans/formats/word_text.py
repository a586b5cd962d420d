"""The text of a Word paragraph as its final reader sees it: insertions, fields' results, nothing hidden."""

import re
from collections import Counter
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from services.plans.formats.symbols import symbol
from services.plans.formats.word_styles import Styles
from services.plans.formats.xml_parts import is_on, value

_THROUGH = frozenset(
    ("hyperlink", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo")
)
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BLANK = " \t\r\n"  # of XML
_SHOWN = str.maketrans({"\t": " ", "\r": " ", "\n": " ", "\u00ad": None})
_CODE = re.compile("[0-9A-Fa-f]{1,4}")
_SIGNS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOTES = {
    "footnoteReference": "footnote",
    "endnoteReference": "endnote",
    "commentReference": "comment",
    "object": "object",
    "control": "object",
}
_SHAPES = {"pic:pic": "picture", "v:imagedata": "picture", "c:chart": "chart", "dgm:relIds": "diagram"}


def chosen(alternate: Element) -> Iterable[Element]:
    """What an mc:AlternateContent shows: its first choice, or its fallback."""
    found = alternate.find("mc:Choice")
    if found is None:
        found = alternate.find("mc:Fallback")
    return () if found is None else found


class Runs:
    """Collects one paragraph's text; `boxes`: its text boxes, whose content stands after it."""

    def __init__(self, styles: Styles, hidden: bool, losses: Counter[str]) -> None:
        self.boxes: list[Element] = []
        self._parts: list[str] = []
        self._styles = styles
        self._hidden = hidden
        self._losses = losses
        self._fields: list[bool] = []  # of each open field, whether its result has begun

    @property
    def text(self) -> str:
        """With \\n for line breaks."""
        return "".join(self._parts)

    def read(self, elements: Iterable[Element]) -> None:
        """Reads a paragraph's content."""
        for element in elements:
            tag = element.tag
            if tag == "r":
                self._run(element)
            elif tag in _THROUGH:
                self.read(element)
            elif tag in ("del", "moveFrom"):
                self._losses["deletion"] += 1
            elif tag in ("m:oMath", "m:oMathPara"):
                self._losses["formula"] += 1
            elif tag == "mc:AlternateContent":
                self.read(chosen(element))

    def _run(self, run: Element) -> None:
        properties = run.find("rPr")
        style = "" if properties is None else value(properties.find("rStyle"))
        if self._is_hidden(properties, style):
            self._losses["hidden"] += run.find("t") is not None
            self._field_marks(run)
        elif self._styles.is_placeholder(style):
            self._losses["placeholder"] += 1
            self._field_marks(run)
        else:
            self._content(run)

    def _is_hidden(self, properties: Element | None, style: str) -> bool:
        own = None if properties is None else properties.find("vanish")
        if own is not None:
            return is_on(own)
        # two styles that both hide show the text again
        return self._hidden != bool(style and self._styles.hides(style))

    def _field_marks(self, run: Element) -> None:
        for mark in run.findall("fldChar"):
            self._field(mark)

    def _field(self, mark: Element) -> None:
        kind = value(mark, "fldCharType")
        if kind == "begin":
            self._fields.append(False)
        elif self._fields and kind == "separate":
            self._fields[-1] = True
        elif self._fields and kind == "end":
            self._fields.pop()

    def _content(self, elements: Iterable[Element]) -> None:
        for element in elements:
            tag = element.tag
            if tag == "fldChar":
                self._field(element)
            elif not all(self._fields):
                continue
            elif tag == "t":
                self._parts.append(_shown(element))
            elif tag in _SIGNS:
                self._parts.append(_SIGNS[tag])
            elif tag == "sym":
                self._symbol(element)
            elif tag in _NOTES:
                self._losses[_NOTES[tag]] += 1
            elif tag in ("drawing", "pict"):
                self._drawing(element)
            elif tag == "mc:AlternateContent":
                self._content(chosen(element))
            elif tag == "ruby":
                self.read(element.findall("rubyBase/*"))

    def _symbol(self, element: Element) -> None:
        code = value(element, "char")
        shown = symbol(value(element, "font"), int(code, 16)) if _CODE.fullmatch(code) else ""
        self._parts.append(shown)
        self._losses["symbol"] += not shown

    def _drawing(self, elements: Iterable[Element]) -> None:
        for element in elements:
            if element.tag == "txbxContent":
                self.boxes.append(element)
            elif element.tag in _SHAPES:
                self._losses[_SHAPES[element.tag]] += 1
            elif element.tag == "mc:AlternateContent":
                self._drawing(chosen(element))
            else:
                self._drawing(element)


def _shown(element: Element) -> str:
    text = element.text or ""
    if element.get(_SPACE) != "preserve":
        text = text.strip(_BLANK)
    return text.translate(_SHOWN)
