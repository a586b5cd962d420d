"""Expanding one year of cadences, beside dateutil.rrule on the same rules. Run: python -m benchmarks.cadence

`memoised`: many units with the same items, as in a horizon, where each distinct rule is expanded once.
`cold`: a calendar never seen before in each pass over the distinct rules, so that no turns are
remembered; the names of days, weeks and months stay.
Ours gives period keys and openings as well, rrule the due days only; the due days of both sides are
compared before anything is timed.
"""

import datetime as dt
import time
from collections.abc import Callable
from itertools import count

from dateutil import rrule
from msgspec.structs import replace

import workflows.cadence as cadence
import workflows.calendar as working
from services.holidays import built_in_notice

YEAR = 2026
SINCE, UNTIL = dt.date(YEAR, 1, 1), dt.date(YEAR + 1, 1, 1)
START, END = dt.datetime(YEAR, 1, 1), dt.datetime(YEAR, 12, 31)
UNITS = 200
PASSES = 50

Oracle = Callable[[working.Calendar], list[dt.datetime]]


def _rule(frequency: int, **by: object) -> Oracle:
    def dates(_: working.Calendar) -> list[dt.datetime]:
        return list(rrule.rrule(frequency, dtstart=START, until=END, **by))  # type: ignore[arg-type]  # keywords differ by rule

    return dates


def _working_days(calendar: working.Calendar) -> list[dt.datetime]:
    days = rrule.rruleset()
    days.rrule(rrule.rrule(rrule.DAILY, dtstart=START, until=END, byweekday=WEEKDAYS))
    for off in calendar.holidays:
        days.exdate(dt.datetime.fromordinal(off))
    for worked in calendar.make_up:
        days.rdate(dt.datetime.fromordinal(worked))
    return list(days)


WEEKDAYS = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR)
RULES: dict[str, Oracle] = {
    "daily": _rule(rrule.DAILY),
    "working days": _working_days,
    "weekly on mon": _rule(rrule.WEEKLY, byweekday=rrule.MO),
    "weekly on fri": _rule(rrule.WEEKLY, byweekday=rrule.FR),
    "monthly on 10": _rule(rrule.MONTHLY, bymonthday=10),
    "monthly on 25": _rule(rrule.MONTHLY, bymonthday=25),
    "monthly on last day": _rule(rrule.MONTHLY, bymonthday=-1),
    "monthly on 2nd tue": _rule(rrule.MONTHLY, byweekday=rrule.TU(2)),
    "monthly on last fri": _rule(rrule.MONTHLY, byweekday=rrule.FR(-1)),
    "quarterly on last day": _rule(rrule.YEARLY, bymonth=(3, 6, 9, 12), bymonthday=-1),
    "quarterly on 3rd month 20": _rule(rrule.YEARLY, bymonth=(3, 6, 9, 12), bymonthday=20),
    "half-yearly on 6th month 20": _rule(rrule.YEARLY, bymonth=(6, 12), bymonthday=20),
    "yearly on 12-20": _rule(rrule.YEARLY, bymonth=12, bymonthday=20),
    "on 3-05": _rule(rrule.YEARLY, bymonth=3, bymonthday=5),
}


def the_calendar() -> working.Calendar:
    calendar = working.Calendar("cn", "Asia/Shanghai")
    notice = built_in_notice("cn", YEAR)
    assert notice is not None
    for event in working.decide(calendar, notice):
        calendar = working.evolve(calendar, event)
    return calendar


def expand(text: str, calendar: working.Calendar) -> tuple[cadence.Occurrence, ...]:
    return cadence.occurrences(cadence.parse(text), SINCE, UNTIL, calendar)


def check(calendar: working.Calendar) -> int:
    """Both sides give equal dates; how many there are in a pass."""
    total = 0
    for text, oracle in RULES.items():
        ours = [turn.due for turn in expand(text, calendar)]
        theirs = [day.date() for day in oracle(calendar)]
        if ours != theirs:
            raise SystemExit(f"{text}: {ours} is not {theirs}")
        total += len(ours)
    return total


def timed(work: Callable[[], None]) -> float:
    """Seconds, the best of three."""
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return min(times)


def run() -> dict[str, float]:
    """Ratios to dateutil.rrule, and expansions of a rule by a year per second on each side."""
    calendar = the_calendar()
    check(calendar)
    versions = count(calendar.version + 1)

    def with_rrule() -> None:
        for oracle in RULES.values():
            oracle(calendar)

    def memoised() -> None:
        for _ in range(UNITS):
            for text in RULES:
                expand(text, calendar)

    def cold() -> None:
        for _ in range(PASSES):
            unseen = replace(calendar, version=next(versions))
            for text in RULES:
                expand(text, unseen)

    peer = timed(with_rrule) / len(RULES)
    ours = timed(memoised) / len(RULES) / UNITS
    first = timed(cold) / len(RULES) / PASSES
    return {
        "memoised_ratio": peer / ours,
        "cold_ratio": peer / first,
        "memoised_per_second": 1 / ours,
        "cold_per_second": 1 / first,
        "rrule_per_second": 1 / peer,
    }


if __name__ == "__main__":
    for name, value in run().items():
        print(f"{name:20} {value:14,.1f}")
