"""What every kind of cadence can do."""

import datetime as dt
from typing import ClassVar, Protocol, Self

from workflows.cadence.reader import Reader
from workflows.cadence.turns import Occurrence
from workflows.calendar import Calendar

LEAD = 30
"""Days before due on which yearly and single turns open."""


class Rule(Protocol):
    FORMS: ClassVar[tuple[str, ...]]

    def written(self) -> str: ...

    def english(self) -> str: ...

    def chinese(self) -> str: ...

    def lead(self) -> int | None:
        """A turn opens so many days before due; None: with its period."""
        ...

    def turns(self, first: int, last: int, calendar: Calendar) -> list[Occurrence]:
        """Those nominally due in [first, last], both ordinals, by due day."""
        ...

    @classmethod
    def read(cls, reader: Reader) -> Self | None:
        """None if another kind stands here. Raises CadenceError if it goes wrong half-way."""
        ...


def days_before(day: dt.date, count: int) -> dt.date:
    """Not before the first day that there is."""
    return dt.date.fromordinal(max(1, day.toordinal() - count))
