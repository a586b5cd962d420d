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
        ("每周二、四", "weekly on tue thu"),
        ("每周四和周二", "weekly on tue thu"),
        ("每周一三五", "weekly on mon wed fri"),
        ("weekly on Thursday, tue and sat", "weekly on tue thu sat"),
        ("隔日，自2026年3月2日起", "every 2 days from 2026-03-02"),
        ("每三天（自2026-03-02起）", "every 3 days from 2026-03-02"),
        ("every other week from 2026-03-06", "every 2 weeks on fri from 2026-03-06"),
        ("每两周周五（自2026年3月6日起）", "every 2 weeks on fri from 2026-03-06"),
        ("每两个月最后一个工作日，自2026年1月起", "every 2 months on last workday from 2026-01"),
        ("every ten days on last day", "ten-daily on last day"),
        ("每旬最后一个工作日", "ten-daily on last workday"),
        ("每旬第八天", "ten-daily on 8"),
        ("每半个月第十天", "half-monthly on 10"),
        ("half monthly on last workday", "half-monthly on last workday"),
        ("每月20日、5日", "monthly on 5 20"),
        ("每月5、20日，遇休息日顺延", "monthly on 5 20 or after"),
        ("monthly on 5, 15 and 25", "monthly on 5 15 25"),
        ("3、6、9月的25日", "in 3 6 9 on 25"),
        ("三月、六月、九月二十五日", "in 3 6 9 on 25"),
        ("9月最后一个工作日", "in 9 on last workday"),
        ("单月15日", "in 1 3 5 7 9 11 on 15"),
        ("每逢双月的最后一天", "in 2 4 6 8 10 12 on last day"),
        ("in 3, 6 and 9 on last day", "in 3 6 9 on last day"),
        ("农历八月十五", "lunar 8-15"),
        ("农历正月初一", "lunar 1-01"),
        ("每年农历腊月廿三", "lunar 12-23"),
        ("阴历8月15日", "lunar 8-15"),
        ("除夕", "festival spring festival eve"),
        ("festival 春节 - 2d", "festival spring festival - 2d"),
        ("春节前2天", "festival spring festival - 2d"),
        ("2 days before spring festival", "festival spring festival - 2d"),
        ("Qingming Festival + 3 days", "festival qingming + 3d"),
        ("三八妇女节", "festival women's day"),
        ("New Year’s Day or after", "festival new year's day or after"),
        ("3月5日前后7天", "3-05 ± 7d"),
        ("on 3-05 +/- 7 days", "3-05 ± 7d"),
        ("春节前后各十天", "festival spring festival ± 10d"),
        ("3月1日至4月30日", "from 3-01 to 4-30"),
        ("自每年11月1日至次年3月31日止", "from 11-01 to 3-31"),
        ("3-01 to 4-30", "from 3-01 to 4-30"),
        ("除夕到元宵节期间", "from festival spring festival eve to festival lantern festival"),
        ("每季度至少两次", "irregular ≥ 2 per quarter"),
        ("不定期，每年不少于12次", "irregular ≥ 12 per year"),
        ("irregular at least 3 times a half-year", "irregular ≥ 3 per half-year"),
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
        ("weekly on tue tue", 15, "not named yet"),
        ("weekly on tue fry", 15, "the end"),
        ("每周五天", 4, "the end"),
        ("every 3 days", 13, "from and the day of the first turn"),
        ("每两周周五", 6, "from and the day of the first turn"),
        ("every 2 months on 15", 21, "from and the month of the first turn"),
        ("every 1 days from 2026-03-02", 1, "2 to 366 days"),
        ("every 2 weeks on thu from 2026-03-06", 27, "a Thursday"),
        ("every 2 months on 15 from 2026-13", 27, "a month that exists"),
        ("每旬", 3, "a day of the ten-day period"),
        ("ten-daily on 11", 14, "1 to 10"),
        ("half-monthly on 16", 17, "1 to 15"),
        ("ten-daily on 2nd mon", 14, "first or last"),
        ("monthly on 5 40", 14, "1 to 31"),
        ("in 13 on 5", 4, "1 to 12"),
        ("in on 5", 4, "1 to 12"),
        ("in 3 6", 7, "or on"),
        ("lunar 13-01", 7, "1 to 12"),
        ("农历八月三十一", 3, "1 to 30"),
        ("festival xmas", 10, "spring festival eve"),
        ("春节前0天", 3, "1 to 180 days"),
        ("2 days before 3-05", 15, "a lunar date or a festival"),
        ("3-05 ± 0d", 8, "1 to 180 days"),
        ("春节前后", 5, "a number of days"),
        ("from 3-01", 10, "to"),
        ("from 3-01 to", 13, "a day of the year"),
        ("from 3-01 to 3-01", 14, "another day"),
        ("3月1日至次年4月30日", 6, "within a year"),
        ("irregular", 10, "≥"),
        ("irregular ≥ 0 per week", 13, "1 to 99"),
        ("irregular ≥ 2 per decade", 19, "quarter"),
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


PIECES = (
    *"每月周年日季度第旬半自起农历前后各至到一二三、，（）的双",
    *(
        "最后一天",
        "最后一个",
        "工作日",
        "星期二",
        "春节",
        "冬至",
        "次年",
        "不少于",
        "2次",
        "3天",
        "5日",
        "20日",
        "八月",
        "十五",
    ),
    *(
        "weekly ",
        "monthly ",
        "ten-daily ",
        "every ",
        "on ",
        "in ",
        "from ",
        "to ",
        "last ",
        "day ",
        "workday ",
    ),
    *(
        "2 ",
        "5 ",
        "weeks ",
        "months ",
        "2026-03 ",
        "2026-03-06 ",
        "3-05 ",
        "8-15 ",
        "tue ",
        "fri ",
        "± ",
        "7d ",
    ),
    *(
        "lunar ",
        "festival ",
        "spring festival ",
        "- ",
        "irregular ",
        "≥ ",
        "per ",
        "quarter ",
        "or ",
        "before ",
    ),
)


@given(
    st.text(alphabet="每月周年日季度第最后一个工作 monthly on weekly last 0123456789-")
    | st.lists(st.sampled_from(PIECES), max_size=9).map("".join)
)
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
        ("weekly on tue thu sat", "en", "every Tuesday, Thursday and Saturday"),
        ("every 3 days from 2026-03-02", "en", "every 3 days from 2 March 2026 on"),
        ("every 3 days from 2026-03-02", "zh", "每3天（自2026年3月2日起）"),
        ("every 2 weeks on fri from 2026-03-06", "en", "every 2 weeks on Friday, from 6 March 2026 on"),
        (
            "every 2 months on last day from 2026-01",
            "en",
            "on the last day of every 2nd month, from January 2026 on",
        ),
        ("ten-daily on last workday", "en", "on the last working day of every ten-day period"),
        ("half-monthly on 10", "en", "on day 10 of every half-month"),
        ("half-monthly on 10", "zh", "每半月第10天"),
        ("monthly on 5 20", "en", "on the 5th and 20th of every month"),
        ("in 3 6 9 on 25", "en", "on the 25th of March, June and September every year"),
        ("in 3 6 9 on 25", "zh", "每年3、6、9月的25日"),
        ("lunar 12-23", "en", "on the 23rd of the 12th lunar month every year"),
        ("lunar 12-23", "zh", "每年农历腊月廿三"),
        ("festival spring festival - 1d", "en", "1 day before the Spring Festival every year"),
        ("3-05 ± 7d", "en", "from 7 days before to 7 days after 5 March every year"),
        ("3-05 ± 7d", "zh", "每年3月5日前后各7天"),
        ("from 11-01 to 3-31", "en", "from 1 November to 31 March every year"),
        ("from 11-01 to 3-31", "zh", "每年11月1日至次年3月31日"),
        ("irregular ≥ 2 per quarter", "en", "at least twice every quarter, on any day"),
        ("irregular ≥ 3 per week", "zh", "每周不少于3次"),
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
