"""Reading the demo's district: every error names file and place."""

import shutil
from pathlib import Path

import pytest

from services.demo.scenario import DISTRICT, read_scenario
from services.loading import FileProblem


@pytest.fixture
def district(tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(DISTRICT, tmp_path / "district"))


def spoil(folder: Path, old: str, new: str) -> None:
    path = folder / "behaviour.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_the_district_is_read_whole() -> None:
    scenario = read_scenario()

    assert scenario.plans[0].plan == "civil-2026"
    assert scenario.behaviour.units["building-5-2"].late_by_days == (2, 12)
    assert scenario.behaviour.manner("m-0001") != scenario.behaviour.manner("m-9999")
    assert scenario.texts["street-1-2026/i16"].startswith("逐户排查")


def test_a_missing_district_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"nowhere: not there; run the demo from a checkout"):
        read_scenario(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("hospital-1: {on_time: 0.96", "hospital-1: {on_time: 1.96", r"units\.hospital-1: .*on_time"),
        ("hospital-1: {on_time: 0.96", "hospital-1: {on_time: often", r"units\.hospital-1: .*on_time"),
        ("hospital-1: {on_time: 0.96", "hospital-1: {in_time: 0.96", r"units\.hospital-1: .*in_time"),
        ("never: 0.06", "never: 0.6", r"units\.building-5-2: on_time and never"),
        ("late_by_days: [2, 12]", "late_by_days: [12, 2]", r"units\.building-5-2\.late_by_days"),
        ("  default: {", "  m-9999: {", r"supervisors: add `default`"),
        (", street-1-2026/i16]", "]", r"notes: no kind of work names street-1-2026/i16"),
        ("cadence: weekly on thu", "cadence: whenever", r"amendments\[1\]\.put\[1\]\.cadence"),
        ("since: 2026-10-19", "since: 2026-10-01", r"amendments\[1\]\.since"),
        ("- plan: street-1-2026", "- plan: street-9-2026", r"amendments\[1\]\.plan: there is no plan"),
        ("  hall-1: {on_time", "  hall-9: {on_time", r"units: add hall-1, which leads"),
    ],
)
def test_a_wrong_value_is_named_by_its_place(district: Path, old: str, new: str, place: str) -> None:
    spoil(district, old, new)

    with pytest.raises(FileProblem, match=rf"behaviour\.yaml: {place}"):
        read_scenario(district)
