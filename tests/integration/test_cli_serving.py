"""`duban serve`, and command lines that find it running: they ask it in place of the files."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec import Struct

from tests.integration.cli_world import PLAN, TEXT, Line, issued, written

PROGRAM = "from services.cli import main; main()"
PATIENCE = 20  # seconds that a start may take on a busy machine


class Serving(Struct):
    line: Line
    process: subprocess.Popen[bytes]
    task: str


@contextmanager
def running(line: Line) -> Iterator[subprocess.Popen[bytes]]:
    """The server in a process of its own, by the real clock."""
    environ = {**os.environ, **line.environ}
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "serve", "--port", "0"],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        end = time.monotonic() + PATIENCE
        while not (line.home / "server.json").exists() and process.poll() is None:
            assert time.monotonic() < end, "the server did not start"
            time.sleep(0.05)
        assert process.poll() is None, process.communicate()
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A plan that is issued now, so that its tasks are open now."""
    folder = tmp_path_factory.mktemp("serving")
    line = issued(folder, time.strftime("%Y-%m-%dT%H:%M+00:00", time.gmtime(time.time() - 60)))
    # due at 24:00: what was due before a plan is issued is not asked, and the test may run in the evening
    daily = PLAN.replace("health-2026", "daily").replace("weekly on fri", 'daily, due_time: "24:00"')
    line.done("plan", "import", written(folder, "daily.yaml", daily))
    line.done("plan", "submit", "daily")
    line.done("plan", "issue", "daily")
    line.done("tick")
    (task, *_) = [
        row["task"] for row in line.rows("owed", "hospital-1") if "/daily/weekly/" in row["task"]
    ] or [""]
    with running(line) as process:
        yield Serving(line, process, task)


def test_readings_are_those_of_the_server(serving: Serving, tmp_path: Path) -> None:
    line = serving.line
    readings = [
        ("schedule", "hospital-1"),
        ("owed", "hospital-1"),
        ("inbox", "m-head-1"),
        ("overview", "bureau"),
        ("plan", "list"),
        ("plan", "show", "daily"),
        ("plan", "questions", "daily"),
        ("org", "show", "bureau"),
        ("policy", "list"),
    ]

    for reading in readings:
        assert line.done(*reading, "--json").json, reading
        assert line.done(*reading).out, reading
    health = line.done("doctor", "--json").json
    assert health["server"]["pid"] == serving.process.pid
    line.done("log", "export", "--out", tmp_path / "log.jsonl")
    assert line.done("log", "verify").out.startswith("Whole")
    assert line.done("log", "verify", tmp_path / "log.jsonl").out.startswith("Whole")


def test_a_task_is_worked_on_through_the_server(serving: Serving, tmp_path: Path) -> None:
    line, task = serving.line, serving.task
    paper = written(tmp_path, "签到表.txt", "张三")
    scheduled = line.done("task", "show", task, "--json").json["as_of_position"]

    line.done("task", "start", task, "--as", "m-clerk-1", "--on-behalf", "m-head-1")
    first = line.done("task", "report", task, "--note", "已巡查", "--evidence", paper, "--command-id", "one")
    again = line.done("task", "report", task, "--note", "已巡查", "--evidence", paper, "--command-id", "one")
    refused = line("task", "report", task, "--note", "再报")
    told = line.done("task", "history", task).out

    assert "Reported." in first.out
    assert "done before" in again.out
    assert refused.code == 1
    assert "already" in refused.err
    for words in ("Work began", "已巡查", "签到表.txt"):
        assert words in told
    assert (
        line.done("task", "show", task, "--as-of", str(scheduled), "--json").json["task"]["state"]
        == "scheduled"
    )


def test_a_plan_is_imported_and_issued_through_the_server(serving: Serving, tmp_path: Path) -> None:
    line = serving.line
    text = written(tmp_path, "community.txt", TEXT)
    answers = written(
        tmp_path,
        "answers.yaml",
        "leads: [hospital-2]\nanchors: {monthly: monthly on 25}\nundecided: {leave_out: 不排期}\n",
    )
    head = ("--unit", "bureau", "--owner", "m-owner", "--since", "2026-09-01", "--until", "2029-12-31")

    said = line.done("plan", "import", text, "--answers", answers, *head)
    line.done("plan", "submit", "community")
    line.done("plan", "issue", "community")

    assert "2 items" in said.out
    end = time.monotonic() + PATIENCE
    while not any("/community/" in row["task"] for row in line.rows("schedule", "hospital-2")):
        if time.monotonic() > end:
            pytest.fail("the server did not schedule the plan")
        time.sleep(0.1)


@pytest.mark.parametrize(
    "command",
    [("tick",), ("replay", "--check"), ("erase", "0" * 64, "--reason", "x")],
)
def test_a_command_without_an_address_says_who_has_the_log(
    serving: Serving, command: tuple[str, ...]
) -> None:
    said = serving.line(*command)

    assert said.code == 2
    assert str(serving.process.pid) in said.err
    assert "stop the server" in said.err


def test_a_second_server_on_the_same_home_is_refused(serving: Serving) -> None:
    said = serving.line("serve", "--port", "0")

    assert said.code == 2
    assert str(serving.process.pid) in said.err
    assert json.loads((serving.line.home / "server.json").read_bytes())["pid"] == serving.process.pid


def test_other_addresses_than_the_loopback_are_refused(serving: Serving) -> None:
    said = serving.line("serve", "--host", "0.0.0.0")

    assert said.code == 2
    assert "127.0.0.1" in said.err


def test_a_server_that_ended_leaves_the_files_to_commands(tmp_path: Path) -> None:
    line = issued(tmp_path)
    with running(line) as process:
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    assert not (line.home / "server.json").exists()

    with running(line) as process:
        process.kill()
        process.wait(PATIENCE)
        assert (line.home / "server.json").exists(), "a killed server cannot tidy up"
        assert line.done("tick").code == 0
        assert "server" not in line.done("doctor", "--json").json


def test_an_order_is_sent_to_the_server_which_carries_it_out(serving: Serving) -> None:
    line, day = serving.line, time.strftime("%Y-%m-%d", time.gmtime(time.time() + 5 * 24 * 3600))
    words = ("excuse", "--unit", "hospital-2", "--since", day, "--until", day, "--cause", "power")
    (row,) = line.done(*words, "--dry-run", "--json").json["rows"]
    given = line.done(*words, "--reason", "停电检修", "--order", "power-cut")
    end = time.monotonic() + PATIENCE
    while not (found := line.done("order", "show", "power-cut", "--json").json)["settled"]:
        assert time.monotonic() < end, "it was not carried out"
        time.sleep(0.1)
    assert "duban tick" not in given.err
    assert (found["done"], found["reason"], row["unit"]) == (row["tasks"], "停电检修", "hospital-2")
    assert "cn" in line.done("calendar", "replan", "cn").out
