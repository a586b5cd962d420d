"""Words that are nobody's work are marked with the reason; words of work are never covered."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.plans.document import plain
from services.plans.found import Aside
from services.plans.outline import sections
from services.plans.passage import Passage
from services.plans.rules import asides


def asides_of(text: str, year: int = 2025) -> tuple[Aside, ...]:
    return asides.annotate(Passage(plain(text, "plan.txt"), sections(text), year))


def reasons(text: str, year: int = 2025) -> list[tuple[str, str]]:
    return [(aside.reason, text[aside.start : aside.end]) for aside in asides_of(text, year)]


PLAN = """柳桥镇2025年护林工作方案

为保护山林,根据县里部署,结合实际,制定本方案。

一、指导思想
坚持预防为主。
二、基本原则
1、属地管理。
2、群防群治。
三、宣传口号
1、护林光荣。
四、主要任务
1、巡山。各村每周巡山两次。去年全镇发生火情3起。
2、宣传。清明前进村入户发放明白纸。
我们相信,在大家的努力下,一定能守住这片青山。

联系人:赵禾,电话:5551234。
附件:巡山路线图

柳桥镇人民政府
2025年2月8日"""


def test_a_plan_is_marked_from_title_to_signature() -> None:
    found = [reason for reason, _ in reasons(PLAN)]

    assert found == [
        "title",
        "background",
        "background",
        "principle",
        "slogan",
        "past",
        "wish",
        "contact",
        "reference",
        "signature",
    ]


def test_work_stands_outside_of_all_marks() -> None:
    covered = "".join(words for _, words in reasons(PLAN))

    assert "每周巡山两次" not in covered
    assert "发放明白纸" not in covered


@pytest.mark.parametrize(
    "words",
    [
        "在去年工作的基础上,各村每月清理一次河道。",
        "对已建成的公厕,由村委会负责管护。",
        "希望各单位于6月5日前报送材料,由办公室负责汇总。",
        "一、口号征集\n向全校征集口号。",
        "为方便群众,窗口每周六延时服务。",
        "今年要完成去年未完成的改造。",
    ],
)
def test_work_is_left_alone_where_it_looks_like_the_past_or_a_wish(words: str) -> None:
    assert asides_of(words) == ()


def test_a_year_before_the_plans_own_is_past_and_its_own_is_not() -> None:
    text = "2024年全镇栽树3万株。2025年全镇栽树5万株。"

    assert reasons(text) == [("past", "2024年全镇栽树3万株。")]


def test_a_slogan_list_ends_where_an_unnumbered_heading_begins_work() -> None:
    text = "一、宣传口号\n1、人人护林。\n重点工作:\n1、巡山。\n2、清障。\n二、要求\n1、上报。"

    (aside,) = asides_of(text)

    assert text[aside.start : aside.end] == "一、宣传口号\n1、人人护林。"


@given(
    st.text(
        alphabet="一二、年月日去年已了完成我们相信一定能联系人电话附件：口号“”。，；2025\n\t（）",
        max_size=300,
    )
)
def test_asides_lie_in_the_text_in_order_and_apart(text: str) -> None:
    found = asides_of(text)

    assert all(0 <= aside.start < aside.end <= len(text) for aside in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
