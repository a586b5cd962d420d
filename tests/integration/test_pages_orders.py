"""Pages of orders: a bulk excuse looked at and given, a notice's list approved, how far they are."""

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from httpx2 import Response

from services.importing import draft_command
from services.plans import read
from tests.integration.pages_world import World, empty_world, lived_world
from workflows.calendar import ImportHolidayNotice
from workflows.orders import OrderBulkExcuse
from workflows.plan import IssuePlan, SubmitPlan

DAYS = {"since": "2026-10-16", "until": "2026-10-23", "cause": "weather"}
FORM = {"units": "bureau", **DAYS, "plans": "", "reason": "台风停工"}
NOTICE = dt.date(2026, 10, 23)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with lived_world(tmp_path) as world:
        yield world


def text_of(page: Response) -> str:
    """What a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def command_of(page: Response) -> str:
    found: list[str] = re.findall(r'name="command" value="([^"]+)"', page.text)
    return found[-1]


# --- bulk excuse ------------------------------------------------------------------------------------------


def test_an_empty_house_says_that_nothing_was_ordered(tmp_path: Path) -> None:
    with empty_world(tmp_path) as world:
        page = world.client().get("/orders")
        form = world.client(language="zh").get("/orders/excuse")
    assert "Nothing was ordered yet" in text_of(page)
    assert "批量免办" in text_of(form)


def test_a_bulk_excuse_is_looked_at_then_given_then_carried_out_and_told(world: World) -> None:
    client = world.client("m-bureau")
    seen = client.get("/orders/excuse", params={"units": "bureau", **DAYS})
    assert seen.status_code == 200
    assert "第二医院<医务科>" not in text_of(seen)
    assert re.search(r"\d+ tasks of 3 units", text_of(seen))

    given = client.post("/orders/excuse", data={**FORM, "command": command_of(seen)})
    again = client.post("/orders/excuse", data={**FORM, "command": command_of(seen)})
    assert (given.status_code, given.headers["location"]) == (303, "/orders")
    assert again.status_code == 303, "the same form is carried out once"
    world.work_through()

    page = text_of(world.client("m-bureau").get("/orders"))
    assert "Excused for bad weather: due Fri 16 Oct 2026 to Fri 23 Oct 2026" in page
    assert "台风停工" in page
    assert "卫生局局长" in page
    assert re.search(r"[1-9]\d* done, 0 left as they stood", page)
    unit = text_of(world.client().get("/units/hospital-2"))
    assert re.search(r"Order weather-2026-10-16-\w+ is in force: Excused for bad weather", unit)
    task = text_of(world.client().get("/tasks/hospital-2/health-2026/i3/2026-10"))
    assert "Excused by order weather-2026-10-16" in task
    assert "台风停工" in task


def test_days_beyond_the_schedule_are_said_to_come_off_later(world: World) -> None:
    days = {**DAYS, "until": "2026-12-31"}
    page = text_of(world.client("m-bureau").get("/orders/excuse", params={"units": "bureau", **days}))
    assert "is not scheduled yet; it comes off later" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"until": "2026-10-01"}, "within a year"),
        ({"since": "soon"}, "is no day"),
        ({"units": ""}, "Name the units"),
        ({"units": "school-9"}, "school-9"),
    ],
)
def test_what_does_not_fit_is_said_and_what_was_typed_stays(
    world: World, change: dict[str, str], words: str
) -> None:
    page = world.client("m-bureau").get("/orders/excuse", params={"units": "bureau", **DAYS, **change})
    assert page.status_code == 422
    assert words in text_of(page)
    assert 'value="2026-10-23"' in page.text or "until" in change


def test_an_order_needs_a_reason_and_somebody_who_gives_it(world: World) -> None:
    client = world.client("m-bureau")
    command = command_of(client.get("/orders/excuse", params={"units": "bureau", **DAYS}))
    bare = client.post("/orders/excuse", data={**FORM, "reason": "", "command": command})
    nobody = world.client().post("/orders/excuse", data={**FORM, "command": command})
    elsewhere = client.post(
        "/orders/excuse", data={**FORM, "command": command}, headers={"sec-fetch-site": "cross-site"}
    )
    assert (bare.status_code, nobody.status_code, elsewhere.status_code) == (422, 422, 403)
    assert "tasks of 3 units" in text_of(bare), "the look at it stays"
    assert world.app.log.read_prefix("order/") == []


def test_the_past_shows_no_order_that_was_not_given_then(world: World) -> None:
    world.do(
        OrderBulkExcuse("storm", "weather", ("bureau",), dt.date(2026, 10, 16), dt.date(2026, 10, 23), "why")
    )
    world.follow()
    before = text_of(world.client().get("/orders", params={"as_of": "2026-10-12T09:00"}))
    assert "storm" not in before
    assert "storm" in text_of(world.client().get("/orders"))


# --- after a notice ---------------------------------------------------------------------------------------


def notice(world: World) -> None:
    """Friday 23 October becomes a day off."""
    calendar = world.app.states.calendar("cn")
    off, worked = (
        [dt.date.fromordinal(day) for day in days] for days in (calendar.holidays, calendar.make_up)
    )
    world.do(ImportHolidayNotice("cn", 2026, "补充通知", (*off, NOTICE), tuple(worked)))
    world.follow()


def a_plan_that_shifts(world: World) -> None:
    text = (
        "plan: fire-2026\ntitle: 消防\nunit: bureau\nowner: m-owner\nsince: 2026-10-15\nuntil: 2026-11-30\n"
        "items:\n  - {id: i1, text: 每周消防检查, cadence: weekly on fri or before,"
        " leads: [hospital-1, hospital-2]}\n"
    )
    world.do(draft_command(world.app.kept, read(text.encode(), "fire.yaml"), "draft-fire"))
    world.do(SubmitPlan("fire-2026"))
    world.do(IssuePlan("fire-2026"))
    world.work_through()


def test_a_list_without_moves_says_so(world: World) -> None:
    page = world.client().get("/calendars/cn/replan")
    assert "Nothing that is scheduled differs" in text_of(page)
    assert world.client().get("/calendars/mars/replan").status_code == 404


def test_what_a_notice_moves_is_ticked_approved_and_moved(world: World) -> None:
    a_plan_that_shifts(world)
    notice(world)
    client = world.client("m-bureau")
    page = client.get("/calendars/cn/replan")
    picks = dict(re.findall(r'name="(pick:[^"]+)" value="([^"]+)" checked', page.text))
    assert sorted(picks) == [f"pick:hospital-{n}/fire-2026/i1/2026-W43" for n in (1, 2)], (
        "weekly on Friday or before"
    )
    assert "Thu 22 Oct" in text_of(page)

    (version,) = re.findall(r'name="version" value="(\d+)"', page.text)
    form = {"command": command_of(page), "version": version}
    none = client.post("/calendars/cn/replan", data=form)
    assert none.status_code == 422
    assert "Choose the tasks" in text_of(none)

    one = {name: value for name, value in picks.items() if "hospital-1" in name}
    given = client.post("/calendars/cn/replan", data={**form, **one})
    assert given.headers["location"] == "/orders"
    world.work_through()
    moved = world.app.states.task("hospital-1/fire-2026/i1/2026-W43")
    stayed = world.app.states.task("hospital-2/fire-2026/i1/2026-W43")
    assert moved.due < stayed.due
    assert "Due days follow version" in text_of(client.get("/orders"))
    left = client.get("/calendars/cn/replan")
    assert re.findall(r'name="pick:([^"/]+)', left.text) == ["hospital-2"]


def test_a_list_that_was_overtaken_comes_back_as_it_is_now(world: World) -> None:
    a_plan_that_shifts(world)
    notice(world)
    client = world.client("m-bureau", language="zh")
    page = client.get("/calendars/cn/replan", params={"unit": "hospital-1"})
    picks = dict(re.findall(r'name="(pick:[^"]+)" value="([^"]+)" checked', page.text))
    (version,) = re.findall(r'name="version" value="(\d+)"', page.text)
    stale = {"command": command_of(page), "version": str(int(version) - 1), **picks}
    again = client.post("/calendars/cn/replan", data=stale)
    assert again.status_code == 409
    assert f"已更新到第 {version} 版" in text_of(again)
    assert world.app.log.read_prefix("order/") == []
