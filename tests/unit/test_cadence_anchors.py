"""Terms, starts and ends of periods, offsets in working days, named weeks and months, what happens."""

import datetime as dt

import pytest
from msgspec.structs import replace

from events.types import Term
from tests.unit.test_cadence_kinds import CN_2026, turns
from workflows.cadence import CadenceError, explain, occurrences, parse, written
from workflows.cadence.campaigns import CAMPAIGNS
from workflows.cadence.festivals import FESTIVALS

AUTUMN = Term("2026-autumn", dt.date(2026, 8, 31), dt.date(2027, 1, 22))  # from a Monday to a Friday
SPRING = Term("2026-spring", dt.date(2026, 3, 1), dt.date(2026, 7, 3))  # from a Sunday
SCHOOL = replace(CN_2026, terms=(SPRING, AUTUMN))


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("每学期开学", "term start"),
        ("学期初", "term start"),
        ("each term on first day", "term start"),
        ("学期中", "term middle"),
        ("每学期期末", None),
        ("每学期末", "term end"),
        ("每学期最后一天", "term end"),
        ("每学期结束前5个工作日", "term end - 5 workdays"),
        ("every term at end", "term end"),
        ("每学期开学后10个工作日内", "each term on 10th workday"),
        ("within 10 workdays of term start", "each term on 10th workday"),
        ("within 10 days of term start", "term start + 9d"),
        ("每学期第3周", "3rd week of term"),
        ("每学期第三周", "3rd week of term"),
        ("the 3rd week of each term", "3rd week of term"),
        ("每学期最后一个工作日", "each term on last workday"),
        ("年初", "yearly at start"),
        ("每年年中", "yearly at middle"),
        ("年终", "yearly at end"),
        ("每季度中", "quarterly at middle"),
        ("季末前5个工作日", "quarterly at end - 5 workdays"),
        ("月底", "monthly at end"),
        ("每月25日前2个工作日", "monthly on 25 - 2 workdays"),
        ("quarterly on last day - 2 working days", "quarterly on last day - 2 workdays"),
        ("within 10 workdays of quarter start", "quarterly on 10th workday"),
        ("每季度开始后10个工作日内", "quarterly on 10th workday"),
        ("within 5 days of month start", "monthly on 5"),
        ("春节前5个工作日", "festival spring festival - 5 workdays"),
        ("5 working days before spring festival", "festival spring festival - 5 workdays"),
        ("春节后10个工作日内", "within 10 workdays of festival spring festival"),
        ("within 7 days after 3-05", "within 7d of 3-05"),
        ("安全生产月", "during work safety month"),
        ("全国安全生产月期间", "during work safety month"),
        ("every 2 months on 15 from 2026-01, overlap allow", "every 2 months on 15 from 2026-01"),
        ("全民国防教育日", "festival defence education day"),
        ("每发生一次，3个工作日内", "on event within 3 workdays"),
        ("每发生一起，24小时内", "on event within 24 hours"),
        ("on each event within 1 day", "on event within 1 day"),
        ("每周五，漏期补一次，重叠跳过", "weekly on fri, missed one, overlap skip"),
        ("weekly on fri; overlap buffer", "weekly on fri, overlap buffer one"),
        ("weekly on fri, overlap skip, missed all", "weekly on fri, missed all, overlap skip"),
        (
            "每月25日，遇休息日顺延，漏期全补，重叠顺延一次",
            "monthly on 25 or after, missed all, overlap buffer one",
        ),
        ("weekly on fri, missed skip", "weekly on fri"),
        ("每周五，漏期不补，重叠允许", "weekly on fri"),
    ],
)
def test_new_words_of_both_languages_are_understood(text: str, canonical: str | None) -> None:
    if canonical is None:
        with pytest.raises(CadenceError):
            parse(text)
        return
    assert written(parse(text)) == canonical
    assert parse(canonical) == parse(text)


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("term start", "at the start of every school term", "每学期开学"),
        ("term middle + 3d", "3 days after the middle of every school term", "每学期中后3天"),
        ("3rd week of term", "in the 3rd week of every school term", "每学期第3周"),
        ("quarterly at middle", "in the middle of every quarter", "每季度中"),
        (
            "yearly at end - 1 workday",
            "1 working day before the end of every year",
            "每年年底前1个工作日",
        ),
        (
            "within 10 workdays of festival spring festival",
            "within 10 working days after the Spring Festival every year",
            "每年春节后10个工作日内",
        ),
        ("during work safety month", "during Work Safety Month every year", "每年安全生产月期间"),
        (
            "on event within 1 workday",
            "each time it happens, within 1 working day",
            "每发生一次，1个工作日内",
        ),
        (
            "weekly on fri, missed all, overlap buffer one",
            "every Friday; missed turns are all made up; "
            "a turn waits while the one before is owed, one at most",
            "每周五，漏期全补，重叠顺延一次",
        ),
    ],
)
def test_new_forms_are_said_as_people_say_them(text: str, english: str, chinese: str) -> None:
    assert (explain(parse(text), "en"), explain(parse(text), "zh")) == (english, chinese)


@pytest.mark.parametrize(
    ("text", "character", "expected"),
    [
        ("festival spring festival - 61 workdays", 26, "1 to 60 working days"),
        ("monthly on 25 - 40d", 15, "1 to 31 days"),
        ("within 24 workdays of month start", 1, "1 to 23 working days"),
        ("during happy month", 8, "work safety month"),
        ("within 7d of xmas", 14, "the start of a period"),
        ("31st week of term", 1, "1 to 30 weeks"),
        ("each term on 5", 14, "a working day of the term"),
        ("on event", 9, "a limit"),
        ("on event within 0 hours", 17, "1 to 720 hours"),
        ("weekly on fri, missed", 16, "missed skip, one or all"),
        ("weekly on fri, missed one, missed all", 28, "once each"),
        ("weekly on fri,", 15, "missed skip, one or all"),
    ],
)
def test_a_bad_new_form_gives_an_error_that_names_the_place(text: str, character: int, expected: str) -> None:
    with pytest.raises(CadenceError) as caught:
        parse(text)
    assert expected in caught.value.expected
    assert caught.value.at == character - 1


YEAR = ("2026-01-01", "2027-06-01")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("term start", [("2026-spring", "01-30", "03-01"), ("2026-autumn", "08-01", "08-31")]),
        ("term middle", [("2026-spring", "03-01", "05-02"), ("2026-autumn", "08-31", "11-11")]),
        ("term end", [("2026-spring", "03-01", "07-03"), ("2026-autumn", "08-31", "01-22")]),
        ("term end - 5 workdays", [("2026-spring", "03-01", "06-26"), ("2026-autumn", "08-31", "01-15")]),
        ("term start - 3d", [("2026-spring", "01-27", "02-26"), ("2026-autumn", "07-29", "08-28")]),
        ("each term on 10th workday", [("2026-spring", "03-01", "03-13"), ("2026-autumn", "08-31", "09-11")]),
        ("each term on last workday", [("2026-spring", "03-01", "07-03"), ("2026-autumn", "08-31", "01-22")]),
        ("3rd week of term", [("2026-spring", "03-16", "03-20"), ("2026-autumn", "09-14", "09-18")]),
        ("1st week of term", [("2026-spring", "03-02", "03-06"), ("2026-autumn", "08-31", "09-04")]),
        ("20th week of term", [("2026-autumn", "01-11", "01-15")]),
    ],
)
def test_terms_have_the_days_that_the_calendar_announces(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert turns(text, *YEAR, SCHOOL) == expected
    assert turns(text, *YEAR) == [], "no terms are announced"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yearly at start", [("2026", "12-02", "01-01")]),
        ("yearly at middle", [("2026", "05-31", "06-30")]),
        (
            "quarterly at middle",
            [(f"2026-Q{n}", f"{m:02}-01", f"{m + 1:02}-15") for n, m in enumerate((1, 4, 7, 10), 1)],
        ),
        ("half-yearly at middle", [("2026-H1", "01-01", "03-31"), ("2026-H2", "07-01", "09-30")]),
        ("yearly at end - 3 workdays", [("2026", "11-28", "12-28")]),
        (
            "quarterly at start - 2 workdays",
            [
                ("2026-Q2", "02-28", "03-30"),
                ("2026-Q3", "05-30", "06-29"),
                ("2026-Q4", "08-30", "09-29"),
                ("2027-Q1", "11-30", "12-30"),
            ],
        ),
        ("festival spring festival - 5 workdays", [("2026", "01-11", "02-10")]),
        ("within 10 workdays of festival spring festival", [("2026", "02-17", "03-06")]),
        ("within 10 workdays of festival national day", [("2026", "10-01", "10-20")]),
        ("during work safety month", [("2026", "06-01", "06-30")]),
        ("during cybersecurity week", [("2026", "09-14", "09-20")]),
        ("during reading week", [("2026", "04-20", "04-26")]),
        ("during constitution week", [("2026", "12-01", "12-07")]),
        ("festival defence education day", [("2026", "08-20", "09-19")]),
        ("festival disabled persons day", [("2026", "04-17", "05-17")]),
        ("festival school safety day", [("2026", "02-28", "03-30")]),
        ("on event within 3 workdays", []),
    ],
)
def test_new_anchors_fall_on_the_days_of_hand_made_rows(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert turns(text, "2026-01-01", "2027-01-01") == expected


@pytest.mark.parametrize(("year", "monday"), [(2023, "09-11"), (2024, "09-09"), (2025, "09-15")])
def test_weeks_of_a_month_are_counted_as_the_notices_of_those_years_did(year: int, monday: str) -> None:
    (turn,) = occurrences(parse("网络安全宣传周"), dt.date(year, 1, 1), dt.date(year + 1, 1, 1), CN_2026)
    assert turn.opens == dt.date.fromisoformat(f"{year}-{monday}")


def test_no_two_names_of_days_weeks_and_months_are_the_same() -> None:
    words = [word for one in (*FESTIVALS, *CAMPAIGNS) for word in {one.name, one.chinese, *one.also}]
    assert len(words) == len(set(words))


def test_an_offset_in_working_days_ends_even_where_no_day_is_worked() -> None:
    never = replace(
        CN_2026,
        holidays=frozenset(range(dt.date(2025, 1, 1).toordinal(), dt.date(2028, 1, 1).toordinal())),
        make_up=frozenset(),
    )
    (turn,) = occurrences(
        parse("festival national day - 5 workdays"), dt.date(2025, 6, 1), dt.date(2026, 5, 31), never
    )
    assert turn.due == dt.date(2025, 12, 5), "300 days before"
