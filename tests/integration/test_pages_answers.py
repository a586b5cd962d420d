"""Answers by the page: what was typed is what is saved, nothing more and nothing less."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.integration.pages_world import World, lived_world
from workflows.org import AddUnit

TEXT = """2026年卫生工作计划
一、任务
(一)每周五检查。(牵头单位:爱卫办;配合单位:第二医院)
(二)每月25日报送。(责任单位:第一医院)
(三)清沟。
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with lived_world(tmp_path_factory.mktemp("answers")) as world:
        yield world


def imported(world: World, plan: str) -> TestClient:
    client = world.client("m-owner", "zh")
    head = {"unit": "bureau", "since": "2026-01-01", "until": "2026-12-31", "plan": plan}
    form = {**head, "command": f"import-{plan}"}
    assert client.post("/import", data=form, files={"file": ("a.txt", TEXT.encode())}).status_code == 303
    return client


def save(world: World, client: TestClient, plan: str, command: str, **fields: str) -> int:
    form = {"command": command, **{key.replace("__", ":"): value for key, value in fields.items()}}
    return client.post(f"/plans/{plan}/answers", data=form).status_code


def test_helpers_whom_the_document_names_are_kept_where_its_lead_fits_no_unit(world: World) -> None:
    client = imported(world, "helpers")
    assert world.app.states.plan("helpers").items["s1-1"].cooperating == ("hospital-2",)
    fields = {"leads__s1-1": "第一医院", "cooperating__s1-1": "第二医院"}
    assert save(world, client, "helpers", "a1", **fields) == 303
    item = world.app.states.plan("helpers").items["s1-1"]
    assert (item.leads, item.cooperating) == (("hospital-1",), ("hospital-2",))


def test_the_documents_own_lead_can_be_set_again(world: World) -> None:
    client = imported(world, "again")
    assert save(world, client, "again", "b1", **{"leads__s1-2": "第二医院"}) == 303
    assert world.app.states.plan("again").items["s1-2"].leads == ("hospital-2",)
    assert save(world, client, "again", "b2", **{"leads__s1-2": "第一医院"}) == 303
    assert world.app.states.plan("again").items["s1-2"].leads == ("hospital-1",)


def test_a_name_that_fits_a_unit_only_later_is_taken_as_the_page_proposes_it(world: World) -> None:
    client = imported(world, "later")
    assert save(world, client, "later", "c1", **{"leads__s1-1": "爱卫办"}) == 303
    assert world.app.states.plan("later").items["s1-1"].leads == ()
    world.do(AddUnit("health-office", "爱卫办", "office", "bureau"))
    world.follow()
    assert save(world, client, "later", "c2", **{"leads__s1-1": "爱卫办"}) == 303
    assert world.app.states.plan("later").items["s1-1"].leads == ("health-office",)


def test_helpers_can_be_taken_away_and_a_set_becomes_one_unit(world: World) -> None:
    client = imported(world, "fewer")
    assert save(world, client, "fewer", "d1", **{"leads__s1-3": "各医院", "cadence__s1-3": "daily"}) == 303
    assert world.app.states.plan("fewer").items["s1-3"].lead_sets == ("hospital/bureau",)
    assert save(world, client, "fewer", "d2", **{"leads__s1-3": "第一医院"}) == 303
    assert save(world, client, "fewer", "d3", **{"cooperating__s1-1": ""}) == 303
    items = world.app.states.plan("fewer").items
    assert (items["s1-3"].leads, items["s1-3"].lead_sets) == (("hospital-1",), ())
    assert items["s1-1"].cooperating == ()


def test_a_set_that_nobody_has_named_is_no_unit(world: World) -> None:
    client = imported(world, "typo")
    assert save(world, client, "typo", "e1", **{"leads__s1-3": "hospitl/bureau"}) == 422


def test_the_same_form_sent_twice_leaves_out_once(world: World) -> None:
    client = imported(world, "twice")
    for _ in range(2):
        assert save(world, client, "twice", "f1", **{"leave_out__s1-3": "手误"}) == 303
    assert "s1-3" not in world.app.states.plan("twice").items


def test_an_erased_wording_is_not_kept_again(world: World) -> None:
    client = imported(world, "erased")
    digest = world.app.states.plan("erased").items["s1-1"].text
    world.app.kept.erase([digest], world.clock.now)
    assert save(world, client, "erased", "g1", **{"leads__s1-3": "第二医院"}) == 303
    item = world.app.states.plan("erased").items["s1-1"]
    assert item.text == digest
    assert world.app.kept.text(digest) is None
