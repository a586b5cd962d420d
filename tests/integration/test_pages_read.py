"""What the pages show of a bureau that has lived through two weeks."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.integration.pages_world import World, empty_world, lived_world

LATE = "/tasks/hospital-1/health-2026/i2/2026-10-12"
PAGES = (
    "/",
    "/units/hospital-1?view=day",
    "/units/hospital-1?view=week",
    "/units/hospital-1?view=month",
    "/units/hospital-1?view=overdue",
    "/units/bureau",
    LATE,
    "/tasks/hospital-2/health-2026/i1/2026-W41",
    "/inbox",
    "/inbox/m-deputy",
    "/inbox/m-clerk",
    "/overview",
    "/overview?root=hospital-1&period=2026-Q4",
    "/plans",
    "/plans/health-2026",
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with lived_world(tmp_path_factory.mktemp("pages")) as world:
        yield world


class Outline(HTMLParser):
    """Ids, labels, and what a strict policy forbids, of one page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.labelled: list[str] = []
        self.fields: list[str] = []
        self.inline: list[str] = []
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "label":
            self.labelled.append(str(given.get("for")))
        if tag in ("input", "select", "textarea") and given.get("type") != "hidden":
            self.fields.append(str(given.get("id")))
        if tag in ("script", "style") or any(name == "style" or name.startswith("on") for name in given):
            self.inline.append(tag)
        if tag == "a":
            self.links.append(str(given.get("href")))


def text_of(page: str) -> str:
    """The words of a page, with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_is_whole_and_keeps_to_the_strict_policy(world: World, path: str, language: str) -> None:
    answer = world.client("m-head", language).get(path)

    outline = Outline(answer.text)
    assert answer.status_code == 200
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in answer.text
    assert outline.inline == []
    assert sorted(outline.ids) == sorted(set(outline.ids))
    assert set(outline.fields) == set(outline.labelled)
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe-inline" not in answer.headers["content-security-policy"]


def test_every_link_of_every_page_leads_somewhere(world: World) -> None:
    client = world.client("m-deputy")
    links = {link.partition("#")[0] for path in PAGES for link in Outline(client.get(path).text).links}

    broken = {link: client.get(link).status_code for link in links if link}

    assert len(broken) > 60
    assert {link: status for link, status in broken.items() if status != 200} == {}


def test_what_people_wrote_cannot_become_markup(world: World) -> None:
    page = world.client().get("/units/hospital-1?view=week").text

    assert "每日登记 &lt;门诊&gt; 投诉。" in page
    assert "<门诊>" not in page


def test_the_week_shows_overdue_first_then_each_day_with_its_tasks(world: World) -> None:
    page = text_of(world.client().get("/units/hospital-1?view=week&date=2026-10-15").text)

    assert "Overdue (3)" in page
    assert page.index("Fri 2 Oct 18:00 每周检查一次院区卫生。") < page.index(
        "Week 42 of 2026, 12 Oct – 18 Oct"
    )
    assert "Mon 12 Oct 18:00 每日登记" in page
    assert "2 days 15 hours overdue" in page
    assert "Overdue Red light Level 2" in page
    assert "Thu 15 Oct Today 18:00 每日登记" in page
    assert "Done on time" in page


def test_the_month_marks_days_off_and_make_up_days(world: World) -> None:
    page = text_of(world.client("", "zh").get("/units/hospital-1?view=month&date=2026-10-15").text)

    assert re.search(r"1 10月1日 周四 放假", page)
    assert re.search(r"10 10月10日 周六 调休上班", page)
    assert "2026年10月" in page


def test_a_year_without_a_holiday_notice_is_called_provisional(world: World) -> None:
    client = world.client("", "zh")

    assert "2027 年的放假安排尚未公布" in client.get("/units/hospital-1?view=month&date=2027-03-01").text
    assert "尚未公布" not in client.get("/units/hospital-1?view=month&date=2026-03-01").text


def test_the_day_lists_what_is_open_and_due_later(world: World) -> None:
    page = text_of(world.client().get("/units/hospital-1?view=day").text)

    later = page[page.index("Open now, due later") :]
    assert "Fri 16 Oct 18:00 每周检查一次院区卫生。" in later
    assert "Fri 30 Oct 18:00 十月底前完成自评。" in later


def test_a_task_tells_its_history_with_its_basis_and_who_stood_in(world: World) -> None:
    page = text_of(world.client().get(LATE).text)

    assert "Entered in the schedule of 第一医院: opens Mon 12 Oct 00:00, due Mon 12 Oct 18:00." in page
    assert "Overdue: escalated to level 1: 第一医院院长 (head, 第一医院)." in page
    assert "Overdue: escalated to level 2: 副局长 (head, 云汀卫生局) instead of 卫生局局长." in page
    assert (
        "due Mon 12 Oct 18:00 and not reported; 2 working days after due; step level-2 of policy standard"
        in page
    )
    assert "Next step Thu 15 Oct 09:00" not in page
    assert "Next step Fri 16 Oct 09:00, level 2 told again" in page


def test_a_vacant_post_is_named_where_it_was_passed_over(world: World) -> None:
    page = text_of(world.client("", "zh").get("/tasks/hospital-2/health-2026/i1/2026-W41").text)

    assert "升级为 1 级督办：卫生局局长（云汀卫生局负责人），因 第二医院 岗位空缺。" in page


def test_a_report_is_shown_with_its_note_and_its_files(world: World) -> None:
    client = world.client()
    page = client.get("/tasks/hospital-1/health-2026/i2/2026-10-14")
    link = next(href for href in Outline(page.text).links if "/evidence/" in href)

    file = client.get(link)

    assert "Reported done, on time." in page.text
    assert "当日无投诉。" in page.text
    assert file.content == b"page"
    assert (
        file.headers["content-disposition"]
        == "attachment; filename*=UTF-8''%E7%99%BB%E8%AE%B0%E7%B0%BF%201.jpg"
    )
    assert file.headers["content-type"] == "application/octet-stream"


def test_a_file_is_not_given_out_under_another_task(world: World) -> None:
    client = world.client()
    page = client.get("/tasks/hospital-1/health-2026/i2/2026-10-14").text
    link = next(href for href in Outline(page).links if "/evidence/" in href)

    assert client.get(link.replace("2026-10-14", "2026-10-13")).status_code == 404


def test_a_desk_says_why_each_task_is_on_it(world: World) -> None:
    page = text_of(world.client("m-deputy").get("/inbox/m-deputy").text)

    assert "Step level-2 brought it to the head of 云汀卫生局, instead of 卫生局局长" in page
    assert "Not acknowledged yet" in page
    assert "Urge the unit" in page


def test_an_empty_desk_says_so(world: World) -> None:
    assert "This desk is empty" in world.client().get("/inbox/m-clerk").text


def test_the_overview_adds_up_what_lies_below_and_steps_through_periods(world: World) -> None:
    page = world.client().get("/overview?period=2026-10").text
    words = text_of(page)

    assert "Together 45 14 0 26 5 0 5 74 %" in words
    assert 'aria-label="On time 14, Overdue 5, Open ' in page
    assert "period=2026-09" in page
    assert "period=2026-11" in page


def test_the_past_is_shown_as_it_was_known_and_cannot_be_changed(world: World) -> None:
    client = world.client("m-head")
    then = "2026-10-13T08:30%2B08:00"

    unit = text_of(client.get(f"/units/hospital-1?as_of={then}").text)
    task = text_of(client.get(f"{LATE}?as_of={then}").text)

    assert "You see what was known on Tue 13 Oct 2026 08:30." in unit
    assert "Mon 12 Oct 18:00 每日登记" in unit
    assert "14 hours 30 minutes overdue" in task
    assert "escalated" not in task
    assert "Report it done" not in task


@pytest.mark.parametrize("path", ["/units/hospital-1", LATE, "/inbox/m-deputy", "/overview"])
def test_every_page_of_the_past_carries_the_moment_on(world: World, path: str) -> None:
    page = world.client().get(f"{path}?as_of=2026-10-14T12:00").text

    links = [
        link for link in Outline(page).links if link.startswith(("/units/", "/tasks/", "/inbox", "/overview"))
    ]
    forgetful = [link for link in links if "as_of=2026-10-14T12%3A00" not in link]
    assert forgetful == [path], "only the way back to now"
    assert len(links) > 3


def test_the_task_of_a_moment_before_it_was_scheduled_is_not_there(world: World) -> None:
    assert world.client().get(f"{LATE}?as_of=2026-09-28T07:00").status_code == 404


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/units/nowhere", 404, "没有单位 nowhere。"),
        (
            "/tasks/hospital-1/health-2026/i2/2027-01-01",
            404,
            "没有任务 hospital-1/health-2026/i2/2027-01-01。",
        ),
        ("/inbox/m-nobody", 404, "没有单位有人员 m-nobody。"),
        ("/plans/none", 404, "没有计划 none。"),
        ("/overview?root=nowhere", 422, "没有单位 nowhere。"),
        ("/overview?period=2026-13", 422, "2026-13 不是有效的周期"),
        ("/overview?period=99999-W1", 422, "99999-W1 不是有效的周期"),
        ("/units/hospital-1?date=tomorrow", 422, "tomorrow 不是可显示的日期"),
        ("/units/hospital-1?as_of=then", 422, "then 不是有效时刻"),
        ("/units/hospital-1?as_of=2099-01-01T00:00", 422, "尚未到来"),
        ("/no/such/page", 404, "没有找到"),
    ],
)
def test_what_is_not_there_or_not_readable_gets_a_page_that_helps(
    world: World, path: str, status: int, words: str
) -> None:
    answer = world.client("", "zh").get(path, headers={"accept": "text/html"})

    assert answer.status_code == status
    assert words in answer.text
    assert "返回首页" in answer.text


def test_the_language_follows_the_link_and_is_remembered(world: World) -> None:
    client = world.client()
    client.cookies.clear()

    first, chosen, after = client.get("/"), client.get("/?lang=en"), client.get("/")

    assert "谁来办" in first.text
    assert "What is owed" in chosen.text
    assert "What is owed" in after.text


def test_a_plan_marks_the_clauses_of_its_source_and_explains_cadences(world: World) -> None:
    page = world.client("", "zh").get("/plans/health-2026").text

    assert '<mark id="span-i1"><a href="#item-i1">每周检查一次院区卫生。</a></mark>' in page
    assert "每周五" in page
    assert "反馈须经审核通过" in page


def test_the_start_page_finds_units_and_members_by_name(world: World) -> None:
    page = text_of(world.client().get("/?q=第二").text)

    assert "第二医院&lt;医务科&gt;" in page
    assert "第一医院" not in page
    assert "No unit of that name." in world.client().get("/?q=zzz").text


def test_an_empty_installation_says_what_to_do(tmp_path: Path) -> None:
    with empty_world(tmp_path) as world:
        client = world.client()

        assert "duban demo" in client.get("/").text
        assert "There is no unit yet." in client.get("/overview").text
        assert "No plan yet" in client.get("/plans").text
        assert "No escalation is open." in client.get("/inbox").text


def test_the_icon_and_the_style_sheet_are_served(world: World) -> None:
    client = world.client()

    assert client.get("/static/favicon.svg").headers["content-type"] == "image/svg+xml"
    assert client.get("/favicon.ico").status_code == 200
    assert "prefers-color-scheme: dark" in client.get("/static/duban.css").text
