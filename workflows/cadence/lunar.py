"""Days of the Chinese calendar, as ordinals, from the table of lunar_years."""

import datetime as dt
from functools import cache
from itertools import accumulate

from msgspec import Struct

from workflows.cadence.lunar_years import LUNAR_YEARS

MONTHS, LONGEST, SHORTEST = 12, 30, 29


class UnknownLunarYear(ValueError):
    """The table does not reach so far."""

    def __init__(self, year: int, first: int, last: int) -> None:
        super().__init__(f"the lunar year {year} is not known: the table has those from {first} to {last}")
        self.year = year


class LunarYear(Struct, frozen=True):
    """`starts`: the first days of its twelve months, leap months left out, `ends` their last ones, `eve` the
    last day of all; the other three are solar terms of the Gregorian year. All are ordinals."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    eve: int
    clear_and_bright: int
    autumn_equinox: int
    winter_solstice: int


def lunar_year(year: int) -> LunarYear:
    """Raises UnknownLunarYear."""
    known = _years()
    if year not in known:
        raise UnknownLunarYear(year, min(known), max(known))
    return known[year]


def lunar_day(year: int, month: int, day: int) -> int:
    """The `day`th of the `month`th month, not of its leap month; the 30th is the 29th where there is none.

    Raises UnknownLunarYear.
    """
    found = lunar_year(year)
    return min(found.starts[month - 1] + day - 1, found.ends[month - 1])


@cache
def _years() -> dict[int, LunarYear]:
    return dict(map(_read, LUNAR_YEARS.split("\n")[1:-1]))


def _read(line: str) -> tuple[int, LunarYear]:
    year, new_year, leap, lengths, april, september, december = line.split()
    days = [LONGEST if long == "1" else SHORTEST for long in lengths]
    first = dt.date.fromisoformat(f"{year}-{new_year}").toordinal()
    bounds = [*accumulate(days, initial=first)]
    leap_at = int(leap) or len(days)  # the leap month comes right after the month that it repeats
    own = [place for place in range(len(days)) if place != leap_at]
    return int(year), LunarYear(
        tuple(bounds[place] for place in own),
        tuple(bounds[place + 1] - 1 for place in own),
        bounds[-1] - 1,
        *(
            dt.date(int(year), month, int(day)).toordinal()
            for month, day in ((4, april), (9, september), (12, december))
        ),
    )
