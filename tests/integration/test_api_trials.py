"""POST /trials: ladders tried over the API; nothing is saved."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.api_house import STEPS, House, district, eventually

WINDOW = {"since": "2026-09-01", "until": "2026-09-30"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The first task of each hospital was due on the fourth; it is the eighth, and its head was told."""
    with district(tmp_path_factory.mktemp("trials")) as house:
        house.clock.move("2026-09-08T10:00+08:00")
        eventually(lambda: len(house.get("/members/m-bureau-head/inbox")["rows"]) == 2)
        yield house


def ladder(*steps: Any, policy: str = "standard") -> dict[str, Any]:
    return {"policy": policy, "name": "一般督办", "steps": list(steps)}


def test_a_ladder_is_tried_and_nothing_is_saved(house: House) -> None:
    head = house.app.log.head()
    answer = house.post("/trials", {"policies": [ladder(*STEPS[:2])], **WINDOW})
    made = answer.json()["difference"]
    assert answer.status_code == 200
    assert {one["level"]: (one["before"] > 0, one["after"] > 0) for one in made["levels"]}[2] == (True, False)
    assert len(made["red_no_more"]) == 2
    assert {one.tag for one in house.app.log.read_all(head)} <= {"NoticeSent"}, "of what was told before"


def test_the_ladder_in_force_changes_nothing_though_the_server_looked_late(house: House) -> None:
    made = house.post("/trials", {"policies": [ladder(*STEPS)], **WINDOW}).json()["difference"]
    assert made["before"]["steps"] > 0
    assert made["changed"] == 0


def test_no_member_is_asked_for(house: House) -> None:
    body = {"policies": [ladder(*STEPS)], **WINDOW}
    assert house.client.post("/api/v1/trials", json=body).status_code == 200


def test_what_cannot_be_tried_is_refused(house: House) -> None:
    unknown = house.post("/trials", {"policies": [ladder(*STEPS, policy="other")], **WINDOW})
    backwards = house.post(
        "/trials", {"policies": [ladder(*STEPS)], "since": "2026-09-30", "until": "2026-09-01"}
    )
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown-policy")
    assert (backwards.status_code, backwards.json()["code"]) == (422, "bad-dates")
