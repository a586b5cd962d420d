"""Hours as people write them: "08:30-12:00 14:00-17:30"."""

from functools import lru_cache
from typing import TypeAlias

from workflows.calendar.local import minutes_of

REGULAR = "08:30-12:00 14:00-17:30"
"""The hours of a calendar that was told none."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Span: TypeAlias = tuple[int, int]
"""Minutes since local midnight, from – to."""


@lru_cache(maxsize=1024)
def spans_of(text: str) -> tuple[Span, ...]:
    """The spans of a day, parted by blanks; "" is none. Raises ValueError, which names the place."""
    found: list[Span] = []
    for word in text.split():
        start, dash, end = word.partition("-")
        if not dash:
            raise ValueError(f"{word!r} is no span of hours: write HH:MM-HH:MM, such as 08:30-12:00")
        span = minutes_of(start), minutes_of(end)
        if span[0] >= span[1]:
            raise ValueError(f"{word!r} ends before it begins")
        if found and span[0] < found[-1][1]:
            raise ValueError(f"{word!r} begins before the span in front of it has ended")
        found.append(span)
    return tuple(found)
