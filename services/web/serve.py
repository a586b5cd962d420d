"""Running the server: loopback only, one process, and a clean end within a second."""

import errno
import ipaddress
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import msgspec
import structlog
import uvicorn

from services.bootstrap import App
from services.parts import Parts
from services.web.app import create_app

LOOPBACK = {"127.0.0.1": socket.AF_INET, "localhost": socket.AF_INET, "::1": socket.AF_INET6}
BACKLOG = 512
SWITCH = 0.0005  # seconds: apsw lets go of the GIL at each statement, and waits this long to get it back
PATIENCE = 1  # seconds that running requests get at the end


class CannotServe(Exception):
    """The address cannot be used; says why in both languages."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(f"{english}\n{chinese}")
        self.english, self.chinese = english, chinese


def bind(host: str, port: int) -> socket.socket:
    """A listening socket on the loopback address; port 0: any free one. Raises CannotServe."""
    family = LOOPBACK.get(host.lower())
    if family is None:
        raise CannotServe(
            f"There are no accounts yet, so whoever reaches duban may do everything: it binds to"
            f" {', '.join(LOOPBACK)} only, not to {host}. Set DUBAN_HOST (or --host) to 127.0.0.1.",
            f"目前尚无账号，凡能访问 duban 的人都可执行一切操作，因此只绑定本机地址 {'、'.join(LOOPBACK)}，"
            f"不绑定 {host}。请将 DUBAN_HOST（或 --host）设为 127.0.0.1。",
        )
    address = "127.0.0.1" if family == socket.AF_INET else "::1"
    # the protocol by name: without it asyncio leaves Nagle's delay on, 40 ms for each answer
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((address, port))
        sock.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        sock.close()
        raise _not_bound(address, port, error) from error
    return sock


def _not_bound(address: str, port: int, error: OSError | OverflowError) -> CannotServe:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return CannotServe(
            f"Port {port} of {address} is in use: is duban running already? Stop it, or set DUBAN_PORT"
            " (or --port) to a free port.",
            f"{address} 的端口 {port} 已被占用：duban 是否已在运行？请先停止它，"
            "或将 DUBAN_PORT（或 --port）设为空闲端口。",
        )
    return CannotServe(
        f"{address} port {port} cannot be used: {error}. Set DUBAN_PORT (or --port) to a port from 1024"
        " to 65535.",
        f"无法使用 {address} 的端口 {port}：{error}。"
        "请将 DUBAN_PORT（或 --port）设为 1024 至 65535 之间的端口。",
    )


def address_of(sock: socket.socket) -> str:
    """Where a browser finds it."""
    host, port = sock.getsockname()[:2]
    shown = f"[{host}]" if ipaddress.ip_address(host).version == 6 else host
    return f"http://{shown}:{port}/"


def serve(app: App, sock: socket.socket, say: Callable[[str], object]) -> int:
    """Answers on a bound socket, with all parts of the App running, until Ctrl-C, SIGTERM or a failed part.

    `say` is given the address. The result is an exit code: 1 if a part failed, told in the log.
    """
    configure_logs(app.settings.log_level)
    sys.setswitchinterval(SWITCH)
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(app),
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ws="none",
            backlog=BACKLOG,
            timeout_graceful_shutdown=PATIENCE,
        )
    )
    failed: list[str] = []

    def give_up(part: str, _: Exception) -> None:
        failed.append(part)
        server.should_exit = True

    parts = Parts(app, give_up)
    with _asked_to_stop(server):
        parts.start()
        try:
            say(address_of(sock))
            server.run(sockets=[sock])
        finally:
            parts.stop()
            sock.close()
    return 1 if failed else 0


@contextmanager
def _asked_to_stop(server: uvicorn.Server) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the server, not the process: the parts are still to be stopped after it.

    uvicorn puts back the handlers that it found and raises its signals again, which then come here.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_: int, __: FrameType | None) -> None:
        server.should_exit = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def configure_logs(level: str) -> None:
    """From `level` (debug, info, warning, error) up, on stdout: JSON lines, or for a person at a terminal
    lines to read."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    common: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
    ]
    wrapper = structlog.make_filtering_bound_logger(number)
    if sys.stdout.isatty():
        stamp = structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False)
        structlog.configure([*common, stamp, structlog.dev.ConsoleRenderer()], wrapper_class=wrapper)
        return
    structlog.configure(
        processors=[
            *common,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_json),
        ],
        wrapper_class=wrapper,
        logger_factory=structlog.BytesLoggerFactory(sys.stdout.buffer),
        cache_logger_on_first_use=True,
    )


def _json(line: Any, **_: Any) -> bytes:
    return msgspec.json.encode(line, enc_hook=repr)
