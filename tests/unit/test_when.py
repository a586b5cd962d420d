"""Days, times, periods and lengths in words."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.i18n import Language, translator
from services.when import DAY, HOUR, due_time, due_words, length_words, local_words, period_words
from workflows.calendar import Calendar, instant_of

CALENDAR = Calendar("cn", "Asia/Shanghai")
THURSDAY = dt.date(2026, 10, 15)


@pytest.mark.parametrize(
    ("language", "year", "words"),
    [
        ("zh", 2026, "10月15日 周四 18:00"),
        ("en", 2026, "Thu 15 Oct 18:00"),
        ("zh", 2027, "2026年10月15日 周四 18:00"),
        ("en", 2027, "Thu 15 Oct 2026 18:00"),
    ],
)
def test_a_moment_is_said_in_the_calendars_zone(language: Language, year: int, words: str) -> None:
    assert local_words(language, CALENDAR, instant_of(CALENDAR, THURSDAY, "18:00"), year) == words


def test_midnight_as_a_due_instant_ends_its_day() -> None:
    midnight = instant_of(CALENDAR, THURSDAY, "24:00")

    assert due_words("en", CALENDAR, midnight, 2026) == "Thu 15 Oct 24:00"
    assert due_time(CALENDAR, midnight) == "24:00"
    assert local_words("en", CALENDAR, midnight, 2026) == "Fri 16 Oct 00:00"


@pytest.mark.parametrize(
    ("key", "chinese", "english"),
    [
        ("2026-11-23", "2026年11月23日 周一", "Mon 23 Nov 2026"),
        ("2026-W48", "2026年第48周", "week 48 of 2026"),
        ("2026-11", "2026年11月", "Nov 2026"),
        ("2026-Q4", "2026年第4季度", "Q4 2026"),
        ("2026-H2", "2026年下半年", "half 2 of 2026"),
        ("2026", "2026年", "2026"),
        ("once", "一次", "once"),
        ("2026-11a", "2026年11月上旬", "first ten days of Nov 2026"),
        ("2026-02c", "2026年2月下旬", "last days of Feb 2026"),
        ("2026-11-H1", "2026年11月上半月", "first half of Nov 2026"),
        ("2026-Q3-n2", "2026年第3季度第2次", "Q3 2026, no. 2"),
        ("2026-n10", "2026年第10次", "2026, no. 10"),
        ("2026-11d", "2026-11d", "2026-11d"),
        ("e-17#2", "e-17#2", "e-17#2"),
    ],
)
def test_a_period_key_is_said_as_people_say_it(key: str, chinese: str, english: str) -> None:
    assert period_words("zh", key) == chinese
    assert period_words("en", key) == english


@given(st.text())
def test_any_key_has_words(key: str) -> None:
    assert period_words("zh", key) or not key


def test_a_length_names_its_two_largest_parts() -> None:
    chinese, english = translator("zh"), translator("en")

    assert length_words(chinese, 2 * DAY + 15 * HOUR + 59_000_000) == "2天15小时"
    assert length_words(english, DAY + HOUR) == "1 day 1 hour"
    assert length_words(english, HOUR + HOUR // 2) == "1 hour 30 minutes"
    assert length_words(english, 1) == "less than a minute"
