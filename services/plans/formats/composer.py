"""Puts a document's text together, with the places of its lines and of its tables' cells."""

from collections import Counter
from collections.abc import Sequence

from events.types import Span
from services.plans.document import Document, Grid, Line, Loss


class Composer:
    """Takes paragraphs and rows in their order; blank ones leave nothing behind."""

    def __init__(self) -> None:
        self.losses: Counter[str] = Counter()
        self._parts: list[str] = []
        self._lines: list[Line] = []
        self._grids: list[Grid] = []
        self._length = 0

    def paragraph(self, text: str, heading: int = 0) -> None:
        """Each of its lines is a Line; the first one is the heading."""
        for line in text.split("\n"):
            if line.strip():
                self._lines.append(Line(self._length, self._length + len(line), heading))
                self._put(line)
                heading = 0

    def row(self, cells: Sequence[str]) -> tuple[Span, ...]:
        """A row of a table: where each of its cells stands. The cells hold neither \\n nor \\t."""
        spans: list[Span] = []
        start = self._length
        for cell in cells:
            spans.append(Span(start=start, end=start + len(cell)))
            start += len(cell) + 1
        if any(cells):
            self._lines.append(Line(self._length, start - 1))
            self._put("\t".join(cells))
        return tuple(spans)

    def grid(self, rows: Sequence[tuple[Span, ...]]) -> None:
        """A table whose rows have been put in."""
        self._grids.append(Grid(tuple(rows)))

    def document(self, name: str, form: str) -> Document:
        """All that came in."""
        return Document(
            name,
            form,
            "".join(self._parts),
            tuple(self._lines),
            tuple(self._grids),
            tuple(Loss(what, count) for what, count in sorted(self.losses.items()) if count),
        )

    def _put(self, line: str) -> None:
        self._parts += (line, "\n")
        self._length += len(line) + 1
