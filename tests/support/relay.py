"""A mail relay that speaks just enough SMTP, in a thread, and keeps what it was given."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from email.policy import default


class Relay(socketserver.ThreadingTCPServer):
    """`refuse` holds addresses that it does not take; `rude` makes it answer a farewell with an error.

    At the address `hang_up_at` it hangs up each time.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails: list[Message] = []
        self.refuse: set[str] = set()
        self.rude = False
        self.hang_up_after = 10**9
        self.hang_up_at = ""
        self.sessions = 0

    @property
    def address(self) -> str:
        host, port = self.server_address[:2]
        return f"{host!s}:{port}"


class _Session(socketserver.StreamRequestHandler):
    server: Relay

    def handle(self) -> None:
        self.server.sessions += 1
        taken = 0
        self._say("220 relay")
        while line := self.rfile.readline().decode().strip():
            verb = line.partition(" ")[0].upper()
            if verb == "QUIT":
                self._say("500 no" if self.server.rude else "221 bye")
                return
            if self.server.hang_up_at and self.server.hang_up_at in line:
                return
            if verb == "RCPT" and any(address in line for address in self.server.refuse):
                self._say(f"550 {line[8:]} is not here")
            elif verb == "DATA":
                if taken >= self.server.hang_up_after:
                    return
                self._say("354 go on")
                self.server.mails.append(message_from_bytes(self._data(), policy=default))
                taken += 1
                self._say("250 kept")
            else:
                self._say("250 ok")

    def _data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        return b"".join(lines)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def relay() -> Iterator[Relay]:
    with Relay() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
