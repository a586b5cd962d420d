"""A reading of several pages, forms sent late or twice, and what an import takes from its document."""

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape

import pytest
from starlette.testclient import TestClient

from services.web.pages.reading import PAGE
from services.web.pages.source import stretches
from tests.integration.pages_world import World, lived_world

LIST = "2026年河道工作计划\n" + "".join(
    f"{n}、每月{n % 28 + 1}日巡查第{n}段。\n" for n in range(1, PAGE + 11)
)
OWN = """\
plan: {plan}
title: 河道计划
unit: hospital-1
owner: m-owner
since: 2027-02-01
until: 2027-11-30
items:
  - id: i1
    text: 巡河。
    cadence: weekly on fri
    leads: [hospital-1]
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with lived_world(tmp_path_factory.mktemp("again")) as world:
        yield world


def taken_in(client: TestClient, command: str, text: str, name: str = "river.txt", **fields: str) -> str:
    """Where an import leads to."""
    form = {"command": command, **fields}
    done = client.post("/import", data=form, files={"file": (name, text.encode())})
    assert done.status_code == 303, unescape(done.text)
    return done.headers["location"]


def long_plan(world: World, plan: str) -> tuple[TestClient, str]:
    """A client with a plan of two pages, and the second page."""
    client = world.client("m-owner", "zh")
    taken_in(client, f"import-{plan}", LIST, plan=plan)
    return client, client.get(f"/plans/{plan}/reading?page=2").text


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the answers form."""
    form = page.partition('id="answers"')[2].partition("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))


def test_a_form_of_the_second_page_leads_back_to_it(world: World) -> None:
    client, page = long_plan(world, "long-1")
    item = f"s{PAGE + 5}"
    wrong = {**hidden(page), f"cadence:{item}": "偶尔", f"due_time:{item}": "16:00"}

    refused = client.post("/plans/long-1/answers", data=wrong)

    assert refused.status_code == 422
    assert f'name="cadence:{item}" value="偶尔"' in refused.text
    assert f'name="due_time:{item}" value="16:00"' in refused.text
    again = {**hidden(refused.text), f"leads:{item}": "第一医院", "at": f"item-{item}"}
    saved = client.post("/plans/long-1/answers", data=again)
    assert (saved.status_code, saved.headers["location"]) == (
        303,
        f"/plans/long-1/reading?page=2#item-{item}",
    )
    assert world.app.states.plan("long-1").items[item].leads == ("hospital-1",)


def test_a_form_of_an_earlier_revision_is_shown_again_with_what_the_plan_has_now(world: World) -> None:
    client = world.client("m-owner", "zh")
    taken_in(client, "import-stale", "2026年计划\n1、清沟\n2、巡河\n", plan="stale")
    first = hidden(client.get("/plans/stale/reading").text)
    saved = {**first, "cadence:s1": "monthly on 5"}
    assert client.post("/plans/stale/answers", data=saved).status_code == 303

    late = {**first, "command": "late", "cadence:s1": "daily", "cadence:s2": "monthly on 7"}
    refused = client.post("/plans/stale/answers", data=late)

    assert refused.status_code == 422
    assert "计划已有改动" in refused.text
    assert 'name="cadence:s1" value="daily"' in refused.text
    assert "计划现为：monthly on 5。" in refused.text
    assert world.app.states.plan("stale").items["s2"].cadence == ""
    again = {**late, **hidden(refused.text)}
    assert client.post("/plans/stale/answers", data=again).status_code == 303
    assert world.app.states.plan("stale").items["s1"].cadence == "daily"


def test_the_same_answers_sent_twice_are_not_late(world: World) -> None:
    client = world.client("m-owner", "zh")
    taken_in(client, "import-twice", "2026年计划\n1、清沟\n", plan="twice")
    form = {**hidden(client.get("/plans/twice/reading").text), "cadence:s1": "daily"}
    done = [client.post("/plans/twice/answers", data=form).status_code for _ in range(2)]
    assert done == [303, 303]
    assert world.app.states.plan("twice").revision == 2


def test_a_form_may_have_a_field_for_everything_on_a_long_page(world: World) -> None:
    client = world.client("m-owner", "zh")
    taken_in(client, "import-wide", "2026年计划\n1、清沟\n", plan="wide")
    many = {f"cadence:none-{n}": "" for n in range(3000)}
    form = {"command": "wide", "cadence:s1": "daily", **many}
    assert client.post("/plans/wide/answers", data=form).status_code == 303
    assert world.app.states.plan("wide").items["s1"].cadence == "daily"


def test_an_import_without_an_id_sent_twice_makes_one_plan_and_another_document_another(
    world: World,
) -> None:
    client = world.client("m-owner", "zh")
    text = "2026年计划\n1、清沟\n"
    first = taken_in(client, "once", text, "ditch.txt")
    assert taken_in(client, "once", text, "ditch.txt") == first
    assert taken_in(client, "once", text + "2、巡河\n", "ditch.txt") != first


def test_a_plan_file_brings_its_own_unit_days_and_policy(world: World) -> None:
    client = world.client("m-owner", "zh")
    page = client.get("/import").text
    assert 'name="since" type="date" value=""' in page
    assert "取自文件，文件未写明则为云汀卫生局" in page
    empty = {"unit": "", "since": "", "until": "", "policy": ""}

    taken_in(client, "own", OWN.format(plan="own-1"), "own.yaml", **empty)
    taken_in(client, "typed", OWN.format(plan="own-2"), "own.yaml", unit="bureau", until="2027-10-31")

    found = [world.app.states.plan(name) for name in ("own-1", "own-2")]
    assert [(one.unit, one.since, one.until, one.policy) for one in found] == [
        ("hospital-1", dt.date(2027, 2, 1), dt.date(2027, 11, 30), "standard"),
        ("bureau", dt.date(2027, 2, 1), dt.date(2027, 10, 31), "standard"),
    ]


@pytest.mark.parametrize(("head", "year"), [("2025年河道工作计划", 2025), ("河道工作计划", 2026)])
def test_a_document_without_days_is_of_its_own_year_else_of_this(world: World, head: str, year: int) -> None:
    taken_in(world.client("m-owner"), f"year-{year}", f"{head}\n1、清沟\n", plan=f"year-{year}")
    plan = world.app.states.plan(f"year-{year}")
    assert (plan.unit, plan.since, plan.until) == ("bureau", dt.date(year, 1, 1), dt.date(year, 12, 31))


def test_a_task_made_later_stands_in_its_place_and_the_source_of_a_page_is_that_of_its_items(
    world: World,
) -> None:
    client = world.client("m-owner", "zh")
    slogan = "一、工作口号\n(一)人人爱河,家家护河。\n二、主要任务\n"
    tasks = LIST.partition("\n")[2].replace("、每月", ".每月")
    taken_in(client, "import-order", f"2026年河道工作计划\n{slogan}{tasks}", plan="order")
    assert "s1-1" not in world.app.states.plan("order").items
    form = {"command": "order", "cadence:s1-1": "每年6月5日", "leads:s1-1": "第二医院"}
    assert client.post("/plans/order/answers", data=form).status_code == 303

    first, second = (client.get(f"/plans/order/reading?page={n}").text for n in (1, 2))

    cards = re.findall('<article [^>]*id="item-([^"]+)"', first)
    assert (cards[0], len(cards)) == ("s1-1", PAGE)
    for page in (first, second):
        for item in re.findall('<article [^>]*id="item-([^"]+)"', page):
            assert page.count(f'id="span-{item}"') == 1
    assert "巡查第1段" not in second
    assert f"巡查第{PAGE + 10}段" not in first.partition('class="source"')[2].partition("</div>")[0]


def test_items_that_overlap_each_open_where_they_begin() -> None:
    made = stretches("abcdefgh", (0, 8), [("i1", (1, 5)), ("i2", (1, 3)), ("i3", (4, 7))], [])
    assert "".join(one.text for one in made) == "abcdefgh"
    assert {name: one.text[0] for one in made for name in one.opens} == {"i1": "b", "i2": "b", "i3": "e"}
    assert sum(len(one.opens) for one in made) == 3


def test_a_plan_in_the_past_offers_no_file_and_no_reading(world: World) -> None:
    client = world.client("m-owner")
    assert '"/plans/health-2026/list.xlsx"' in client.get("/plans/health-2026").text
    past = client.get("/plans/health-2026?as_of=2026-10-10T09:00").text
    assert "list.xlsx" not in past
    assert "plan.yaml" not in past
    assert "/reading" not in past
