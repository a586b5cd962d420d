"""A real server: where it binds, what it says, and how it ends."""

import http.client
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from services.web.serve import CannotServe, address_of, bind

PROGRAM = """
import sys
from pathlib import Path
from services.bootstrap import found_calendar, open_app
from services.settings import Settings
from services.web.serve import bind, serve
sock = bind("127.0.0.1", 0)
with open_app(Settings(home=Path(sys.argv[1]))) as app:
    found_calendar(app, [2026])
    code = serve(app, sock, lambda address: print(address, flush=True))
print("closed", flush=True)
raise SystemExit(code)
"""


BROKEN = """
import services.parts

def fail(*_):
    raise RuntimeError("the disk is gone")

services.parts.catch_up = fail
"""


@contextmanager
def server(home: Path, before: str = "") -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running server and its address; `before` is run first in its process."""
    command = [sys.executable, "-c", before + PROGRAM, str(home)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


def ask(address: str, path: str, body: Any = None) -> tuple[int, Any]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    headers = {"Duban-Member": "m-1", "Content-Type": "application/json"}
    method = "GET" if body is None else "POST"
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    answer = connection.getresponse()
    found = json.loads(answer.read())
    connection.close()
    return answer.status, found


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_cleanly_and_what_was_saved_is_there_again(
    tmp_path: Path, number: signal.Signals
) -> None:
    with server(tmp_path) as (process, address):
        unit = {"unit": "city-office", "name": "市政府办公室", "kind": "office"}
        status, saved = ask(address, "/api/v1/units", unit)
        assert (status, saved["shown"]) == (201, True)

        idle = socket.create_connection((urlsplit(address).hostname, urlsplit(address).port))
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
        idle.close()

    assert process.returncode == 0, err
    assert out.rstrip().endswith("closed"), "the App was closed before the end"
    with server(tmp_path) as (_, address):
        assert ask(address, "/api/v1/units/city-office")[1]["unit"]["name"] == "市政府办公室"


def test_access_lines_are_json_with_the_request_id(tmp_path: Path) -> None:
    with server(tmp_path) as (process, address):
        ask(address, "/healthz")
        process.terminate()
        out, _ = process.communicate(timeout=20)

    (line,) = [json.loads(line) for line in out.splitlines() if '"/healthz"' in line]
    assert (line["event"], line["method"], line["status"]) == ("request", "GET", 200)
    assert line["request"]
    assert line["timestamp"].endswith("Z")


def test_a_part_that_fails_ends_the_server_and_is_named_in_the_log(tmp_path: Path) -> None:
    with server(tmp_path, BROKEN) as (process, first):
        out, _ = process.communicate(timeout=20)

    assert process.returncode == 1
    (line,) = [json.loads(line) for line in (first, *out.splitlines()) if "part failed" in line]
    assert line["part"] == "follow"
    assert "the disk is gone" in line["exception"]


def test_a_keep_alive_answer_does_not_wait_for_an_acknowledgement() -> None:
    with bind("127.0.0.1", 0) as sock:
        client = socket.create_connection(sock.getsockname())
        accepted, _ = sock.accept()

        assert accepted.proto == socket.IPPROTO_TCP, "asyncio sets TCP_NODELAY by this"
        accepted.close()
        client.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])
def test_any_address_but_loopback_is_refused_because_there_are_no_accounts(host: str) -> None:
    with pytest.raises(CannotServe) as refused:
        bind(host, 0)

    assert "There are no accounts yet" in refused.value.english
    assert "目前尚无账号" in refused.value.chinese


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_loopback_names_are_bound(host: str) -> None:
    with bind(host, 0) as sock:
        assert address_of(sock) == f"http://127.0.0.1:{sock.getsockname()[1]}/"


def test_the_loopback_of_version_6_is_bound_where_there_is_one() -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("no IPv6 here")

    with bind("::1", 0) as sock:
        assert address_of(sock).startswith("http://[::1]:")


def test_a_port_in_use_is_named() -> None:
    with bind("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(CannotServe) as refused:
            bind("127.0.0.1", port)

    assert f"Port {port} of 127.0.0.1 is in use" in refused.value.english
    assert "已被占用" in refused.value.chinese


@pytest.mark.parametrize("port", [70_000, -1])
def test_a_port_that_cannot_be_is_refused(port: int) -> None:
    with pytest.raises(CannotServe) as refused:
        bind("127.0.0.1", port)

    assert str(port) in refused.value.english
