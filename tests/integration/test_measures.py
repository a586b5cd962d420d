"""Measures on units over the API, on the pages and on the command line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from events.log import Conflict
from services.deciding import Caller, decide
from services.erasure import erase
from services.replay import check
from tests.integration.api_house import House, district, eventually, instant
from tests.integration.cli_world import founded
from tests.integration.pages_world import World, lived_world
from tests.integration.test_pages_forms import command_of
from workflows.measures import DecideMeasure
from workflows.refusal import Refused

UNIT = "/units/hospital-1/measures"
DUE = "2026-09-15T18:00+08:00"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with district(tmp_path) as house:
        yield house


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with lived_world(tmp_path_factory.mktemp("measures")) as world:
        yield world


def decision(kind: str = "circular", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "reason": "三次未按时报送", "due": instant(DUE), **more}


def test_a_measure_is_decided_answered_and_lifted_and_its_record_says_by_whom(house: House) -> None:
    house.saved(UNIT, decision(measure="tb-1"))
    (open_one,) = house.get(UNIT)["rows"]
    assert (open_one["kind"], open_one["reason"], open_one["late"]) == ("circular", "三次未按时报送", False)

    house.clock.move("2026-09-16T09:00+08:00")
    assert house.get(f"{UNIT}/tb-1")["measure"]["late"], "the day of the answer has gone by"
    house.saved(f"{UNIT}/tb-1/answers", {"note": "已整改"}, **{"Duban-Member": "m-head-1"})
    house.saved(f"{UNIT}/tb-1/liftings", {"reason": "整改到位"})

    found = house.get(f"{UNIT}/tb-1")
    assert [(one["tag"], one["actor"]) for one in found["records"]] == [
        ("MeasureDecided", "m-admin"),
        ("MeasureAnswered", "m-head-1"),
        ("MeasureLifted", "m-admin"),
    ]
    assert found["measure"]["late"], "an answer after its day stays visible as late"
    assert house.get("/measures")["rows"] == [found["measure"]]


def test_the_document_names_the_unit_the_reason_what_is_overdue_and_the_day_of_the_answer(
    house: House,
) -> None:
    house.clock.move("2026-09-10T09:00+08:00")
    task = "hospital-1/health-2026/i1/2026-W36"
    eventually(lambda: house.get(f"/tasks/{task}")["task"]["level"] >= 1)

    house.saved(UNIT, decision(measure="tb-1", task=task))

    text = house.get(f"{UNIT}/tb-1")["document"]["text"]
    assert text.startswith("关于第一医院督办事项办理情况的通报")
    for words in ("三次未按时报送", "每周开展一次环境卫生检查", "2026年9月15日", "市卫生局", "2026年9月10日"):
        assert words in text


def test_the_same_request_again_is_the_same_measure_though_another_day_has_come(house: House) -> None:
    first = house.saved(UNIT, decision(), **{"Idempotency-Key": "once"})
    house.clock.move("2026-09-03T09:00+08:00")
    again = house.saved(UNIT, decision(), **{"Idempotency-Key": "once"})

    assert again["again"]
    assert again["position"] == first["position"]
    assert len(house.get(UNIT)["rows"]) == 1


def test_refusals_say_what_to_do(house: House) -> None:
    graver = house.post(UNIT, decision("yellow_card"))
    own = house.post(UNIT, decision(), **{"Duban-Member": "m-head-1"})
    for_own = house.post(UNIT, decision(), **{"Duban-On-Behalf": "m-head-1"})
    nowhere = house.post("/units/nowhere/measures", decision())
    other = house.post(UNIT, decision(task="hospital-2/health-2026/i1/2026-W36"))

    assert (graver.status_code, graver.json()["code"]) == (409, "no-milder-measure")
    assert "summons to a talk" in graver.json()["detail"]
    assert (own.json()["code"], for_own.json()["code"]) == ("own-unit", "own-unit")
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "unknown-unit")
    assert (other.status_code, other.json()["code"]) == (422, "other-unit")
    assert house.get(UNIT)["rows"] == []


def test_a_file_of_an_answer_comes_back_as_a_download_and_its_name_is_erased_with_it(house: House) -> None:
    house.saved(UNIT, decision(measure="tb-1"))
    answer = house.client.post(
        f"/api/v1{UNIT}/tb-1/answers",
        data={"note": "见附件"},
        files=[("files", ("整改报告.txt", b"done", "text/plain"))],
        headers={"Duban-Member": "m-clerk-1"},
    )
    assert answer.status_code == 201, answer.text

    (file,) = house.get(f"{UNIT}/tb-1")["records"][-1]["event"]["evidence"]
    got = house.client.get(f"/api/v1{UNIT}/tb-1/evidence/{file['digest']}")
    assert (got.status_code, got.content) == (200, b"done")
    assert house.client.get(f"/api/v1{UNIT}/tb-1/evidence/{'0' * 64}").status_code == 404

    app = house.app
    erase(
        *(app.log, app.kept, app.evidence, app.commit, app.clock()),
        *([file["digest"]], "complaint", Caller("m-admin", "erase-1")),
    )
    record = house.get(f"{UNIT}/tb-1")["records"][-1]
    assert record["texts"][file["name"]]["text"] is None
    assert house.client.get(f"/api/v1{UNIT}/tb-1/evidence/{file['digest']}").status_code == 410


def test_the_past_shows_the_record_as_it_was_and_the_tables_equal_the_fold(house: House) -> None:
    decided = house.saved(UNIT, decision(measure="tb-1"))
    house.saved(f"{UNIT}/tb-1/liftings", {"reason": "撤销"})

    (then,) = house.get(UNIT, as_of=str(decided["position"]))["rows"]
    (now,) = house.get(UNIT)["rows"]
    assert then["lifted_at"] == 0
    assert now["lifted_at"] > 0
    assert not check(house.app.log, house.app.store.path, house.app.kept.path).differences


def test_a_measure_that_rests_on_one_lifted_meanwhile_is_not_written(house: House) -> None:
    app = house.app
    house.saved(UNIT, decision(measure="tb-1"))
    talk = DecideMeasure("yt-1", "hospital-1", "talk", "a" * 64, instant(DUE))
    one = decide(app.states, talk, Caller("m-admin", "talk"), app.clock())
    assert one is not None

    house.saved(f"{UNIT}/tb-1/liftings", {"reason": "撤销"})

    with pytest.raises(Conflict):
        app.commit(one)
    with pytest.raises(Refused) as refused:
        app.handle(talk, Caller("m-admin", "talk"))
    assert refused.value.code == "no-milder-measure"


# --- pages -----------------------------------------------------------------------------------------------


def send(client: TestClient, path: str, page: str, form: str, **fields: str) -> Any:
    return client.post(path, data={"command": command_of(page, form), **fields})


def test_a_supervisor_decides_from_a_task_and_the_unit_answers_on_the_measures_page(world: World) -> None:
    chief, clerk = world.client("m-bureau", "zh"), world.client("m-clerk", "zh")
    task = next(one for one in overdue_tasks(world) if one.startswith("hospital-1"))
    link = f"/units/hospital-1/measures?task={task.replace('/', '%2F')}"
    assert link in chief.get(f"/tasks/{task}").text

    form = chief.get(link)
    answer = send(
        chief,
        UNIT,
        form.text,
        "decisions",
        kind="circular",
        reason="多次逾期",
        due="2026-10-20T18:00",
        task=task,
    )

    assert answer.status_code == 303
    page = chief.get(answer.headers["location"]).text
    assert "关于第一医院督办事项办理情况的通报" in page
    assert "待答复" in page
    assert "多次逾期" in chief.get("/units/hospital-1").text

    measure = answer.headers["location"]
    refused = send(clerk, f"{measure}/answers", clerk.get(measure).text, "answers", note="")
    assert refused.status_code == 422
    assert "请填写整改情况" in refused.text
    done = send(clerk, f"{measure}/answers", clerk.get(measure).text, "answers", note="已整改到位")
    assert done.status_code == 303
    assert "已整改到位" in clerk.get(measure).text


def test_a_refused_decision_comes_back_as_it_was_typed(world: World) -> None:
    chief = world.client("m-bureau", "zh")
    path = "/units/hospital-2/measures"
    page = chief.get(path).text
    assert "该单位没有受过处理" in page

    refused = send(chief, path, page, "decisions", kind="red_card", reason="<很严重>", due="2026-10-20T18:00")
    assert refused.status_code == 409
    assert "&lt;很严重&gt;" in refused.text
    assert "请先作出前一级措施" in refused.text

    skipped = send(
        chief, path, page, "decisions", kind="red_card", reason="很严重", due="2026-10-20T18:00", skips="yes"
    )
    assert skipped.status_code == 303
    assert "越级作出" in chief.get(skipped.headers["location"]).text
    assert "红灯" in chief.get("/units/hospital-2").text
    assert "红牌" in chief.get("/overview").text


def test_measures_are_decided_only_from_our_own_pages(world: World) -> None:
    foreign = world.client("m-bureau", "zh").post(
        "/units/hospital-2/measures", data={}, headers={"sec-fetch-site": "cross-site"}
    )

    assert foreign.status_code == 403


def overdue_tasks(world: World) -> list[str]:
    rows: Any = world.app.read().execute("SELECT task FROM task WHERE level > 0 AND state = 'scheduled'")
    return [row[0] for row in rows]


# --- command line ----------------------------------------------------------------------------------------


def test_measures_by_commands(tmp_path: Path) -> None:
    line = founded(tmp_path)
    chief = ("--as", "m-bureau")
    due = ("--due", "2026-09-20")

    refused = line("measure", "decide", "hospital-1", "--kind", "talk", *due, "--reason", "迟报", *chief)
    line.done(
        *("measure", "decide", "hospital-1", "--kind", "circular", *due, "--reason", "迟报", "--id", "tb-1"),
        *chief,
    )
    line.done("measure", "answer", "hospital-1", "tb-1", "--note", "已整改", "--as", "m-clerk-1")
    shown = line.done("measure", "show", "hospital-1", "tb-1").out
    line.done("measure", "lift", "hospital-1", "tb-1", "--reason", "整改到位", *chief)

    assert refused.code == 1
    assert "skipped" in refused.err
    assert "市卫生局" in shown
    assert "已整改" in shown
    (row,) = line.rows("measure", "list", "hospital-1")
    assert (row["kind"], bool(row["lifted_at"])) == ("circular", True)
    assert "lifted" in line.done("measure", "list").out
