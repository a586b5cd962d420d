"""The assembly of the server: API and pages on one App, behind one set of middleware."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from structlog.typing import FilteringBoundLogger

from services.bootstrap import App
from services.web.api import operations
from services.web.failures import Failures
from services.web.middleware import Guarded, Hardened, Observed
from services.web.operations import route
from services.web.pages import routes

MEGABYTE = 1 << 20
LIMIT = 8 * MEGABYTE
FULL_FILES = 4
"""Files of the largest size that one form may bring."""

AT_ONCE = 64
"""Commands and pages that run at the same time, each in a thread; the log commits them in groups."""

COLLECTION = (20_000, 20, 50)
"""Thresholds of the cyclic collector while serving: one page of a list makes a thousand short-lived objects,
so the usual ones would have it run in every request. Measured: a tenth more requests."""


def create_app(app: App, log: FilteringBoundLogger | None = None) -> Starlette:
    """The ASGI application; `log` gets access lines and unexpected errors."""
    failures = Failures(app.settings.language)
    form_limit = FULL_FILES * app.settings.evidence_limit + MEGABYTE
    return Starlette(
        routes=[*(route(operation, app) for operation in operations()), *routes(app)],
        middleware=[
            Middleware(Hardened),
            Middleware(Observed, log or structlog.get_logger(), failures.unexpected),
            Middleware(Guarded, failures, LIMIT, form_limit),
        ],
        exception_handlers=failures.handlers(),
        lifespan=_lifespan,
    )


@asynccontextmanager
async def _lifespan(_: Starlette) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = AT_ONCE
    before = gc.get_threshold()
    gc.set_threshold(*COLLECTION)
    try:
        yield
    finally:
        gc.set_threshold(*before)
