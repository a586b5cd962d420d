"""XML of Office files: no document type, no entities, bounded depth, one block in memory at a time."""

from collections.abc import Callable, Container, Iterator
from typing import IO
from xml.etree.ElementTree import Element, iterparse
from xml.parsers import expat

from services.plans.problems import PlanFileError

DEPTH = 150  # elements inside each other
_PIECE = 65_536  # bytes
_MAIN = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_PREFIXES = {
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m:",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m:",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c:",
    "http://purl.oclc.org/ooxml/drawingml/chart": "c:",
    "http://schemas.openxmlformats.org/drawingml/2006/diagram": "dgm:",
    "http://purl.oclc.org/ooxml/drawingml/diagram": "dgm:",
    "http://schemas.openxmlformats.org/drawingml/2006/picture": "pic:",
    "http://purl.oclc.org/ooxml/drawingml/picture": "pic:",
    "urn:schemas-microsoft-com:vml": "v:",
}


class _Opened(Exception):
    """The root element has begun."""


def value(element: Element | None, name: str = "val", default: str = "") -> str:
    """An attribute of Word's namespace."""
    if element is None:
        return default
    for namespace in _MAIN:
        found = element.get(f"{{{namespace}}}{name}")
        if found is not None:
            return found
    return element.get(name, default)


def number(element: Element | None, name: str = "val", default: int = 0) -> int:
    """An attribute as a number from 0 to 999,999,999; `default` where it is missing or none."""
    found = value(element, name)
    return int(found) if found.isascii() and found.isdigit() and len(found) < 10 else default


def is_on(element: Element | None) -> bool:
    """A switch: there, and not switched off."""
    return element is not None and value(element, "val", "1") not in ("0", "false", "off")


def blocks(open_part: Callable[[], IO[bytes]], through: Container[str], name: str) -> Iterator[Element]:
    """The outermost elements that are not of `through`, each forgotten after its turn.

    Tags are shortened: those of Word lose their namespace, others have a prefix such as mc:.
    Raises PlanFileError for a document type or too deep a tree; ParseError and others for damage.
    """
    with open_part() as part:
        _refuse_document_type(part, name)
    shortened: dict[str, str] = {}
    above: list[Element] = []
    outer = 0  # of the elements above, how many are of `through`
    with open_part() as part:
        for event, element in iterparse(part, ("start", "end")):
            if event == "start":
                element.tag = shortened.get(element.tag) or _shorten(element.tag, shortened)
                if outer == len(above) and element.tag in through:
                    outer += 1
                above.append(element)
                if len(above) > DEPTH:
                    raise PlanFileError(
                        name,
                        0,
                        "",
                        f"nests more than {DEPTH} deep: copy its text into a new document",
                        f"嵌套超过 {DEPTH} 层:请把文字复制到新文档",
                    )
                continue
            above.pop()
            if len(above) < outer:
                outer -= 1
            elif len(above) == outer:
                yield element
            if above and len(above) <= outer:
                above[-1].remove(element)


def tree(open_part: Callable[[], IO[bytes]], name: str) -> Element:
    """A small part as a whole, with shortened tags."""
    return next(blocks(open_part, (), name))


def _shorten(tag: str, shortened: dict[str, str]) -> str:
    namespace, _, local = tag.removeprefix("{").rpartition("}")
    # what is not known must not be taken for Word's own
    short = local if namespace in _MAIN else _PREFIXES.get(namespace, "x:") + local
    shortened[tag] = short
    return short


def _refuse_document_type(part: IO[bytes], name: str) -> None:
    """Reads up to the root element."""

    def refuse(*_: object) -> None:
        raise PlanFileError(
            name,
            0,
            "",
            "declares a document type, which no Office program writes: do not trust it",
            "含有文档类型声明(DOCTYPE),Office 软件不会写入:请勿信任该文件",
        )

    def stop(*_: object) -> None:
        raise _Opened

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        while piece := part.read(_PIECE):
            parser.Parse(piece)
    except _Opened:
        return
    raise ValueError("no element")
