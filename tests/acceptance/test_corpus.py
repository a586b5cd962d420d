"""How well plans are read: the six that the project grew from, and the plans of tests/plans.

`make corpus` prints the same figures with every miss.
"""

import re
from pathlib import Path

import pytest

from services.plans import decode
from tests.corpus import OWN, labelled, labels_of, reading, score
from tests.support.seeds import seeds

LEAST = {"outline": 0.97, "cadences": 0.90, "responsible": 0.90, "deadlines": 0.90, "targets": 0.90}


def scores(documents: list[Path]) -> tuple[dict[str, float], int]:
    """F1 by kind, and how many traps were taken."""
    printed = score(documents)
    found = {kind: float(f1) for kind, f1 in re.findall(r"^(\w+) .* F1 ([0-9.]+)", printed, re.MULTILINE)}
    traps = re.search(r"traps taken (\d+)", printed)
    assert traps is not None, printed
    return found, int(traps[1])


def test_the_seeds_are_read_as_they_were_labelled_by_hand() -> None:
    found, traps = scores(labelled(seeds()))
    assert {kind: f1 for kind, f1 in found.items() if f1 < LEAST[kind]} == {}
    assert set(found) == set(LEAST) - {"deadlines"}, "no seed has a deadline"
    assert traps == 0


def test_at_least_25_plans_of_our_own_are_read_as_they_were_labelled() -> None:
    documents = labelled(OWN)
    assert len(documents) >= 25
    found, traps = scores(documents)
    assert {kind: f1 for kind, f1 in found.items() if f1 < LEAST[kind]} == {}
    assert set(found) == set(LEAST)
    assert traps == 0


@pytest.mark.parametrize("document", labelled(OWN), ids=lambda path: path.stem)
def test_every_label_quotes_its_place(document: Path) -> None:
    source = reading_source(document)
    labels = labels_of(document)
    for kind in LEAST:
        for label in labels[kind]:
            assert source[label["start"] : label["end"]] == label["text"], (kind, label)


@pytest.mark.parametrize("document", labelled(OWN), ids=lambda path: path.stem)
def test_every_finding_quotes_its_place(document: Path) -> None:
    source = reading_source(document)
    found = reading(document)
    for kind in LEAST:
        for one in found[kind]:
            assert source[one["start"] : one["end"]] == one["text"], (kind, one)


def reading_source(document: Path) -> str:
    return decode(document.read_bytes(), document.name)
