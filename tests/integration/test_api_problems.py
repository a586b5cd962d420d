"""Whatever goes wrong is answered as a problem that names the place and says what to do."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.log import Conflict, LogUnavailable, Unknown
from tests.integration.api_house import ACTING, House, empty_house

UNIT = {"unit": "city-office", "name": "市政府办公室", "kind": "office"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with empty_house(tmp_path_factory.mktemp("house"), evidence_limit=1000) as house:
        house.saved("/units", UNIT)
        yield house


def problem(answer: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    """The problem of an answer, whose common parts are checked."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert found["status"] == status
    assert found["code"] == code
    assert found["type"] == f"/docs#{code}"
    assert found["request"] == answer.headers["x-request-id"]
    assert "Traceback" not in answer.text
    return found


def raw(house: House, body: bytes, content_type: str = "application/json") -> httpx2.Response:
    headers = {**ACTING, "Content-Type": content_type}
    return house.client.post("/api/v1/units", content=body, headers=headers)


def test_a_body_that_is_no_json_is_refused_with_its_place(house: House) -> None:
    found = problem(raw(house, b'{"unit": "a",\n "name": oh}'), 400, "malformed-json")

    assert found["errors"][0]["line"] == 2
    assert "line 2" in found["detail"]


def test_json_that_breaks_off_is_malformed_even_after_a_wrong_field(house: House) -> None:
    problem(raw(house, b'{"wrong": 1, "unit": "a"'), 400, "malformed-json")


def test_bytes_that_are_no_utf8_are_malformed(house: House) -> None:
    problem(raw(house, b'{"unit": "\xff", "name": "a", "kind": "b"}'), 400, "malformed-json")


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({**UNIT, "unit": 3}, "$.unit"),
        ({"unit": "a", "kind": "b"}, "$.name"),
        ({**UNIT, "colour": "red"}, "$.colour"),
    ],
)
def test_a_field_that_breaks_the_schema_is_named(house: House, body: dict[str, Any], path: str) -> None:
    found = problem(house.post("/units", body), 422, "invalid")

    assert found["errors"] == [{"place": "body", "path": path, "message": found["errors"][0]["message"]}]


def test_a_field_deep_inside_is_named_by_its_path(house: House) -> None:
    ladder = {"policy": "p", "name": "n", "steps": [{"step": "s", "level": "x", "offset": 0}]}

    found = problem(house.post("/policies", ladder), 422, "invalid")

    assert found["errors"][0]["path"] == "$.steps[0].level"


def test_a_parameter_out_of_range_is_named(house: House) -> None:
    found = problem(house.client.get("/api/v1/units?limit=501"), 422, "invalid")

    assert found["errors"][0] == {"place": "query", "path": "limit", "message": "Expected `int` <= 500"}


def test_a_misspelt_parameter_is_named(house: House) -> None:
    found = problem(house.client.get("/api/v1/units?limt=5"), 422, "invalid")

    assert found["errors"][0]["path"] == "limt"


def test_another_content_type_is_not_read(house: House) -> None:
    problem(raw(house, b"unit=a", "application/x-www-form-urlencoded"), 415, "unread-type")


def test_writing_asks_who_acts(house: House) -> None:
    answer = house.client.post("/api/v1/units", json=UNIT)

    assert problem(answer, 400, "member-missing")["errors"][0]["path"] == "Duban-Member"


def test_a_member_id_of_another_form_is_refused(house: House) -> None:
    problem(house.post("/units", UNIT, **{"Duban-Member": "Mr Li"}), 422, "bad-id")


def test_an_idempotency_key_with_blanks_is_refused(house: House) -> None:
    found = problem(house.post("/units", UNIT, **{"Idempotency-Key": "a b"}), 422, "invalid")

    assert found["errors"][0]["place"] == "header"


def test_a_refusal_of_the_rules_carries_code_and_facts(house: House) -> None:
    found = problem(house.post("/units", UNIT), 409, "unit-exists")

    assert found["facts"] == {"unit": "city-office"}


def test_what_the_address_names_and_does_not_exist_is_404(house: House) -> None:
    problem(house.post("/units/nowhere/closings"), 404, "unknown-unit")
    problem(house.client.get("/api/v1/plans/nothing"), 404, "unknown-plan")
    problem(house.client.get("/api/v1/tasks/a/b/c/2026"), 404, "unknown-task")


def test_what_the_body_names_and_does_not_exist_is_422(house: House) -> None:
    problem(house.post("/units/city-office/parents", {"parent": "nowhere"}), 422, "unknown-unit")


def test_an_unknown_address_is_404(house: House) -> None:
    problem(house.client.get("/api/v1/wishes"), 404, "unknown-address")


def test_an_unknown_method_is_405_and_names_the_known(house: House) -> None:
    answer = house.client.delete("/api/v1/overview")

    problem(answer, 405, "unknown-method")
    assert "GET" in answer.headers["allow"]


def test_a_problem_speaks_the_language_that_is_asked_for(house: House) -> None:
    english = house.client.get("/api/v1/wishes", headers={"Accept-Language": "en-GB,zh;q=0.5"})
    chinese = house.client.get("/api/v1/wishes", headers={"Accept-Language": "zh-CN"})

    assert english.headers["content-language"] == "en"
    assert english.json()["title"] == "There is no such thing"
    assert chinese.headers["content-language"] == "zh"
    assert chinese.json()["title"] == "没有找到"


def test_a_foreign_host_name_is_refused(house: House) -> None:
    problem(house.client.get("/api/v1/units", headers={"Host": "evil.example"}), 400, "foreign-host")


@pytest.mark.parametrize("host", ["localhost", "localhost:8420", "127.0.0.1:8420", "[::1]", "[::1]:8420"])
def test_names_of_this_machine_are_answered(house: House, host: str) -> None:
    assert house.client.get("/healthz", headers={"Host": host}).json() == {"alive": True}


def test_a_page_of_another_site_may_not_write(house: House) -> None:
    answer = house.post("/units", {**UNIT, "unit": "b"}, Origin="https://evil.example")

    problem(answer, 403, "foreign-origin")
    assert house.client.get("/api/v1/units/b").status_code == 404


def test_our_own_page_may_write(house: House) -> None:
    answer = house.post("/units", {**UNIT, "unit": "own-page"}, Origin="http://127.0.0.1")

    assert answer.status_code == 201


def test_a_body_over_the_limit_is_refused_whether_or_not_it_says_its_size(house: House) -> None:
    large = b"x" * 9_000_000

    problem(raw(house, large), 413, "body-too-large")
    problem(raw(house, (part for part in [large])), 413, "body-too-large")  # type: ignore[arg-type]  # a stream


def test_a_member_of_the_log_that_cannot_write_is_503_and_says_when_to_try_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise LogUnavailable("the disk is full")

    monkeypatch.setattr(house.app, "handle", full)

    answer = house.post("/units", {**UNIT, "unit": "c"})

    assert "the disk is full" in problem(answer, 503, "log-unavailable")["detail"]
    assert answer.headers["retry-after"] == "5"


def test_an_unknown_outcome_asks_to_send_it_again_under_the_same_key(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise Unknown("commit failed")

    monkeypatch.setattr(house.app, "handle", lost)

    answer = house.post("/units", {**UNIT, "unit": "c"})

    assert "same Idempotency-Key" in problem(answer, 503, "outcome-unknown")["detail"]
    assert answer.headers["retry-after"] == "1"


def test_a_conflict_that_does_not_end_is_409(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise Conflict("org", 1, 2)

    monkeypatch.setattr(house.app, "handle", busy)

    problem(house.post("/units", {**UNIT, "unit": "c"}), 409, "conflict")


def test_what_nobody_expected_is_500_without_its_inside(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(house.app, "handle", broken)

    answer = house.post("/units", {**UNIT, "unit": "c"})

    found = problem(answer, 500, "unexpected")
    assert "secret" not in answer.text
    logged = capsys.readouterr().out
    assert "secret inside" in logged
    assert found["request"] in logged


def test_the_same_key_for_another_request_is_409(house: House) -> None:
    house.saved("/units", {**UNIT, "unit": "first"}, **{"Idempotency-Key": "one-key"})

    answer = house.post("/units", {**UNIT, "unit": "second"}, **{"Idempotency-Key": "one-key"})

    problem(answer, 409, "command-reused")
    assert house.client.get("/api/v1/units/second").status_code == 404


def test_every_answer_has_a_request_id_and_is_not_sniffed(house: House) -> None:
    ids = set()
    for path in ("/healthz", "/api/v1/units", "/api/v1/wishes", "/docs"):
        answer = house.client.get(path)
        assert answer.headers["x-content-type-options"] == "nosniff"
        ids.add(answer.headers["x-request-id"])

    assert len(ids) == 4


def test_a_page_runs_no_inline_script(house: House) -> None:
    policy = house.client.get("/docs").headers["content-security-policy"]

    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_health_tells_that_tables_keep_up(house: House) -> None:
    found = house.client.get("/readyz").json()

    assert found["ready"] is True
    assert found["log_writable"] is True
    assert found["lag"] == found["head"] - found["shown"]


def test_a_server_whose_log_cannot_be_written_is_not_ready(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.web.health.LEAST_FREE", 1 << 62)

    answer = house.client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["log_writable"] is False


def test_files_over_the_limit_are_refused_and_empty_ones_too(house: House, tmp_path: Path) -> None:
    def send(data: bytes) -> httpx2.Response:
        return house.client.post("/api/v1/evidence", files={"files": ("a.txt", data)}, headers=ACTING)

    assert problem(send(b"x" * 1001), 413, "evidence-too-large")["facts"]["limit"] == "1000"
    problem(send(b""), 422, "empty-evidence")
    assert send(b"x" * 1000).status_code == 201


def test_a_browser_gets_a_page_and_a_program_a_problem(house: House) -> None:
    page = house.client.get("/wishes?lang=en", headers={"Accept": "text/html"})
    program = house.client.get("/wishes")

    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    problem(program, 404, "unknown-address")


def test_what_is_saved_but_not_yet_shown_says_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.web.writing.SHOWN_WITHIN", 0.01)
    monkeypatch.setattr("services.parts.catch_up", lambda *_: 0)

    answer = house.post("/units", {**UNIT, "unit": "later"})

    assert answer.status_code == 201
    assert answer.json()["shown"] is False


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
NOISE = st.binary(max_size=40) | JSON.map(lambda value: json.dumps(value).encode())


@settings(max_examples=60, deadline=None)
@given(body=NOISE, path=st.sampled_from(["units", "plans", "policies", "appointments", "calendars"]))
def test_no_body_whatever_brings_the_server_down(house: House, body: bytes, path: str) -> None:
    headers = {**ACTING, "Content-Type": "application/json"}

    answer = house.client.post(f"/api/v1/{path}", content=body, headers=headers)

    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@settings(max_examples=60, deadline=None)
@given(
    path=st.sampled_from(["units", "units/city-office/schedule", "overview", "members/m/inbox", "events"]),
    name=st.sampled_from(["as_of", "after", "limit", "since", "month", "week", "root"]),
    value=st.text(max_size=12),
)
def test_no_parameter_whatever_brings_the_server_down(house: House, path: str, name: str, value: str) -> None:
    answer = house.client.get(f"/api/v1/{path}", params={name: value})

    assert answer.status_code in (200, 404, 422), answer.text
