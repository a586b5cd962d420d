"""What happened, noted by API and command line, through the real App."""

import re
from pathlib import Path

from events.types import OccurrenceNoted, TasksScheduled
from services.importing import draft_command
from services.parts import work_through
from services.plans import read
from tests.integration.api_house import instant
from tests.integration.cli_world import founded, written
from tests.integration.pages_world import lived_world
from tests.support.domain import at, item
from tests.support.life import PLAN, life_on
from workflows.occurrence import NoteOccurrence
from workflows.plan import ClosePlan, IssuePlan, SubmitPlan

TASK = f"hospital-1/{PLAN}/i1/e-case-7"
COMPLAINTS = """
plan: complaints-2026
title: 投诉办理
unit: bureau
owner: m-owner
since: 2026-09-01
until: 2026-12-31
items:
  - {id: complaint, text: 办理群众投诉, cadence: 每发生一次，3个工作日内, leads: [hospital-1]}
"""


def test_what_happened_is_on_the_ladder_like_any_task(tmp_path: Path) -> None:
    with life_on(tmp_path) as life:
        life.settle()
        life.issue(item("i1", "on event within 3 workdays"))
        life.live_until("09-10 16:00")
        note = NoteOccurrence("hospital-1", PLAN, "i1", "case-7", at("09-10 15:30"))
        first, again = life.give(note), life.give(note)
        assert (first.changed, again.changed) == (True, False)
        recorded = life.events(f"unit/hospital-1/schedule/{PLAN}")[-2:]
        assert [type(event) for event in recorded] == [OccurrenceNoted, TasksScheduled]
        life.live_until("09-16 12:00")
        assert life.line(TASK).status == "overdue"
        assert [step for _, step, _ in life.steps(TASK)] == ["remind", "head"]
        life.give(ClosePlan(PLAN, "withdraw"), "m-owner")
        work_through(life.app)
        assert life.line(TASK).status == "cancelled"
        assert life.differences() == ()


def test_occurrences_that_must_not_overlap_wait_like_other_turns(tmp_path: Path) -> None:
    with life_on(tmp_path) as life:
        life.settle()
        life.issue(item("i1", "on event within 3 workdays, overlap skip"))
        life.live_until("09-10 16:00")
        for case, moment in (("case-7", "09-10 10:00"), ("case-8", "09-10 11:00"), ("case-9", "09-09 09:00")):
            life.give(NoteOccurrence("hospital-1", PLAN, "i1", case, at(moment)))
        work_through(life.app)
        states = [
            life.line(f"hospital-1/{PLAN}/i1/e-{case}").state for case in ("case-7", "case-8", "case-9")
        ]
        assert states == ["skipped", "skipped", "scheduled"], "that of the 9th is due first"


def test_the_command_line_notes_what_happened_and_shows_its_task(tmp_path: Path) -> None:
    line = founded(tmp_path)
    line.done("plan", "import", written(tmp_path, "complaints.yaml", COMPLAINTS))
    for act in ("submit", "issue"):
        line.done("plan", act, "complaints-2026")
    line.done("tick")
    case = ("task", "occurred", "hospital-1", "complaints-2026", "complaint", "--id", "case-7")

    line.clock.now = instant("2026-09-10T16:00+08:00")
    said = line.done(*case, "--at", "2026-09-10T15:30", "--note", "电话投诉")
    again = line.done(*case, "--at", "2026-09-10T15:30", "--note", "电话投诉")
    late = line(*case, "--at", "2030-01-01T10:00")
    line.done("tick")

    task = "hospital-1/complaints-2026/complaint/e-case-7"
    assert f"the task is {task}" in said.out
    assert "Nothing changed" in again.out
    assert late.code == 1
    assert "id" in late.err
    found = line.done("task", "show", task, "--json").json["task"]
    assert (found["opens"], found["due"]) == (
        instant("2026-09-10T15:30+08:00"),
        instant("2026-09-15T18:00+08:00"),
    )


def test_a_clerk_notes_what_happened_on_a_page_and_sees_its_task(tmp_path: Path) -> None:
    with lived_world(tmp_path) as world:
        nothing = world.client("m-clerk").get("/units/hospital-1/occurrences").text
        assert "No plan asks this unit" in nothing
        plan = read(COMPLAINTS.encode(), "complaints.yaml")
        world.do(draft_command(world.app.kept, plan, "draft-complaints"))
        world.do(SubmitPlan("complaints-2026"))
        world.do(IssuePlan("complaints-2026"))
        world.work_through()
        clerk = world.client("m-clerk")
        assert "/units/hospital-1/occurrences" in clerk.get("/units/hospital-1").text
        assert "登记事件" in world.client("m-clerk", "zh").get("/units/hospital-1/occurrences").text
        page = clerk.get("/units/hospital-1/occurrences").text
        command = re.search(r'name="command" value="([0-9a-f]+)"', page)
        assert command is not None
        fields = {"command": command[1], "item": "complaints-2026/complaint", "number": "Case-7"}
        fields["note"] = "<电话投诉>"

        ahead = clerk.post("/units/hospital-1/occurrences", data={**fields, "at": "2026-12-01T09:00"})
        assert ahead.status_code == 422
        assert "&lt;电话投诉&gt;" in ahead.text
        saved = clerk.post("/units/hospital-1/occurrences", data={**fields, "at": "2026-10-15T08:00"})

        assert saved.status_code == 303
        assert saved.headers["location"].endswith("/tasks/hospital-1/complaints-2026/complaint/e-case-7")
        assert clerk.get(saved.headers["location"]).status_code == 200
