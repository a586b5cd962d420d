"""Pages of ladders: shown in words, a change tried on what happened, and switched on."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from events.codec import event_of
from tests.integration.pages_world import STEPS, World, empty_world, lived_world
from workflows.policy import SetPolicy

TRY = "/policies/standard/try"
DAYS = {"since": "2026-09-28", "until": "2026-10-15"}
GENTLER = """\
- policy: standard
  name: 一般规则
  steps:
  - {step: before, level: 0, offset: -1, unit: working_day, to: [clerk]}
  - {step: level-1, level: 1, offset: 3, unit: working_day, to: [head]}
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with lived_world(tmp_path_factory.mktemp("policies")) as world:
        yield world


@pytest.fixture
def page(world: World) -> TestClient:
    return world.client("m-owner")


def command_of(text: str) -> str:
    found = re.search(r'name="command" value="([0-9a-f]+)"', text)
    assert found is not None
    return found[1]


def tried(page: TestClient, ladder: str, **more: str) -> tuple[int, str]:
    answer = page.post(TRY, data={"ladder": ladder, **DAYS, "act": "try", **more})
    return answer.status_code, answer.text


def test_a_ladder_of_two_hands_says_so_and_its_steps_are_no_number(world: World) -> None:
    page = world.client("m-owner", "zh")
    assert "延期须两人办理" not in page.get("/policies/standard").text
    world.do(SetPolicy("two", "两人审批规则", STEPS, two_hands=True))
    world.follow()
    text = page.get("/policies/two").text
    assert "延期须两人办理：先由一人同意上报，再由另一人批准。" in text
    assert '<h2 id="steps-title">步骤</h2>' in text


def test_ladders_are_listed_and_linked_from_the_navigation(page: TestClient) -> None:
    text = page.get("/policies").text
    assert 'href="/policies/standard"' in text
    assert 'href="/policies"' in page.get("/").text


def test_without_a_ladder_the_list_says_how_to_load_one(tmp_path_factory: pytest.TempPathFactory) -> None:
    with empty_world(tmp_path_factory.mktemp("none")) as world:
        assert "No policy yet" in world.client().get("/policies").text


def test_a_ladder_is_shown_in_words_with_its_revisions_and_plans(world: World, page: TestClient) -> None:
    text = page.get("/policies/standard").text
    chinese = world.client(language="zh").get("/policies/standard").text
    assert "2 working days after due" in text
    assert "the head of the unit above" in text
    assert "then every working day, 3 times at most" in text
    assert "卫生创建计划" in text
    assert "到期后 2 个工作日" in chinese
    assert page.get("/policies/nothing").status_code == 404


def test_the_ladder_in_force_stands_in_the_form_and_changes_nothing(page: TestClient) -> None:
    text = page.get(TRY).text
    ladder = re.search(r"<textarea[^>]*>(.*?)</textarea>", text, re.DOTALL)
    assert ladder is not None
    status, found = tried(page, ladder[1])
    assert status == 200
    assert "nothing would have been otherwise" in found


def test_a_change_is_shown_in_numbers_a_chart_and_sentences(world: World, page: TestClient) -> None:
    head = world.app.log.head()
    status, text = tried(page, GENTLER)
    assert status == 200
    assert "would have gone otherwise" in text
    assert '<svg class="bars"' in text
    assert "Was told, and would not have been:" in text
    assert "第一医院院长" in text
    assert world.app.log.head() == head


def test_a_file_goes_before_the_field(page: TestClient) -> None:
    files = {"file": ("ladder.yaml", GENTLER.encode(), "application/yaml")}
    answer = page.post(TRY, data={"ladder": "nothing", **DAYS, "act": "try"}, files=files)
    assert answer.status_code == 200
    assert "would have gone otherwise" in answer.text


@pytest.mark.parametrize(
    "ladder",
    [
        "",
        "a: [",
        "[]",
        "- 1",
        GENTLER.replace("standard", "other"),
        GENTLER.replace("to:", "too:"),
        GENTLER.replace("[head]", "[king]"),
        "x" * 100_001,
    ],
)
def test_what_is_no_ladder_of_this_page_is_told_beside_what_was_typed(page: TestClient, ladder: str) -> None:
    status, text = tried(page, ladder)
    assert status in (422, 404)
    assert 'role="alert"' in text


def test_bad_days_and_units_are_told(page: TestClient) -> None:
    assert tried(page, GENTLER, since="")[0] == 422
    assert tried(page, GENTLER, since="2026-10-20", until="2026-10-01")[0] == 422
    assert tried(page, GENTLER, unit="nowhere")[0] == 422


def test_a_form_of_another_site_is_refused(page: TestClient) -> None:
    answer = page.post(TRY, data={"ladder": GENTLER, **DAYS}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


def test_a_tried_ladder_is_switched_on_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    with lived_world(tmp_path_factory.mktemp("on")) as world:
        nobody, owner = world.client(), world.client("m-owner")
        _, text = tried(owner, GENTLER)
        form = {"ladder": GENTLER, **DAYS, "act": "set", "command": command_of(text)}
        assert nobody.post(TRY, data=form).status_code == 422
        for _ in range(2):
            answer = owner.post(TRY, data=form)
            assert (answer.status_code, answer.headers["location"]) == (303, "/policies/standard")
        revisions = [event_of(one) for one in world.app.log.read_stream("policy/standard")]
        assert [len(one.steps) for one in revisions] == [3, 2]  # type: ignore[union-attr]  # its stream's events
        assert "revision 2" in owner.get("/policies/standard").text
