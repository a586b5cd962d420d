"""Any cadence, for hypothesis."""

import datetime as dt

from hypothesis import strategies as st

from workflows.cadence import Cadence
from workflows.cadence.anchors import FestivalDay, LunarDate, SolarDate
from workflows.cadence.festivals import BY_NAME
from workflows.cadence.kinds import (
    Between,
    Daily,
    Every,
    EveryDays,
    EveryMonths,
    EveryWeeks,
    FixedDate,
    Irregular,
    MonthList,
    MonthlyDays,
    NamedDay,
    Once,
    Rule,
    Weekly,
    WeeklyDays,
    Window,
    WorkingDays,
)
from workflows.cadence.kinds.irregular import WORDS
from workflows.cadence.kinds.years import MOST_DAYS
from workflows.cadence.places import LEAP_YEAR, LONGEST, WORKDAYS, LastDay, MonthDay, NthWeekday, Workday
from workflows.cadence.turns import HALF_MONTH, TEN_DAYS
from workflows.cadence.words import LAST

leap_days = st.dates(dt.date(LEAP_YEAR, 1, 1), dt.date(LEAP_YEAR, 12, 31))
dates_of_a_year = leap_days.map(lambda day: MonthDay(day.month, day.day))
weekdays = st.integers(0, 6)


def places(months: int) -> st.SearchStrategy[LastDay | Workday | NthWeekday | MonthDay]:
    day = st.builds(MonthDay, st.integers(1, max(months, 1)), st.integers(1, LONGEST.get(months, 31)))
    return st.one_of(
        st.just(LastDay()),
        st.builds(Workday, st.just(LAST) | st.integers(1, WORKDAYS[months])),
        st.builds(NthWeekday, st.just(LAST) | st.integers(1, 4 if months > 0 else 1), weekdays),
        dates_of_a_year if months == 12 else day,
    )


def some(low: int, high: int, least: int) -> st.SearchStrategy[tuple[int, ...]]:
    """Ascending and different."""
    return st.sets(st.integers(low, high), min_size=least).map(lambda found: tuple(sorted(found)))


def every(months: int) -> st.SearchStrategy[Rule]:
    return places(months).map(lambda place: Every(months, place))


movable = st.builds(LunarDate, st.integers(1, 12), st.integers(1, 30)) | st.sampled_from(sorted(BY_NAME)).map(
    FestivalDay
)
anchors = leap_days.map(lambda day: SolarDate(day.month, day.day)) | movable
starts = st.dates(dt.date(2018, 1, 1), dt.date(2032, 12, 31))
new_rules: tuple[st.SearchStrategy[Rule], ...] = (
    st.builds(EveryDays, st.integers(2, EveryDays.MOST), starts),
    st.builds(EveryWeeks, st.integers(2, EveryWeeks.MOST), starts),
    st.builds(
        EveryMonths, st.integers(2, EveryMonths.MOST), places(1), st.integers(2018, 2032), st.integers(1, 12)
    ),
    some(0, 6, 2).map(WeeklyDays),
    some(1, 31, 2).map(MonthlyDays),
    st.builds(Irregular, st.integers(1, 4), st.sampled_from(sorted(WORDS))),
    st.builds(NamedDay, movable, st.integers(-MOST_DAYS, MOST_DAYS)),
    st.builds(Window, anchors, st.integers(1, MOST_DAYS)),
    st.builds(Between, anchors, anchors).filter(lambda made: made.opens != made.closes),
    st.builds(MonthList, some(1, 12, 1), places(1)),
)
rules: st.SearchStrategy[Rule] = st.one_of(
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)).map(Once),
    st.just(Daily()),
    st.just(WorkingDays()),
    weekdays.map(Weekly),
    st.sampled_from([1, 3, 6, 12, TEN_DAYS, HALF_MONTH]).flatmap(every),
    dates_of_a_year.map(FixedDate),
    *new_rules,
)
cadences = st.builds(Cadence, rules, st.sampled_from(["kept", "before", "after"]))
