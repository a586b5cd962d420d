"""Plans over the API: drafted or imported, revised, issued, amended, closed; and the rest of the house."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.integration.api_house import ACTING, PLAN, House, district, eventually, issue

YAML_PLAN = """\
plan: street-2026
title: 街道文明创建计划
unit: health-bureau
owner: m-owner
since: 2026-09-01
until: 2026-12-31
items:
  - text: 每周五上报情况
    cadence: weekly on fri
    leads: [hospital-1]
  - text: 每月清理卫生死角
    cadence: monthly on last workday
    leads: [hospital-2]
"""
TEXT_PLAN = """\
院区卫生工作计划

一、日常工作
（一）每月召开一次例会，研究创建工作。
（二）每周开展一次大扫除。
"""
ANSWERS = """\
unit: health-bureau
owner: m-owner
since: 2026-09-01
until: 2026-12-31
leads: [hospital-1]
anchors:
  monthly: monthly on 25
  weekly: weekly on fri
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with district(tmp_path) as house:
        yield house


def send(house: House, files: dict[str, tuple[str, str]], **fields: str) -> httpx2.Response:
    found = {name: (file, text.encode()) for name, (file, text) in files.items()}
    return house.client.post("/api/v1/plans/imports", data=fields, files=found, headers=ACTING)


def draft(**changes: Any) -> dict[str, Any]:
    return {**PLAN, "plan": "second", **changes}


def test_a_draft_is_revised_before_it_is_issued(house: House) -> None:
    house.saved("/plans", draft())
    item = {**PLAN["items"][0], "text": "每周开展两次检查"}

    house.saved("/plans/second/revisions", {"put": [item], "removed": ["i2"]})

    assert house.get("/plans/second")["plan"]["revision"] == 2
    assert [(one["item"], one["text"]) for one in house.get("/plans/second/items")["rows"]] == [
        ("i1", "每周开展两次检查")
    ]


def test_a_plan_with_open_questions_cannot_be_submitted_until_they_are_answered(house: House) -> None:
    question = {"question": "q1", "kind": "cadence", "text": "多久一次？"}
    house.saved("/plans", draft(questions=[question]))
    (asked,) = house.get("/plans/second/questions")["rows"]
    assert asked["text"] == "多久一次？"

    refused = house.post("/plans/second/submissions")
    assert (refused.status_code, refused.json()["code"]) == (409, "open-questions")

    house.saved("/plans/second/revisions", {"answered": ["q1"]})
    house.saved("/plans/second/submissions")


def test_a_bad_cadence_names_the_item(house: House) -> None:
    item = {**PLAN["items"][0], "cadence": "now and then"}

    answer = house.post("/plans", draft(items=[item]))

    assert (answer.status_code, answer.json()["code"]) == (422, "bad-cadence")
    assert answer.json()["facts"]["item"] == "i1"


def test_an_amendment_must_say_what_becomes_of_open_tasks(house: House) -> None:
    answer = house.post("/plans/health-2026/amendments", {"since": "2026-09-02", "removed": ["i2"]})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "$.open_tasks"


def test_an_amendment_takes_tasks_off_the_schedule(house: House) -> None:
    amendment = {"since": "2026-09-02", "open_tasks": "withdraw", "removed": ["i2"], "reason": "另行安排"}

    house.saved("/plans/health-2026/amendments", amendment)

    path = "/tasks/hospital-1/health-2026/i2/2026-09"
    eventually(lambda: house.get(path)["task"]["status"] == "cancelled")


def test_a_plan_is_closed_once(house: House) -> None:
    house.saved("/plans/health-2026/closings", {"open_tasks": "keep"})

    again = house.post("/plans/health-2026/closings", {"open_tasks": "keep"})

    assert house.get("/plans/health-2026")["plan"]["status"] == "closed"
    assert (again.status_code, again.json()["code"]) == (409, "wrong-status")


def test_a_yaml_plan_is_imported_and_fields_of_the_form_override_it(house: House) -> None:
    answer = send(house, {"file": ("street.yaml", YAML_PLAN)}, title="街道计划（修订）")

    assert answer.status_code == 201, answer.text
    plan = house.get("/plans/street-2026")["plan"]
    assert (plan["title"], plan["items"], plan["questions"]) == ("街道计划（修订）", 2, 0)


def test_the_same_import_under_one_key_is_carried_out_once(house: House) -> None:
    def again() -> httpx2.Response:
        files = {"file": ("street.yaml", YAML_PLAN.encode())}
        headers = {**ACTING, "Idempotency-Key": "import-1"}
        return house.client.post("/api/v1/plans/imports", files=files, headers=headers)

    assert (again().status_code, again().status_code) == (201, 200)


def test_a_mistake_in_a_yaml_plan_is_told_with_its_line(house: House) -> None:
    answer = send(house, {"file": ("street.yaml", YAML_PLAN.replace("weekly on fri", "weekly on foo"))})

    assert (answer.status_code, answer.json()["code"]) == (422, "bad-plan-file")
    (flaw,) = answer.json()["errors"]
    assert (flaw["place"], flaw["line"]) == ("file", 9)


def test_a_text_plan_is_imported_with_its_answers_and_issued(house: House) -> None:
    files = {"file": ("ward.txt", TEXT_PLAN), "answers": ("answers.yaml", ANSWERS)}

    answer = send(house, files, plan="ward-2026")

    assert answer.status_code == 201, answer.text
    assert house.get("/plans/ward-2026")["plan"]["questions"] == 0
    house.saved("/plans/ward-2026/submissions")
    house.saved("/plans/ward-2026/issues")
    tasks = ("ward-2026", "2026-09")
    eventually(
        lambda: tasks in {(one["plan"], one["period"]) for one in house.tasks("hospital-1", month="2026-09")}
    )


def test_a_text_plan_without_answers_is_a_draft_with_questions(house: House) -> None:
    head = {"plan": "ward-2026", "unit": "health-bureau", "owner": "m-owner"}

    answer = send(house, {"file": ("ward.txt", TEXT_PLAN)}, **head, since="2026-09-01", until="2026-12-31")

    assert answer.status_code == 201, answer.text
    kinds = {question["kind"] for question in house.get("/plans/ward-2026/questions")["rows"]}
    assert "leads" in kinds
    assert not kinds & {"unit", "owner", "period"}


def test_an_import_says_what_the_document_does_not(house: House) -> None:
    answer = send(house, {"file": ("ward.txt", TEXT_PLAN)})

    assert (answer.status_code, answer.json()["code"]) == (422, "plan-incomplete")
    assert "owner" in answer.json()["facts"]["missing"]


@pytest.mark.parametrize(
    ("fields", "path"),
    [({"since": "soon"}, "since"), ({"colour": "red"}, "colour"), ({"file": "text"}, "file")],
)
def test_a_field_of_an_import_that_cannot_be_used_is_named(
    house: House, fields: dict[str, str], path: str
) -> None:
    answer = send(house, {"file": ("street.yaml", YAML_PLAN)}, **fields)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == path


def test_an_import_without_a_form_is_not_read(house: House) -> None:
    answer = house.post("/plans/imports", {"file": "x"})

    assert (answer.status_code, answer.json()["code"]) == (415, "unread-type")


def test_a_form_that_breaks_off_is_refused(house: House) -> None:
    headers = {**ACTING, "Content-Type": "multipart/form-data; boundary=b"}

    answer = house.client.post(
        "/api/v1/plans/imports", content=b'--b\r\nContent-Disp: "x\r\n', headers=headers
    )

    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_units_are_moved_renamed_and_closed(house: House) -> None:
    house.saved("/units/hospital-2/parents", {"parent": "city-office"})
    house.saved("/units/hospital-2/names", {"name": "二院"})
    house.saved("/units/hospital-2/closings")

    unit = house.get("/units/hospital-2")["unit"]

    assert (unit["parent"], unit["name"], unit["closed"]) == ("city-office", "二院", True)


def test_a_cycle_in_the_tree_is_refused(house: House) -> None:
    answer = house.post("/units/city-office/parents", {"parent": "hospital-1"})

    assert (answer.status_code, answer.json()["code"]) == (409, "cycle")


def test_a_second_head_is_refused_until_the_first_ends(house: House) -> None:
    post = {
        "appointment": "a2",
        "member": "m-new",
        "unit": "hospital-1",
        "role": "head",
        "since": "2026-10-01",
    }
    assert house.post("/appointments", post).json()["code"] == "second-head"

    house.saved("/appointment-ends", {"appointment": "hospital-1-head", "until": "2026-09-30"})
    house.saved("/appointments", post)

    heads = [one for one in house.get("/units/hospital-1")["posts"] if one["role"] == "head"]
    assert {one["member"] for one in heads} == {"m-head-1", "m-new"}


def test_a_substitute_is_named_and_ended(house: House) -> None:
    substitute = {"substitute": "s1", "member": "m-head-1", "stand_in": "m-head-2"}
    house.saved("/substitutes", {**substitute, "since": "2026-09-01", "until": "2026-09-30"})
    house.saved("/substitute-ends", {"substitute": "s1", "until": "2026-09-10"})

    assert str(house.app.states.org().substitutes["s1"].until) == "2026-09-10"


def test_a_calendar_is_opened_and_gets_a_notice(house: House) -> None:
    house.saved("/calendars", {"calendar": "port", "time_zone": "Asia/Shanghai"})
    notice = {
        "year": 2027,
        "document": "市政府通知",
        "holidays": ["2027-01-01"],
        "make_up_days": ["2027-01-02"],
    }
    house.saved("/calendars/port/notices", notice)

    (port,) = [one for one in house.get("/calendars")["rows"] if one["calendar"] == "port"]

    assert (port["years"], port["provisional"]) == ([2027], [2026, 2028])


def test_a_ladder_set_again_as_it_is_changes_nothing(house: House) -> None:
    (ladder,) = house.get("/policies")["rows"]
    same = {key: ladder[key] for key in ("policy", "name", "steps")}

    answer = house.post("/policies", same)

    assert (answer.status_code, answer.json()["changed"]) == (200, False)


def test_an_issued_plan_reaches_each_lead_unit(house: House) -> None:
    issue(house, draft(plan="third", items=[{**PLAN["items"][0], "item": "x"}]))

    for unit in ("hospital-1", "hospital-2"):
        eventually(lambda unit=unit: "third" in {one["plan"] for one in house.tasks(unit)})  # type: ignore[misc]  # bound now
