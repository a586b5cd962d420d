"""A task over the API: from its start to its end, with evidence, conditions and keys."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.deciding import Caller, decide
from tests.integration.api_house import ACTING, House, district, eventually, instant
from workflows.task import StartTask

WEEKLY = "/tasks/hospital-1/health-2026/i1/2026-W36"
MONTHLY = "/tasks/hospital-1/health-2026/i2/2026-09"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with district(tmp_path) as house:
        yield house


def task(house: House, path: str) -> dict[str, Any]:
    found: dict[str, Any] = house.get(path)["task"]
    return found


def happened(house: House, path: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = house.get(f"{path}/history")["rows"]
    return rows


def test_a_task_is_started_and_reported(house: House) -> None:
    house.saved(f"{WEEKLY}/start")
    assert task(house, WEEKLY)["state"] == "started"

    answer = house.post(f"{WEEKLY}/reports", {"note": "已检查三个科室"})

    assert answer.status_code == 201
    assert answer.json() == {
        "position": answer.json()["position"],
        "again": False,
        "changed": True,
        "shown": True,
    }
    found = task(house, WEEKLY)
    assert (found["state"], found["status"], found["reported_at"]) == ("reported", "on_time", house.clock.now)


def test_a_form_brings_note_and_files_and_the_file_comes_back_as_a_download(house: House) -> None:
    photo = bytes(range(256)) * 40

    answer = house.client.post(
        f"/api/v1{WEEKLY}/reports",
        data={"note": "见附件"},
        files=[
            ("files", ("照片 1.jpg", photo, "image/jpeg")),
            ("files", ("b.txt", "文本".encode(), "text/plain")),
        ],
        headers=ACTING,
    )

    assert answer.status_code == 201, answer.text
    reported = happened(house, WEEKLY)[-1]
    first, second = reported["event"]["evidence"]
    assert (first["size"], second["size"]) == (len(photo), 6)
    assert reported["texts"][first["name"]]["text"] == "照片 1.jpg"
    assert reported["texts"][reported["event"]["note"]]["text"] == "见附件"
    file = house.client.get(f"/api/v1{WEEKLY}/evidence/{first['digest']}")
    assert file.content == photo
    assert file.headers["content-type"] == "image/jpeg"
    assert file.headers["content-disposition"] == "attachment; filename*=UTF-8''%E7%85%A7%E7%89%87%201.jpg"
    assert file.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in file.headers["content-security-policy"]


def test_a_form_with_an_unknown_field_is_refused_and_nothing_is_reported(house: House) -> None:
    answer = house.client.post(
        f"/api/v1{WEEKLY}/reports", data={"remark": "x"}, files={"files": ("a", b"x")}, headers=ACTING
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "remark"
    assert task(house, WEEKLY)["state"] == "scheduled"


def test_evidence_sent_ahead_is_named_by_its_digest(house: House) -> None:
    sent = house.client.post("/api/v1/evidence", files={"files": ("a.txt", b"data")}, headers=ACTING)
    (file,) = sent.json()["files"]

    house.saved(
        f"{WEEKLY}/reports",
        {"evidence": [{"digest": file["digest"], "name": "a.txt", "media_type": "text/plain"}]},
    )

    (evidence,) = happened(house, WEEKLY)[-1]["event"]["evidence"]
    assert (evidence["digest"], evidence["size"]) == (file["digest"], 4)


def test_a_report_cannot_name_evidence_that_nobody_sent(house: House) -> None:
    answer = house.post(f"{WEEKLY}/reports", {"evidence": [{"digest": "0" * 64, "name": "a.txt"}]})

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-evidence")
    assert task(house, WEEKLY)["state"] == "scheduled"


def test_only_files_that_a_report_names_are_handed_out(house: House) -> None:
    sent = house.client.post("/api/v1/evidence", files={"files": ("a.txt", b"data")}, headers=ACTING)

    answer = house.client.get(f"/api/v1{WEEKLY}/evidence/{sent.json()['files'][0]['digest']}")

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-evidence")


def test_erased_evidence_is_gone_and_says_so(house: House) -> None:
    house.client.post(f"/api/v1{WEEKLY}/reports", files={"files": ("a.txt", b"data")}, headers=ACTING)
    (evidence,) = happened(house, WEEKLY)[-1]["event"]["evidence"]
    digest = evidence["digest"]
    (house.app.settings.home / "evidence" / digest[:2] / digest).unlink()

    answer = house.client.get(f"/api/v1{WEEKLY}/evidence/{digest}")

    assert (answer.status_code, answer.json()["code"]) == (410, "evidence-erased")


def test_an_erased_text_is_marked_in_the_history(house: House) -> None:
    house.saved(f"{WEEKLY}/reports", {"note": "张三已完成"})
    digest = happened(house, WEEKLY)[-1]["event"]["note"]
    house.app.kept.db.execute("UPDATE text SET body = NULL, erased = 77 WHERE digest = ?", (digest,))

    texts = happened(house, WEEKLY)[-1]["texts"]

    assert texts == {digest: {"text": None, "erased_at": 77}}


def test_the_history_begins_with_the_record_that_scheduled_the_task_alone(house: House) -> None:
    first = happened(house, WEEKLY)[0]

    assert first["tag"] == "TasksScheduled"
    assert [line[:2] for line in first["event"]["tasks"]] == [["i1", "2026-W36"]]
    assert [text["text"] for text in first["texts"].values()] == ["每周开展一次环境卫生检查"]


def test_the_same_request_under_one_key_is_carried_out_once(house: House) -> None:
    key = {"Idempotency-Key": '"report-w36"'}

    first = house.post(f"{WEEKLY}/reports", {"note": "完成"}, **key)
    second = house.post(f"{WEEKLY}/reports", {"note": "完成"}, **key)

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == {**first.json(), "again": True}
    assert [one["tag"] for one in happened(house, WEEKLY)] == ["TasksScheduled", "TaskReported"]


def test_the_same_form_with_files_under_one_key_is_carried_out_once(house: House) -> None:
    def send() -> Any:
        return house.client.post(
            f"/api/v1{WEEKLY}/reports",
            data={"note": "完成"},
            files={"files": ("a.txt", b"data")},
            headers={**ACTING, "Idempotency-Key": "k1"},
        )

    assert (send().status_code, send().status_code) == (201, 200)


def test_a_task_reported_twice_is_refused(house: House) -> None:
    house.saved(f"{WEEKLY}/reports", {"note": "完成"})

    answer = house.post(f"{WEEKLY}/reports", {"note": "再次"})

    assert (answer.status_code, answer.json()["code"]) == (409, "already-reported")


def test_a_write_on_a_version_that_has_passed_is_412(house: House) -> None:
    etag = house.client.get(f"/api/v1{WEEKLY}").headers["etag"]
    house.saved(f"{WEEKLY}/start", **{"If-Match": etag})

    answer = house.post(f"{WEEKLY}/reports", {"note": "完成"}, **{"If-Match": etag})

    assert (answer.status_code, answer.json()["code"]) == (412, "version-changed")
    assert answer.headers["etag"] == house.client.get(f"/api/v1{WEEKLY}").headers["etag"] != etag
    assert task(house, WEEKLY)["state"] == "started"


def test_of_two_writes_on_one_version_only_one_is_carried_out(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one comes after the version was looked at and before the append."""
    first = decide

    def interrupted(*given: Any) -> Any:
        decided = first(*given)
        monkeypatch.setattr("services.web.writing.decide", first)
        house.app.handle(StartTask(WEEKLY.removeprefix("/tasks/")), Caller("m-other", "in-between"))
        return decided

    monkeypatch.setattr("services.web.writing.decide", interrupted)

    answer = house.post(f"{WEEKLY}/excuses", {"reason": "院区搬迁"}, **{"If-Match": '"0"'})

    assert (answer.status_code, answer.json()["code"]) == (412, "version-changed")
    assert [one["tag"] for one in happened(house, WEEKLY)] == ["TasksScheduled", "TaskStarted"]


def test_a_stale_condition_comes_before_any_other_refusal(house: House) -> None:
    house.saved(f"{WEEKLY}/reports", {"note": "完成"})

    assert house.post(f"{WEEKLY}/reports", {"note": "再次"}, **{"If-Match": '"0"'}).status_code == 412


def test_a_condition_does_not_disturb_the_same_request_again(house: House) -> None:
    headers = {"If-Match": '"0"', "Idempotency-Key": "k2"}

    first, again = house.post(f"{WEEKLY}/start", **headers), house.post(f"{WEEKLY}/start", **headers)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["position"] == first.json()["position"]


def test_if_match_must_be_an_etag_of_ours(house: House) -> None:
    answer = house.post(f"{WEEKLY}/start", **{"If-Match": 'W/"0"'})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "If-Match"


def test_a_reviewed_task_is_returned_and_due_again_then_accepted(house: House) -> None:
    house.saved(f"{MONTHLY}/reports", {"note": "小结"})
    again = instant("2026-09-10T18:00+08:00")

    house.saved(f"{MONTHLY}/returns", {"reason": "缺少数据", "due": again})
    found = task(house, MONTHLY)
    assert (found["state"], found["due"], found["round"]) == ("returned", again, 2)

    house.saved(f"{MONTHLY}/reports", {"note": "小结，补充数据"})
    house.saved(f"{MONTHLY}/acceptances", {})
    assert task(house, MONTHLY)["state"] == "accepted"


def test_an_extension_is_asked_for_refused_asked_again_and_granted(house: House) -> None:
    later = instant("2026-09-08T18:00+08:00")
    house.saved(f"{WEEKLY}/extension-requests", {"reason": "设备检修", "due": later})
    house.saved(f"{WEEKLY}/extension-refusals", {"reason": "不符合条件"})
    assert task(house, WEEKLY)["asked_due"] == 0

    house.saved(f"{WEEKLY}/extension-requests", {"reason": "停电", "due": later})
    house.saved(f"{WEEKLY}/extensions")

    found = task(house, WEEKLY)
    assert (found["due"], found["original_due"]) == (later, instant("2026-09-04T18:00+08:00"))


def test_a_task_is_excused_for_a_reason_only(house: House) -> None:
    assert house.post(f"{WEEKLY}/excuses", {"reason": ""}).json()["code"] == "no-reason"

    house.saved(f"{WEEKLY}/excuses", {"reason": "院区搬迁"})

    assert task(house, WEEKLY)["status"] == "excused"


def test_an_urge_is_counted(house: House) -> None:
    house.saved(f"{WEEKLY}/urges", {"reason": "请抓紧"})
    house.saved(f"{WEEKLY}/urges")

    assert task(house, WEEKLY)["urged"] == 2


def test_an_overdue_task_stands_in_the_inbox_until_it_is_reported(house: House) -> None:
    house.clock.move("2026-09-04T18:00+08:00")
    eventually(lambda: bool(house.get("/members/m-head-1/inbox")["rows"]))
    (line,) = house.get("/members/m-head-1/inbox")["rows"]
    assert (line["task"]["task"], line["level"]) == (WEEKLY.removeprefix("/tasks/"), 1)
    supervisors = house.get("/supervisors")["rows"]
    assert {"member": "m-head-1", "label": "m-head-1", "escalations": 1} in supervisors

    house.saved(f"{WEEKLY}/acknowledgements", {"hold_until": instant("2026-09-07T12:00+08:00")})
    house.saved(f"{WEEKLY}/reports", {"note": "完成"})

    assert house.get("/members/m-head-1/inbox")["rows"] == []
    assert task(house, WEEKLY)["status"] == "late"


def test_an_escalation_is_handed_over_and_stepped_back_by_who_has_it(house: House) -> None:
    house.clock.move("2026-09-04T18:00+08:00")
    eventually(lambda: bool(house.get("/members/m-head-1/inbox")["rows"]))
    refused = house.post(f"{WEEKLY}/handovers", {"to": "m-clerk-1", "reason": "出差"}).json()
    assert refused["code"] == "not-on-desk"

    body = {"to": "m-clerk-1", "reason": "出差"}
    house.saved(f"{WEEKLY}/handovers", body, **{"Duban-Member": "m-head-1"})
    assert house.get("/members/m-head-1/inbox")["rows"] == []
    (line,) = house.get("/members/m-clerk-1/inbox")["rows"]
    assert (line["handed_by"], line["level"]) == ("m-head-1", 1)

    back = {"until": instant("2026-09-07T12:00+08:00"), "reason": "先办理", "level": 0}
    house.saved(f"{WEEKLY}/step-backs", back, **{"Duban-Member": "m-clerk-1"})
    assert house.get("/members/m-clerk-1/inbox")["rows"] == []
    assert task(house, WEEKLY)["level"] == 0


def test_an_extension_can_be_endorsed_before_it_is_granted(house: House) -> None:
    later = instant("2026-09-08T18:00+08:00")
    house.saved(f"{WEEKLY}/extension-requests", {"reason": "设备检修", "due": later})
    house.saved(f"{WEEKLY}/endorsements", {"reason": "情况属实"})
    assert task(house, WEEKLY)["endorsed_by"]
    house.saved(f"{WEEKLY}/extensions")
    assert (task(house, WEEKLY)["due"], task(house, WEEKLY)["endorsed_by"]) == (later, "")


def test_who_acts_and_on_whose_behalf_stands_in_the_history(house: House) -> None:
    house.saved(f"{WEEKLY}/start", **{"Duban-Member": "m-clerk-1", "Duban-On-Behalf": "m-head-1"})

    last = happened(house, WEEKLY)[-1]

    assert (last["actor"], last["on_behalf"]) == ("m-clerk-1", "m-head-1")
