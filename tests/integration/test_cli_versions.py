"""A new version of a plan's document by commands: compared, answered where it is new, carried out."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.cli_world import PLAN, Line, Said, founded, issued, written

FIRST = """社区工作计划

一、定期召开会议
每月25日召开一次居民会议。
二、环境整治
每周五打扫公共区域。
三、加强宣传
广泛宣传文明公约。
四、安全检查
每月10日检查一次消防设施。
"""
SECOND = """社区工作计划(修订)

一、志愿服务
每月20日组织志愿者走访困难家庭。
二、定期召开会议
每月25日召开一次居民会议。
三、环境整治
每周四打扫公共区域和楼道。
四、加强宣传
广泛宣传文明公约。
"""
HEAD = ("--unit", "bureau", "--owner", "m-owner", "--since", "2026-09-01", "--until", "2026-12-31")
ANSWERS = "leads: [hospital-1]\nseen: all\nundecided: {leave_out: 本年度不排期}\n"
AMEND = ("--since", "2026-09-14", "--open-tasks", "keep")


def drafted(folder: Path) -> Line:
    """A plan of FIRST with all its questions answered."""
    line = founded(folder)
    line.done("plan", "import", written(folder, "community.txt", FIRST), *HEAD)
    line.done("plan", "answer", "community", written(folder, "first.yaml", ANSWERS))
    return line


def in_force(folder: Path) -> Line:
    line = drafted(folder)
    line.done("plan", "submit", "community")
    line.done("plan", "issue", "community")
    line.done("tick")
    line.clock.move("2026-09-07T08:00+08:00")
    return line


def compared(line: Line, file: Path) -> Any:
    return line.done("plan", "compare", "community", file, "--json").json


def items(line: Line, plan: str = "community") -> dict[str, Any]:
    return {item["item"]: item for item in line.done("plan", "show", plan, "--json").json["items"]}


def by_text(line: Line) -> dict[str, str]:
    """The id of the item that has these words."""
    return {
        key: item["item"]
        for item in items(line).values()
        for key in ("会议", "打扫", "消防", "走访")
        if key in item["text"]
    }


def flat(said: Said) -> str:
    return " ".join((said.out + said.err).split())


def test_a_comparison_tells_what_is_added_changed_withdrawn_and_moved_and_touches_nothing(
    tmp_path: Path,
) -> None:
    line = drafted(tmp_path)
    second = written(tmp_path, "second.txt", SECOND)
    ids, head = by_text(line), line.done("doctor", "--json").json["head"]

    found = compared(line, second)
    told = line.done("plan", "compare", "community", second)

    changes = {change["item"]: change for change in found["changes"]}
    kinds = {change["kind"]: change["item"] for change in found["changes"]}
    assert len(changes) == 4
    assert (kinds["moved"], kinds["changed"], kinds["withdrawn"]) == (ids["会议"], ids["打扫"], ids["消防"])
    assert kinds["added"] not in ids.values()
    assert changes[kinds["changed"]]["fields"] == ["text", "cadence", "number"]
    assert changes[kinds["changed"]]["after"]["leads"] == ["hospital-1"]
    assert found["incomplete"] == [{"item": kinds["added"], "lacks": ["leads"]}]
    assert found["still_left_out"], "what an answer left out is not proposed again"
    assert [one["after"] for one in found["clauses"]] == ["社区工作计划(修订)"]
    assert "每周[-五-]{+四+}打扫公共区域{+和楼道+}" in told.out
    assert "1 added, 1 changed, 1 withdrawn, 1 moved" in told.out
    assert line.done("doctor", "--json").json["head"] == head


def test_a_draft_is_brought_to_the_new_version_once_its_new_items_are_answered(tmp_path: Path) -> None:
    line = drafted(tmp_path)
    second, template = written(tmp_path, "second.txt", SECOND), tmp_path / "new.yaml"
    ids = by_text(line)

    refused = line("plan", "update", "community", second)
    line.done("plan", "update", "community", second, "--answers-template", template)
    answers = written(tmp_path, "answers.yaml", "leads: [hospital-2]\n")
    done = line.done("plan", "update", "community", second, "--answers", answers)
    again = line.done("plan", "update", "community", second)

    assert refused.code == 1
    assert "Lead unit" in refused.err
    assert "走访困难家庭" in template.read_text("utf-8")
    assert "打扫" not in template.read_text("utf-8"), "only what is new is asked"
    assert "3 items put, 1 removed" in done.out
    assert "Nothing changed" in again.out
    now = by_text(line)
    assert (now["会议"], now["打扫"]) == (ids["会议"], ids["打扫"])
    assert "消防" not in now
    assert items(line)[now["走访"]]["leads"] == ["hospital-2"]
    assert items(line)[now["打扫"]]["cadence"] == "weekly on thu"
    assert compared(line, second)["changes"] == []
    line.done("plan", "submit", "community")


def test_an_issued_plan_is_amended_from_a_day_on_and_schedules_follow(tmp_path: Path) -> None:
    line = in_force(tmp_path)
    second = written(tmp_path, "second.txt", SECOND)
    answers = ("--answers", written(tmp_path, "answers.yaml", "leads: [hospital-2]\n"))

    without = line("plan", "update", "community", second, *answers)
    done = line.done("plan", "update", "community", second, *answers, *AMEND, "--reason", "全会部署")
    line.done("tick")

    assert without.code == 2
    assert "--open-tasks" in without.err
    assert "Amended from 2026-09-14 on: 3 items put, 1 removed" in done.out
    mine = [row["due_day"] for row in line.rows("schedule", "hospital-1", "--month", "2026-09")]
    theirs = [row["due_day"] for row in line.rows("schedule", "hospital-2", "--month", "2026-09")]
    assert mine == ["2026-09-04", "2026-09-10", "2026-09-11", "2026-09-17", "2026-09-24", "2026-09-25"]
    assert theirs == ["2026-09-20"]
    assert compared(line, second)["changes"] == []
    places = {one["item"]: SECOND[slice(*one["span"])] for one in items(line).values() if one["source"]}
    assert "每周四打扫公共区域和楼道。" in places[by_text(line)["打扫"]]
    assert len(places) == 3, "added, changed and moved items stand in the new text"


def test_changes_may_be_carried_out_item_by_item(tmp_path: Path) -> None:
    line = in_force(tmp_path)
    second = written(tmp_path, "second.txt", SECOND)
    ids = by_text(line)
    update = ("plan", "update", "community", second, *AMEND)

    unknown = line(*update, "--only", "no-such-item")
    line.done(*update, "--only", ids["打扫"])

    assert unknown.code == 1
    assert "no-such-item" in unknown.err
    assert {change["kind"] for change in compared(line, second)["changes"]} == {"added", "withdrawn", "moved"}
    assert set(items(line)) == set(ids.values())


def test_an_item_that_is_new_may_be_left_out_by_its_answer(tmp_path: Path) -> None:
    line = in_force(tmp_path)
    second = written(tmp_path, "second.txt", SECOND)
    new = next(c["item"] for c in compared(line, second)["changes"] if c["kind"] == "added")
    answers = written(tmp_path, "answers.yaml", f"items: {{{new}: {{leave_out: 由街道统筹}}}}\n")

    done = line.done("plan", "update", "community", second, "--answers", answers, *AMEND)

    assert "2 items put, 1 removed" in done.out
    assert new not in items(line)


def test_an_item_that_was_withdrawn_and_comes_back_gets_another_id(tmp_path: Path) -> None:
    line = in_force(tmp_path)
    ids = by_text(line)
    shorter = written(tmp_path, "shorter.txt", FIRST.partition("四、")[0])

    line.done("plan", "update", "community", shorter, *AMEND)
    back = compared(line, written(tmp_path, "community.txt", FIRST))

    assert [change["kind"] for change in back["changes"]] == ["added"]
    assert back["changes"][0]["item"] == f"{ids['消防']}-v2"


def test_moves_keep_their_opened_tasks_when_others_are_withdrawn(tmp_path: Path) -> None:
    line = in_force(tmp_path)
    second = written(tmp_path, "second.txt", SECOND)
    ids = by_text(line)
    chosen = ("--since", "2026-09-14", "--open-tasks", "withdraw")
    answers = ("--answers", written(tmp_path, "answers.yaml", "leads: [hospital-2]\n"))

    line.done("plan", "update", "community", second, *answers, *chosen)
    line.done("tick")

    left = {change["item"]: change["kind"] for change in compared(line, second)["changes"]}
    rows = line.rows("schedule", "hospital-1", "--month", "2026-09")
    assert left == {ids["会议"]: "moved"}
    assert [row["status"] for row in rows if row["item"] == ids["会议"]] == ["open"]


def test_a_new_version_may_be_a_plan_file_and_sets_of_units_are_those_of_today(tmp_path: Path) -> None:
    line = issued(tmp_path)
    line.clock.move("2026-09-07T08:00+08:00")
    more = "  - {id: drill, text: 每月组织应急演练, cadence: monthly on 20, lead_sets: [hospital/bureau]}\n"
    edited = written(tmp_path, "edited.yaml", PLAN.replace("weekly on fri", "weekly on thu") + more)

    other = written(tmp_path, "other.yaml", PLAN.replace("m-owner", "m-x"))
    refused = line("plan", "compare", "health-2026", other)
    told = line.done("plan", "compare", "health-2026", edited)
    done = line.done("plan", "update", "health-2026", edited, *AMEND)

    assert refused.code == 1
    assert "owner" in refused.err
    assert "every Friday → every Thursday" in told.out
    assert "2 items put, 0 removed" in done.out
    assert items(line, "health-2026")["drill"]["leads"] == ["hospital-1", "hospital-2"]


@pytest.mark.parametrize(("language", "words"), [("zh", "新增 1,修改 1,撤下 1,移动 1"), ("en", "1 added")])
def test_a_comparison_speaks_both_languages(tmp_path: Path, language: str, words: str) -> None:
    line = drafted(tmp_path)
    line.environ["DUBAN_LANGUAGE"] = language

    told = line.done("plan", "compare", "community", written(tmp_path, "second.txt", SECOND))

    assert words in flat(told).replace("，", ",")


def test_a_plan_without_its_document_is_not_compared(tmp_path: Path) -> None:
    line = drafted(tmp_path)
    records = [json.loads(row) for row in line.done("log", "export").out.splitlines()]
    digest = next(one["body"]["source"] for one in records if one["tag"] == "PlanDrafted")
    line.done("erase", digest, "--reason", "request")

    said = line("plan", "compare", "community", written(tmp_path, "second.txt", SECOND))

    assert said.code == 1
    assert "document of plan community" in said.err
