"""Ladders in a browser: shown in words, a change tried; why somebody was told."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.test_pages_browser import OVERFLOW

GENTLER = """- policy: standard
  name: 一般规则
  steps:
  - {step: level-1, level: 1, offset: 3, unit: working_day, to: [head]}
"""
WHY = "/tasks/hospital-2/health-2026/i1/2026-W41/why"


@pytest.mark.parametrize("width", [360, 1440])
def test_a_change_of_a_ladder_is_tried(visitor: Visitor, width: int) -> None:
    page = visitor.open("/policies", "m-owner", "zh", width=width)
    page.get_by_role("link", name="一般规则").click()
    page.get_by_role("link", name="试算调整").click()
    page.get_by_label("YAML").fill(GENTLER)
    page.get_by_label("起始日").fill("2026-09-28")
    page.get_by_label("截止日").fill("2026-10-15")
    page.get_by_role("button", name="开始试算").click()
    expect(page.get_by_role("heading", name="对照结果")).to_be_visible()
    expect(page.locator("svg.bars")).to_be_visible()
    expect(page.get_by_role("button", name="启用此规则")).to_be_visible()
    assert page.evaluate(OVERFLOW) == 0
    assert visitor.complaints == []


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("path", ["/policies", "/policies/standard", WHY])
def test_pages_of_ladders_fit_their_window(visitor: Visitor, width: int, path: str) -> None:
    page = visitor.open(path, "m-owner", "zh", width=width)
    assert page.evaluate(OVERFLOW) == 0
    assert visitor.complaints == []
