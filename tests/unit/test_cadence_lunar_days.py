"""Days of a lunar month have names of their own: 初一 to 初十, 十一 to 二十, 廿一 to 廿九, 三十."""

import pytest

from workflows.cadence import parse
from workflows.cadence.anchors import LunarDate

DIGITS = "一二三四五六七八九"
NAMES = (
    *(f"初{digit}" for digit in DIGITS),
    *("初十", *(f"十{digit}" for digit in DIGITS)),
    *("二十", *(f"廿{digit}" for digit in DIGITS)),
    "三十",
)


@pytest.mark.parametrize("day", range(1, 31))
def test_each_day_of_a_lunar_month_is_called_as_almanacs_call_it_and_read_by_that_name(day: int) -> None:
    name = f"农历八月{NAMES[day - 1]}"

    assert LunarDate(8, day).chinese() == name
    assert parse(name) == parse(f"lunar 8-{day:02}")
