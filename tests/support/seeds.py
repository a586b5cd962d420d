"""The six plans that the project grew from: they lie beside it, and their text is never part of it."""

import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "shared" / "corpus" / "seeds"


def seeds() -> Path:
    """The folder of the seeds. Without it a test is skipped with the reason; in CI it fails."""
    if FOLDER.is_dir():
        return FOLDER
    reason = "the seed plans are not beside the project: ../shared/corpus/seeds"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
