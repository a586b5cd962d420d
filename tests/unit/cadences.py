"""Any cadence, for hypothesis."""

import datetime as dt

from hypothesis import strategies as st

from workflows.cadence import Cadence
from workflows.cadence.anchors import FestivalDay, LunarDate, SolarDate
from workflows.cadence.campaigns import BY_NAME as CAMPAIGNS
from workflows.cadence.festivals import BY_NAME
from workflows.cadence.kinds import (
    Between,
    Daily,
    During,
    EachTerm,
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
    OnEvent,
    Rule,
    Weekly,
    WeeklyDays,
    WeekOfTerm,
    Window,
    Within,
    WorkingDays,
)
from workflows.cadence.kinds.events import MOST
from workflows.cadence.kinds.irregular import WORDS
from workflows.cadence.offsets import MOST_DAYS, MOST_WORKDAYS, Offset
from workflows.cadence.places import (
    LEAP_YEAR,
    LONGEST,
    WORKDAYS,
    LastDay,
    MonthDay,
    NthWeekday,
    Place,
    Workday,
)
from workflows.cadence.points import Point, Shifted
from workflows.cadence.turns import HALF_MONTH, TEN_DAYS, TERM
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


def offsets(days: int, workdays: int) -> st.SearchStrategy[Offset]:
    """Up to so many either way, never 0."""
    either = st.builds(Offset, st.integers(-days, days)) | st.builds(
        Offset, st.integers(-workdays, workdays), st.just(True)
    )
    return either.filter(lambda offset: offset.count != 0)


points = st.sampled_from(["start", "middle", "end"]).map(Point)


def shifted(place: st.SearchStrategy[Place]) -> st.SearchStrategy[Place]:
    """A place, or one some days from it."""
    return place | st.builds(Shifted, place, offsets(Shifted.MOST, Shifted.MOST))


def every(months: int) -> st.SearchStrategy[Rule]:
    return shifted(points | places(months)).map(lambda place: Every(months, place))


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
    st.builds(NamedDay, movable, st.none() | offsets(MOST_DAYS, MOST_WORKDAYS)),
    st.builds(Within, anchors, offsets(MOST_DAYS, MOST_WORKDAYS).filter(lambda limit: limit.count > 0)),
    st.sampled_from(sorted(CAMPAIGNS)).map(During),
    shifted(points | st.builds(Workday, st.just(LAST) | st.integers(1, WORKDAYS[TERM]))).map(EachTerm),
    st.integers(1, WeekOfTerm.MOST).map(WeekOfTerm),
    st.sampled_from(sorted(MOST)).flatmap(
        lambda unit: st.builds(OnEvent, st.integers(1, MOST[unit]), st.just(unit))
    ),
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
cadences = st.builds(
    Cadence,
    rules,
    st.sampled_from(["kept", "before", "after"]),
    st.sampled_from(["skip", "one", "all"]),
    st.sampled_from(["allow", "buffer", "skip"]),
)
