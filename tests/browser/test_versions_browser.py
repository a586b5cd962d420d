"""A second version of a Word file, through the pages: compared, approved, and the schedules follow."""

import datetime as dt
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from services.read import queries
from tests.browser.conftest import Visitor
from tests.browser.test_pages_browser import OVERFLOW
from tests.integration.pages_world import World
from tests.support.documents import automatic

FIRST = """河道整治工作方案

一、巡查
（一）每周五巡查一次河道。（责任单位：第一医院）
（二）每月25日检测一次水质。（责任单位：第一医院）
二、整治
（一）每月10日清理一次沟渠。（责任单位：第一医院）
（二）每月20日召开一次例会。（责任单位：第一医院）
"""
SECOND = """河道整治工作方案

一、巡查
（一）每月25日检测一次水质。（责任单位：第一医院）
（二）每周四巡查一次河道和堤岸。（责任单位：第一医院）
二、整治
（一）每月20日召开一次例会。（责任单位：第一医院）
（二）定期走访沿岸住户。
"""


def word(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_bytes(automatic(text))
    return file


def issued(visitor: Visitor, world: World, folder: Path, plan: str) -> Page:
    """A plan of FIRST in force, and its page."""
    page = visitor.open("/import", "m-owner", "zh")
    page.get_by_label("文件", exact=True).set_input_files(word(folder, f"{plan}.docx", FIRST))
    page.get_by_label("制定单位").select_option("bureau")
    page.get_by_role("button", name="读取文件").click()
    page.get_by_role("button", name="提交下达").click()
    page.get_by_role("button", name="下达计划").click()
    world.work_through()
    page.get_by_role("link", name="查看计划").click()
    return page


def compared(page: Page, file: Path) -> None:
    page.get_by_text("新版文件", exact=True).click()
    page.get_by_label("文件", exact=True).set_input_files(file)
    page.get_by_role("button", name="比对").click()
    expect(page.get_by_role("heading", name=f"新版文件：{file.name}")).to_be_visible()


def due(world: World, words: str) -> list[str]:
    """The days on which the first hospital owes what has these words in the first plan."""
    first, last = dt.date(2026, 10, 1), dt.date(2027, 1, 1)
    found = queries.schedule(world.app.read(), "hospital-1", first, last, world.clock.now, limit=500).rows
    mine = (one for one in found if one.plan == "river-first" and one.state != "cancelled")
    return [one.due_day for one in mine if words in (one.text or "")]


def test_a_second_version_is_approved_and_the_schedule_follows_from_its_day(
    visitor: Visitor, world: World, tmp_path: Path
) -> None:
    # given a plan in force, and its document with tasks changed, added, withdrawn and moved
    page = issued(visitor, world, tmp_path, "river-first")
    compared(page, word(tmp_path, "second.docx", SECOND))
    expect(page.get_by_text("新增 1，修改 1，撤下 1，移动 2")).to_be_visible()
    expect(page.locator("ins", has_text="和堤岸")).to_be_visible()
    page.screenshot(path=tmp_path / "compared.png", full_page=True)

    # when it is approved by keyboard, at first without all that is asked
    page.reload()
    page.get_by_label("自哪一天起执行").fill("2026-10-19")
    page.get_by_label("撤回").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="批准勾选的改动").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("未保存")
    expect(page.get_by_label("撤回")).to_be_checked()
    page.get_by_label("频次").fill("每月28日")
    page.get_by_label("牵头单位").fill("第二医院")
    page.locator(".changes li", has_text="检测一次水质").get_by_role("checkbox").uncheck()
    page.get_by_role("button", name="批准勾选的改动").click()
    expect(page.get_by_role("status")).to_have_text("已保存。")
    world.work_through()

    # then the schedules follow from that day on
    base = page.url.split("/plans/")[0]
    patrol, ditch, water = (due(world, words) for words in ("巡查", "沟渠", "水质"))
    assert [day for day in patrol if day < "2026-10-31"] == ["2026-10-16", "2026-10-22", "2026-10-29"]
    assert ditch == []
    assert water[0] == "2026-10-25", "what was not ticked stays as it is"
    page.goto(f"{base}/tasks/hospital-1/river-first/s1-1/2026-W44")
    page.get_by_text("计划原文").click()
    expect(page.locator("blockquote mark")).to_contain_text("每周四巡查一次河道和堤岸。")
    page.goto(f"{base}/units/hospital-2?view=month&date=2026-10-28")
    expect(page.get_by_role("link", name="定期走访沿岸住户。").first).to_be_visible()
    assert [one for one in visitor.complaints if "422" not in one] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_comparison_fits_a_phone_and_the_clause_opens_on_the_plans_page(
    visitor: Visitor, world: World, tmp_path: Path, language: str
) -> None:
    page = issued(visitor, world, tmp_path, f"river-{language}")
    compared(page, word(tmp_path, "second.docx", SECOND))
    address = page.url.partition("/plans/")[2]

    phone = visitor.open(f"/plans/{address}", "m-owner", language, 360)
    phone.screenshot(path=tmp_path / "phone.png", full_page=True)

    assert phone.evaluate(OVERFLOW) == 0
    for place in (f"/plans/river-{language}", f"/plans/river-{language}/reading"):
        narrow = visitor.open(place, "m-owner", language, 360)
        assert narrow.evaluate(OVERFLOW) == 0
    expect(phone.get_by_role("checkbox").first).to_be_checked()
    expect(phone.get_by_role("radio").first).not_to_be_checked()
    assert re.search("[0-9a-f]{64}", address)
    assert visitor.complaints == []
