"""Any cadence, for hypothesis."""

import datetime as dt

from hypothesis import strategies as st

from workflows.cadence import Cadence
from workflows.cadence.kinds import Daily, Every, FixedDate, Once, Rule, Weekly, WorkingDays
from workflows.cadence.places import LEAP_YEAR, WORKDAYS, LastDay, MonthDay, NthWeekday, Workday
from workflows.cadence.words import LAST

leap_days = st.dates(dt.date(LEAP_YEAR, 1, 1), dt.date(LEAP_YEAR, 12, 31))
dates_of_a_year = leap_days.map(lambda day: MonthDay(day.month, day.day))
weekdays = st.integers(0, 6)


def places(months: int) -> st.SearchStrategy[LastDay | Workday | NthWeekday | MonthDay]:
    day = st.builds(MonthDay, st.integers(1, months), st.integers(1, 31))
    return st.one_of(
        st.just(LastDay()),
        st.builds(Workday, st.just(LAST) | st.integers(1, WORKDAYS * months)),
        st.builds(NthWeekday, st.just(LAST) | st.integers(1, 4), weekdays),
        dates_of_a_year if months == 12 else day,
    )


def every(months: int) -> st.SearchStrategy[Rule]:
    return places(months).map(lambda place: Every(months, place))


rules: st.SearchStrategy[Rule] = st.one_of(
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)).map(Once),
    st.just(Daily()),
    st.just(WorkingDays()),
    weekdays.map(Weekly),
    st.sampled_from([1, 3, 6, 12]).flatmap(every),
    dates_of_a_year.map(FixedDate),
)
cadences = st.builds(Cadence, rules, st.sampled_from(["kept", "before", "after"]))
