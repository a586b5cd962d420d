"""Pages of calendars: the list, a year, a notice by its form; and that provisional years are called so."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from events.types import DayHours, Term
from services.importing import draft_command
from services.plans import read
from tests.integration.pages_world import HOUR, World, empty_world, lived_world
from tests.integration.test_pages_read import text_of
from workflows.calendar import AnnounceTerms, DeclareDays, OpenCalendar, SetWorkingHours
from workflows.org import ChooseUnitCalendar
from workflows.plan import IssuePlan, SubmitPlan


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with lived_world(tmp_path) as world:
        yield world


def test_the_calendars_are_listed_with_the_years_that_are_not_announced(world: World) -> None:
    page = text_of(world.client("", "zh").get("/calendars").text)
    assert "cn 第 2 版" in page
    assert "2027、2028" in page


def test_a_year_shows_its_months_documents_and_what_is_off(world: World) -> None:
    page = text_of(world.client("", "zh").get("/calendars/cn?year=2026").text)
    assert "10月1日 周四" in page
    assert "10月10日 周六" in page
    assert "chinesecalendar" in page
    assert "08:30-12:00 14:00-17:30" in page
    assert "尚未公布" not in page


def test_a_year_without_a_notice_says_so(world: World) -> None:
    assert "2027 年的放假安排尚未公布" in world.client("", "zh").get("/calendars/cn?year=2027").text


def test_a_calendar_that_inherits_shows_from_whom_its_hours_terms_and_units(world: World) -> None:
    world.do(OpenCalendar("school", "Asia/Shanghai", "cn"))
    friday = (DayHours("fri", "08:00-11:30"),)
    world.do(SetWorkingHours("school", "校历", dt.date(2026, 9, 1), "08:00-11:30 14:00-16:30", friday))
    autumn = Term("2026-autumn", dt.date(2026, 9, 1), dt.date(2027, 1, 22))
    world.do(AnnounceTerms("school", "校历", (autumn,)))
    world.do(ChooseUnitCalendar("hospital-1", "school"))
    world.follow()
    page = text_of(world.client("", "zh").get("/calendars/school?year=2026").text)
    assert "2026-autumn: 2026-09-01 – 2027-01-22" in page
    assert "周五 08:00-11:30" in page
    assert "第一医院" in page
    assert 'href="/calendars/cn"' in world.client("", "zh").get("/calendars/school?year=2026").text
    assert (
        "2027 年的放假安排尚未公布"
        in world.client("", "zh").get("/units/hospital-1?view=month&date=2027-03-01").text
    )


def test_an_unknown_calendar_is_not_found(world: World) -> None:
    assert world.client().get("/calendars/moon").status_code == 404


def sent_notice(world: World, command: str = "n-1", **fields: str) -> Any:
    given = {
        "command": command,
        "year": "2027",
        "document": "国办发明电〔2026〕9号",
        "holidays": "2027-01-01\n2027-02-06 .. 2027-02-12",
        "make_up_days": "2027-02-14",
        **fields,
    }
    return world.client("m-head", "zh").post("/calendars/cn/notices", data=given, follow_redirects=False)


@pytest.mark.parametrize(
    "page",
    [
        "/units/hospital-1?view=month&date=2027-03-01",
        "/overview?root=hospital-1&period=2027-03",
        "/calendars/cn?year=2027",
        "/orders/excuse?units=bureau&since=2026-12-28&until=2027-01-10&cause=weather",
    ],
)
def test_pages_with_days_of_an_unannounced_year_say_so_until_it_is_announced(world: World, page: str) -> None:
    client = world.client("", "zh")
    assert "尚未公布" in client.get(page).text
    answer = sent_notice(world)
    assert answer.status_code == 303, answer.text
    world.follow()
    assert "尚未公布" not in client.get(page).text


def test_a_desk_a_list_of_moves_and_a_reading_say_that_their_year_is_not_announced(world: World) -> None:
    world.do(OpenCalendar("bare", "Asia/Shanghai"))
    text = (
        "plan: fire-2026\ntitle: 消防\nunit: bureau\nowner: m-owner\ncalendar: bare\n"
        "since: 2026-10-05\nuntil: 2026-11-30\n"
        "items:\n  - {id: i1, text: 每周消防检查, cadence: weekly on fri or before, leads: [hospital-2]}\n"
    )
    world.do(draft_command(world.app.kept, read(text.encode(), "fire.yaml"), "draft-fire"))
    world.do(SubmitPlan("fire-2026"))
    world.do(IssuePlan("fire-2026"))
    world.work_through()
    off = dt.date(2026, 10, 23)
    world.do(DeclareDays("bare", "校庆", off, off, (off,)))
    client = world.client("m-clerk-2", "zh")
    assert "尚未公布" not in client.get("/inbox/m-deputy").text
    assert "尚未公布" not in client.get("/calendars/cn/replan").text

    world.clock.now += 5 * 24 * HOUR
    world.work_through()

    for page in ("/inbox/m-deputy", "/calendars/bare/replan", "/plans/fire-2026/reading"):
        assert "2026 年的放假安排尚未公布" in client.get(page).text, page


def test_a_task_says_that_the_year_to_which_it_would_be_extended_is_not_announced(world: World) -> None:
    task = "hospital-2/health-2026/i4/once"
    page = f"/tasks/{task}"
    client = world.client("m-clerk-2", "zh")
    assert "尚未公布" not in client.get(page).text
    asked = {"command": "ask-1", "due": "2027-01-04T18:00", "reason": "停工"}
    answer = client.post(f"{page}/extension-requests", data=asked)
    assert answer.status_code == 303, answer.text
    world.follow()
    assert "2027 年的放假安排尚未公布" in client.get(page).text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"holidays": "明天"}, "日期写法有误"),
        ({"make_up_days": "2027-02-15"}, "调休上班只能在周六或周日"),
        ({"document": " "}, "文号"),
    ],
)
def test_a_notice_that_cannot_be_read_comes_back_as_it_was_typed(
    world: World, fields: dict[str, str], words: str
) -> None:
    answer = sent_notice(world, **fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert "2027-01-01" in answer.text or "明天" in answer.text


def test_without_a_calendar_the_list_says_what_to_do(tmp_path: Path) -> None:
    with empty_world(tmp_path) as world:
        assert world.client().get("/calendars").status_code == 200
