"""A receiver of webhooks on this machine: it answers as it is told to, and keeps what it was given."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from msgspec import Struct

CERTIFICATE = Path(__file__).parent / "hooks.example.org.pem"
"""Key and certificate for that name, good for a hundred years."""


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
        self.asked_for: list[str | None] = []
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
def receiver(*, secure: bool = False) -> Iterator[Receiver]:
    """`secure`: by TLS, with a certificate for hooks.example.org that it signed itself."""
    with Receiver() as server:
        if secure:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            context.sni_callback = lambda sock, name, context: server.asked_for.append(name)
            server.socket = context.wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.let_go.set()
            server.shutdown()
            thread.join()
