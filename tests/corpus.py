"""How well documents are read: `make corpus`. Readings in the form of the corpus, each miss with its text.

usage: python -m tests.corpus FOLDER …   (each holds NAME.txt with labels in NAME.json)
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from services.commands.plan_reading import reading_of
from services.plans import read

Entry = dict[str, Any]
KINDS = ("outline", "cadences", "responsible", "deadlines", "targets")
SLACK = 3  # characters between the labelled start of an outline entry and the one read
SCORE = Path(__file__).parents[2] / "shared" / "corpus" / "score.py"
SEEDS = SCORE.parent / "seeds"
OWN = Path(__file__).parent / "plans"


def labelled(folder: Path) -> list[Path]:
    """The documents of a folder that have labels, by name."""
    return sorted(path for path in folder.glob("*.txt") if path.with_suffix(".json").exists())


def labels_of(document: Path) -> dict[str, Any]:
    labels: dict[str, Any] = json.loads(document.with_suffix(".json").read_text("utf-8"))
    return labels


def reading(document: Path) -> dict[str, Any]:
    """As `duban plan read --json` prints it."""
    found: dict[str, Any] = msgspec.to_builtins(reading_of(read(document.read_bytes(), document.name)))
    return found


def differences(document: Path) -> Iterator[str]:
    """One line for each label that was not read, and for each reading that has no label."""
    labels, found = labels_of(document), reading(document)
    for kind in KINDS:
        wanted, given = labels.get(kind, []), list(found.get(kind, []))
        for label in wanted:
            near = [one for one in given if _same(kind, label, one)]
            if not near:
                yield f"{document.stem} missed {kind} {_gist(label)}: {label['text']}"
                continue
            given.remove(max(near, key=lambda one: _overlap(label, one)))
        for one in given:
            yield f"{document.stem} unlabelled {kind} {_gist(one)} [{one.get('rule', '')}]: {one['text']}"


def score(documents: list[Path]) -> str:
    """What the corpus's own score.py prints."""
    with tempfile.TemporaryDirectory() as folder:
        pairs: list[str] = []
        for document in documents:
            path = Path(folder) / f"{document.stem}.json"
            path.write_text(json.dumps(reading(document), ensure_ascii=False), "utf-8")
            pairs += [str(document.with_suffix(".json")), str(path)]
        done = subprocess.run(
            [sys.executable, str(SCORE), *pairs], capture_output=True, text=True, check=True, encoding="utf-8"
        )
    return done.stdout


def _same(kind: str, label: Entry, one: Entry) -> bool:
    if kind == "outline":
        return abs(int(label["start"]) - int(one["start"])) <= SLACK
    if not _overlap(label, one):
        return False
    if kind == "cadences":
        return bool(label["kind"] == one.get("kind"))
    return kind != "targets" or label.get("value") == one.get("value")


def _overlap(a: Entry, b: Entry) -> int:
    return max(0, int(min(a["end"], b["end"])) - int(max(a["start"], b["start"])))


def _gist(one: Entry) -> str:
    return " ".join(str(one[key]) for key in ("kind", "due", "units", "op", "value") if one.get(key))


def main(folders: list[str]) -> None:
    for folder in folders:
        documents = labelled(Path(folder))
        if not documents:
            sys.exit(f"no labelled documents in {folder}")
        for document in documents:
            for line in differences(document):
                print(line)
        print(f"\n{folder}, {len(documents)} documents:\n{score(documents)}")


if __name__ == "__main__":
    main(sys.argv[1:] or [str(SEEDS), str(OWN)])
