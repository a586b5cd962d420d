"""A measure through the pages: decided, read as it would be printed, answered."""

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.test_pages_browser import OVERFLOW

RECORD = "/units/hospital-2/measures"


def test_a_measure_is_decided_and_answered_and_its_page_prints_the_document_alone(visitor: Visitor) -> None:
    page = visitor.open(RECORD, "m-bureau", "zh")
    page.select_option("#decide-kind", "circular")
    page.fill("#decide-reason", "多次逾期未报送。")
    page.click("button.grave")

    document = page.locator(".document")
    expect(document).to_contain_text("关于第二医院督办事项办理情况的通报")
    page.emulate_media(media="print")
    expect(document).to_be_visible()
    expect(page.locator("#story-title")).to_be_hidden()
    address = page.url.partition("/units/")[2]

    unit = visitor.open(f"/units/{address}", "m-clerk-2", "zh", width=390)
    assert unit.evaluate(OVERFLOW) == 0
    unit.fill("#answers-note", "已补报。")
    unit.click("#answers button")
    expect(unit.locator(".badges").first).to_contain_text("已答复")

    assert visitor.complaints == []
