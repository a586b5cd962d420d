"""Gaps: what is broken or open in a plan is reported once, where it stands, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.types import Span
from services.plans.document import Document, Grid, Line, plain
from services.plans.found import Gap
from services.plans.outline import sections
from services.plans.passage import Passage
from services.plans.rules import gaps


def gaps_of(text: str, year: int = 2025) -> tuple[Gap, ...]:
    return gaps.annotate(Passage(plain(text, "plan.txt"), sections(text), year))


def found(text: str, year: int = 2025) -> list[tuple[str, str]]:
    return [(gap.kind, text[gap.start : gap.end]) for gap in gaps_of(text, year)]


def test_a_plan_without_faults_has_no_gaps() -> None:
    text = (
        "柳桥镇2025年防汛工作计划\n一、组织\n(一)值守。6月1日至9月15日领导带班。\n(二)巡查。每日一次。\n"
        "二、物资\n(一)储备。编织袋不少于2000条。\n(二)更新。“老旧”水泵5月底前换新。\n柳桥镇人民政府\n2025年3月4日"
    )

    assert found(text) == []


def test_numbers_that_run_on_or_begin_again_are_whole() -> None:
    running = "一、甲\n1.学习。\n2.检查。\n二、乙\n3.整改。\n4.总结。"
    again = "一、甲\n1.学习。\n2.检查。\n二、乙\n1.整改。\n2.总结。"

    assert found(running) == found(again) == []


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("一、任务\n(一)清查。\n(三)整改。", "missing-number", "(三)"),
        ("一、甲\n二、乙\n二、丙", "repeated-number", "二、"),
        ("第一条 总则\n第三条 附则", "missing-number", "第三条"),
        ("①清点\n③登记", "missing-number", "③"),
        ("一、抓学习。一是读书。\n二、抓检查。", "lone-number", "一是"),
        ("九月:开学\n十月:运动会\n十二月:汇演\n一月:考试", "missing-in-series", "十二月"),
        ("实施“”工程。", "empty-quotes", "实施“”工程"),
        ("会同某单位办理。", "unnamed-unit", "某单位"),
        ("各站于__月__日前上报。", "blank-date", "__月__日"),
        ("各站6月31日前上报。", "impossible-date", "6月31日"),
        ("责任单位:", "blank-field", "责任单位:"),
        ("响应时间≤", "blank-number", "响应时间≤"),
        ("5月20日至10日集中整治。", "end-before-start", "5月20日至10日"),
        ("材料见附件2。", "missing-annex", "见附件2"),
    ],
)
def test_each_fault_is_reported_at_its_place(text: str, kind: str, words: str) -> None:
    assert (kind, words) in found(text)


def test_a_masked_year_is_asked_about_once_with_the_year_of_the_plan_for_a_choice() -> None:
    (gap,) = (gap for gap in gaps_of("20_年要点\n20_年底前完成。", 2026) if gap.kind == "masked-year")

    assert gap.choices == ("2026",)
    assert "20_年" in gap.text
    assert "20_年" in gap.text_en


def test_an_impossible_day_offers_the_days_beside_it() -> None:
    (gap,) = gaps_of("各站2月30日前完成。")

    assert gap.choices == ("2月28日", "3月1日")


def test_stages_that_overlap_are_reported_and_those_that_share_a_border_are_not() -> None:
    assert ("stages-overlap", "3月10日至4月30日") in found(
        "第一阶段(3月1日至3月20日)。\n第二阶段(3月10日至4月30日)。"
    )
    assert found("第一阶段(3月至5月)。\n第二阶段(5月至8月)。") == []


def test_two_targets_for_one_measure_are_offered_as_choices() -> None:
    (gap,) = gaps_of("群众满意率达到95%以上。验收时群众满意率不低于90%,确保群众满意率达到98%以上。")[:1]

    assert gap.kind == "rival-targets"
    assert len(gap.choices) == 2


def test_empty_cells_of_a_column_are_one_gap() -> None:
    text = "任务\t责任单位\n清淤\t水务所\n补堤\t\n测报\t"
    rows = (
        (Span(0, 2), Span(3, 7)),
        (Span(8, 10), Span(11, 14)),
        (Span(15, 17), Span(18, 18)),
        (Span(19, 21), Span(22, 22)),
    )
    lines = (Line(0, 7), Line(8, 14), Line(15, 18), Line(19, 22))
    document = Document("plan.xlsx", "xlsx", text, lines, (Grid(rows),))

    (gap,) = (gap for gap in gaps.annotate(Passage(document, (), 2025)) if gap.kind == "blank-field")

    assert "2行" in gap.text
    assert text[gap.start : gap.end].startswith("补堤")


@given(
    st.text(alphabet="一二三是要、（）()“”《》20_x年月日底前~`.,，。；:1 3\n\t责任单位某局①③", max_size=300)
)
def test_gaps_lie_in_the_text_and_are_said_in_both_languages(text: str) -> None:
    for gap in gaps_of(text, 0):
        assert 0 <= gap.start < gap.end <= len(text)
        assert gap.text
        assert gap.text_en
