"""Cadences as text and as sentences, in both languages."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.cadences import cadences
from workflows.cadence import Cadence, CadenceError, Language, explain, occurrences, parse, written
from workflows.cadence.kinds import KINDS
from workflows.calendar import Calendar

BARE = Calendar("bare", "Asia/Shanghai")
near = st.dates(dt.date(2019, 6, 1), dt.date(2031, 6, 1))


@given(cadences)
def test_what_is_written_is_read_back_as_it_was(cadence: Cadence) -> None:
    assert parse(written(cadence)) == cadence
    assert written(parse(written(cadence))) == written(cadence)


@given(cadences, near)
def test_a_chinese_sentence_can_be_read_back(cadence: Cadence, since: dt.date) -> None:
    again = parse(explain(cadence, "zh"))
    until = since + dt.timedelta(days=800)
    assert occurrences(again, since, until, BARE) == occurrences(cadence, since, until, BARE)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("每日", "daily"),
        ("每天", "daily"),
        ("每个工作日", "working days"),
        ("每周五", "weekly on fri"),
        ("每星期日", "weekly on sun"),
        ("每周天", "weekly on sun"),
        ("每月25日", "monthly on 25"),
        ("每月２５号", "monthly on 25"),
        ("每月二十五日", "monthly on 25"),
        ("每月最后一天", "monthly on last day"),
        ("每月最后一个工作日", "monthly on last workday"),
        ("每月第二个星期二", "monthly on 2nd tue"),
        ("每季度最后一个工作日", "quarterly on last workday"),
        ("每季度第三个月20日", "quarterly on 3rd month 20"),
        ("每季度第二十个工作日", "quarterly on 20th workday"),
        ("每半年最后一天", "half-yearly on last day"),
        ("每半年第六个月20日", "half-yearly on 6th month 20"),
        ("每年12月20日", "yearly on 12-20"),
        ("每年十二月二十日", "yearly on 12-20"),
        ("3月5日", "on 3-05"),
        ("一次 2026-11-30", "once 2026-11-30"),
        ("一次，2026年11月30日", "once 2026-11-30"),
        ("每月25日，遇休息日顺延", "monthly on 25 or after"),
        ("每月25日（逢休息日提前）", "monthly on 25 or before"),
        ("  Weekly  on FRIDAY or  before ", "weekly on fri or before"),
        ("monthly on first day", "monthly on 1"),
        ("monthly on 1st workday", "monthly on first workday"),
        ("quarterly on last month 20", "quarterly on 3rd month 20"),
        ("yearly on 12th month 20", "yearly on 12-20"),
        ("on 03-05", "on 3-05"),
        ("half yearly on second wednesday", "half-yearly on 2nd wed"),
    ],
)
def test_words_of_both_languages_are_understood(text: str, canonical: str) -> None:
    assert written(parse(text)) == canonical


@pytest.mark.parametrize("form", [form for kind in KINDS for form in kind.FORMS])
def test_every_form_that_errors_propose_is_understood(form: str) -> None:
    assert parse(written(parse(form))) == parse(form)


@pytest.mark.parametrize(
    ("text", "character", "expected"),
    [
        ("", 1, "a cadence"),
        ("   ", 4, "a cadence"),
        ("fortnightly", 1, "a cadence"),
        ("dailyish", 1, "a cadence"),
        ("daily at noon", 7, "the end"),
        ("daily or before or after", 17, "the end"),
        ("weekly", 7, "a weekday"),
        ("weekly on fry", 11, "a weekday"),
        ("每周八", 2, "a weekday"),
        ("monthly on", 11, "a day of the month"),
        ("monthly on 0", 12, "1 to 31"),
        ("monthly on 32 or after", 12, "1 to 31"),
        ("每月三十二日", 3, "1 to 31"),
        ("monthly on 2nd tues", 16, "a weekday"),
        ("monthly on 5th tue", 12, "first to 4th, or last"),
        ("monthly on 24th workday", 12, "first to 23rd, or last"),
        ("quarterly on 4th month 1", 14, "first to 3rd"),
        ("quarterly on 20", 14, "a day of the quarter"),
        ("quarterly on 3rd month", 23, "a day of that month"),
        ("yearly on 2-30", 11, "exist"),
        ("yearly on 13-01", 11, "exist"),
        ("on", 3, "a month and day"),
        ("on 4-31", 4, "exist"),
        ("once", 5, "a date such as"),
        ("once 2026-02-29", 6, "a date that exists"),
        ("一次 2026年13月1日", 4, "a date that exists"),
        ("每月第十十个星期二", 3, "first to 4th"),
    ],
)
def test_a_bad_text_gives_an_error_that_names_the_place(text: str, character: int, expected: str) -> None:
    with pytest.raises(CadenceError) as caught:
        parse(text)
    error = caught.value
    assert isinstance(error, ValueError)
    assert error.at == character - 1
    assert expected in error.expected
    assert f"cadence {text!r}, character {character}: expected" in str(error)
    assert all(form in str(error) for form in error.forms)


@given(st.text(alphabet="每月周年日季度第最后一个工作 monthly on weekly last 0123456789-"))
def test_any_text_is_a_cadence_or_an_error_with_a_place(text: str) -> None:
    try:
        cadence = parse(text)
    except CadenceError as error:
        place, forms = error.at, error.forms
        assert 0 <= place <= len(text)
        assert forms
    else:
        assert parse(written(cadence)) == cadence


@pytest.mark.parametrize(
    ("text", "language", "sentence"),
    [
        ("once 2026-11-30", "en", "once, on 30 November 2026"),
        ("once 2026-11-30", "zh", "一次，2026年11月30日"),
        ("daily", "en", "every day"),
        ("working days", "zh", "每个工作日"),
        ("weekly on fri", "en", "every Friday"),
        ("weekly on fri", "zh", "每周五"),
        ("monthly on 22", "en", "on the 22nd of every month"),
        ("monthly on 11", "en", "on the 11th of every month"),
        ("monthly on 2nd tue", "en", "on the second Tuesday of every month"),
        ("monthly on 2nd tue", "zh", "每月第二个星期二"),
        ("quarterly on 3rd month 20", "en", "on the 20th of the third month of every quarter"),
        ("quarterly on last workday", "zh", "每季度最后一个工作日"),
        ("half-yearly on 12th workday", "en", "on the 12th working day of every half-year"),
        ("yearly on 12-20", "en", "on 20 December every year"),
        ("on 3-05", "zh", "每年3月5日"),
        (
            "monthly on 25 or before",
            "en",
            "on the 25th of every month, or the working day before if that is a day off",
        ),
        ("monthly on 25 or after", "zh", "每月25日（遇休息日顺延至后一个工作日）"),
    ],
)
def test_a_cadence_is_explained_as_people_say_it(text: str, language: Language, sentence: str) -> None:
    assert explain(parse(text), language) == sentence
