"""Targets in the prose of plans: what is asked for is found with its number, what is told is left."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.plans.document import plain
from services.plans.found import Goal
from services.plans.outline import sections
from services.plans.passage import Passage
from services.plans.rules import targets


def goals(text: str, year: int = 2025) -> tuple[Goal, ...]:
    return targets.annotate(Passage(plain(text, "plan.txt"), sections(text), year))


def terms(text: str, year: int = 2025) -> list[tuple[str, str, float | None, str]]:
    return [(goal.metric, goal.op, goal.value, goal.unit) for goal in goals(text, year)]


def test_targets_in_one_sentence_are_told_apart() -> None:
    found = terms("门诊次均等候时间压缩至20分钟以内,病历甲级率不低于97%,全年培训护士300人次,不发生火灾事故。")

    assert found == [
        ("门诊次均等候时间", "<=", 20, "分钟"),
        ("病历甲级率", ">=", 97, "%"),
        ("护士", "=", 300, "人次"),
        ("火灾事故", "=", 0, ""),
    ]


@pytest.mark.parametrize(
    ("words", "op", "value"),
    [
        ("群众满意率达到百分之九十五", "=", 95),
        ("群众满意率不得低于九成", ">=", 90),
        ("群众满意率超过90%", ">", 90),
        ("投诉率低于2%", "<", 2),
        ("投诉率≤2%", "<=", 2),
        ("储备砂石5万吨以上", ">=", 50_000),
        ("发放宣传册1,200本", "=", 1200),
        ("招募志愿者一百二十名左右", "=", 120),
        ("发案率下降3个百分点", "down", 3),
        ("村集体收入逐年增加", "up", None),
    ],
)
def test_the_direction_and_the_number_are_read(words: str, op: str, value: float | None) -> None:
    (goal,) = goals(f"{words}。")

    assert (goal.op, goal.value) == (op, value)


@pytest.mark.parametrize(
    "words",
    [
        "2024年全镇办结率达到98%。",
        "截至目前,注册志愿者达到800人。",
        "去年培训干部300名,满意率97%。",
        "全镇已建成垃圾分类站12座。",
        "全市120个村、36个社区要行动起来。",
        "着力解决三大问题,实现四个提升,抓好五个一建设。",
        "推行5S管理,争创十星级文明户。",
        "日常检查占40%,年终考核占60%。",
        "落实“六个百分之百”。",
        "请于3月5日前报送,电话12345。",
        "65岁以上老人免费乘车。",
        "有无事故都要零报告。",
    ],
)
def test_what_is_told_named_or_dated_is_no_target(words: str) -> None:
    assert goals(words) == ()


def test_a_section_of_the_present_state_sets_no_targets() -> None:
    text = "一、基本情况\n学校有教室40间,近视率30%。\n二、目标\n近视率降到25%以下。"

    assert terms(text) == [("近视率", "<=", 25, "%")]


def test_numbers_of_last_year_in_brackets_leave_the_target_beside_them() -> None:
    assert terms("人均收入达到1.2万元(去年为1万元),满意率不低于95%。") == [
        ("人均收入", "=", 12_000, "元"),
        ("满意率", ">=", 95, "%"),
    ]


def test_the_same_words_in_full_width_give_the_same_targets() -> None:
    assert terms("合格率达到９８％，抽查不少于１２次。") == terms("合格率达到98%,抽查不少于12次。")


@given(
    st.text(
        alphabet="一二三年月日个名次率达到不少以上内由至降提高无发生零全部，。；、“”（）0123456789.%占比\n ",
        max_size=300,
    )
)
def test_findings_lie_in_the_text_in_order_and_apart(text: str) -> None:
    found = goals(text)

    assert all(0 <= goal.start < goal.end <= len(text) for goal in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
