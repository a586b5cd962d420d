"""The log and the tables, checked by commands: export, verify, replay, erase."""

import json
from pathlib import Path

import apsw
import pytest

from tests.integration.cli_world import Line, issued

W36 = "hospital-1/health-2026/weekly/2026-W36"
SECRET = "王某的电话是一二三"


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return issued(tmp_path)


def changed(line: Line, name: str, sql: str) -> None:
    """Somebody meddles with a file of the home."""
    db = apsw.Connection(str(line.home / name))
    db.execute(sql)
    db.close()


def test_an_export_holds_every_record_and_can_be_verified_without_the_home(
    line: Line, tmp_path: Path
) -> None:
    out = tmp_path / "log.jsonl"
    line.done("log", "export", "--out", out)
    printed = line.done("log", "export").out
    records = [json.loads(row) for row in printed.splitlines()]

    assert out.read_text("utf-8") == printed
    assert [one["position"] for one in records] == list(range(1, len(records) + 1))
    assert records[0]["body"]["type"] == "LogOpened"
    assert all(len(one["leaf"]) == 64 for one in records)

    line.environ["DUBAN_HOME"] = str(tmp_path / "elsewhere")
    assert f"Whole: {len(records)} records" in line.done("log", "verify", out).out


@pytest.mark.parametrize(
    ("sql", "wrong"),
    [
        ("update event set body = cast(replace(body, 'u', 'v') as blob) where position = 5", "leaf hash"),
        ("update event set actor = 'm-other' where position = 5", "leaf hash"),
        ("update event set recorded_at = 1 where position = 5", "recorded_at"),
        ("delete from event where position = 5", "position 6"),
        ("update event set version = 99 where position = 5", "version 99"),
    ],
)
def test_the_first_wrong_position_is_named(line: Line, sql: str, wrong: str) -> None:
    assert line.done("log", "verify", "--json").json["records"] > 5
    changed(line, "log.db", sql)

    said = line("log", "verify")
    found = line("log", "verify", "--json")

    assert said.code == found.code == 1
    assert "Wrong at position 5" in said.err
    assert wrong in said.err
    assert (found.json["at"], found.json["records"]) == (5, 4)


def test_a_broken_line_of_an_export_is_named(line: Line, tmp_path: Path) -> None:
    out = tmp_path / "log.jsonl"
    line.done("log", "export", "--out", out)
    out.write_text(out.read_text("utf-8").replace('"tag":"UnitAdded"', '"tag":7', 1), "utf-8")

    said = line("log", "verify", out)

    assert said.code == 1
    assert f"{out}:5" in said.err


def test_a_replay_equals_the_tables_and_names_a_planted_difference(line: Line) -> None:
    equal = line.done("replay", "--check")

    changed(line, "read.db", f"update task set state = 'reported' where task = '{W36}'")
    changed(line, "read.db", "delete from unit where unit = 'hospital-2'")
    said = line("replay", "--check")
    found = line("replay", "--check", "--json")

    assert "equal at position" in equal.out
    assert said.code == found.code == 1
    assert f"task {W36}: state 'reported' ≠ 'scheduled'" in said.out
    assert "unit hospital-2: missing in the live table" in said.out
    assert {one["table"] for one in found.json["differences"]} == {"task", "unit"}


def test_dropped_tables_come_back_from_the_log(line: Line) -> None:
    before = line.rows("schedule", "hospital-1")
    for path in line.home.glob("read.db*"):
        path.unlink()

    assert line.rows("schedule", "hospital-1") == before


def note_of(line: Line) -> str:
    texts = line.done("task", "history", W36, "--json").json["texts"]
    (digest,) = [digest for digest, text in texts.items() if text["text"] == SECRET]
    assert isinstance(digest, str)
    return digest


def test_an_erased_text_is_gone_from_the_files_and_its_erasure_is_told(line: Line) -> None:
    line.done("task", "report", W36, "--note", SECRET)
    digest = note_of(line)
    assert SECRET.encode() in b"".join(path.read_bytes() for path in line.home.glob("kept.db*"))

    said = line.done("erase", digest, "--reason", "privacy-request", "--as", "m-auditor")
    again = line.done("erase", digest, "--reason", "privacy-request")

    assert "Erased" in said.out
    assert "nothing changed" in again.out
    for path in line.home.rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path
    assert "erased on Tue 1 Sep 2026 08:00" in line.done("task", "history", W36).out
    assert line.done("log", "verify").code == line.done("replay", "--check").code == 0


def test_what_was_erased_is_erased_again_after_a_restore(line: Line) -> None:
    line.done("task", "report", W36, "--note", SECRET)
    digest = note_of(line)
    backup = {path.name: path.read_bytes() for path in line.home.glob("kept.db*")}
    line.done("erase", digest, "--reason", "privacy-request")

    for path in line.home.glob("kept.db*"):
        path.unlink()
    for name, data in backup.items():
        (line.home / name).write_bytes(data)

    assert SECRET not in line.done("task", "history", W36).out
    assert all(SECRET.encode() not in path.read_bytes() for path in line.home.glob("kept.db*"))


def test_an_erased_file_goes_with_its_name_and_the_other_texts_stay(line: Line, tmp_path: Path) -> None:
    paper = tmp_path / "王某.txt"
    paper.write_text("病历", "utf-8")
    line.done("task", "report", W36, "--note", "已检查", "--evidence", paper)
    (sentence,) = [
        one for one in line.done("task", "history", W36, "--json").json["sentences"] if one["files"]
    ]
    digest = sentence["files"][0]["digest"]

    line.done("erase", digest, "--reason", "privacy-request")
    told = line.done("task", "history", W36).out

    assert [path for path in (line.home / "evidence").rglob("*") if path.is_file()] == []
    assert "王某" not in told
    assert "已检查" in told
    assert "nothing changed" in line.done("erase", digest, "--reason", "privacy-request").out


def test_the_salt_goes_with_the_last_text_of_its_command(line: Line) -> None:
    line.done("task", "report", W36, "--note", SECRET, "--command-id", "mine")

    def salts() -> int:
        db = apsw.Connection(str(line.home / "kept.db"))
        count: int = db.execute("select count(*) from salt where command = 'mine'").get
        db.close()
        return count

    assert salts() == 1
    line.done("erase", note_of(line), "--reason", "privacy-request")
    assert salts() == 0


def test_an_unknown_digest_and_a_reason_in_words_are_refused(line: Line) -> None:
    unknown = line("erase", "0" * 64, "--reason", "privacy-request")
    worded = line("erase", "0" * 64, "--reason", "because Mr Wang asked")

    assert unknown.code == worded.code == 1
    assert "no text and no file" in unknown.err
    assert "because Mr Wang asked" in worded.err
