"""Forms of the pages: saved once, refused in place, never sent for somebody else's site."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from events.codec import event_of
from events.types import (
    EscalationAcknowledged,
    ExtensionAsked,
    TaskReported,
    TaskStarted,
    TaskUrged,
)
from services.web.pages.posting import local, same_origin
from tests.integration.pages_world import World, instant, lived_world
from workflows.task import stream_of


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with lived_world(tmp_path_factory.mktemp("forms")) as world:
        yield world


@pytest.fixture
def clerk(world: World) -> TestClient:
    return world.client("m-clerk")


def events_of(world: World, task: str) -> list[Any]:
    return [event_of(record) for record in world.app.log.read_stream(stream_of(task))]


def command_of(page: str, noun: str) -> str:
    """The hidden command id of a form."""
    form = page[page.index(f'id="{noun}"') :]
    found = re.search(r'name="command" value="([0-9a-f]+)"', form)
    assert found is not None
    return found[1]


def test_a_report_with_a_file_is_saved_and_told(world: World, clerk: TestClient) -> None:
    task = "hospital-1/health-2026/i3/2026-10"
    command = command_of(clerk.get(f"/tasks/{task}").text, "reports")

    answer = clerk.post(
        f"/tasks/{task}/reports",
        data={"command": command, "note": "第一行\r\n第二行"},
        files={"files": ("小结.docx", b"docx bytes", "application/msword")},
    )
    after = clerk.get(answer.headers["location"])

    (reported,) = events_of(world, task)
    assert answer.status_code == 303
    assert isinstance(reported, TaskReported)
    assert world.app.kept.text(reported.note) == "第一行\n第二行"
    assert [world.app.kept.text(file.name) for file in reported.evidence] == ["小结.docx"]
    assert world.app.evidence.open(reported.evidence[0].digest) == b"docx bytes"
    assert "Saved." in after.text
    assert "Awaits review" in after.text
    assert "Saved." not in clerk.get(f"/tasks/{task}").text


def test_a_form_sent_twice_is_carried_out_once(world: World, clerk: TestClient) -> None:
    task = "hospital-1/health-2026/i1/2026-W40"
    command = command_of(clerk.get(f"/tasks/{task}").text, "reports")
    before = len(events_of(world, task))

    answers = [
        clerk.post(f"/tasks/{task}/reports", data={"command": command, "note": "补报"}) for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [303, 303]
    kinds = [type(event).__name__ for event in events_of(world, task)[before:]]
    assert kinds == ["TaskReported", "EscalationResolved"]


def test_a_form_sent_again_with_other_content_asks_whether_it_is_meant(clerk: TestClient) -> None:
    path = "/tasks/hospital-1/health-2026/i1/2026-W42"
    command = command_of(clerk.get(path).text, "urges")
    clerk.post(f"{path}/urges", data={"command": command, "reason": "一"})

    answer = clerk.post(f"{path}/urges", data={"command": command, "reason": "二"})

    assert answer.status_code == 409
    assert "sent before, with other content" in answer.text
    assert command_of(answer.text, "urges") != command
    assert "二</textarea>" in answer.text


def test_a_refused_form_keeps_what_was_typed_and_says_why(world: World, clerk: TestClient) -> None:
    path = "/tasks/hospital-1/health-2026/i4/once"
    typed = {"command": "a1", "reason": "施工 <未完>", "due": "2026-10-20T18:00"}

    answer = clerk.post(f"{path}/extension-requests", data=typed)

    assert answer.status_code == 422
    assert "The new due time must lie ahead" in answer.text
    assert "施工 &lt;未完&gt;</textarea>" in answer.text
    assert 'value="2026-10-20T18:00"' in answer.text
    assert command_of(answer.text, "extension-requests") == "a1"
    assert '<details id="extension-requests" open>' in answer.text
    assert events_of(world, "hospital-1/health-2026/i4/once") == []


def test_the_corrected_form_is_saved_under_the_same_command(world: World, clerk: TestClient) -> None:
    task = "hospital-2/health-2026/i4/once"
    wrong = {"command": "b1", "reason": "", "due": "2026-11-06T18:00"}
    refused = clerk.post(f"/tasks/{task}/extension-requests", data=wrong)

    saved = clerk.post(f"/tasks/{task}/extension-requests", data={**wrong, "reason": "场地未定"})

    (asked,) = events_of(world, task)
    assert "Give a reason." in refused.text
    assert saved.status_code == 303
    assert isinstance(asked, ExtensionAsked)
    assert asked.due == instant("2026-11-06T18:00+08:00")


def test_a_granted_extension_moves_the_task(world: World, clerk: TestClient) -> None:
    task = "hospital-1/health-2026/i4/once"
    asked = {"command": "c1", "reason": "场地未定", "due": "2026-11-06T18:00"}
    clerk.post(f"/tasks/{task}/extension-requests", data=asked)

    world.client("m-bureau").post(f"/tasks/{task}/extensions", data={"command": "c2", "granted_due": ""})

    page = clerk.get(f"/tasks/{task}").text
    assert "Extension granted: now due Fri 6 Nov 18:00 (round 2)." in page
    assert "Originally due" in page


def test_an_escalation_is_acknowledged_from_the_desk_and_the_desk_comes_back(world: World) -> None:
    task = "hospital-2/health-2026/i1/2026-W41"
    deputy = world.client("m-deputy")
    form = {"command": "d1", "hold_until": "2026-10-19T09:00", "back": "/inbox/m-deputy"}

    answer = deputy.post(f"/tasks/{task}/acknowledgements", data=form)

    last = events_of(world, task)[-1]
    assert answer.headers["location"] == "/inbox/m-deputy"
    assert isinstance(last, EscalationAcknowledged)
    assert last.held
    assert "On hold until Mon 19 Oct 09:00" in deputy.get("/inbox/m-deputy").text


def test_an_urge_reaches_clerk_and_head_and_is_told_in_the_history(world: World) -> None:
    task = "hospital-1/health-2026/i1/2026-W41"

    world.client("m-bureau").post(f"/tasks/{task}/urges", data={"command": "e1", "reason": "请尽快"})

    last = events_of(world, task)[-1]
    page = world.client("m-bureau", "zh").get(f"/tasks/{task}").text
    assert isinstance(last, TaskUrged)
    assert [told.member for told in last.told] == ["m-clerk", "m-head"]
    assert "催办：第一医院办公室（第一医院经办人）；第一医院院长（第一医院负责人）。" in page


def test_a_form_without_an_acting_member_is_refused_in_place(world: World) -> None:
    task = "hospital-2/health-2026/i1/2026-W42"
    data = {"command": "f1", "note": "已办"}

    nobody = world.client("", "zh").post(f"/tasks/{task}/reports", data=data)
    stranger = world.client("m-stranger").post(f"/tasks/{task}/reports", data=data)

    assert nobody.status_code == stranger.status_code == 422
    assert "请先在首页选择您的身份" in nobody.text
    assert "已办</textarea>" in nobody.text
    assert "No unit has a member m-stranger." in stranger.text
    assert not any(isinstance(event, TaskReported) for event in events_of(world, task))


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {},
    ],
)
def test_a_form_of_another_site_is_refused(world: World, headers: dict[str, str]) -> None:
    task = "hospital-2/health-2026/i3/2026-10"
    client = world.client("m-clerk-2")
    client.headers.pop("sec-fetch-site")

    answer = client.post(
        f"/tasks/{task}/reports", data={"command": "g1"}, headers={"accept": "text/html", **headers}
    )

    assert answer.status_code == 403
    assert events_of(world, task) == []


def test_same_origin_is_what_the_browser_says() -> None:
    assert same_origin({"sec-fetch-site": "same-origin"})
    assert same_origin({"origin": "http://localhost:8420", "host": "localhost:8420"})
    assert not same_origin({"origin": "http://localhost:9999", "host": "localhost:8420"})
    assert not same_origin({"sec-fetch-site": "none", "origin": "http://localhost", "host": "localhost"})


@pytest.mark.parametrize(
    "address", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:1", "", "/a\nb"]
)
def test_the_way_back_never_leads_elsewhere(address: str) -> None:
    assert local(address) == ""


def test_a_file_that_is_too_large_or_empty_is_named_and_the_text_is_kept(
    world: World, clerk: TestClient
) -> None:
    task = "hospital-1/health-2026/i2/2026-10-12"
    limit = world.app.settings.evidence_limit
    data = {"command": "h1", "note": "见附件"}

    empty = clerk.post(f"/tasks/{task}/reports", data=data, files={"files": ("空.txt", b"", "text/plain")})
    large = clerk.post(
        f"/tasks/{task}/reports", data=data, files={"files": ("大.bin", bytes(limit + 1), "text/plain")}
    )

    assert empty.status_code == 422
    assert "The file 空.txt is empty" in empty.text
    assert "Choose the files again." in empty.text
    assert large.status_code == 413
    assert f"The file 大.bin has {limit + 1} bytes" in large.text
    assert "见附件</textarea>" in empty.text
    assert "见附件</textarea>" in large.text
    assert not any(isinstance(event, TaskReported) for event in events_of(world, task))


def test_a_form_whose_state_has_passed_is_shown_with_the_reason(clerk: TestClient) -> None:
    task = "hospital-1/health-2026/i2/2026-10-14"

    answer = clerk.post(f"/tasks/{task}/reports", data={"command": "i1", "note": "重复"})

    assert answer.status_code == 409
    assert "It has been reported already." in answer.text
    assert "重复</textarea>" in answer.text


def test_a_page_loaded_again_after_an_error_leads_to_the_task(clerk: TestClient) -> None:
    answer = clerk.get("/tasks/hospital-1/health-2026/i2/2026-10-14/reports")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/tasks/hospital-1/health-2026/i2/2026-10-14"


def test_an_unknown_act_or_task_is_not_there(clerk: TestClient) -> None:
    assert clerk.post("/tasks/hospital-1/health-2026/i1/2026-W42/wishes", data={}).status_code == 404
    assert clerk.post("/tasks/hospital-1/none/i1/2026-W42/starts", data={"command": "j1"}).status_code == 404


def test_a_moment_that_is_none_is_refused_in_place(clerk: TestClient) -> None:
    data = {"command": "k1", "reason": "x", "due": "soon"}

    answer = clerk.post("/tasks/hospital-1/health-2026/i1/2026-W42/extension-requests", data=data)

    assert answer.status_code == 422
    assert "soon is no day and time" in answer.text


def test_what_is_saved_but_not_yet_shown_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world.app.store, "wait", lambda position: False)
    client = world.client("m-clerk-2")
    task = "hospital-2/health-2026/i1/2026-W42"

    answer = client.post(f"/tasks/{task}/starts", data={"command": "l1"})

    assert isinstance(events_of(world, task)[-1], TaskStarted)
    assert "Saved, but not yet shown" in client.get(answer.headers["location"]).text


def test_the_acting_member_is_chosen_shown_and_left_again(world: World) -> None:
    client = world.client()

    chosen = client.post("/member", data={"member": "m-head"})
    page = client.get("/").text
    unknown = client.post("/member", data={"member": "m-stranger"})
    left = client.post("/member", data={"member": ""})

    assert chosen.status_code == left.status_code == 303
    assert "Acting: 第一医院院长" in page
    assert 'value="m-head" selected' in page
    assert unknown.status_code == 422
    assert "Who are you?" in client.get("/plans").text
