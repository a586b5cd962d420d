"""Orders by the command line and over the API: look first, order, see how far it is."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.bootstrap import open_app
from services.deciding import Caller
from services.settings import Settings
from tests.integration.api_house import House, district, eventually
from tests.integration.cli_world import Line, issued
from workflows.calendar import ImportHolidayNotice

STORM = ("excuse", "--unit", "bureau", "--since", "2026-09-10", "--until", "2026-09-18", "--cause", "weather")
W37 = "hospital-1/health-2026/weekly/2026-W37"


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return issued(tmp_path)


# --- duban excuse -----------------------------------------------------------------------------------------


def test_a_dry_run_says_what_would_come_off_and_orders_nothing(line: Line) -> None:
    said = line.done(*STORM, "--dry-run")
    found = line.done(*STORM, "--dry-run", "--json").json
    assert "4 tasks of 3 units" in said.out
    assert "2026-11-01" in said.err
    assert [(row["unit"], row["tasks"]) for row in found["rows"]] == [("hospital-1", 2), ("hospital-2", 2)]
    assert line.rows("order", "list") == []


def test_an_order_is_given_carried_out_and_told_in_the_history_of_each_task(line: Line) -> None:
    given = line.done(*STORM, "--reason", "台风停工")
    before = line.done("order", "list")
    line.done("tick")
    (one,) = line.rows("order", "list")
    shown = line.done("order", "show", "weather-2026-09-10")
    history = line.done("task", "history", W37)
    assert "weather-2026-09-10 is given" in given.out
    assert "duban tick" in given.err
    assert "0 done, 4 to do" in before.out
    assert (one["done"], one["passed"], one["settled"], one["by"]) == (4, 0, True, "m-admin")
    assert "4 done, 0 left as they stood" in shown.out
    assert "台风停工" in shown.out
    assert "Excused by order weather-2026-09-10" in history.out
    assert "台风停工" in history.out
    assert "for m-admin" in history.out


def test_what_is_wrong_with_an_order_is_said_in_words(line: Line) -> None:
    nobody = line(*STORM)
    backwards = line(*STORM, "--reason", "x", "--until", "2026-09-01")
    elsewhere = line("excuse", "--unit", "school-9", *STORM[3:], "--reason", "x")
    assert (nobody.code, "reason" in nobody.err) == (1, True)
    assert (backwards.code, "within a year" in backwards.err) == (1, True)
    assert (elsewhere.code, "school-9" in elsewhere.err) == (1, True)
    assert line("order", "show", "nothing").code == 1


# --- duban calendar replan --------------------------------------------------------------------------------


def notice(line: Line, off: str) -> None:
    """A later notice of 2026 that has this day off too."""
    with open_app(Settings(home=line.home), clock=line.clock, threads=False) as app:
        state = app.states.calendar("cn")
        holidays, worked = (
            [dt.date.fromordinal(day) for day in days] for days in (state.holidays, state.make_up)
        )
        days = (*(day for day in holidays if day.year == 2026), dt.date.fromisoformat(off))
        made_up = tuple(day for day in worked if day.year == 2026)
        command = ImportHolidayNotice("cn", 2026, "补充通知", days, made_up)
        app.handle(command, Caller("m-admin", f"notice-{off}"))


def test_a_later_notice_is_listed_then_approved_then_nothing_is_left(tmp_path: Path) -> None:
    line = issued(tmp_path)
    plan = tmp_path / "shift.yaml"
    plan.write_text(
        "plan: fire-2026\ntitle: 消防\nunit: bureau\nowner: m-owner\nsince: 2026-09-01\nuntil: 2026-12-31\n"
        "items:\n  - {id: i1, text: 每周消防检查, cadence: weekly on thu or after, leads: [hospital-1]}\n",
        "utf-8",
    )
    for words in (("import", plan), ("submit", "fire-2026"), ("issue", "fire-2026")):
        line.done("plan", *words)
    line.done("tick")
    assert "Nothing that is scheduled differs" in line.done("calendar", "replan", "cn").out

    notice(line, "2026-09-17")
    listed = line.done("calendar", "replan", "cn")
    (row,) = line.done("calendar", "replan", "cn", "--json").json["rows"]
    nothing = line.done("calendar", "replan", "cn", "--unit", "hospital-2")
    assert "later" in listed.out
    assert (row["kind"], row["task"], row["text"]) == (
        "later",
        "hospital-1/fire-2026/i1/2026-W38",
        "每周消防检查",
    )
    assert "Nothing that is scheduled differs" in nothing.out

    given = line.done("calendar", "replan", "cn", "--approve")
    line.done("tick")
    task = line.done("task", "show", row["task"], "--json").json["task"]
    history = line.done("task", "history", row["task"])
    assert "is given" in given.out
    assert task["due_day"] == "2026-09-18"
    assert "follows version" in history.out
    assert "Nothing that is scheduled differs" in line.done("calendar", "replan", "cn").out
    assert "Due days follow version" in line.done("order", "list").out


# --- the API ----------------------------------------------------------------------------------------------


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with district(tmp_path) as house:
        yield house


ORDER: dict[str, Any] = {
    "order": "storm",
    "cause": "weather",
    "units": ["health-bureau"],
    "since": "2026-09-10",
    "until": "2026-09-18",
    "reason": "台风",
}


def test_an_order_over_the_api_is_carried_out_by_the_running_parts(house: House) -> None:
    ask = {"units": "health-bureau", "since": "2026-09-10", "until": "2026-09-18"}
    assert house.get("/excusable", **ask)["tasks"] == 4
    house.saved("/orders", ORDER, **{"Idempotency-Key": "storm-1"})
    assert house.saved("/orders", ORDER, **{"Idempotency-Key": "storm-1"})["again"]
    eventually(lambda: bool(house.get("/orders/storm")["settled"]))
    found = house.get("/orders/storm")
    assert (found["done"], found["by"], found["reason"], found["remaining"]) == (4, "m-admin", "台风", 0)
    assert house.get("/excusable", **ask)["tasks"] == 0


def test_what_cannot_be_ordered_answers_with_a_problem(house: House) -> None:
    for change, code, status in (
        ({"cause": "laziness"}, "unknown-cause", 422),
        ({"units": ["school-9"]}, "unknown-unit", 422),
        ({"until": "2026-09-01"}, "bad-range", 422),
        ({"reason": ""}, "no-reason", 422),
    ):
        answer = house.post("/orders", {**ORDER, **change})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    house.saved("/orders", ORDER)
    answer = house.post("/orders", ORDER)
    assert (answer.status_code, answer.json()["code"]) == (409, "order-exists")
    assert house.client.get("/api/v1/orders/none").status_code == 404


def test_moves_are_approved_over_the_api_as_they_were_proposed(house: House) -> None:
    item = {"item": "i1", "text": "消防检查", "cadence": "weekly on thu or after", "leads": ["hospital-1"]}
    plan = {
        "plan": "fire-2026",
        "title": "消防",
        "unit": "health-bureau",
        "owner": "m-owner",
        "since": "2026-09-01",
        "until": "2026-12-31",
        "items": [item],
    }
    house.saved("/plans", plan)
    house.saved("/plans/fire-2026/submissions")
    house.saved("/plans/fire-2026/issues")
    eventually(
        lambda: any(task["plan"] == "fire-2026" for task in house.tasks("hospital-1", month="2026-09"))
    )
    off = {"year": 2026, "document": "补充通知", "holidays": ["2026-09-17"], "make_up_days": []}
    house.saved("/calendars/cn/notices", off)
    found = house.get("/calendars/cn/replan")
    moves = [
        {"task": row["task"], "opens": row["opens"], "due": row["due"]}
        for row in found["rows"]
        if row["kind"] in ("later", "earlier", "opening")
    ]
    assert "hospital-1/fire-2026/i1/2026-W38" in [move["task"] for move in moves]
    stale = house.post("/calendars/cn/replans", {"order": "r", "version": 1, "moves": moves})
    assert (stale.status_code, stale.json()["code"]) == (409, "calendar-moved-on")
    house.saved("/calendars/cn/replans", {"order": "r", "version": found["version"], "moves": moves})
    eventually(lambda: bool(house.get("/orders/r")["settled"]))
    assert house.get("/orders/r")["done"] == len(moves)
    assert [row for row in house.get("/calendars/cn/replan")["rows"] if row["kind"] == "later"] == []
