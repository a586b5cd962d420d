"""A plan's life by commands alone: drafted, answered, issued, reported, reviewed, escalated, amended."""

from pathlib import Path

import pytest

from tests.integration.cli_world import PLAN, TEXT, Line, founded, issued, written

W36 = "hospital-1/health-2026/weekly/2026-W36"
SEPTEMBER = "hospital-1/health-2026/monthly/2026-09"
OVERDUE = "hospital-2/health-2026/weekly/2026-W36"


def test_a_text_is_asked_about_answered_and_issued(tmp_path: Path) -> None:
    line = founded(tmp_path)
    text = written(tmp_path, "community.txt", TEXT)
    template = tmp_path / "answers.yaml"

    asked = line.done("plan", "import", text, "--answers-template", template)
    kept = line("plan", "import", text, "--answers-template", template)

    assert "questions written" in asked.out
    assert "monthly:" in template.read_text("utf-8")
    assert kept.code == 1, "an answer file that may be filled in is never written over"

    head = ("--unit", "bureau", "--owner", "m-owner", "--since", "2026-09-01", "--until", "2026-12-31")
    draft = line.done("plan", "import", text, *head, "--plan", "community-2026")
    refused = line("plan", "submit", "community-2026")

    assert "3 items, 3 in the outline" in draft.out
    assert refused.code == 1
    assert "question" in refused.err

    half = "leads: [hospital-1]\nanchors: {monthly: monthly on 25}\n"
    first = line.done("plan", "answer", "community-2026", written(tmp_path, "half.yaml", half))
    open_still = line.rows("plan", "questions", "community-2026")
    rest = "undecided: {leave_out: 本年度不排期}\n"
    second = line.done("plan", "answer", "community-2026", written(tmp_path, "rest.yaml", rest))
    again = line.done("plan", "answer", "community-2026", tmp_path / "rest.yaml")

    assert "4 questions answered, 1 open" in first.out
    assert [one["kind"] for one in open_still] == ["cadence"]
    assert "1 questions answered, 0 open" in second.out
    assert "Nothing changed" in again.out

    line.done("plan", "submit", "community-2026")
    line.done("plan", "issue", "community-2026")
    line.done("tick")
    due = [row["due_day"] for row in line.rows("schedule", "hospital-1", "--month", "2026-09")]
    sheet = line.done("plan", "show", "community-2026", "--json").json
    assert due == ["2026-09-04", "2026-09-11", "2026-09-18", "2026-09-25", "2026-09-25"]
    assert [(item["item"], item["leads"]) for item in sheet["items"]] == [
        ("s1", ["hospital-1"]),
        ("s2", ["hospital-1"]),
    ]


def test_answers_cannot_change_what_a_plan_keeps_for_life(tmp_path: Path) -> None:
    line = founded(tmp_path)
    head = ("--unit", "bureau", "--owner", "m-owner", "--since", "2026-09-01", "--until", "2026-12-31")
    line.done("plan", "import", written(tmp_path, "community.txt", TEXT), *head)

    said = line(
        "plan", "answer", "community", written(tmp_path, "a.yaml", "unit: hospital-1\nleads: [hospital-1]")
    )

    assert said.code == 1
    assert "unit of plan community" in said.err


def test_a_reading_has_the_outline_the_cadences_and_the_questions_and_touches_nothing(tmp_path: Path) -> None:
    line = founded(tmp_path)
    before = line.done("doctor", "--json").json["head"]

    found = line.done("plan", "read", written(tmp_path, "community.txt", TEXT), "--json").json

    assert [(one["level"], one["text"]) for one in found["outline"]] == [
        (1, "一、定期召开会议"),
        (1, "二、环境整治"),
        (1, "三、加强宣传"),
    ]
    assert [(one["kind"], TEXT[one["start"] : one["end"]]) for one in found["cadences"]] == [
        ("irregular", "一、定期召开会议"),
        ("monthly", "每月召开一次居民会议"),
        ("weekly", "每周五打扫公共区域"),
    ]
    assert {one["kind"] for one in found["questions"]} == {
        "unit",
        "owner",
        "period",
        "anchor",
        "leads",
        "cadence",
    }
    assert line.done("doctor", "--json").json["head"] == before


def test_a_yaml_plan_is_read_with_its_units_and_targets(tmp_path: Path) -> None:
    line = founded(tmp_path)
    target = "target: {kind: ratio, metric: 满意率, op: '>=', value: 95, unit: '%'}"
    plan = PLAN + f"  - {{text: 测评, cadence: once 2026-12-01, leads: [hospital-2], {target}}}\n"

    found = line.done("plan", "read", written(tmp_path, "plan.yaml", plan), "--json").json

    assert [one["kind"] for one in found["cadences"]] == ["weekly", "monthly", "dated"]
    assert found["responsible"][0]["units"] == ["hospital-1", "hospital-2"]
    assert [(one["metric"], one["value"]) for one in found["targets"]] == [("满意率", 95)]
    assert [one["due"] for one in found["deadlines"]] == ["2026-12-01"]


def test_a_unit_reports_with_evidence_and_its_history_tells_it(tmp_path: Path) -> None:
    line = issued(tmp_path, "2026-09-03T09:00+08:00")
    paper = written(tmp_path, "签到表.txt", "张三 李四")

    line.done("task", "start", W36, "--as", "m-clerk-1")
    said = line.done(
        "task", "report", W36, "--note", "三个科室已检查", "--evidence", paper, "--as", "m-clerk-1"
    )
    told = line.done("task", "history", W36)
    found = line.done("task", "show", W36, "--json").json["task"]

    assert "Reported." in said.out
    assert (found["status"], found["reports"]) == ("on_time", 1)
    for words in (
        "Entered in the schedule of 第一医院",
        "一院经办人: Work began.",
        "三个科室已检查",
        "签到表.txt (13 B",
    ):
        assert words in told.out
    assert W36 not in [row["task"] for row in line.rows("owed", "hospital-1")]
    assert "on time" in line.done("task", "show", W36).out


def test_review_returns_a_report_and_accepts_the_next(tmp_path: Path) -> None:
    line = issued(tmp_path, "2026-09-20T09:00+08:00")
    line.done("task", "report", SEPTEMBER, "--note", "小结")

    returned = line.done(
        "task", "return", SEPTEMBER, "--reason", "缺数据", "--due", "2026-09-28", "--as", "m-owner"
    )
    shown = line.done("task", "show", SEPTEMBER)
    line.done("task", "report", SEPTEMBER, "--note", "补充小结")
    accepted = line.done("task", "accept", SEPTEMBER, "--as", "m-owner")

    assert "Returned." in returned.out
    assert "Mon 28 Sep 2026 24:00" in shown.out
    assert "accepted" in accepted.out
    assert line.done("task", "show", SEPTEMBER, "--json").json["task"]["state"] == "accepted"


def test_an_extension_is_asked_granted_and_refused(tmp_path: Path) -> None:
    line = issued(tmp_path, "2026-09-03T09:00+08:00")
    ask = ("task", "ask-extension", W36, "--reason", "人手不足", "--due")

    nonsense = line(*ask, "next week")
    line.done(*ask, "2026-09-06T18:00")
    line.done("task", "grant", W36, "--as", "m-bureau")
    line.done(*ask, "2026-09-10T12:00+08:00")
    line.done("task", "refuse", W36, "--reason", "不宜再延", "--as", "m-bureau")

    assert nonsense.code == 1
    assert "2026-10-15T09:00+08:00" in nonsense.err
    assert "Sun 6 Sep 2026 18:00" in line.done("task", "show", W36).out
    assert "Extension refused" in line.done("task", "history", W36).out


def test_what_is_overdue_lies_on_desks_until_it_is_acknowledged_urged_and_excused(tmp_path: Path) -> None:
    line = issued(tmp_path)
    for moment in ("2026-09-05T19:00+08:00", "2026-09-07T19:00+08:00"):
        line.clock.move(moment)
        line.done("tick")

    head, parent = line.rows("inbox", "m-clerk-1"), line.rows("inbox", "m-bureau")
    table = line.done("inbox", "m-bureau").out
    counts = {row["unit"]: row for row in line.rows("overview", "bureau", "--period", "2026-W36")}

    # the head of hospital 2 is away: the clerk of hospital 1 stands in
    assert [(row["task"]["task"], row["instead_of"]) for row in head] == [(OVERDUE, "m-head-2")]
    assert {row["task"]["task"] for row in parent} == {W36, OVERDUE}
    assert "Desk of 局长 (m-bureau)" in table
    assert (counts["hospital-2"]["overdue"], counts["hospital-2"]["escalated"]) == (1, 1)

    line.done("task", "acknowledge", OVERDUE, "--hold-until", "2026-09-09T09:00", "--as", "m-bureau")
    handed = ("task", "hand-over", OVERDUE, "--to", "m-head-1", "--reason", "出差", "--as", "m-bureau")
    line.done(*handed)
    back = ("task", "step-back", OVERDUE, "--until", "2026-09-10T09:00", "--level", "1", "--reason", "先办理")
    line.done(*back, "--as", "m-head-1")
    line.done("task", "urge", OVERDUE, "--reason", "请尽快", "--as", "m-bureau")
    line.done("task", "excuse", OVERDUE, "--reason", "停业整修", "--as", "m-bureau")

    told = line.done("task", "history", OVERDUE).out
    for words in (
        "Overdue: escalated to level 2",
        "on hold until",
        "handed over by",
        "Sent back to level 1",
        "Urged",
        "Excused",
        "ended by",
    ):
        assert words in told
    assert OVERDUE not in {row["task"]["task"] for row in line.rows("inbox", "m-bureau")}


@pytest.mark.parametrize(
    ("period", "scheduled"),
    [
        ("2026", 38),
        ("2026-H2", 38),
        ("2026-Q3", 9),
        ("2026-09", 9),
        ("2026-W36", 2),
        ("2026-09-25", 3),
    ],
)
def test_an_overview_is_of_any_period(tmp_path: Path, period: str, scheduled: int) -> None:
    line = issued(tmp_path)
    for month in range(9, 13):
        line.clock.move(f"2026-{month:02}-01T08:00+08:00")
        line.done("tick")

    rows = line.rows("overview", "--period", period)

    assert sum(row["scheduled"] for row in rows) == scheduled


def test_a_word_that_is_no_period_is_refused_with_the_forms(tmp_path: Path) -> None:
    line = founded(tmp_path)

    for word in ("september", "2026-13", "2026-W60", "2026-02-30"):
        said = line("overview", "--period", word)
        assert said.code == 1
        assert "2026-W42" in said.err


def test_an_edited_plan_amends_only_what_differs(tmp_path: Path) -> None:
    line = issued(tmp_path)
    line.clock.move("2026-09-07T08:00+08:00")
    edited = PLAN.replace("weekly on fri", "weekly on thu").replace(
        "items:\n", "items:\n  - {id: daily, text: 每日巡查, cadence: working days, leads: [hospital-2]}\n"
    )
    path = written(tmp_path, "edited.yaml", edited)
    amend = ("plan", "amend", "health-2026", path, "--since", "2026-09-14")

    without = line(*amend)
    said = line.done(*amend, "--open-tasks", "keep", "--reason", "周五有例会")
    line.done("tick")
    again = line(*amend, "--open-tasks", "keep")

    assert without.code == 2
    assert "--open-tasks" in without.err
    assert "2 items put, 0 removed" in said.out
    assert again.code == 1, "an amendment that changes nothing is refused"
    days = [row["due_day"] for row in line.rows("schedule", "hospital-1", "--month", "2026-09")]
    assert days == ["2026-09-04", "2026-09-11", "2026-09-17", "2026-09-24", "2026-09-25"]
    # five weekdays, the make-up Sunday before the festival, and the Thursday
    assert len(line.rows("schedule", "hospital-2", "--week", "2026-W38")) == 5 + 1 + 1

    other = written(tmp_path, "other.yaml", edited.replace("m-owner", "m-x"))
    moved = line("plan", "amend", "health-2026", other, "--since", "2026-09-14", "--open-tasks", "keep")
    assert moved.code == 1
    assert "owner" in moved.err


def test_a_closed_plan_schedules_nothing_more(tmp_path: Path) -> None:
    line = issued(tmp_path)

    line.done("plan", "close", "health-2026", "--open-tasks", "withdraw", "--reason", "任务完成")
    line.done("tick")

    assert [row["status"] for row in line.rows("plan", "list")] == ["closed"]
    statuses = {row["status"] for row in line.rows("schedule", "hospital-1", "--month", "2026-09")}
    assert statuses == {"cancelled"}


# --- the past --------------------------------------------------------------------------------------------


def test_the_past_is_shown_by_instant_with_and_without_zone_and_by_position(tmp_path: Path) -> None:
    line: Line = issued(tmp_path)
    line.clock.move("2026-09-03T10:00+08:00")
    head = line.done("doctor", "--json").json["head"]
    line.done("task", "report", W36, "--note", "已检查")

    def status(as_of: str) -> tuple[str, str]:
        said = line.done("task", "show", W36, "--json", "--as-of", as_of)
        return said.json["task"]["status"], said.err

    assert status("2026-09-03T09:59+08:00") == ("open", "")
    assert status("2026-09-03T01:59Z") == ("open", "")
    assert status(str(head)) == ("open", "")
    assert status(str(head + 1)) == ("on_time", "")
    taken, said = status("2026-09-03T09:59")
    assert taken == "open"
    assert "2026-09-03T09:59+08:00 (Asia/Shanghai)" in said


def test_a_moment_to_come_and_a_position_beyond_the_log_are_refused(tmp_path: Path) -> None:
    line = issued(tmp_path)

    for moment in ("2027-01-01T00:00+08:00", "9999", "0", "2020-01-01T00:00+08:00", "yesterday"):
        said = line("owed", "hospital-1", "--as-of", moment)
        assert said.code == 1, moment
        assert said.err.strip(), moment


def test_every_reading_of_the_past_says_at_which_position(tmp_path: Path) -> None:
    line = issued(tmp_path)
    head = line.done("doctor", "--json").json["head"]
    line.done("task", "report", W36, "--note", "已检查")
    readings = [
        ("schedule", "hospital-1"),
        ("owed", "hospital-1"),
        ("inbox", "m-bureau"),
        ("overview", "bureau"),
        ("plan", "show", "health-2026"),
        ("task", "show", W36),
        ("task", "history", W36),
    ]

    for reading in readings:
        past = line.done(*reading, "--as-of", str(head), "--json").json
        assert past["as_of_position"] == head, reading
        if reading[1] != "history":
            assert f"position {head} of the log" in line.done(*reading, "--as-of", str(head)).out
