"""The kinds of cadence: how each is written, said, read, and which turns it has.

A new kind is one class in one of these files and its name in KINDS, nothing else.
"""

from workflows.cadence.kinds.days import Daily, EveryDays, Once, WorkingDays
from workflows.cadence.kinds.events import OnEvent
from workflows.cadence.kinds.irregular import Irregular
from workflows.cadence.kinds.months import Every, EveryMonths, MonthList, MonthlyDays
from workflows.cadence.kinds.named import During, Within
from workflows.cadence.kinds.terms import EachTerm, WeekOfTerm
from workflows.cadence.kinds.weeks import EveryWeeks, Weekly, WeeklyDays
from workflows.cadence.kinds.windows import Between, Window
from workflows.cadence.kinds.years import FixedDate, NamedDay
from workflows.cadence.rule import Rule

KINDS: tuple[type[Rule], ...] = (
    Once,
    Daily,
    WorkingDays,
    EveryDays,
    EveryWeeks,
    EveryMonths,
    WeeklyDays,
    OnEvent,
    WeekOfTerm,
    EachTerm,
    Irregular,
    Weekly,
    MonthlyDays,
    MonthList,
    During,
    Window,
    Between,
    Within,
    NamedDay,
    Every,
    FixedDate,
)
"""In the order in which they are tried: what begins alike, longest first."""

__all__ = [
    "KINDS",
    "Between",
    "Daily",
    "During",
    "EachTerm",
    "Every",
    "EveryDays",
    "EveryMonths",
    "EveryWeeks",
    "FixedDate",
    "Irregular",
    "MonthList",
    "MonthlyDays",
    "NamedDay",
    "OnEvent",
    "Once",
    "Rule",
    "WeekOfTerm",
    "Weekly",
    "WeeklyDays",
    "Window",
    "Within",
    "WorkingDays",
]
