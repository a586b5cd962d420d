"""Commands that share one commit: each stands alone."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from events.log import Answer, Append, CommandReused
from events.types import Step
from services.bootstrap import App, open_app
from services.chance import seeded
from services.deciding import Caller, Command
from services.handle import Saved, handle_many
from services.settings import Settings
from workflows.org import AddUnit, RenameUnit
from workflows.policy import SetPolicy
from workflows.refusal import Refused

NOW = 1_790_000_000_000_000


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with open_app(Settings(home=tmp_path), clock=lambda: NOW, chance=seeded(1), threads=False) as app:
        yield app


def given(*commands: Command) -> list[tuple[Command, Caller]]:
    return [(command, Caller("m-1", f"c-{place}")) for place, command in enumerate(commands)]


def policy(name: str) -> SetPolicy:
    return SetPolicy(name, name, (Step("due", 0, 0, "day", ("clerk",)),))


def test_commands_on_different_streams_share_one_commit(app: App) -> None:
    sizes: list[int] = []

    def commit_many(appends: Sequence[Append]) -> list[Answer]:
        sizes.append(len(appends))
        return app.log.commit(appends)

    commands = given(AddUnit("a", "A", "office"), policy("p"), policy("q"))
    outcomes = handle_many(app.states, commit_many, app.clock, commands)

    assert sizes == [3]
    assert [one.position for one in outcomes if isinstance(one, Saved)] == [2, 3, 4]


def test_a_command_that_meets_a_conflict_with_its_neighbour_is_tried_again(app: App) -> None:
    outcomes = app.handle_many(given(AddUnit("a", "A", "office"), AddUnit("b", "B", "office")))

    assert [type(one) for one in outcomes] == [Saved, Saved]
    assert set(app.states.org().units) == {"a", "b"}


def test_a_command_that_builds_on_a_neighbour_is_decided_again_after_it(app: App) -> None:
    outcomes = app.handle_many(given(AddUnit("a", "A", "office"), RenameUnit("a", "Better")))

    assert [type(one) for one in outcomes] == [Saved, Saved]
    assert app.states.org().units["a"].name == "Better"


def test_a_refused_command_never_fails_its_neighbours(app: App) -> None:
    outcomes = app.handle_many(given(AddUnit("b", "B", "office", "nowhere"), policy("p")))

    assert isinstance(outcomes[0], Refused)
    assert outcomes[0].code == "unknown-unit"
    assert isinstance(outcomes[1], Saved)
    assert app.states.find_policy("p") is not None


def test_the_same_commands_again_change_nothing_and_others_under_their_ids_are_told(app: App) -> None:
    first = app.handle_many(given(policy("p"), policy("q")))
    head = app.log.head()

    again = app.handle_many(given(policy("p"), policy("r")))

    assert all(isinstance(one, Saved) for one in first)
    assert isinstance(again[0], Saved)
    assert isinstance(again[1], CommandReused)
    assert app.log.head() == head


def test_no_commands_need_no_commit(app: App) -> None:
    assert app.handle_many([]) == []
    assert app.log.head() == 1
