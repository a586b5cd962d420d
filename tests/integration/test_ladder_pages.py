"""An escalation is passed on from the pages: handed over from the inbox, stepped back from the task."""

from collections.abc import Iterator

import pytest

from events.types import EscalationHandedOver, EscalationSteppedBack
from services.loading import read_policies
from tests.integration.pages_world import World, lived_world
from tests.integration.test_cli_docs import DOCS
from tests.integration.test_pages_forms import command_of, events_of
from workflows import policy as policies


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with lived_world(tmp_path_factory.mktemp("ladder")) as world:
        yield world


def on_desk(world: World) -> tuple[str, str]:
    """A member and a task on that desk, of level 1 or more."""
    sql = "SELECT member, task FROM inbox ORDER BY level DESC, member, task LIMIT 1"
    found = world.app.read().execute(sql).get
    assert isinstance(found, tuple)
    return str(found[0]), str(found[1])


def test_who_has_it_is_offered_to_pass_it_on_and_others_are_not(world: World) -> None:
    member, task = on_desk(world)
    page = world.client(member).get(f"/tasks/{task}").text
    assert 'id="handovers"' in page
    assert 'id="step-backs"' in page
    assert f'<option value="{member}"' not in page
    other = world.client("m-clerk").get(f"/tasks/{task}").text
    assert 'id="handovers"' not in other
    assert 'id="step-backs"' not in other
    assert 'action="/tasks/' in world.client(member).get(f"/inbox/{member}").text
    assert "/handovers" in world.client(member).get(f"/inbox/{member}").text


def test_it_is_handed_over_and_then_stepped_back(world: World) -> None:
    member, task = on_desk(world)
    client = world.client(member)
    command = command_of(client.get(f"/tasks/{task}").text, "handovers")
    form = {"command": command, "to": "m-clerk", "reason": "出差"}
    assert client.post(f"/tasks/{task}/handovers", data=form).status_code == 303
    assert isinstance(events_of(world, task)[-1], EscalationHandedOver)

    clerk = world.client("m-clerk")
    assert "handed over by" in clerk.get("/inbox/m-clerk").text
    command = command_of(clerk.get(f"/tasks/{task}").text, "step-backs")
    form = {"command": command, "until": "2026-12-01T09:00", "level": "0", "reason": "先办理"}
    assert clerk.post(f"/tasks/{task}/step-backs", data={**form, "level": "x"}).status_code != 303
    assert clerk.post(f"/tasks/{task}/step-backs", data=form).status_code == 303
    last = events_of(world, task)[-1]
    assert isinstance(last, EscalationSteppedBack)
    assert last.level == 0
    assert "Sent back to the unit" in clerk.get(f"/tasks/{task}").text


def test_the_example_of_the_documentation_can_be_set(tmp_path_factory: pytest.TempPathFactory) -> None:
    text = (DOCS / "policies.md").read_text("utf-8")
    body = text.partition("```yaml\n")[2].partition("```")[0]
    file = tmp_path_factory.mktemp("policies") / "policies.yaml"
    file.write_text(body, "utf-8")
    (command,) = read_policies(file)
    (event,) = policies.decide(None, command)
    assert (event.two_hands, event.lights.red_after, len(event.steps)) == (True, 48, 5)
