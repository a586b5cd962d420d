"""Every test that takes `log` runs over each adapter."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from events.log import EventLog
from events.memory import MemoryLog
from tests.contract.appends import Clock, open_log


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "sqlite"])
def log(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[EventLog]:
    opened: EventLog = (
        MemoryLog(clock, log_id="test") if request.param == "memory" else open_log(tmp_path, clock)
    )
    yield opened
    opened.close()
