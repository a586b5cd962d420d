"""The schedule endpoint (JSON, 30 rows) and its HTML page beside a hello route on the same server.

One uvicorn process serves the whole application with all parts running; hello is one more route of it, first
in its router, through the same middleware. A second process asks over connections that are kept alive.
"""

import multiprocessing
import socket
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from benchmarks import world
from benchmarks.result import Measured, Ratio, say
from services.bootstrap import open_app
from services.parts import Parts
from services.settings import Settings
from services.web.app import create_app
from services.web.serve import bind, configure_logs

ROWS = 30
ROUNDS = 7
SECONDS = 1.5
CONNECTIONS = 4
UNIT = world.unit_name(3)
PATHS = {
    "hello": "/hello",
    "JSON": f"/api/v1/units/{UNIT}/schedule?since=2026-09-01&until=2026-09-03&limit={ROWS}",
    "HTML": f"/units/{UNIT}?view=day&date=2026-09-01",
}


def run(scale: float) -> Measured:
    configure_logs("warning")
    with world.folder() as home:
        say("page: a server with 30 rows to show")
        ours, theirs = multiprocessing.Pipe()
        asking = multiprocessing.get_context("spawn").Process(
            target=_client, args=(theirs, SECONDS * min(1, scale * 2))
        )
        rates = _served(home, ours, asking)
    asking.join(10)
    middle = {name: median(found) for name, found in rates.items()}
    return Measured(
        (Ratio("schedule endpoint / hello", middle["JSON"] / middle["hello"], 0.35),),
        (
            ("hello", middle["hello"], " requests/s"),
            ("schedule, JSON, 30 rows", middle["JSON"], " requests/s"),
            ("schedule, HTML, 30 tasks", middle["HTML"], " requests/s"),
            ("HTML / hello", middle["HTML"] / middle["hello"], ""),
        ),
    )


def _served(
    home: Path, ours: Connection, asking: multiprocessing.process.BaseProcess
) -> dict[str, list[float]]:
    with open_app(Settings(home=home), clock=lambda: world.START + world.DAY // 2) as app:
        world.found(app.log, 20, ROWS)
        world.at_once(app.log, 20, ROWS, world.START + world.DAY - 1, world.START + world.DAY * 30)
        app.catch_up()
        web = create_app(app)
        web.router.routes.insert(0, Route("/hello", hello))
        sock = bind("127.0.0.1", 0)
        server = uvicorn.Server(uvicorn.Config(web, log_config=None, access_log=False))
        parts = Parts(app, lambda part, error: ours.send(f"{part}: {error}"))
        parts.start()
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
        thread.start()
        asking.start()
        ours.send(sock.getsockname())
        rates: dict[str, list[float]] = ours.recv()
        server.should_exit = True
        thread.join()
        parts.stop()
    return rates


async def hello(_: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


def _client(pipe: Connection, length: float) -> None:
    """Requests per second by path, in rounds taken in turn."""
    address = pipe.recv()
    rates: dict[str, list[float]] = {name: [] for name in PATHS}
    for _ in range(ROUNDS):
        for name, path in PATHS.items():
            rates[name].append(_rate(address, path, length))
    pipe.send(rates)


def _rate(address: tuple[str, int], path: str, length: float) -> float:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{address[1]}\r\nAccept: */*\r\n\r\n".encode()
    sockets = [socket.create_connection(address) for _ in range(CONNECTIONS)]
    for sock in sockets:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    begin, count = time.perf_counter(), 0
    while time.perf_counter() - begin < length:
        for sock in sockets:
            sock.sendall(request)
        for sock in sockets:
            _answer(sock)
        count += len(sockets)
    took = time.perf_counter() - begin
    for sock in sockets:
        sock.close()
    return count / took


def _answer(sock: socket.socket) -> None:
    """Read one answer whole; raises for any that is not 200."""
    data = sock.recv(1 << 18)
    while b"\r\n\r\n" not in data:
        data += sock.recv(1 << 18)
    head, _, body = data.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(data[:500].decode())
    size = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(body) < size:
        body += sock.recv(1 << 18)
