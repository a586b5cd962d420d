"""The colours of the style sheet can be read: WCAG 2 contrast AA, in light and in dark."""

import re

import pytest

from tests.unit.phrases import ROOT

SHEET = (ROOT / "services/web/static/duban.css").read_text("utf-8")
TEXTS = (
    *((ink, sheet) for ink in ("ink", "soft", "accent", "bad") for sheet in ("page", "sheet", "off")),
    *((f"{tone}", f"{tone}-sheet") for tone in ("good", "warn", "bad", "accent")),
    ("soft", "quiet-sheet"),
    ("ink", "quiet-sheet"),
    ("on-accent", "accent"),
    ("ink", "mark"),
)
SHAPES = tuple(("line-strong", sheet) for sheet in ("sheet", "page"))


def palette(scheme: str) -> dict[str, str]:
    """Custom properties by name; dark ones go over the light ones."""
    light, dark = re.findall(r":root \{(.*?)\}", SHEET, re.DOTALL)[:2]
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", light))
    return found | (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", dark)) if scheme == "dark" else {})


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_at_least_4_5_to_1_and_borders_3_to_1(scheme: str) -> None:
    colours = palette(scheme)

    texts = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in TEXTS}
    shapes = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in SHAPES}

    assert {pair: ratio for pair, ratio in texts.items() if ratio < 4.5} == {}
    assert {pair: ratio for pair, ratio in shapes.items() if ratio < 3} == {}


def test_the_sheet_loads_nothing_from_elsewhere() -> None:
    assert "url(" not in SHEET
    assert "@import" not in SHEET
