"""Why: the same account by command line, API and page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.integration.cli_world import Line, issued
from tests.integration.pages_world import World, lived_world
from workflows.task import stream_of

T = "hospital-2/health-2026/i1/2026-W41"
DAILY = "hospital-1/health-2026/i2/2026-10-12"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with lived_world(tmp_path_factory.mktemp("why")) as world:
        yield world


@pytest.fixture
def page(world: World) -> TestClient:
    return world.client("m-head")


def last_step(world: World, task: str) -> int:
    records = world.app.log.read_stream(stream_of(task))
    return [one.position for one in records if one.tag == "EscalationRaised"][-1]


# --- pages ----------------------------------------------------------------------------------------------


def test_a_tasks_history_and_a_desk_lead_to_why(world: World, page: TestClient) -> None:
    position = last_step(world, DAILY)
    assert f'href="/escalations/{position}"' in page.get(f"/tasks/{DAILY}").text
    assert f'href="/tasks/{DAILY}/why"' in page.get("/inbox/m-head").text
    assert f">#{position}</span>" in page.get(f"/tasks/{DAILY}/why").text


def test_the_page_tells_it_in_both_languages(world: World, page: TestClient) -> None:
    position = last_step(world, DAILY)
    english = page.get(f"/escalations/{position}").text
    chinese = world.client(language="zh").get(f"/escalations/{position}").text
    assert "What would have stopped it" in english
    assert "A report before" in english
    assert "怎样就不会发出" in chinese
    assert "每日登记 &lt;门诊&gt; 投诉。" in chinese
    assert re.search(r"#\d+</span>", chinese)


def test_a_step_of_the_past_is_shown_as_it_was_known(world: World, page: TestClient) -> None:
    position = last_step(world, DAILY)
    assert page.get(f"/escalations/{position}?as_of=2026-10-15T09:00").status_code == 200
    assert page.get(f"/escalations/{position}?as_of=2026-09-29T09:00").status_code == 404


@pytest.mark.parametrize("wrong", ["1", "0", "abc", "99999999999999999999", "²"])
def test_a_position_without_a_step_is_not_found(page: TestClient, wrong: str) -> None:
    answer = page.get(f"/escalations/{wrong}")
    assert (answer.status_code, "holds no reminder or escalation" in answer.text) == (404, True)


def test_a_task_of_which_nobody_was_told_leads_back_to_itself(page: TestClient) -> None:
    task = "/tasks/hospital-1/health-2026/i4/once"
    assert page.get(f"{task}/why").headers["location"] == task


# --- API ------------------------------------------------------------------------------------------------


def test_the_api_gives_the_account(world: World, page: TestClient) -> None:
    position = last_step(world, DAILY)
    answer = page.get(f"/api/v1/escalations/{position}")
    found = answer.json()
    assert answer.status_code == 200
    assert (found["task"], found["same"], found["step"]["step"]) == (DAILY, True, "level-2")
    assert found["told"][0]["told"]["instead_of"] == "m-bureau"
    assert found["told"][0]["substituted"] > 0
    assert page.get("/api/v1/escalations/1").status_code == 404


# --- command line ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Line:
    line = issued(tmp_path_factory.mktemp("line"))
    for day in range(2, 12):
        line.clock.move(f"2026-09-{day:02}T20:00+08:00")
        line.done("tick")
    return line


def test_duban_why_tells_the_last_step_of_a_task_or_the_one_that_is_named(line: Line) -> None:
    task = "hospital-1/health-2026/weekly/2026-W36"
    last = line.done("why", task).out
    assert "escalated to level 2" in last
    assert "repeat 2" in last
    assert "escalated to level 1" in line.done("why", task, "--level", "1").out
    assert "the reminder of" in line.done("why", task, "--step", "before").out
    assert "5 days after due, to the head of the unit above" in last
    position = line.done("why", task, "--json").json["position"]
    assert line.done("why", str(position)).out == last


def test_duban_why_says_what_it_cannot_find(line: Line, tmp_path: Path) -> None:
    for wrong in ("1", "nothing", "hospital-1/health-2026/weekly/2026-W40"):
        said = line("why", wrong)
        assert (said.code, bool(said.err.strip())) == (1, True), wrong
