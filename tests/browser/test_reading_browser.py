"""From a Word file with automatic numbers to issued schedules, through the pages, as a plan owner would."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.integration.pages_world import World
from tests.support.documents import automatic
from tests.support.seeds import seeds

CADENCES = {"s2-1-1": "monthly on 25", "s2-1-3": "每周五", "s3-2": "quarterly on last workday"}


def test_a_word_file_becomes_issued_schedules_in_one_sitting(
    visitor: Visitor, world: World, tmp_path: Path
) -> None:
    # given the fifth plan as a Word file whose numbers Word makes
    file = tmp_path / "civic-2026.docx"
    file.write_bytes(automatic((seeds() / "plan-5.txt").read_text("utf-8")))
    page = visitor.open("/plans", "m-owner", "zh")

    # when its owner imports it
    page.get_by_role("link", name="导入计划").click()
    page.get_by_label("文件", exact=True).set_input_files(file)
    page.get_by_label("制定单位").select_option("bureau")
    page.get_by_label("起始日").fill("2026-01-01")  # its own year, 2022, is over
    page.get_by_label("截止日").fill("2026-12-31")
    page.get_by_role("button", name="读取文件").click()

    # then it stands there with its source, numbered as Word shows it, its tasks, and what is doubtful
    expect(page).to_have_url(re.compile("/plans/civic-2026/reading$"))
    expect(page.get_by_role("heading", name="文件读取结果")).to_be_visible()
    expect(page.locator(".source")).to_contain_text("（二）实施")
    expect(page.locator(".gaps li").filter(has_text="标点")).not_to_have_count(0)
    page.screenshot(path=tmp_path / "read.png")
    lead_to_each_other(page, "s2-2-2")
    clause = page.locator("#span-s2-1-1").inner_text()

    # when everything is answered
    answer(page)
    expect(page.get_by_role("status")).to_have_text("已保存。")
    expect(page.locator(".card")).to_have_count(len(CADENCES))
    page.screenshot(path=tmp_path / "answered.png")
    page.get_by_role("button", name="提交下达").click()
    page.get_by_role("button", name="下达计划").click()
    expect(page.get_by_text("已下达，各单位可见任务。")).to_be_visible()

    # then both hospitals owe its tasks, and each shows its clause
    world.work_through()
    page.goto(page.url.split("/plans/")[0] + "/units/hospital-1?view=month&period=2026-11")
    page.screenshot(path=tmp_path / "schedule.png")
    page.get_by_role("link", name=clause).first.click()
    page.get_by_text("计划原文").click()
    expect(page.locator("blockquote mark")).to_have_text(clause)
    assert visitor.complaints == []
    assert all((tmp_path / name).stat().st_size > 10_000 for name in ("read.png", "answered.png"))


def lead_to_each_other(page: Page, item: str) -> None:
    """A task leads to its place in the source, and the place back to the task."""
    page.locator(f"#item-{item}").get_by_role("link", name="见原文").click()
    place = page.locator(f"#span-{item}")
    expect(place).to_be_in_viewport()
    place.click()
    assert page.url.endswith(f"#item-{item}")
    expect(page.locator(f"#item-{item}")).to_be_in_viewport()


def answer(page: Page) -> None:
    for box in page.locator(".gaps input").all():
        box.check()
    page.get_by_label("其余事项的牵头单位").fill("第一医院、第二医院")
    page.get_by_label("其余不列入，理由").fill("本年度不排期")
    for item, cadence in CADENCES.items():
        page.locator(f'[name="cadence:{item}"]').fill(cadence)
    page.get_by_role("button", name="保存答复").first.click()


def test_an_answer_that_does_not_fit_is_told_beside_its_field_and_nothing_is_lost(
    visitor: Visitor, tmp_path: Path
) -> None:
    file = tmp_path / "small.txt"
    file.write_text("2026年工作计划\n1、清理沟渠\n2、巡查河道\n", "utf-8")
    page = visitor.open("/import", "m-owner", "zh")
    page.get_by_label("文件", exact=True).set_input_files(file)
    page.get_by_label("制定单位").select_option("bureau")
    page.get_by_role("button", name="读取文件").click()

    page.locator('[name="cadence:s1"]').fill("偶尔")
    page.locator('[name="leads:s2"]').fill("第九医院")
    page.get_by_role("button", name="保存答复").first.click()

    expect(page.get_by_role("alert")).to_contain_text("未保存")
    expect(page.locator('[name="leads:s2"]')).to_have_value("第九医院")
    expect(page.locator('[id="leads:s2-hint"]')).to_contain_text("没有名为「第九医院」的单位")

    page.locator('[name="leads:s2"]').fill("第一医院")
    page.get_by_role("button", name="保存答复").first.click()
    expect(page.locator('[id="cadence:s1-hint"]')).to_contain_text("频次")
    page.locator('[name="cadence:s1"]').fill("每月25日")
    page.get_by_role("button", name="保存答复").first.click()
    expect(page.get_by_role("status")).to_have_text("已保存。")
    expect(page.locator("#item-s1 .asked")).to_have_text("由哪些单位牵头办理?")


def test_a_file_that_cannot_be_read_says_why_and_what_to_do(visitor: Visitor, tmp_path: Path) -> None:
    file = tmp_path / "broken.docx"
    file.write_bytes(b"PK\x03\x04 nothing of a zip")
    page = visitor.open("/import", "m-owner", "zh")
    page.get_by_label("文件", exact=True).set_input_files(file)
    page.get_by_label("制定单位").select_option("bureau")
    page.get_by_role("button", name="读取文件").click()
    expect(page.get_by_role("alert")).to_contain_text("broken.docx")
