"""A bulk excuse looked at in a browser: the form, its preview, and a list that has nothing to move."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.test_pages_browser import OVERFLOW

LOOKED_AT = "/orders/excuse?units=bureau&since=2026-10-19&until=2026-12-31&cause=weather"


def test_a_bulk_excuse_is_looked_at_before_it_is_ordered(visitor: Visitor) -> None:
    page = visitor.open("/orders", "m-bureau", "zh")
    page.get_by_role("link", name="批量免办").click()
    page.get_by_label("单位").select_option(["hospital-1", "hospital-2"])
    page.get_by_label("到期日自").fill("2026-10-19")
    page.get_by_label("到期日至").fill("2026-10-23")
    page.get_by_label("原因").select_option("epidemic")
    page.get_by_role("button", name="查看拟免办的任务").click()
    expect(page.get_by_text("涉及 2 个单位")).to_be_visible()
    expect(page.get_by_role("link", name="第一医院")).to_be_visible()
    expect(page.get_by_role("button", name="下达")).to_be_visible()
    assert page.locator("input[name=cause]").input_value() == "epidemic"
    assert visitor.complaints == []


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("path", ["/orders", LOOKED_AT, "/calendars/cn/replan"])
def test_pages_of_orders_fit_their_window(visitor: Visitor, width: int, path: str) -> None:
    page = visitor.open(path, "m-bureau", "zh", width=width)
    assert page.evaluate(OVERFLOW) == 0
    assert visitor.complaints == []
