"""What rules of asides share."""

from collections.abc import Iterator

from services.plans.found import Aside
from services.plans.passage import Passage

_LONGEST = 600  # characters of a sentence, at most


def aside(reason: str, start: int, end: int) -> Aside:
    return Aside(start=start, end=end, reason=reason)


def sentences(passage: Passage, start: int, end: int, marks: str = "。!?;\n\t") -> Iterator[tuple[int, int]]:
    """The sentences of a place, trimmed, with the mark that ends them; none of more than 600 characters."""
    text, first = passage.text, start
    for at in range(start, end):
        if text[at] not in marks:
            continue
        place = passage.trimmed(first, at + 1)
        first = at + 1
        if 1 < place[1] - place[0] <= _LONGEST:
            yield place
    place = passage.trimmed(first, end)
    if 1 < place[1] - place[0] <= _LONGEST:
        yield place
