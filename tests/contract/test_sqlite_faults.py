"""What can go wrong with the file: each is said clearly, and nothing that was acknowledged is lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from events.log import Appended, Conflict, LogError, LogUnavailable, append
from events.sqlite import APPLICATION_ID, SqliteLog, is_safe
from tests.contract.appends import Clock, append_of, open_log

ROOT = Path(__file__).resolve().parents[2]

HOLD = """
import sys
from pathlib import Path
from tests.contract.appends import Clock, open_log
log = open_log(Path(sys.argv[1]), Clock())
print("open", flush=True)
sys.stdin.read()
"""

FILL = """
import resource, sys
from pathlib import Path
from events.log import LogError, append
from tests.contract.appends import Clock, append_of, open_log
log = open_log(Path(sys.argv[1]), Clock())
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
for number in range(1_000):
    try:
        append(log, append_of(f"c{number}", ("unit/a", number, ["x" * 4_000])))
    except LogError as error:
        print("failed", f"c{number}", type(error).__name__, flush=True)
        break
    print("acknowledged", f"c{number}", flush=True)
try:
    append(log, append_of("next", ("unit/b", 0, ["x"])))
except LogError as error:
    print("then", type(error).__name__, error, flush=True)
"""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log(tmp_path: Path, clock: Clock) -> Iterator[SqliteLog]:
    opened = open_log(tmp_path, clock)
    yield opened
    opened.close()


def child(script: str, folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", script, str(folder)],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def meddle(folder: Path, sql: str) -> None:
    """Change the file behind the log's back."""
    with apsw.Connection(str(folder / "log.db")) as db:
        db.execute(sql)
    db.close()


def fill(log: SqliteLog, acknowledged: list[str]) -> None:
    for number in range(1_000):
        append(log, append_of(f"c{number}", ("unit/a", number, ["x" * 2_000])))
        acknowledged.append(f"c{number}")


def test_what_was_appended_is_there_after_reopening(tmp_path: Path, clock: Clock, log: SqliteLog) -> None:
    append(log, append_of("c1", ("unit/a", 0, ["x", "y"])))
    before = log.read_all()
    log.close()
    again = open_log(tmp_path, clock)
    assert again.read_all() == before
    assert append(again, append_of("c1", ("unit/a", 0, ["x", "y"]))).again
    again.close()


def test_a_log_keeps_its_own_id_when_it_is_opened_with_another(
    tmp_path: Path, clock: Clock, log: SqliteLog
) -> None:
    log.close()
    again = SqliteLog.open(tmp_path / "log.db", clock, log_id="other", time_zone="UTC")
    assert (again.opened.log, again.opened.time_zone, again.head()) == ("test", "Asia/Shanghai", 1)
    again.close()


def test_a_commit_is_synced_and_logged_ahead(log: SqliteLog) -> None:
    assert log._writer.pragma("synchronous") == 2
    assert log._writer.pragma("journal_mode") == "wal"
    assert log._writer.pragma("application_id") == APPLICATION_ID


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ("3.40.1", False),
        ("3.44.5", False),
        ("3.44.6", True),
        ("3.45.0", False),
        ("3.50.6", False),
        ("3.50.7", True),
        ("3.50.10", True),
        ("3.51.0", False),
        ("3.51.2", False),
        ("3.51.3", True),
        ("3.54.1", True),
        ("4.0.0", True),
    ],
)
def test_only_a_sqlite_without_the_wal_reset_race_is_safe(version: str, safe: bool) -> None:
    assert is_safe(version) is safe


def test_an_old_sqlite_is_refused(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apsw, "sqlite_lib_version", lambda: "3.40.1")
    with pytest.raises(LogUnavailable, match=r"SQLite 3\.40\.1 can corrupt a log .* use 3\.51\.3 or newer"):
        open_log(tmp_path, clock)
    assert not (tmp_path / "log.db").exists()


def test_a_text_file_is_not_taken_for_a_log(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "log.db"
    path.write_text("一、每周五检查\n" * 500)
    before = path.read_bytes()
    with pytest.raises(LogUnavailable, match="is not a SQLite file"):
        open_log(tmp_path, clock)
    assert path.read_bytes() == before


def test_the_database_of_another_program_is_left_as_it_is(tmp_path: Path, clock: Clock) -> None:
    with apsw.Connection(str(tmp_path / "log.db")) as db:
        db.execute("create table customer (name text)")
    db.close()
    before = (tmp_path / "log.db").read_bytes()
    with pytest.raises(LogUnavailable, match="is not a duban log"):
        open_log(tmp_path, clock)
    assert (tmp_path / "log.db").read_bytes() == before
    assert not (tmp_path / "log.db-wal").exists()


def test_a_log_of_a_newer_layout_is_refused(tmp_path: Path, clock: Clock, log: SqliteLog) -> None:
    log.close()
    meddle(tmp_path, "pragma user_version = 2")
    with pytest.raises(LogUnavailable, match="layout 2, this program knows 1"):
        open_log(tmp_path, clock)


def test_an_empty_file_becomes_a_log(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "log.db").touch()
    log = open_log(tmp_path, clock)
    assert log.head() == 1
    log.close()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(LogUnavailable, match=r"none.*No such file"):
        open_log(tmp_path / "none", clock)


def test_a_second_process_is_told_who_holds_the_log(tmp_path: Path, clock: Clock) -> None:
    holder = child(HOLD, tmp_path)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"
    with pytest.raises(LogUnavailable, match=f"in use by process {holder.pid}"):
        open_log(tmp_path, clock)
    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate()
    log = open_log(tmp_path, clock)
    assert log.head() == 1
    log.close()


def test_a_log_can_be_opened_again_after_a_refused_opening(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "log.db"
    path.write_text("not a database, and longer than a header: " * 10)
    with pytest.raises(LogUnavailable):
        open_log(tmp_path, clock)
    path.unlink()
    open_log(tmp_path, clock).close()


def test_a_full_database_refuses_and_keeps_what_was_acknowledged(
    tmp_path: Path, clock: Clock, log: SqliteLog
) -> None:
    log._writer.pragma("max_page_count", log._writer.pragma("page_count") + 20)
    acknowledged: list[str] = []
    with pytest.raises(LogUnavailable, match="the disk is full, nothing was written"):
        fill(log, acknowledged)
    assert acknowledged
    assert log.find(f"c{len(acknowledged)}") is None
    log._writer.pragma("max_page_count", 1_000_000)
    assert append(log, append_of("room again", ("unit/b", 0, ["x"]))).first == len(acknowledged) + 2
    log.close()
    again = open_log(tmp_path, clock)
    commands = [record.command for record in again.read_all(after=1)]
    assert commands == [*acknowledged, "room again"]
    again.close()


def test_a_failing_file_stops_the_log_and_keeps_what_was_acknowledged(tmp_path: Path, clock: Clock) -> None:
    filler = child(FILL, tmp_path)
    output, _ = filler.communicate()
    *lines, failed, then = [line.split(maxsplit=2) for line in output.splitlines()]
    acknowledged = [command for _, command in lines]
    assert len(acknowledged) > 3
    assert failed == ["failed", f"c{len(acknowledged)}", "Unknown"]
    assert then[:2] == ["then", "LogUnavailable"]
    assert "must be opened anew" in then[2]
    log = open_log(tmp_path, clock)
    assert [record.command for record in log.read_all(after=1)] == acknowledged
    assert log.find(failed[1]) is None
    log.close()


def test_a_constraint_that_one_append_meets_fails_that_one_alone(tmp_path: Path, log: SqliteLog) -> None:
    meddle(
        tmp_path,
        "create trigger poison before insert on event when new.stream = 'unit/poison'"
        " begin select raise(abort, 'poisoned'); end",
    )
    answers = log.commit(
        [
            append_of("c1", ("unit/a", 0, ["x"])),
            append_of("c2", ("unit/poison", 0, ["x"])),
            append_of("c3", ("unit/a", 0, ["x"])),
            append_of("c4", ("unit/b", 0, ["x"])),
        ]
    )
    assert [type(answer) for answer in answers] == [Appended, LogError, Conflict, Appended]
    assert "poisoned" in str(answers[1])
    assert [record.command for record in log.read_all(after=1)] == ["c1", "c4"]


def test_a_driver_error_never_crosses_the_log(tmp_path: Path, log: SqliteLog) -> None:
    meddle(tmp_path, "drop table event")
    for attempt in (log.head, log.read_all, lambda: log.commit([append_of("c1", ("unit/a", 0, ["x"]))])):
        with pytest.raises(LogUnavailable, match="no such table"):
            attempt()


def test_a_writer_elsewhere_is_waited_for_and_then_named(tmp_path: Path, log: SqliteLog) -> None:
    log._writer.set_busy_timeout(1)
    other = apsw.Connection(str(tmp_path / "log.db"))
    other.execute("begin immediate")
    with pytest.raises(LogUnavailable, match="another process"):
        append(log, append_of("c1", ("unit/a", 0, ["x"])))
    other.execute("rollback")
    other.close()
    assert append(log, append_of("c1", ("unit/a", 0, ["x"]))).first == 2


def test_two_logs_may_share_a_file_when_neither_asks_for_it_alone(tmp_path: Path, clock: Clock) -> None:
    one, two = (open_log(tmp_path, clock, exclusive=False) for _ in range(2))
    append(one, append_of("c1", ("unit/a", 0, ["x"])))
    with pytest.raises(Conflict):
        append(two, append_of("c2", ("unit/a", 0, ["x"])))
    assert append(two, append_of("c2", ("unit/a", 1, ["x"]))).first == 3
    assert one.head() == 3
    one.close()
    two.close()
