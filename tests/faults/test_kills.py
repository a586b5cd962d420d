"""The server is killed again and again under a client that reports tasks.

Nothing acknowledged is lost, nobody is told twice, nothing that is due is missed.
`make kills KILLS=100 SEED=7` does it longer, and at other moments.
"""

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from services.commands.remote import server_of
from tests.faults import district

PROGRAM = "from services.cli import main; main()"
ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("KILLS", "10"))
SEED = int(os.environ.get("SEED", "1"))
CLIENTS, REPORTS = 3, 250
PAUSE = 0.15  # seconds between the reports of a client: some are left for the last kill
IN_START = 0.2  # of the kills come before the server is up
REST = 2_000_000  # µs
START = 60.0  # seconds that a start may take on a busy machine
END = 120.0  # seconds in which the backlog must be worked off


@contextmanager
def server(home: Path, log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """`duban serve` in a process of its own; it is killed at the end if it still runs."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "--home", str(home), "serve", "--port", "0"],
            cwd=ROOT,
            env={**os.environ, "DUBAN_SWEEP_SECONDS": "0.05"},
            stdout=out,
            stderr=out,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def answering(home: Path, process: "subprocess.Popen[bytes]", log: Path) -> str:
    """The address of the server, once it is up."""
    end = time.monotonic() + START
    while time.monotonic() < end:
        found = server_of(home)
        if found is not None and found.pid == process.pid:
            return found.url
        assert process.poll() is None, log.read_text("utf-8", "replace")[-3000:]
        time.sleep(0.02)
    raise AssertionError("the server did not start")


class Client:
    """Reports tasks, each under one Idempotency-Key, and asks again under it until it is acknowledged."""

    def __init__(self, tasks: list[str]) -> None:
        self.acknowledged: dict[str, str] = {}
        self.unexpected: list[str] = []
        self.url = "http://127.0.0.1:9/"  # nobody, until a server is up
        self._tasks = iter(tasks)
        self._taking = threading.Lock()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(CLIENTS)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        with httpx2.Client(timeout=10, trust_env=False) as http:
            while not self._stop.is_set():
                with self._taking:
                    task = next(self._tasks, "")
                if not task:
                    return
                self._report(http, task)
                self._stop.wait(PAUSE)

    def _report(self, http: httpx2.Client, task: str) -> None:
        key = f"report-{task.replace('/', '-')}"
        headers = {"Duban-Member": f"m-{task.split('/')[0]}-clerk", "Idempotency-Key": key}
        while not self._stop.is_set():
            try:
                path = f"{self.url}api/v1/tasks/{task}/reports"
                answer = http.post(path, json={"note": "完成"}, headers=headers)
            except httpx2.HTTPError:  # the server is gone, or not there yet
                self._stop.wait(0.05)
                continue
            if answer.status_code in (200, 201):
                self.acknowledged[task] = key
                return
            if answer.status_code != 503:
                self.unexpected.append(f"{task}: {answer.status_code} {answer.text}")
                return


@pytest.mark.slow
def test_nothing_is_lost_doubled_or_missed_however_often_the_server_is_killed(tmp_path: Path) -> None:
    print(f"{KILLS} kills, seed {SEED}")
    home, log, chance = tmp_path / "home", tmp_path / "server.log", random.Random(SEED)
    district.found(home)
    tasks = district.open_tasks(home)
    chance.shuffle(tasks)
    client = Client(tasks[:REPORTS])
    client.start()
    for _ in range(KILLS):
        with server(home, log) as process:
            if chance.random() < IN_START:
                time.sleep(chance.uniform(0, 1))
            else:
                client.url = answering(home, process, log)
                time.sleep(chance.expovariate(2))
            process.kill()
    with server(home, log) as process:
        client.url = answering(home, process, log)
        _work_off(client.url, process, log)
        client.stop()
        stopped = district.now() - REST
        process.terminate()
        assert process.wait(30) == 0, log.read_text("utf-8", "replace")[-3000:]

    found = district.examined(home, client.acknowledged, stopped)
    print(f"{KILLS} kills, seed {SEED}: {len(client.acknowledged)} acknowledged, {found}")
    assert client.unexpected == []
    assert client.acknowledged
    assert found.steps > len(tasks) - found.reports
    assert found.missing == [], "acknowledged, and not in the log exactly once"
    assert found.twice == [], "told twice"
    assert found.missed == [], "due, and nobody was told"
    assert found.differences == [], "tables that a replay does not give"
    assert found.quarantined == 0
    assert found.broken == [], "records out of line, or not as they were sealed"


def _work_off(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until the head of the log rests: all that is due is done, and the client has no more to say."""
    end, last, since = time.monotonic() + END, -1, time.monotonic()
    with httpx2.Client(timeout=10, trust_env=False) as http:
        while time.monotonic() < end:
            assert process.poll() is None, log.read_text("utf-8", "replace")[-3000:]
            head = int(http.get(f"{url}readyz").json()["head"])
            if head != last:
                last, since = head, time.monotonic()
            elif time.monotonic() - since > REST / 1_000_000:
                return
            time.sleep(0.1)
    raise AssertionError("the backlog was not worked off")
