"""Due instants of cadences where clocks are put forward and back; the rows are made by hand, in UTC.

Berlin 2026: summer time from 29 March to 25 October, 03:00. New York 2026: from 8 March to 1 November, 02:00.
Shanghai: summer time in the years 1986 to 1991 only, begun on 4 May 1986 and else in the middle of April,
ended in the middle of September.
"""

import datetime as dt

import pytest
from msgspec.structs import replace

from tests.support.domain import CN
from workflows.cadence import occurrences, parse
from workflows.calendar import due_day, instant_of, local_day

BERLIN, NEW_YORK, SHANGHAI = "Europe/Berlin", "America/New_York", "Asia/Shanghai"

# zone, cadence, due time, first and last local day (exclusive), due instants in UTC
TABLE = [
    (BERLIN, "daily", "18:00", "2026-03-28 2026-03-30", "03-28T17:00 03-29T16:00"),
    (BERLIN, "daily", "18:00", "2026-10-24 2026-10-26", "10-24T16:00 10-25T17:00"),
    # 02:30 does not exist on the 29th: it is read by the clock not yet put forward, 03:30 by the new one
    (BERLIN, "daily", "02:30", "2026-03-28 2026-03-31", "03-28T01:30 03-29T01:30 03-30T00:30"),
    # 02:30 comes twice on the 25th: the first one counts
    (BERLIN, "daily", "02:30", "2026-10-24 2026-10-27", "10-24T00:30 10-25T00:30 10-26T01:30"),
    # the days of 23 and of 25 hours end at their own midnight
    (BERLIN, "daily", "24:00", "2026-03-28 2026-03-30", "03-28T23:00 03-29T22:00"),
    (BERLIN, "daily", "24:00", "2026-10-24 2026-10-26", "10-24T22:00 10-25T23:00"),
    (BERLIN, "weekly on sun", "17:30", "2026-03-22 2026-04-06", "03-22T16:30 03-29T15:30 04-05T15:30"),
    (BERLIN, "monthly on last day", "18:00", "2026-02-01 2026-04-01", "02-28T17:00 03-31T16:00"),
    (BERLIN, "ten-daily on last day", "18:00", "2026-10-15 2026-11-01", "10-20T16:00 10-31T17:00"),
    (NEW_YORK, "daily", "18:00", "2026-03-07 2026-03-09", "03-07T23:00 03-08T22:00"),
    (NEW_YORK, "weekly on sun", "17:30", "2026-10-25 2026-11-09", "10-25T21:30 11-01T22:30 11-08T22:30"),
    (NEW_YORK, "monthly on last day", "24:00", "2026-02-01 2026-04-01", "03-01T05:00 04-01T04:00"),
    (NEW_YORK, "half-monthly on last day", "18:00", "2026-11-01 2026-11-30", "11-15T23:00"),
    (SHANGHAI, "daily", "18:00", "1986-05-03 1986-05-05", "05-03T10:00 05-04T09:00"),
    (SHANGHAI, "weekly on sun", "18:00", "1986-09-07 1986-09-22", "09-07T09:00 09-14T10:00 09-21T10:00"),
    (SHANGHAI, "monthly on last day", "18:00", "1989-03-01 1989-05-01", "03-31T10:00 04-30T09:00"),
    (SHANGHAI, "monthly on last day", "24:00", "1991-08-01 1991-10-01", "08-31T15:00 09-30T16:00"),
    (SHANGHAI, "quarterly on last day", "18:00", "1990-03-01 1990-09-01", "03-31T10:00 06-30T09:00"),
    (SHANGHAI, "monthly on last day", "18:00", "1992-05-01 1992-07-01", "05-31T10:00 06-30T10:00"),
]


@pytest.mark.parametrize(("zone", "text", "time", "days", "expected"), TABLE)
def test_what_is_due_is_due_by_the_clock_of_its_day(
    zone: str, text: str, time: str, days: str, expected: str
) -> None:
    calendar = replace(CN, time_zone=zone)
    first, last = (dt.date.fromisoformat(day) for day in days.split())
    turns = occurrences(parse(text), first, last, calendar)
    dues = [instant_of(calendar, turn.due, time) for turn in turns]
    utc = [dt.datetime.fromtimestamp(due // 1_000_000, dt.UTC) for due in dues]
    assert " ".join(f"{due:%m-%dT%H:%M}" for due in utc) == expected
    assert [due_day(calendar, due) for due in dues] == [turn.due for turn in turns]
    opened = [local_day(calendar, instant_of(calendar, turn.opens, "00:00")) for turn in turns]
    assert opened == [turn.opens for turn in turns]
