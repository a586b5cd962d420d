"""The pages of a document without a browser: import, reading, answers, files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from services.plans import read
from tests.integration.pages_world import World, lived_world

TEXT = """2026年河道工作计划

一、工作口号
(一)人人爱河,家家护河。
二、主要任务
(一)每周五巡河一次。(责任单位:第一医院)
(二)6月30日前清沟。
(四)定期检查。
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with lived_world(tmp_path_factory.mktemp("reading")) as world:
        yield world


def imported(world: World, plan: str, **more: str) -> TestClient:
    """A client that has imported TEXT as the plan."""
    client = world.client("m-owner", "zh")
    head = {"unit": "bureau", "since": "2026-01-01", "until": "2026-12-31", "plan": plan}
    form = {**head, "command": f"import-{plan}", **more}
    done = client.post("/import", data=form, files={"file": ("river.txt", TEXT.encode())})
    assert (done.status_code, done.headers["location"]) == (303, f"/plans/{plan}/reading")
    return client


def answered(client: TestClient, plan: str, command: str, **fields: str) -> int:
    form = {"command": command, **{key.replace("__", ":"): value for key, value in fields.items()}}
    return client.post(f"/plans/{plan}/answers", data=form).status_code


def test_the_reading_shows_tasks_gaps_and_the_clauses_that_are_none(world: World) -> None:
    page = imported(world, "river-1").get("/plans/river-1/reading").text

    assert 'id="item-s2-1"' in page
    assert 'id="span-s2-1"' in page
    assert "“(四)”之前缺“(三)”" in page
    assert page.count("口号") > 1, "the slogan stands among the clauses without a task"
    assert "每周五" in page


def test_a_unit_named_in_the_document_is_found_in_the_organisation(world: World) -> None:
    imported(world, "river-2")
    plan = world.app.states.plan("river-2")
    assert plan.items["s2-1"].leads == ("hospital-1",)
    assert plan.items["s2-2"].cadence == "once 2026-06-30"


def test_the_same_form_sent_twice_makes_one_plan(world: World) -> None:
    imported(world, "river-3")
    imported(world, "river-3")
    assert world.app.states.plan("river-3").revision == 1


def test_a_form_sent_again_for_another_document_is_refused_and_says_so(world: World) -> None:
    client = imported(world, "river-4")
    form = {
        "unit": "bureau",
        "since": "2026-01-01",
        "until": "2026-12-31",
        "command": "other",
        "plan": "river-4",
    }
    again = client.post("/import", data=form, files={"file": ("river.txt", TEXT.encode())})
    assert again.status_code == 409
    assert "river-4" in again.text


def test_answers_are_saved_together_and_a_left_out_slogan_can_become_a_task(world: World) -> None:
    client = imported(world, "river-5")
    fields = {
        "leads__s2-2": "第二医院",
        "cadence__s2-4": "每月25日",
        "leads": "第一医院、第二医院",
        "cadence__s1-1": "每年6月5日",
        "leads__s1-1": "第二医院",
        **{f"seen__{q}": "yes" for q in world.app.states.plan("river-5").questions if q.startswith("gap")},
    }

    assert answered(client, "river-5", "answers-5", **fields) == 303

    plan = world.app.states.plan("river-5")
    assert plan.questions == {}
    assert {item.item: (item.cadence, item.leads) for item in plan.items.values()} == {
        "s1-1": ("yearly on 6-05", ("hospital-2",)),
        "s2-1": ("weekly on fri", ("hospital-1",)),
        "s2-2": ("once 2026-06-30", ("hospital-2",)),
        "s2-4": ("monthly on 25", ("hospital-1", "hospital-2")),
    }


def test_a_set_of_units_is_kept_and_becomes_its_units_when_the_plan_is_issued(world: World) -> None:
    client = imported(world, "river-6", until="2026-12-31")
    gaps = {f"seen__{q}": "yes" for q in world.app.states.plan("river-6").questions if q.startswith("gap")}
    fields = {"leads": "各医院", "cadence__s2-4": "monthly on 25", "leave_out__s2-2": "已经办过", **gaps}
    assert answered(client, "river-6", "answers-6", **fields) == 303
    assert world.app.states.plan("river-6").items["s2-4"].lead_sets == ("hospital/bureau",)

    for noun in ("submissions", "issues"):
        done = client.post(f"/plans/river-6/{noun}", data={"command": f"{noun}-6"})
        assert done.status_code == 303, done.text

    plan = world.app.states.plan("river-6")
    assert (plan.status, plan.items["s2-4"].leads) == ("issued", ("hospital-1", "hospital-2"))
    assert world.app.kept.text(plan.left_out["s2-2"]) == "已经办过"


def test_a_plan_with_open_questions_is_not_handed_in(world: World) -> None:
    client = imported(world, "river-7")
    refused = client.post("/plans/river-7/submissions", data={"command": "submit-7"})
    assert refused.status_code == 409
    assert world.app.states.plan("river-7").status == "draft"


def test_nobody_who_has_not_said_who_they_are_can_import(world: World) -> None:
    form = {"unit": "bureau", "since": "2026-01-01", "until": "2026-12-31", "command": "nobody"}
    done = world.client().post("/import", data=form, files={"file": ("a.txt", b"1. a")})
    assert done.status_code == 422
    assert "who you are" in done.text


def test_a_form_without_a_file_says_what_to_choose(world: World) -> None:
    form = {"unit": "bureau", "since": "2026-01-01", "until": "2026-12-31", "command": "no-file"}
    done = world.client("m-owner").post("/import", data=form, files={"none": ("", b"")})
    assert done.status_code == 422
    assert "Choose one document" in done.text


@pytest.mark.parametrize("ending", ["list.xlsx", "plan.yaml"])
def test_a_plan_goes_out_as_a_file_that_reads_as_the_same_plan(
    world: World, ending: str, tmp_path: Path
) -> None:
    file = world.client().get(f"/plans/health-2026/{ending}")
    assert file.status_code == 200
    again = read(file.content, ending)
    plan = world.app.states.plan("health-2026")
    assert {item.item: (item.cadence, item.leads) for item in again.items} == {
        item.item: (item.cadence, item.leads) for item in plan.items.values()
    }


def test_the_answers_go_out_as_a_file_to_use_again(world: World) -> None:
    client = imported(world, "river-8")
    assert answered(client, "river-8", "answers-8", **{"cadence__s2-4": "每月25日"}) == 303
    file = client.get("/plans/river-8/answers.yaml")
    assert "monthly on 25" in file.text


def test_an_unknown_plan_has_no_reading(world: World) -> None:
    assert world.client().get("/plans/nowhere/reading").status_code == 404


def test_the_reading_says_what_the_document_says_of_itself(world: World) -> None:
    head = "各医院:\n根据《河道管理办法》,现制定2026年河道工作计划。\n"
    text = head + "一、清沟\n二、巡河\n\n云汀卫生局\n2026年1月8日\n"
    client = world.client("m-owner", "zh")
    form = {
        "unit": "bureau",
        "since": "2026-01-01",
        "until": "2026-12-31",
        "plan": "river-9",
        "command": "nine",
    }
    assert client.post("/import", data=form, files={"file": ("a.txt", text.encode())}).status_code == 303
    page = client.get("/plans/river-9/reading").text
    for label, words in (("主送", "各医院"), ("依据", "河道管理办法"), ("发文单位", "云汀卫生局")):
        assert f"<dt>{label}</dt><dd>{words}</dd>" in page
