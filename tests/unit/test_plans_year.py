"""The year that a plan is for."""

import pytest

from services.plans.year import plan_year


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("河西街道2026年工作计划\n去年是2025年。", 2026),
        ("二〇二六年防汛方案\n2016年的洪水不能忘记。", 2026),
        ("2026-2027学年第一学期教学计划\n", 2026),
        ("工作计划\n为做好清沟,现制定2026年清沟工作计划。2019年的办法废止。", 2026),
        ("关于清沟的通知\n根据《条例》(2018年修订),请各村清沟。\n河西镇人民政府\n2026年3月1日\n", 2026),
        ("关于清沟的通知\n请各村清沟。\n\n2026年3月1日\n\n抄送:县水利局。\n", 2026),
        ("20_年工作计划\n根据2018年的办法。", 0),
        ("工作安排\n本次检查在202_年春季开展,依据2021年的办法。", 0),
        ("工作安排\n2024年和2025年都清过沟。", 0),
        ("工作安排\n清沟。", 0),
        ("依据《条例》(2018年修订)清沟。", 0),
    ],
)
def test_the_year_of_a_plan_is_what_it_says_of_itself(text: str, year: int) -> None:
    assert plan_year(text) == year
