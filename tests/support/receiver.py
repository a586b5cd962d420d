"""A receiver of webhooks on this machine: it answers as it is told to, and keeps what it was given."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from msgspec import Struct


class Call(Struct, frozen=True):
    path: str
    headers: dict[str, str]
    body: bytes
    status: int


class Receiver(ThreadingHTTPServer):
    """`status` is what it answers; `hangs`: it answers nothing until it is let go."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.calls: list[Call] = []
        self.status = 204
        self.hangs = False
        self.let_go = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"

    def taken(self) -> list[str]:
        """The ids of what was answered with 2xx."""
        return [one.headers["webhook-id"] for one in self.calls if 200 <= one.status < 300]


class _Answer(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        server = self.server
        if server.hangs:
            server.let_go.wait(20)
            return
        server.calls.append(Call(self.path, headers, body, server.status))
        self.send_response(server.status)
        if 300 <= server.status < 400:
            self.send_header("Location", server.url.replace("/hook", "/elsewhere"))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        self.server.calls.append(Call(self.path, {}, b"GET", 200))
        self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.let_go.set()
            server.shutdown()
            thread.join()
