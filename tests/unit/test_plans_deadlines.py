"""By when: the due day of each deadline, its year, and what is none."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.plans.document import plain
from services.plans.found import Deadline
from services.plans.outline import sections
from services.plans.passage import Passage
from services.plans.rules import cadences
from services.plans.rules.deadlines import annotate


def passage_of(text: str, year: int = 0) -> Passage:
    return Passage(plain(text, "plan.txt"), sections(text), year)


def found(text: str, year: int = 0) -> tuple[Deadline, ...]:
    return annotate(passage_of(text, year))


def dues(text: str, year: int = 0) -> list[str]:
    return [one.due for one in found(text, year)]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("3月底前清沟", "--03-31"),
        ("2月底前清沟", "--02-28"),
        ("2024年2月底前清沟", "2024-02-29"),
        ("2026年6月30日前清沟", "2026-06-30"),
        ("6月20日18:00前报表", "--06-20T18:00"),
        ("6月20日下午5点半前报表", "--06-20T17:30"),
        ("6月20日24时前报表", "--06-20"),
        ("9月上旬前报表", "--09-10"),
        ("年底前修好", "--12-31"),
        ("三季度末完成清沟", "--09-30"),
        ("上半年完成清沟", "--06-30"),
        ("到2027年,新增泵站2座", "2027-12-31"),
        ("力争2027年建成", "2027-12-31"),
        ("估计1月底开工", "--01-31"),
        ("报名截止3月5日", "--03-05"),
        ("完成时限:2026年3月至5月", "2026-05-31"),
        ("接单后10个工作日内答复", ""),
        ("20xx年底前清沟", ""),
        ("__月__日前报表", ""),
        ("2月30日前报表", ""),
        ("春节前完成清沟", ""),
    ],
)
def test_a_deadline_says_its_due_day_as_far_as_it_is_told(text: str, due: str) -> None:
    assert dues(text) == [due]


@pytest.mark.parametrize(
    "text",
    [
        "每月25日前报表",
        "每年11月底前报表",
        "6月5日前后上街",
        "截至2021年底共有泵站2座",
        "2021年3月5日前已清",
        "五年内回归人员",
        "办理时间压缩到5个工作日内",
        "近三日内",
        "4月清沟",
        "《办法》(2021年3月5日前有效)",
    ],
)
def test_what_recurs_is_near_is_over_or_is_a_quantity_is_no_deadline(text: str) -> None:
    assert dues(text) == []


def test_a_year_that_the_plan_gives_is_marked_as_inferred() -> None:
    [own, told] = found("3月底前清沟。2027年4月底前栽树。", 2026)
    assert (own.due, own.inferred) == ("2026-03-31", True)
    assert (told.due, told.inferred) == ("2027-04-30", False)


def test_a_year_holds_for_the_later_dates_of_its_line_that_name_none() -> None:
    assert dues("2027年3月底前清沟,6月底前栽树\n9月底前报表\n", 2026) == [
        "2027-03-31",
        "2027-06-30",
        "2026-09-30",
    ]


def test_january_of_an_autumn_term_lies_in_the_next_year() -> None:
    assert dues("2026年秋季学期工作计划\n一、教学\n1月18日前交成绩\n", 2026) == ["2027-01-18"]


def test_two_in_one_item_are_two_deadlines() -> None:
    assert dues("5月底前摸清底数,9月15日前完成分类") == ["--05-31", "--09-15"]


def test_a_column_of_due_days_needs_no_words_of_its_own() -> None:
    text = "任务\t完成时限\t单位\n清沟\t5月\t街道办\n栽树\t9月1日至9月30日\t街道办\n"
    passage = passage_of(text, 2026)
    assert [one.due for one in annotate(passage)] == ["2026-05-31", "2026-09-30"]
    assert cadences.annotate(passage) == ()


PIECES = [
    "3月底",
    "6月30日",
    "年底",
    "10个工作日",
    "前",
    "内",
    "完成",
    "到",
    "2026年",
    "20xx年",
    "__月__日",
    "每月",
]
MARKS = ["、", ",", "。", "\n", "\t", "《", "》", "(", ")", "至", "完成时限:", "18:00", "春节", "清沟"]
TEXTS = st.lists(st.sampled_from([*PIECES, *MARKS]), max_size=30).map("".join)


@given(TEXTS, st.sampled_from([0, 2026]))
@example("6月30日3月底前春节", 0)
@example("6月30日年底前春节", 0)
def test_a_date_is_never_both_a_deadline_and_a_cadence(text: str, year: int) -> None:
    passage = passage_of(text, year)
    for due in annotate(passage):
        assert text[due.start : due.end]
        for other in cadences.annotate(passage):
            if other.rule in ("calendar_days", "months", "ranges", "year_parts"):
                assert other.word_end <= due.start or due.end <= other.word_start
