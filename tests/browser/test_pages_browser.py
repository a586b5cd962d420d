"""The pages in Chromium: whole at phone and desk width, in both languages, usable by keyboard."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor

LATE = "/tasks/hospital-1/health-2026/i2/2026-10-12"
PAGES = (
    "/",
    "/units/hospital-1?view=day",
    "/units/hospital-1?view=week",
    "/units/hospital-1?view=month",
    LATE,
    "/inbox/m-deputy",
    "/overview",
    "/plans",
    "/plans/health-2026",
    "/units/hospital-1?as_of=2026-10-13T09:00",
)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_is_wider_than_its_window_and_the_console_stays_silent(
    visitor: Visitor, width: int, language: str
) -> None:
    wide = {}
    for path in PAGES:
        page = visitor.open(path, "m-deputy", language, width)
        wide[path] = page.evaluate(OVERFLOW)
        page.context.close()

    assert {path: pixels for path, pixels in wide.items() if pixels} == {}
    assert visitor.complaints == []


def test_a_clerk_chooses_who_they_are_and_reports_with_a_file(visitor: Visitor, tmp_path: Path) -> None:
    file = tmp_path / "登记簿.txt"
    file.write_text("三条，均已答复", "utf-8")
    page = visitor.open("/", language="zh")
    page.get_by_label("以谁的身份操作").select_option("m-clerk")
    page.get_by_role("button", name="以此身份操作").click()
    expect(page.get_by_text("当前身份：第一医院办公室")).to_be_visible()

    page.get_by_role("link", name="第一医院", exact=True).click()
    page.locator(".tasks.overdue").get_by_role("link", name="每日登记 <门诊> 投诉。").click()
    page.get_by_label("办理情况").fill("三条投诉，均已答复。")
    page.get_by_label("佐证材料").set_input_files(file)
    page.get_by_role("button", name="提交反馈").click()

    expect(page.get_by_role("status")).to_have_text("已保存。")
    expect(page.locator(".story")).to_contain_text("提交办理反馈，迟 2天15小时。")
    expect(page.locator(".story blockquote")).to_have_text("三条投诉，均已答复。")
    with page.expect_download() as download:
        page.get_by_role("link", name="登记簿.txt").click()
    assert download.value.path().read_text("utf-8") == "三条，均已答复"
    assert download.value.suggested_filename == "登记簿.txt"
    assert visitor.complaints == []


def test_a_refused_form_stands_open_with_what_was_typed(visitor: Visitor) -> None:
    page = visitor.open("/tasks/hospital-1/health-2026/i4/once", "m-clerk")
    page.get_by_text("Ask for an extension").click()
    form = page.locator("#extension-requests")
    form.get_by_label("Reason").fill("The hall is being rebuilt")
    form.get_by_label("New due time").fill("2026-10-20T18:00")
    form.get_by_role("button", name="Ask").click()

    expect(form.get_by_role("alert")).to_contain_text("The new due time must lie ahead")
    expect(form.get_by_label("Reason")).to_have_value("The hall is being rebuilt")
    expect(form.get_by_label("New due time")).to_have_value("2026-10-20T18:00")


def test_a_supervisor_acknowledges_in_place(visitor: Visitor) -> None:
    page = visitor.open("/inbox/m-deputy", "m-deputy")
    card = page.locator(".desk > li", has_text="第二医院").first
    card.get_by_text("Acknowledge", exact=True).first.click()
    card.get_by_role("button", name="Acknowledge").click()

    expect(page.get_by_role("status")).to_have_text("Saved.")
    expect(page.locator(".desk")).to_contain_text("Acknowledged on Thu 15 Oct 09:00")


def test_the_month_is_a_grid_on_a_desk_and_a_list_on_a_phone(visitor: Visitor) -> None:
    month = "/units/hospital-1?view=month&date=2026-10-15"
    first, second = ".month > li:nth-child(4)", ".month > li:nth-child(5)"
    desk, phone = visitor.open(month, width=1440), visitor.open(month, width=360)

    boxes = [[page.locator(one).bounding_box() for one in (first, second)] for page in (desk, phone)]

    (left, right), (upper, lower) = boxes
    assert left is not None
    assert right is not None
    assert upper is not None
    assert lower is not None
    assert left["y"] == right["y"]
    assert left["x"] < right["x"]
    assert upper["x"] == lower["x"]
    assert upper["y"] < lower["y"]


def test_the_keyboard_reaches_the_content_first(visitor: Visitor) -> None:
    page = visitor.open("/units/hospital-1")

    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"


def test_the_language_link_keeps_the_place(visitor: Visitor) -> None:
    page = visitor.open("/units/hospital-1?view=day&date=2026-10-12", language="zh")

    page.get_by_role("link", name="English").click()

    expect(page.get_by_role("heading", name="Mon 12 Oct")).to_be_visible()
    page.get_by_role("link", name="Overview").click()
    expect(page.get_by_role("heading", name="Overview: 云汀卫生局")).to_be_visible()


def test_looking_back_shows_the_past_and_leads_back_to_now(visitor: Visitor) -> None:
    page = visitor.open(LATE, "m-head")
    page.get_by_text("Look back: what was known then?").click()
    page.get_by_label("As of").fill("2026-10-13T08:30")
    page.get_by_role("button", name="Show").click()

    expect(page.get_by_role("status")).to_contain_text("what was known on Tue 13 Oct 2026 08:30")
    expect(page.get_by_role("heading", name="For the unit")).to_have_count(0)
    page.get_by_role("link", name="Back to now").click()
    expect(page.get_by_role("status")).to_have_count(0)


def test_on_paper_a_schedule_has_no_navigation(visitor: Visitor) -> None:
    page = visitor.open("/units/hospital-1?view=week")

    page.emulate_media(media="print")

    expect(page.locator(".top")).to_be_hidden()
    expect(page.locator(".tabs")).to_be_hidden()
    expect(page.locator(".tasks").first).to_be_visible()
