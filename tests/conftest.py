"""What every test may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.life import Life, life_on

# a busy machine is no failure: what a test asserts is never how long it took
settings.register_profile("duban", deadline=None)
settings.load_profile("duban")


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """The district of tests.support.domain on a simulated clock, 31 August 2026, 08:00."""
    with life_on(tmp_path / "home") as found:
        found.settle()
        yield found
