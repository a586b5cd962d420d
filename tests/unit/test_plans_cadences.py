"""Words of time that recur or take place: what the layer as a whole makes of the findings of its rules."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.plans.document import plain
from services.plans.found import CadenceWords
from services.plans.outline import sections
from services.plans.passage import Passage
from services.plans.rules.cadences import annotate, parts
from workflows.cadence import parse


def found(text: str, year: int = 0) -> tuple[CadenceWords, ...]:
    return annotate(passage_of(text, year))


def passage_of(text: str, year: int = 0) -> Passage:
    return Passage(plain(text, "plan.txt"), sections(text), year)


def kinds(text: str, year: int = 0) -> list[str]:
    return [one.kind for one in found(text, year)]


def quotes(text: str) -> list[str]:
    return [text[one.start : one.end] for one in found(text)]


def words(text: str) -> list[str]:
    """For each statement its cadence, anchor or doubt."""
    return [one.cadence or one.anchor or one.doubt for one in found(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("每天清点库房", "daily"),
        ("每个工作日签到", "working days"),
        ("每周五下午碰头", "weekly on fri"),
        ("每周日值守", "weekly on sun"),
        ("每周一上午升旗", "weekly on mon"),
        ("每周一查", "weekly"),
        ("每周一次碰头", "weekly"),
        ("每月十五日报送", "monthly on 15"),
        ("每月最后一个工作日结账", "monthly on last workday"),
        ("每月第二个周二例会", "monthly on 2nd tue"),
        ("每月召开一次碰头会", "monthly"),
        ("每季度通报", "quarterly"),
        ("每半年评比", "half_yearly"),
        ("每年体检", "yearly"),
        ("每年年底盘点", "year_end"),
        ("年初定下路线", "year_start"),
        ("每年3月5日上街", "yearly on 3-05"),
        ("12月4日上街", "on 12-04"),
        ("2026年11月30日上街", "once 2026-11-30"),
        ("落实“每日一查”制度", "daily"),
    ],
)
def test_words_that_settle_a_cadence_or_an_anchor_give_it(text: str, expected: str) -> None:
    assert words(text) == [expected]


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("每月碰头两次", "times"),
        ("每周二次", "times"),
        ("每周五天上课", "times"),
        ("每月32日报送", "date"),
        ("2月30日上街", "date"),
        ("3月1日至4月30日上街", "window"),
        ("从年初到年底", "window"),
        ("6月5日前后上街", "window"),
        ("每两周换一次水", "turn"),
        ("每旬对账", "turn"),
        ("每学期家访", "term"),
        ("暑假期间留人看门", "term"),
        ("九月份:", "month"),
        ("每年4月清沟", "month"),
        ("中秋节慰问", "festival"),
        ("定期清沟", "irregular"),
    ],
)
def test_words_that_leave_the_day_open_say_what_to_ask(text: str, doubt: str) -> None:
    assert words(text) == [doubt]


@pytest.mark.parametrize(
    ("text", "cadence"),
    [
        ("每周二、四巡河", "weekly on tue thu"),
        ("每月5日、20日报送", "monthly on 5 20"),
    ],
)
def test_several_days_that_are_named_one_by_one_settle_the_cadence(text: str, cadence: str) -> None:
    assert words(text) == [cadence]


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("每旬对账", "ten-daily on last day"),
        ("每半月对账", "half-monthly on last day"),
        ("每季度至少巡河2次", "irregular ≥ 2 per quarter"),
        ("中秋节慰问老人", "festival mid-autumn festival"),
        ("3月1日至4月30日清沟", "from 3-01 to 4-30"),
        ("九月份:开学", "in 9 on last day"),
    ],
)
def test_what_is_asked_comes_with_answers_that_a_schedule_can_use(text: str, offered: str) -> None:
    (one,) = annotate(Passage(plain(text, "a.txt")))
    assert offered in one.choices


@pytest.mark.parametrize(
    "text",
    [
        "让大家每天都有新收获",
        "每天都充满快乐",
        "挂起“每天少一点,每年好一点”的横幅",
        "学习《每月一课》",
        "在青年中推广",
        "近三年中少有",
        "自2021年3月5日以来",
        "去年底已修好",
        "会议已于3月5日召开",
        "去年6月至9月共接报10起",
        "9月3日前交表,年底前修好",
        "用时三个月,五年内回归人员",
        "一、基本情况\n中心每月检查一次\n",
    ],
)
def test_wishes_slogans_titles_deadlines_and_the_past_are_no_cadence(text: str) -> None:
    assert words(text) == []


def test_start_middle_and_end_of_the_year_are_one_statement_that_can_be_taken_apart() -> None:
    # given
    text = "各村要年初有计划,年中有回头看,年底有结账、讲评。"
    passage = passage_of(text)
    # when
    whole = annotate(passage)
    single = parts(passage, whole)
    # then
    assert [(one.kind, one.doubt) for one in whole] == [("yearly", "times")]
    assert [one.anchor for one in single] == ["year_start", "year_middle", "year_end"]
    assert [text[one.word_start : one.word_end] for one in single] == ["年初", "年中", "年底"]


def test_what_was_not_merged_stays_as_it_is_when_taken_apart() -> None:
    passage = passage_of("每天扫街,每周五清沟;春节、中秋慰问")
    assert parts(passage, annotate(passage)) == annotate(passage)


def test_middle_and_end_of_the_year_each_once_is_half_yearly() -> None:
    assert kinds("督查室年中、年末各核查一次") == ["half_yearly"]


def test_days_told_in_one_breath_are_one_statement_with_each_as_a_choice() -> None:
    [one] = found("在3·12“植树节”和4·22世界地球日前后上街")
    assert (one.kind, one.choices) == ("dated", ("on 3-12", "on 4-22"))


def test_a_festival_among_named_weeks_and_days_makes_the_list_festive() -> None:
    assert kinds("以春节、中秋等传统节日和科普宣传周为契机办展") == ["festival"]


def test_a_month_and_the_name_that_it_carries_are_one_statement() -> None:
    assert kinds("6月安全生产月期间办演练") == ["month_of_year"]


def test_a_day_and_its_name_are_one_statement() -> None:
    assert kinds("3月22日“世界水日”设摊") == ["dated"]


def test_a_season_with_its_dates_in_brackets_is_one_span() -> None:
    assert kinds("汛期(5月1日至9月30日)实行24小时值班") == ["range"]


def test_a_campaign_named_twice_in_a_paragraph_is_told_once() -> None:
    text = "3、“我们的节日”主题活动。工会开展“我们的节日”主题活动。\n"
    assert kinds(text) == ["festival"]


def test_each_member_of_a_series_keeps_its_own_kind() -> None:
    text = "实行日检查、周排查、月通报,三天一碰头、五天一例会"
    assert kinds(text) == ["daily", "weekly", "monthly", "daily", "daily"]


def test_two_statements_in_one_clause_share_it_without_overlap() -> None:
    assert quotes("利用每天的晨会及每周的例会讲一讲") == ["利用每天的晨会及", "每周的例会讲一讲"]


def test_the_words_of_time_stand_within_the_clause_that_is_shown() -> None:
    text = "各科室每月25日前报送进度,逾期通报"
    [one] = found(text)
    assert text[one.start : one.end] == "各科室每月25日前报送进度"
    assert text[one.word_start : one.word_end] == "每月25日"


def test_the_name_of_the_document_is_no_statement() -> None:
    assert kinds("河西街道2026年第二季度清沟工作计划\n一、清沟\n每周清一次。\n") == ["weekly"]


def test_the_plans_own_year_is_a_span_where_the_plan_announces_itself() -> None:
    [one] = found("为清沟,现制定河西街道2026年清沟工作计划如下。", 2026)
    assert (one.kind, one.detail, one.choices) == ("range", "until 2026-12-31", ("once 2026-12-31",))


def test_the_signature_is_no_statement() -> None:
    assert kinds("每周清一次。\n\n河西街道办\n2026年3月1日\n") == ["weekly"]


def test_a_number_of_the_outline_is_no_part_of_a_date() -> None:
    assert kinds("7.清沟。\n8.3月1日至6月30日栽树。\n") == ["range"]


PIECES = [
    "每天",
    "每周一",
    "每月5日",
    "年初",
    "年底",
    "3月5日",
    "3-5月",
    "至",
    "春节",
    "雷锋日",
    "节日",
    "定期",
]
MARKS = [
    "、",
    ",",
    "。",
    "\n",
    "\t",
    "“",
    "”",
    "《",
    "》",
    "(",
    ")",
    "和",
    "前",
    "前后",
    "2026年",
    "20xx年",
    "扫街",
]
TEXTS = st.lists(st.sampled_from([*PIECES, *MARKS]), max_size=30).map("".join)


@given(TEXTS, st.sampled_from([0, 2026]))
def test_statements_never_overlap_and_hold_their_words(text: str, year: int) -> None:
    statements = found(text, year)
    for one in statements:
        assert 0 <= one.start <= one.word_start < one.word_end <= one.end <= len(text)
        assert one.cadence or one.anchor or one.doubt
        for cadence in (one.cadence, *one.choices):
            assert not cadence or parse(cadence)
    for before, after in itertools.pairwise(statements):
        assert before.end <= after.start
