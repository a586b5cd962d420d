"""What the API tells: windows, pages, the past, overview, rules, the log."""

import hashlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.web.operations import query_of
from tests.integration.api_house import UNITS, House, district, instant

WEEKLY = "/tasks/hospital-1/health-2026/i1/2026-W36"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """W36 is reported on the second, after which the clock stands on the third."""
    with district(tmp_path_factory.mktemp("house")) as house:
        house.clock.move("2026-09-02T10:00+08:00")
        house.saved(f"{WEEKLY}/reports", {"note": "完成"})
        house.clock.move("2026-09-03T10:00+08:00")
        house.saved("/units/hospital-2/names", {"name": "第二人民医院"})
        yield house


def periods(house: House, unit: str = "hospital-1", **query: Any) -> list[str]:
    return [task["period"] for task in house.tasks(unit, **query)]


def test_a_schedule_is_asked_for_by_day_week_month_or_window(house: House) -> None:
    assert periods(house, day="2026-09-11") == ["2026-W37"]
    assert periods(house, week="2026-W38") == ["2026-W38"]
    assert periods(house, month="2026-09") == ["2026-W36", "2026-W37", "2026-W38", "2026-W39", "2026-09"]
    assert periods(house, since="2026-09-11", until="2026-09-25") == ["2026-W37", "2026-W38"]


def test_a_schedule_without_a_window_is_of_this_month(house: House) -> None:
    assert periods(house) == periods(house, month="2026-09")


@pytest.mark.parametrize(
    "query",
    [
        {"day": "2026-09-11", "month": "2026-09"},
        {"since": "2026-09-11"},
        {"since": "2026-09-11", "until": "2026-09-11"},
        {"week": "2026-W60"},
        {"month": "2026-13"},
    ],
)
def test_a_window_that_makes_no_sense_is_refused(house: House, query: dict[str, str]) -> None:
    answer = house.client.get("/api/v1/units/hospital-1/schedule", params=query)

    assert (answer.status_code, answer.json()["code"]) == (422, "bad-window")


def test_pages_follow_one_another_without_gap_or_double(house: House) -> None:
    found, after = [], ""
    while True:
        page = house.get("/units/hospital-1/schedule", month="2026-09", limit=2, after=after)
        found += [task["period"] for task in page["rows"]]
        after = page["next"]
        if not after:
            break

    assert found == periods(house, month="2026-09")


def test_lists_that_are_read_whole_have_pages_too(house: House) -> None:
    first = house.get("/units", limit=3)
    second = house.get("/units", limit=3, after=first["next"])

    names = [unit["unit"] for unit in (*first["rows"], *second["rows"])]
    assert names == sorted(name for name, *_ in UNITS)
    assert second["next"] == ""


def test_a_cursor_of_another_list_is_refused(house: House) -> None:
    answer = house.client.get("/api/v1/units?after=nobody")

    assert (answer.status_code, answer.json()["code"]) == (422, "bad-cursor")


def test_the_empty_schedule_of_a_unit_is_no_unknown_unit(house: House) -> None:
    assert house.tasks("city-office", month="2026-09") == []
    assert house.client.get("/api/v1/units/nowhere/schedule").json()["code"] == "unknown-unit"
    assert house.client.get("/api/v1/units/nowhere/owed").json()["code"] == "unknown-unit"


def test_what_a_unit_owes_leaves_out_what_is_done_or_not_open(house: House) -> None:
    assert [task["period"] for task in house.get("/units/hospital-1/owed")["rows"]] == ["2026-09"]
    assert [task["period"] for task in house.get("/units/hospital-2/owed")["rows"]] == ["2026-W36"]


def test_a_unit_tells_its_posts_and_children(house: House) -> None:
    found = house.get("/units/health-bureau")

    assert found["children"] == ["hospital-1", "hospital-2"]
    assert [(post["member"], post["role"]) for post in found["posts"]] == [("m-bureau-head", "head")]


def test_the_past_is_asked_for_by_an_instant_with_a_zone(house: House) -> None:
    def status(**query: Any) -> str:
        rows = house.tasks("hospital-1", week="2026-W36", **query)
        return str(rows[0]["status"])

    assert status(as_of="2026-09-01T09:00+08:00") == "open"
    assert status(as_of="2026-09-02T02:00:00Z") == "on_time"
    assert status() == "on_time"


def test_a_plus_that_a_query_string_turned_into_a_blank_is_understood(house: House) -> None:
    answer = house.client.get("/api/v1/units/hospital-1?as_of=2026-09-01T09:00+08:00")

    assert answer.status_code == 200
    assert answer.json()["as_of_position"] < house.app.log.head()


def test_the_past_at_the_present_position_equals_the_present(house: House) -> None:
    head = house.app.log.head()
    paths: tuple[str, ...] = (
        "/units",
        "/units/hospital-1",
        "/units/hospital-1/schedule",
        "/units/hospital-2/owed",
        "/overview",
    )
    paths += ("/plans", "/plans/health-2026", "/plans/health-2026/items", "/policies", "/calendars", WEEKLY)
    for path in (*paths, f"{WEEKLY}/history"):
        assert house.get(path, as_of=str(head)) == house.get(path), path


def test_an_answer_tells_the_position_that_it_shows(house: House) -> None:
    assert house.get("/units")["as_of_position"] == house.app.log.head()
    assert house.get("/units", as_of="5")["as_of_position"] == 5
    assert len(house.get("/units", as_of="5")["rows"]) < len(UNITS)


def test_the_history_of_a_task_ends_where_the_past_does(house: House) -> None:
    tags = [one["tag"] for one in house.get(f"{WEEKLY}/history", as_of="2026-09-01T09:00+08:00")["rows"]]

    assert tags == ["TasksScheduled"]


def test_a_task_is_unknown_before_it_was_scheduled(house: House) -> None:
    answer = house.client.get(f"/api/v1{WEEKLY}/history?as_of=5")

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-task")


@pytest.mark.parametrize(
    "moment", ["yesterday", "2026-09-01T09:00", "0", "99999999", "2030-01-01T00:00Z", "1999-01-01T00:00Z"]
)
def test_a_past_that_cannot_be_is_refused(house: House, moment: str) -> None:
    answer = house.client.get("/api/v1/units", params={"as_of": moment})

    assert (answer.status_code, answer.json()["code"]) == (422, "bad-as-of")


def test_the_overview_counts_a_unit_and_those_below_it(house: House) -> None:
    counts = {
        one["unit"]: one for one in house.get("/overview", root="health-bureau", month="2026-09")["rows"]
    }

    assert set(counts) == {"health-bureau", "hospital-1", "hospital-2"}
    assert {key: counts["hospital-1"][key] for key in ("scheduled", "on_time", "open", "overdue")} == {
        "scheduled": 5,
        "on_time": 1,
        "open": 4,
        "overdue": 0,
    }
    assert len(house.get("/overview", month="2026-09")["rows"]) == len(UNITS)


def test_plans_and_items_tell_their_texts(house: House) -> None:
    (plan,) = house.get("/plans")["rows"]
    items = house.get("/plans/health-2026/items")["rows"]

    assert (plan["title"], plan["status"], plan["items"]) == ("卫生城市创建工作计划", "issued", 2)
    assert [item["text"] for item in items] == ["每周开展一次环境卫生检查", "每月报送工作小结"]
    assert house.get("/plans/health-2026/questions")["rows"] == []


def test_ladders_and_calendars_are_told(house: House) -> None:
    (ladder,) = house.get("/policies")["rows"]
    (calendar,) = house.get("/calendars")["rows"]

    assert [step["step"] for step in ladder["steps"]] == ["remind", "head", "parent"]
    assert calendar["years"] == [2026]
    assert calendar["provisional"] == [2027, 2028]


def test_the_log_is_read_to_its_end_by_position(house: House) -> None:
    positions, after = [], 0
    while True:
        page = house.get("/events", after=after, limit=7)
        positions += [row["position"] for row in page["rows"]]
        after = page["next"]
        if not after:
            break

    assert positions == list(range(1, house.app.log.head() + 1))


def test_a_record_of_the_log_is_as_it_is_kept(house: House) -> None:
    (row,) = house.get("/events", after=house.app.log.head() - 1)["rows"]
    (record,) = house.app.log.read_all(house.app.log.head() - 1)

    assert row["leaf"] == record.leaf.hex()
    assert len(bytes.fromhex(row["leaf"])) == hashlib.sha256().digest_size
    assert row["body"] == {"type": "UnitRenamed", "unit": "hospital-2", "name": "第二人民医院"}
    assert row["recorded_at"] == instant("2026-09-03T10:00+08:00")


@given(st.lists(st.tuples(st.text(min_size=1, max_size=4), st.text(max_size=4)), max_size=4))
def test_a_query_string_is_read_as_it_was_written(pairs: list[tuple[str, str]]) -> None:
    assert query_of(urlencode(pairs).encode()) == dict(pairs)


@given(st.lists(st.sampled_from(["a=1", "b", "c=", "a=2", "", "d=x=y"]), max_size=5))
def test_a_query_string_without_escapes_is_read_as_the_library_does(parts: list[str]) -> None:
    text = "&".join(parts)

    assert query_of(text.encode()) == dict(parse_qsl(text, keep_blank_values=True))
