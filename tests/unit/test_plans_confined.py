"""Reading in a child process: limits of time and memory, children that die, odd names; nothing is left."""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.plans import PlanFileError, read
from services.plans.confined import read_confined
from tests.support.documents import docx_of, paragraph
from tests.support.readings import PLAN, is_sound, said

ENOUGH = 60.0
"""Seconds for a text that takes one or two: what grows with the square of it would not end in them."""


def plan_docx() -> bytes:
    return docx_of(*map(paragraph, PLAN.splitlines()))


# --- size and time ----------------------------------------------------------------------------------------


def test_a_hundred_megabytes_of_one_line_are_refused_by_their_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent")
    with pytest.raises(PlanFileError) as caught:
        read_confined(b"a" * 100_000_000, "line.txt")
    assert "bytes are more" in said(caught.value, "line.txt")


MARKS = (
    "一是",
    "1、",
    "“",
    "(",
    "（",
    "每",
    "3月",
    "1.1",
    " ",
    "\t",
    "，",
    "由局",
    "——",
    "<",
    "1,000",
    "3 月",
    "的了",
)


@pytest.mark.parametrize("mark", MARKS)
def test_a_line_of_nothing_but_marks_is_read_in_time(mark: str) -> None:
    text = "一、检查" + mark * (20_000 // len(mark)) + "\n"
    is_sound(read_confined(text.encode(), "marks.txt", seconds=ENOUGH))


def test_a_document_on_one_very_long_line_is_read_in_time() -> None:
    line = "".join(f"一是检查第{place}处；二是由安全科每月登记。" for place in range(10_000))
    draft = is_sound(read_confined(line.encode(), "line.txt", seconds=ENOUGH))
    assert len(draft.outline) > 10_000
    assert len(draft.items) > 10_000


def test_eight_megabytes_of_one_line_end_within_the_limits() -> None:
    line = "每月检查消防设施并做好记录，" * (8_000_000 // 42)
    with pytest.raises(PlanFileError) as caught:
        read_confined(line.encode(), "line.txt", seconds=2)
    assert "too long" in said(caught.value, "line.txt")


def test_the_limit_of_memory_is_told() -> None:
    with pytest.raises(PlanFileError) as caught:
        read_confined((PLAN * 5_000).encode(), "memory.txt", memory=100 << 20)
    assert "memory" in said(caught.value, "memory.txt")


# --- the child --------------------------------------------------------------------------------------------


def children() -> set[str]:
    """Processes, dead ones too, whose parent this one is."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # ended while we looked
        if int(fields[1]) == os.getpid():
            found.add(stat.parent.name)
    return found


@pytest.fixture
def nothing_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No process, no open file and no temporary file remains."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    before = children(), len(os.listdir("/proc/self/fd"))
    yield
    assert (children(), len(os.listdir("/proc/self/fd"))) == before
    assert not [path for path in tmp_path.iterdir() if path.name != "python"]


def another_python(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """In the place of the interpreter that reads."""
    program = folder / "python"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))


@pytest.mark.usefixtures("nothing_left")
def test_a_reading_leaves_nothing_behind() -> None:
    assert read_confined(plan_docx(), "plan.docx") == read(plan_docx(), "plan.docx")
    with pytest.raises(PlanFileError):
        read_confined(b"", "empty.txt")


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize(
    "script",
    ["exit 3", "kill -9 $$", "printf garbage", "printf '\\000\\000\\001\\000half'", "cat >/dev/null"],
)
def test_a_child_that_dies_is_told(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    another_python(tmp_path, monkeypatch, script)
    with pytest.raises(PlanFileError) as caught:
        read_confined(PLAN.encode() * 10_000, "dead.txt")
    assert "broke down" in said(caught.value, "dead.txt")


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize("script", ["exec sleep 600", "exec cat /dev/zero >/dev/null"])
def test_a_child_that_hangs_is_ended(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    another_python(tmp_path, monkeypatch, script)
    with pytest.raises(PlanFileError) as caught:
        read_confined(PLAN.encode() * 10_000, "hangs.txt", seconds=0.3)
    assert "too long" in said(caught.value, "hangs.txt")


@pytest.mark.usefixtures("nothing_left")
def test_who_stops_watching_ends_the_child() -> None:
    def leave(stage: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_confined(plan_docx(), "plan.docx", leave)


def test_a_fault_of_the_reader_is_told_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = (
        "import sys; from services.plans import confined;"
        "confined.read = lambda data, name, told: data.fault;"
        "confined.main(sys.stdin.buffer, sys.stdout.buffer)"
    )
    another_python(tmp_path, monkeypatch, f"exec '{sys.executable}' -c '{fault}'")
    with pytest.raises(PlanFileError) as caught:
        read_confined(PLAN.encode(), "fault.txt")
    assert "broke down" in said(caught.value, "fault.txt")
    assert "has no attribute 'fault'" in str(caught.value.__cause__)


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize(
    "name",
    [
        "; touch x; $(touch y) `touch z`.txt",
        "--help.txt",
        "../../up.txt",
        "换\n行\t'\"\\.txt",
        "nul\x00.txt",
        "\u202etxt.exe.txt",
        "长" * 50_000 + ".txt",
    ],
)
def test_an_odd_name_is_a_name_and_nothing_else(name: str) -> None:
    draft = is_sound(read_confined(PLAN.encode(), name))
    assert draft.source_name == name
    assert draft == read(PLAN.encode(), name)


def test_a_name_that_is_no_text_is_shown_as_far_as_it_is() -> None:
    assert read_confined(PLAN.encode(), "计\udcff划.txt").source_name == "计?划.txt"
