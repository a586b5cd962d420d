"""Lunar days, festivals and solar terms: every day beside sxtwl, and some years by hand."""

import datetime as dt
from functools import cache

import pytest

from workflows.cadence import occurrences, parse
from workflows.cadence.festivals import BY_WORD, FESTIVALS
from workflows.cadence.lunar import UnknownLunarYear, lunar_day, lunar_year
from workflows.calendar import Calendar

BARE = Calendar("bare", "Asia/Shanghai")
FIRST, LAST = 1990, 2100
DAY = dt.timedelta(days=1)
CLEAR_AND_BRIGHT, AUTUMN_EQUINOX, WINTER_SOLSTICE = 7, 18, 0


@cache
def almanac() -> tuple[tuple[dt.date, int, int, int, bool, int | None], ...]:
    """Day; lunar year, month, day, leap; solar term: of each day of FIRST to LAST, by sxtwl."""
    sxtwl = pytest.importorskip("sxtwl", reason="has no wheels for this Python")
    found, one = [], sxtwl.fromSolar(FIRST, 1, 1)
    day = dt.date(FIRST, 1, 1)
    while day.year <= LAST:
        term = one.getJieQi() if one.hasJieQi() else None
        lunar = one.getLunarYear(), one.getLunarMonth(), one.getLunarDay(), one.isLunarLeap()
        found.append((day, *lunar, term))
        day, one = day + DAY, one.after(1)
    return tuple(found)


def in_years(text: str, first: int, last: int) -> list[tuple[str, str]]:
    """(period, due) of each turn due in those years."""
    turns = occurrences(parse(text), dt.date(first, 1, 1), dt.date(last + 1, 1, 1), BARE)
    return [(turn.period, turn.due.isoformat()) for turn in turns]


# --- beside sxtwl -----------------------------------------------------------------------------------------


def test_every_lunar_day_of_111_years_is_where_sxtwl_has_it() -> None:
    checked = 0
    for day, year, month, number, leap, _ in almanac():
        if not leap:
            assert lunar_day(year, month, number) == day.toordinal(), day
            checked += 1
    assert checked > 39_000


def test_no_day_of_a_leap_month_is_a_lunar_day() -> None:
    ours = {
        lunar_day(year, month, day)
        for year in range(FIRST, LAST + 1)
        for month in range(1, 13)
        for day in range(1, 31)
    }
    leap = [day for day, *_, leap, _ in almanac() if leap]
    assert len(leap) > 1_000
    assert not ours & {day.toordinal() for day in leap}


@pytest.mark.parametrize(
    ("text", "month", "term"),
    [("清明", 4, CLEAR_AND_BRIGHT), ("秋分", 9, AUTUMN_EQUINOX), ("冬至", 12, WINTER_SOLSTICE)],
)
def test_solar_terms_of_111_years_fall_on_sxtwls_days(text: str, month: int, term: int) -> None:
    expected = [day.isoformat() for day, *_, found in almanac() if found == term]
    assert [due for _, due in in_years(text, FIRST, LAST)] == expected
    assert len(expected) == LAST - FIRST + 1
    assert all(dt.date.fromisoformat(day).month == month for day in expected)


def test_spring_festival_eve_is_the_day_before_the_first_of_the_first_month() -> None:
    new_years = [
        day for day, _, month, number, leap, _ in almanac() if (month, number, leap) == (1, 1, False)
    ]
    assert [due for _, due in in_years("除夕", FIRST, LAST)] == [(day - DAY).isoformat() for day in new_years]


@pytest.mark.parametrize(
    ("text", "month", "day"),
    [
        ("春节", 1, 1),
        ("元宵节", 1, 15),
        ("龙抬头", 2, 2),
        ("端午节", 5, 5),
        ("七夕", 7, 7),
        ("中元节", 7, 15),
        ("中秋节", 8, 15),
        ("重阳节", 9, 9),
        ("腊八节", 12, 8),
        ("lunar 6-15", 6, 15),
    ],
)
def test_lunar_festivals_have_the_year_and_day_of_sxtwl(text: str, month: int, day: int) -> None:
    expected = [
        (str(year), at.isoformat())
        for at, year, *place, leap, _ in almanac()
        if place == [month, day] and not leap
    ]
    assert in_years(text, FIRST, LAST) == expected


# --- by hand ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "eve", "day"),
    [
        (2015, "2016-02-07", 29),
        (2020, "2021-02-11", 30),
        (2021, "2022-01-31", 29),
        (2022, "2023-01-21", 30),
        (2023, "2024-02-09", 30),
        (2024, "2025-01-28", 29),
        (2025, "2026-02-16", 29),
        (2026, "2027-02-05", 29),
        (2028, "2029-02-12", 29),  # the fifth year in a row without a 30th
        (2029, "2030-02-02", 30),
    ],
)
def test_spring_festival_eve_is_the_29th_or_the_30th(year: int, eve: str, day: int) -> None:
    expected = dt.date.fromisoformat(eve).toordinal()
    assert lunar_year(year).eve == expected
    assert lunar_day(year, 12, day) == expected
    assert lunar_day(year, 12, 30) == expected


@pytest.mark.parametrize(
    ("year", "text", "due"),
    [
        (2004, "lunar 2-15", "2004-03-05"),  # leap second month
        (2006, "lunar 7-07", "2006-07-31"),  # leap seventh month
        (2009, "端午", "2009-05-28"),  # leap fifth month
        (2020, "lunar 4-15", "2020-05-07"),  # leap fourth month
        (2020, "端午", "2020-06-25"),
        (2023, "lunar 2-02", "2023-02-21"),  # leap second month
        (2025, "lunar 6-15", "2025-07-09"),  # leap sixth month
        (2025, "中秋", "2025-10-06"),
        (2026, "中秋", "2026-09-25"),
        (2033, "中秋", "2033-09-08"),  # leap eleventh month, which many tables put elsewhere
    ],
)
def test_a_leap_month_is_no_second_turn(year: int, text: str, due: str) -> None:
    assert in_years(text, year, year) == [(str(year), due)]


def test_qingming_is_the_4th_or_the_5th_of_april() -> None:
    days = {int(year): due[-5:] for year, due in in_years("清明", 2004, 2027)}
    fifth = {2005, 2006, 2007, 2010, 2011, 2014, 2015, 2018, 2019, 2022, 2023, 2026, 2027}
    assert days == {year: "04-05" if year in fifth else "04-04" for year in range(2004, 2028)}


def test_a_lunar_year_with_two_turns_in_one_year_of_ours_keeps_their_keys_apart() -> None:
    assert in_years("腊八", 2022, 2022) == [("2021", "2022-01-10"), ("2022", "2022-12-30")]
    assert in_years("腊八", 2023, 2023) == []


@pytest.mark.parametrize(
    ("text", "period", "opens", "due"),
    [
        ("festival spring festival - 2d", "2026", "2026-01-16", "2026-02-15"),
        ("春节后15天", "2026", "2026-02-02", "2026-03-04"),
        ("除夕", "2025", "2026-01-17", "2026-02-16"),
        ("festival spring festival ± 7d", "2026", "2026-02-10", "2026-02-24"),
        ("除夕至元宵节", "2025", "2026-02-16", "2026-03-03"),
        ("from 2-01 to festival lantern festival", "2026", "2026-02-01", "2026-03-03"),
        ("lunar 1-15 or before", "2026", "2026-02-01", "2026-03-03"),
    ],
)
def test_days_around_the_spring_festival_of_2026(text: str, period: str, opens: str, due: str) -> None:
    (turn,) = occurrences(parse(text), dt.date(2026, 1, 1), dt.date(2026, 4, 1), BARE)
    assert (turn.period, turn.opens.isoformat(), turn.due.isoformat()) == (period, opens, due)


FIXED = [
    (festival.chinese, f"2026-{festival.on[0]:02}-{festival.on[1]:02}")
    for festival in FESTIVALS
    if festival.when is None
]


@pytest.mark.parametrize(("text", "due"), FIXED)
def test_a_fixed_day_has_one_turn_a_year(text: str, due: str) -> None:
    assert in_years(text, 2026, 2026) == [("2026", due)]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("元旦", "01-01"),
        ("妇女节", "03-08"),
        ("劳动节", "05-01"),
        ("儿童节", "06-01"),
        ("建党节", "07-01"),
        ("建军节", "08-01"),
        ("教师节", "09-10"),
        ("国庆节", "10-01"),
        ("国家宪法日", "12-04"),
    ],
)
def test_legal_days_are_where_the_law_has_them(text: str, due: str) -> None:
    assert in_years(text, 2026, 2026) == [("2026", f"2026-{due}")]


def test_no_word_names_two_festivals_and_every_one_is_read() -> None:
    words = [word for festival in FESTIVALS for word in (festival.name, festival.chinese, *festival.also)]
    assert len(words) == len(set(words))
    assert all(parse(f"festival {word}") == parse(f"festival {one.name}") for word, one in BY_WORD.items())


def test_a_lunar_day_beyond_the_table_is_refused_and_not_left_out() -> None:
    with pytest.raises(UnknownLunarYear, match="the table has those from 1985 to 2105"):
        occurrences(parse("中秋"), dt.date(2150, 1, 1), dt.date(2151, 1, 1), BARE)
    assert len(in_years("除夕至元宵节", FIRST, LAST)) == LAST - FIRST + 1
