"""Stretches of days that pages step through: a day, week, month, quarter, half-year, year."""

import datetime as dt

from msgspec import Struct

from workflows.refusal import Refused

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)
FIRST, LAST = dt.date(1970, 1, 1), dt.date(9000, 1, 1)
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


class Stretch(Struct, frozen=True):
    """Days [since, until) under a period key; `kind`: day, week, month, quarter, half, year."""

    kind: str
    key: str
    since: dt.date
    until: dt.date


def stretch(kind: str, day: dt.date) -> Stretch:
    """The one of a kind that holds a day."""
    match kind:
        case "day":
            return Stretch(kind, day.isoformat(), day, day + DAY)
        case "week":
            monday = day - dt.timedelta(days=day.weekday())
            year, week, _ = day.isocalendar()
            return Stretch(kind, f"{year}-W{week:02}", monday, monday + WEEK)
        case _:
            return _months(kind, day)


def _months(kind: str, day: dt.date) -> Stretch:
    width = MONTHS[kind]
    index = (day.month - 1) // width
    since = dt.date(day.year, index * width + 1, 1)
    key = {"month": f"{day.year}-{day.month:02}", "quarter": f"{day.year}-Q{index + 1}"}.get(
        kind, str(day.year) if kind == "year" else f"{day.year}-H{index + 1}"
    )
    return Stretch(kind, key, since, _month_after(since, width))


def _month_after(first: dt.date, months: int) -> dt.date:
    index = first.month - 1 + months
    return dt.date(first.year + index // 12, index % 12 + 1, 1)


def before(one: Stretch) -> Stretch:
    return stretch(one.kind, one.since - DAY)


def after(one: Stretch) -> Stretch:
    return stretch(one.kind, one.until)


def stretch_of(key: str) -> Stretch:
    """From a key: 2026-10-15, 2026-W41, 2026-10, 2026-Q4, 2026-H2, 2026. Raises Refused(bad-period)."""
    try:
        found = _stretch_of(key)
    except (ValueError, OverflowError) as error:
        raise _bad(key) from error
    if not FIRST <= found.since <= LAST:
        raise _bad(key)
    return found


def _stretch_of(key: str) -> Stretch:
    year, _, part = key.partition("-")
    first = dt.date(int(year), 1, 1)
    kind, number = part[:1], part[1:]
    if not part:
        return stretch("year", first)
    if kind == "W":
        return stretch("week", dt.date.fromisocalendar(first.year, int(number), 1))
    if kind in ("Q", "H"):
        width = 3 if kind == "Q" else 6
        return stretch(
            "quarter" if kind == "Q" else "half", first.replace(month=(int(number) - 1) * width + 1)
        )
    if part.isdecimal():
        return stretch("month", first.replace(month=int(part)))
    return stretch("day", dt.date.fromisoformat(key))


def _bad(key: str) -> Refused:
    return Refused("bad-period", f"{key!r} is no period: write 2026-10, 2026-W41, 2026-Q4 or 2026", value=key)


def day_of(text: str, standard: dt.date) -> dt.date:
    """A day of the address; `standard` for none. Raises Refused(bad-day)."""
    if not text:
        return standard
    try:
        found = dt.date.fromisoformat(text)
    except ValueError as error:
        raise Refused("bad-day", f"date={text}: write a day such as 2026-10-15", value=text) from error
    if not FIRST <= found <= LAST:
        raise Refused("bad-day", f"date={text} is too far away", value=text)
    return found
