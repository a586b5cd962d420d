"""The outline of a plan's text: sections and items by their marks, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.plans.markers import number
from services.plans.outline import SHOWN, entries, sections


def read(source: str) -> list[tuple[int, str]]:
    """Level and mark of each entry."""
    return [(entry.level, entry.number) for entry in entries(source)]


def test_levels_follow_the_rank_of_the_marks_in_the_document() -> None:
    source = "一、总则\n（一）分工\n1、点名\n2、记录\n（二）检查\n二、附则\n"
    assert read(source) == [(1, "一、"), (2, "（一）"), (3, "1、"), (3, "2、"), (2, "（二）"), (1, "二、")]


def test_a_class_that_is_absent_takes_no_level() -> None:
    assert read("一、总则\n1、点名\n(1)早点名\n") == [(1, "一、"), (2, "1、"), (3, "(1)")]


def test_half_and_full_width_marks_are_of_one_class() -> None:
    assert read("１．洒水\n2. 扫地\n3、倒桶\n") == [(1, "１．"), (1, "2."), (1, "3、")]


def test_offsets_point_at_the_mark_in_the_source_as_it_is() -> None:
    source = "\u3000\u3000一、 洒水扫地\n\n  （一）每间教室都要扫到\n"
    first, second = entries(source)
    assert source[first.start :].startswith("一、")
    assert source[second.start :].startswith("（一）")
    assert second.text == "（一）每间教室都要扫到"


def test_an_entry_shows_at_most_thirty_characters_of_its_line() -> None:
    [entry] = entries("一、" + "扫" * 50 + "\n次行")
    assert len(entry.text) == entry.end - entry.start == SHOWN


def test_counted_points_inside_a_paragraph_stand_one_level_below_it() -> None:
    source = "一、安全\n（一）防火。一是查线路。二是查灶台。\n二、卫生。一是扫。二是洗。\n"
    assert read(source) == [
        (1, "一、"),
        (2, "（一）"),
        (3, "一是"),
        (3, "二是"),
        (1, "二、"),
        (2, "一是"),
        (2, "二是"),
    ]


def test_first_next_third_are_items_of_their_section() -> None:
    source = "一、做法\n大家都来。首先,摸清家底。\n\n其次,列出清单。\n\n其三,逐个销号。\n"
    assert read(source) == [(1, "一、"), (2, "首先"), (2, "其次"), (2, "其三")]


def test_first_alone_is_only_a_word() -> None:
    assert read("一、做法\n要做好这事,首先要摸清家底。首先,摸底。\n") == [(1, "一、")]


def test_stages_keep_their_level_around_lists_of_their_own() -> None:
    source = "一、步骤\n第一阶段:动员\n1、开会\n2、布置\n第二阶段:实施\n1、上路\n"
    assert [level for level, mark in read(source) if mark.startswith("第")] == [2, 2]


def test_numbers_fused_into_one_line_are_found_when_they_go_on() -> None:
    source = "一、目标 干净。二、任务:(一)扫街;(二)清沟。三、要求 说到做到。"
    assert read(source) == [(1, "一、"), (1, "二、"), (2, "(一)"), (2, "(二)"), (1, "三、")]


def test_an_unnumbered_heading_over_a_list_that_begins_anew_is_a_section() -> None:
    source = "一、口号\n1、干净\n2、整齐\n主要工作:\n1、扫街\n2、清沟\n二、要求\n"
    assert read(source)[3:] == [(1, ""), (2, "1、"), (2, "2、"), (1, "二、")]


def test_headings_over_the_widest_class_are_a_level_of_their_own() -> None:
    assert read("目标:\n1、甲\n措施:\n1、乙\n2、丙\n") == [
        (1, ""),
        (2, "1、"),
        (1, ""),
        (2, "1、"),
        (2, "2、"),
    ]


def test_a_number_before_a_year_is_a_mark() -> None:
    assert read("1、扫街\n2、清沟\n3．2020年底前修好路灯\n") == [(1, "1、"), (1, "2、"), (1, "3．")]


def test_decimal_chapters_are_marks_in_their_order() -> None:
    assert read("1.1 扫街\n1.2 清沟\n2.1 修灯\n") == [(1, "1.1"), (1, "1.2"), (1, "2.1")]


@pytest.mark.parametrize(
    "line",
    [
        "6.21前后到街口宣讲",
        "3.15那天摆摊咨询",
        "12.4去听课",
        "1,000元用于修灯",
        "2026年修灯二十盏",
        "一、二年级由班主任带队",
        "一九九八年建村",
        "他是第一个到的,唯一是他守夜",
        "五要五不要写上墙",
        "要抓三要素,不分先后",
        "人人都说好,一是否如此再看",
        "按本法第三十条(二)项办理",
    ],
)
def test_dates_decimals_and_figures_of_speech_are_no_marks(line: str) -> None:
    assert read(f"一、准备\n{line}\n二、收尾\n") == [(1, "一、"), (1, "二、")]


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("三十一", 31), ("７", 7), ("12", 12), ("甲", 0)],
)
def test_chinese_and_wide_numerals_have_a_value(numeral: str, value: int) -> None:
    assert number(numeral) == value


PIECES = ["一、", "（二）", "(三)", "1、", "2．", "3.5", "①", "一是", "二要", "首先,", "第一条", "第二阶段"]
TEXTS = st.lists(
    st.sampled_from([*PIECES, "扫街", "。", "\n", "\n\n", "\u3000", ":", ";", "年"]), max_size=40
)


@given(TEXTS.map("".join))
def test_entries_of_any_text_come_in_order_and_lie_inside_it(source: str) -> None:
    found = entries(source)
    starts = [entry.start for entry in found]
    assert starts == sorted(set(starts))
    for entry in found:
        assert 1 <= entry.level <= 12
        assert 0 <= entry.start < entry.end <= len(source)
        assert source[entry.start : entry.end].startswith(entry.text)


def levels(source: str, styled: dict[int, int]) -> list[tuple[int, str]]:
    return [(one.level, source[one.start :].partition("\n")[0]) for one in sections(source, styled)]


def test_headings_by_style_alone_stand_above_the_numbered_lists() -> None:
    source = "河道整治方案\n总体要求\n1、清沟\n2、巡河\n保障\n1、经费\n"
    styled = {0: 1, source.index("总体"): 2, source.index("保障"): 2}
    assert levels(source, styled) == [
        (1, "总体要求"),
        (2, "1、清沟"),
        (2, "2、巡河"),
        (1, "保障"),
        (2, "1、经费"),
    ]


def test_a_heading_without_a_number_has_the_level_of_numbered_ones_in_its_style() -> None:
    source = "一、清沟\n(一)东沟\n附则\n(一)解释\n"
    styled = {0: 1, source.index("附则"): 1}
    assert levels(source, styled) == [(1, "一、清沟"), (2, "(一)东沟"), (1, "附则"), (2, "(一)解释")]
