"""The XML of a workbook as a flat stream of events, with limits on how much of it there may be.

Nothing is held but a piece of the file, so that neither depth nor length costs memory.
"""

import zipfile
from collections.abc import Iterator
from typing import Any, TypeAlias
from xml.parsers import expat

from services.plans.formats.package import refusal

EVENTS = 12_000_000  # of all parts together; a cell with a value makes five
_PIECE = 65_536  # bytes
_MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/package/2006/relationships",
)

Event: TypeAlias = tuple[str, str, Any]
"""("start", tag, attributes), ("end", tag, None) or ("text", "", characters); all names are local ones."""


class Parts:
    """The parts of one package. Tags of foreign namespaces come as ""."""

    def __init__(self, package: zipfile.ZipFile, name: str) -> None:
        self.names = frozenset(package.namelist())
        self._package, self._name = package, name
        self._left = EVENTS

    def events(self, part: str) -> Iterator[Event]:
        """Raises PlanFileError for a document type and for too many events, ValueError for damage."""
        found: list[Event] = []
        parser = _parser(found, self._name)
        with self._package.open(part) as file:
            while piece := file.read(_PIECE):
                _parse(parser, piece)
                self._left -= len(found)
                if self._left < 0:
                    raise refusal(
                        self._name,
                        "holds too many cells, blank ones included: clear what is unused, or split it",
                        "单元格(含空白)过多:请清除未用的格式,或拆成几个文件",
                    )
                yield from found
                found.clear()
        _parse(parser, b"", last=True)
        yield from found

    def starts(self, part: str, *tags: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Tag and attributes of each element of these tags."""
        return ((tag, value) for kind, tag, value in self.events(part) if kind == "start" and tag in tags)

    def targets(self, part: str) -> dict[str, tuple[str, str]]:
        """The parts that `part` ("" for the package) relates to: by id, the kind and the full name."""
        folder, _, file = part.rpartition("/")
        relations = "/".join(filter(None, (folder, "_rels", f"{file}.rels")))
        if relations not in self.names:
            return {}
        return {
            one.get("Id", ""): (one.get("Type", "").rpartition("/")[2], _full(folder, one.get("Target", "")))
            for _, one in self.starts(relations, "Relationship")
            if one.get("TargetMode") != "External"
        }


def _full(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    steps = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            del steps[-1:]
        elif step != ".":
            steps.append(step)
    return "/".join(steps)


def _parse(parser: expat.XMLParserType, piece: bytes, last: bool = False) -> None:
    try:
        parser.Parse(piece, last)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error


def _parser(found: list[Event], name: str) -> expat.XMLParserType:
    tags: dict[str, str] = {}

    def local(tag: str) -> str:
        namespace, _, bare = tag.rpartition(" ")
        tags[tag] = bare if namespace in _MAIN else ""
        return tags[tag]

    def start(tag: str, attributes: dict[str, str]) -> None:
        known = tags.get(tag)
        if attributes:
            attributes = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        found.append(("start", local(tag) if known is None else known, attributes))

    def end(tag: str) -> None:
        found.append(("end", tags[tag], None))

    def text(characters: str) -> None:
        found.append(("text", "", characters))

    def refuse(*_: object) -> None:
        raise refusal(
            name,
            "declares a document type, which no Office program writes: do not trust it",
            "含有文档类型声明(DOCTYPE),Office 软件不会写入:请勿信任该文件",
        )

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, refuse
    return parser
