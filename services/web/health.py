"""Is the process alive, and can it do its work?"""

import os
import shutil
from pathlib import Path

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from services.bootstrap import App
from services.web.operations import Endpoint, Operation, answer

MOST_BEHIND = 1_000  # events that the tables may lack
LEAST_FREE = 16 << 20  # bytes


class Alive(Struct, frozen=True):
    alive: bool = True


class Readiness(Struct, frozen=True):
    """`lag`: events of the log that the tables do not show yet. `free`: bytes left on the log's disk."""

    ready: bool
    head: int
    shown: int
    lag: int
    log_writable: bool
    free: int


def readiness(app: App) -> Readiness:
    shown = app.store.position()
    head = app.log.head()
    home = app.settings.home
    free = shutil.disk_usage(home).free
    writable = _writable(home) and free >= LEAST_FREE
    lag = max(0, head - shown)
    return Readiness(writable and lag <= MOST_BEHIND, head, shown, lag, writable, free)


def _writable(home: Path) -> bool:
    return os.access(home, os.W_OK) and os.access(home / "log.db", os.W_OK)


def _healthz(app: App) -> Endpoint:
    async def get(request: Request) -> Response:
        return answer(Alive())

    return get


def _readyz(app: App) -> Endpoint:
    async def get(request: Request) -> Response:
        found = readiness(app)
        return answer(found, 200 if found.ready else 503)

    return get


HEALTH: tuple[Operation, ...] = (
    Operation("GET", "/healthz", "The process answers", "Health", _healthz, answers={200: Alive}),
    Operation(
        "GET",
        "/readyz",
        "The tables keep up with the log, and the log can be written",
        "Health",
        _readyz,
        answers={200: Readiness, 503: Readiness},
    ),
)
