"""Notices on pages, over the API and by commands: the same deliveries, the same choices."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from services.bootstrap import App
from services.notify.preferences import Preference
from services.web.app import create_app
from tests.integration.api_house import Moment
from tests.integration.cli_world import ORGANISATION, Line, written
from tests.integration.pages_world import World, lived_world

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ACTING = {"Duban-Member": "m-bureau", "Accept-Language": "en"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with lived_world(tmp_path_factory.mktemp("home")) as world:
        yield world


def stuck(app: App) -> str:
    """One notice in quarantine: position/member/channel."""
    one = app.outbox.page("told", "", 1)[0]
    with app.kept.transaction() as db:
        db.execute(
            """UPDATE outbox SET state = 'quarantined', error = 'webhook: 500'
               WHERE (position, member, channel) = (?, ?, ?)""",
            (one.position, one.member, one.channel),
        )
    return f"{one.position}/{one.member}/{one.channel}"


def command_of(page: str) -> str:
    found = re.search(r'name="command" value="(\w+)"', page)
    assert found is not None
    return found[1]


# --- pages ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_member_reads_notices_marks_them_seen_and_the_desk_counts_them(world: World, language: str) -> None:
    world.app.preferences.see("m-bureau", 0)
    with world.app.kept.transaction() as db:
        db.execute("UPDATE preference SET seen = 0")
    client = world.client("m-bureau", language)
    new = world.app.outbox.unseen("m-bureau", 0)
    words = f"{new} new" if language == "en" else f"{new} 条未读"
    assert new > 1
    assert words in client.get("/inbox/m-bureau").text

    page = client.get("/members/m-bureau/notices").text

    assert words in page
    assert "第一医院" in page or "第二医院" in page
    assert "第二医院<" not in page
    last = re.search(r'name="position" value="(\d+)"', page)
    assert last is not None
    form = {"command": command_of(page), "position": last[1]}
    assert client.post("/members/m-bureau/notices/seen", data=form).status_code == 303
    assert world.app.outbox.unseen("m-bureau", world.app.preferences.seen("m-bureau")) == 0


def test_a_form_keeps_what_a_member_chooses_and_never_shows_the_secret(world: World) -> None:
    client = world.client("m-bureau")
    address = "/members/m-bureau/notice-preferences"
    page = client.get("/members/m-bureau/notices").text
    form = {
        "command": command_of(page),
        "channel-webhook": "1",
        "language": "en",
        "quiet_from": "22:00",
        "quiet_until": "07:00",
        "working_days": "1",
        "digest": "digest",
        "webhook": "https://hooks.example.org/x",
        "secret": SECRET,
    }

    assert client.post(address, data=form).status_code == 303
    wish = world.app.preferences.of("m-bureau")
    assert wish == Preference(
        ("webhook",), "en", "22:00", "07:00", True, True, "https://hooks.example.org/x", SECRET
    )
    page = client.get("/members/m-bureau/notices").text
    assert 'value="22:00"' in page
    assert SECRET not in page
    assert client.post(address, data=form | {"secret": ""}).status_code == 303
    assert world.app.preferences.of("m-bureau").secret == SECRET, "left empty it stays"

    wrong = client.post(address, data=form | {"quiet_until": ""})
    assert wrong.status_code == 422
    assert "22:00 and 07:00" in wrong.text
    assert 'role="alert"' in wrong.text
    assert world.app.preferences.of("m-bureau") == wish
    stranger = client.post(address, data=form, headers={"sec-fetch-site": "cross-site"})
    assert stranger.status_code == 403


@pytest.mark.parametrize("place", ["²/m/file", "99999999999999999999/m/file", "x"])
def test_a_place_that_can_be_none_is_no_accident(world: World, place: str) -> None:
    client = world.client("m-bureau")
    headers = ACTING | {"Idempotency-Key": f"place-{len(place)}"}

    assert client.get("/notices", params={"after": place}).status_code == 200
    assert client.get("/api/v1/notices", params={"after": place}).status_code == 200
    assert client.get(f"/api/v1/notices/{place}").status_code in (404, 422)
    assert client.post(f"/api/v1/notices/{place}/resends", json={}, headers=headers).status_code == 404


def test_what_comes_later_stays_new_whatever_was_said_to_be_seen(world: World) -> None:
    client, address = world.client("m-bureau"), "/api/v1/members/m-bureau/notices/seen"
    headers = ACTING | {"Idempotency-Key": "seen-far"}

    assert client.post(address, json={"position": 2**53}, headers=headers).json()["unseen"] == 0
    assert world.app.preferences.seen("m-bureau") == world.app.outbox.position()
    headers |= {"Idempotency-Key": "seen-less"}
    assert client.post(address, json={"position": 1}, headers=headers).json()["unseen"] == 0


def test_an_item_with_an_address_in_it_is_shown(world: World) -> None:
    with world.app.kept.transaction() as db:
        db.execute("UPDATE text SET body = '在 https://a.example/f 填报' WHERE body IS NOT NULL")

    page = world.client("m-bureau").get("/members/m-bureau/notices").text
    assert "在 https://a.example/f 填报</p>" in page


def test_deliveries_are_listed_by_state_and_sent_again_by_a_form(world: World) -> None:
    client = world.client("m-bureau")
    assert "There is no such notice." in client.get("/notices?state=quarantined").text
    name = stuck(world.app)

    page = client.get("/notices?state=quarantined").text

    assert "webhook: 500" in page
    again = client.post(f"/notices/{name}/resends", data={"command": command_of(page)})
    assert (again.status_code, again.headers["location"]) == (303, "/notices?state=quarantined")
    assert world.app.outbox.page("waiting", "", 5)[0].attempts == 0
    world.work_through()
    assert "quarantined" not in world.app.outbox.counts()
    assert client.get("/notices").status_code == 200
    assert client.get("/members/nobody/notices").status_code == 404
    assert client.post(f"/notices/{name}/resends", data={"command": "x"}).status_code == 409


def test_nobody_can_say_how_they_want_it_who_is_not_in_the_directory(world: World) -> None:
    with world.app.kept.transaction() as db:
        db.execute("DELETE FROM person WHERE member = 'm-owner'")
    assert "Only a person in the directory" in world.client("m-bureau").get("/members/m-owner/notices").text


# --- API ------------------------------------------------------------------------------------------------


def test_the_api_offers_the_same(world: World) -> None:
    api = TestClient(create_app(world.app), "http://127.0.0.1:8420", headers=ACTING)
    first = api.get("/api/v1/notices?limit=2").json()
    second = api.get(f"/api/v1/notices?limit=2&after={first['next']}").json()
    positions = [one["position"] for one in (*first["rows"], *second["rows"])]
    assert len(positions) == 4
    assert positions == sorted(positions, reverse=True)
    name = stuck(world.app)
    one = api.get(f"/api/v1/notices/{name}").json()
    assert (one["delivery"]["state"], one["delivery"]["error"]) == ("quarantined", "webhook: 500")
    assert one["subject"]

    assert api.post(f"/api/v1/notices/{name}/resends").json() == {"changed": True}
    assert api.post(f"/api/v1/notices/{name}/resends").json() == {"changed": False}
    world.work_through()
    assert api.post(f"/api/v1/notices/{name}/resends").status_code == 409
    assert api.post("/api/v1/notices/1/m-x/mail/resends").status_code == 404

    wish = {"channels": ["mail"], "quiet_from": "21:00", "quiet_until": "06:30"}
    kept = api.post("/api/v1/members/m-clerk/notice-preferences", json=wish)
    assert kept.status_code == 200, kept.text
    found = api.get("/api/v1/members/m-clerk/notice-preferences").json()
    assert (found["channels"], found["quiet_from"], found["has_secret"]) == (["mail"], "21:00", False)
    bad = api.post("/api/v1/members/m-clerk/notice-preferences", json={"channels": ["pigeon"]})
    assert (bad.status_code, bad.json()["code"]) == (422, "bad-channel")
    told = api.get("/api/v1/members/m-clerk/notices?limit=3").json()
    assert told["unseen"] >= len(told["rows"]) == 3
    api.post("/api/v1/members/m-clerk/notices/seen", json={"position": told["rows"][0]["position"]})
    assert api.get("/api/v1/members/m-clerk/notices").json()["unseen"] == 0


# --- commands -------------------------------------------------------------------------------------------


def test_commands_list_show_send_again_and_prefer(tmp_path: Path) -> None:
    line = Line(tmp_path / "home", Moment("2026-10-12T10:00+08:00"))
    line("init")
    line("org", "load", written(tmp_path, "org.yaml", ORGANISATION), "--as", "m-admin")
    assert "没有" in line("--language", "zh", "notices", "list").out
    secret = written(tmp_path, "secret.txt", SECRET + "\n")
    said = line(
        *("notices", "prefer", "m-head-1", "--as", "m-head-1", "--quiet", "22:00-07:00", "--digest"),
        *("--webhook", "https://hooks.example.org/x", "--secret-file", secret, "--json"),
    )
    assert said.code == 0, said
    found = json.loads(said.out)
    assert (found["quiet_from"], found["digest"], found["has_secret"]) == ("22:00", True, True)
    assert found["reached_by"] == ["file", "webhook"]
    assert SECRET not in said.out
    shown = line("notices", "prefer", "m-head-1", "--as", "m-head-1", "--quiet", "off")
    assert shown.code == 0
    assert json.loads(line("notices", "prefer", "m-head-1", "--as", "m-1", "--json").out)["digest"] is True
    assert line("notices", "prefer", "m-head-1", "--as", "m-1", "--quiet", "late").code == 1
    words = line("--language", "zh", "notices", "prefer", "m-head-1", "--as", "m-1").out
    assert "文件" in words
    assert "邮件" in words
    assert not {"mail", "file", "True", "False"} & set(words.replace("、", " ").split())
    assert line("notices", "show", "1/m-1/mail").code == 1
    assert line("notices", "resend", "nothing", "--as", "m-1").code == 1
    assert line("notices", "resend", "--all", "--as", "m-1").code == 0
