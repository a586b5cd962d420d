"""What every request passes, as plain ASGI: headers, request id and access line, who may ask, how much."""

import secrets
from collections.abc import Callable, Iterable
from itertools import count
from time import perf_counter
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.typing import FilteringBoundLogger

from services.web.problems import Unfit

NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Names under which a browser of this machine reaches us; any other may be a rebound one of a stranger."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
SECURITY: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
SECURITY_OF_DATA = tuple(
    header for header in SECURITY if header[0].endswith((b"-type-options", b"-resource-policy"))
)
"""What JSON needs: no browser shows it as a document. The server pays for each header of each answer."""

GONE = 499
"""In access lines: the client went away before it had sent its request."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

Failure = Callable[[Request, Exception], Response]


class Hardened:
    """Adds the security headers that an answer does not set itself: all, or for JSON those that it needs."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def hardened(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *missing(message["headers"])]
            await send(message)

        await self._app(scope, receive, hardened)


def missing(headers: Iterable[tuple[bytes, bytes]]) -> Iterable[tuple[bytes, bytes]]:
    own = dict(headers)
    if own.get(b"content-type", b"").startswith((b"application/json", b"application/problem+json")):
        return SECURITY_OF_DATA
    return [header for header in SECURITY if header[0] not in own]


class Observed:
    """Gives each request an id, writes its access line, and answers for what nobody expected."""

    def __init__(self, app: ASGIApp, log: FilteringBoundLogger, failure: Failure) -> None:
        self._app, self._log, self._failure = app, log, failure
        self._run, self._count = secrets.token_hex(4), count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        name = f"{self._run}-{next(self._count)}"
        scope["request_id"] = name
        started, status = perf_counter(), 0

        async def observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", name.encode())]
            await send(message)

        try:
            await self._app(scope, receive, observed)
        except ClientDisconnect:
            status = GONE
        except Exception as error:
            self._log.error("request failed", request=name, path=scope["path"], exc_info=error)
            if status:  # the answer had begun: only closing it tells the client
                raise
            await self._failure(Request(scope), error)(scope, receive, observed)
        finally:
            self._log.info(
                "request",
                request=name,
                method=scope["method"],
                path=scope["path"],
                status=status,
                ms=round((perf_counter() - started) * 1000, 2),
            )


class Guarded:
    """Refuses foreign host names, writes from foreign pages, and bodies over a limit (bytes)."""

    def __init__(self, app: ASGIApp, failure: Failure, limit: int, form_limit: int) -> None:
        self._app, self._failure, self._limit, self._form_limit = app, failure, limit, form_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            check_host(headers.get("host", ""))
            if scope.get("method", "GET") not in SAFE:
                check_origin(headers)
                receive = self._limited(headers, receive)
        except Unfit as unfit:
            await self._failure(Request(scope), unfit)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _limited(self, headers: Headers, receive: Receive) -> Receive:
        form = headers.get("content-type", "").lower().startswith("multipart/")
        limit = self._form_limit if form else self._limit
        said = headers.get("content-length", "0")
        if said.isascii() and said.isdigit() and int(said) > limit:
            raise _too_large(limit)
        seen = 0

        async def limited() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise _too_large(limit)
            return message

        return limited


def check_host(host: str) -> None:
    """Raises Unfit unless the Host header names this machine itself."""
    name = host[: host.find("]") + 1] if host.startswith("[") else host.partition(":")[0]
    if name.lower() not in NAMES:
        raise Unfit(
            400,
            "foreign-host",
            f"This server answers to {', '.join(sorted(NAMES))} only, not to {host!r}.",
            f"本服务只接受以 {'、'.join(sorted(NAMES))} 访问，不接受 {host!r}。",
        )


def check_origin(headers: Headers) -> None:
    """Raises Unfit for a write that a page of another site sends."""
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != headers.get("host"):
        raise Unfit(
            403,
            "foreign-origin",
            f"A page of {origin} may not write here.",
            f"来自 {origin} 的页面不能在此提交。",
        )


def _too_large(limit: int) -> Unfit:
    return Unfit(
        413,
        "body-too-large",
        f"The request has more than the {limit} bytes allowed: nothing was saved.",
        f"请求内容超过允许的 {limit} 字节，未保存任何内容。",
    )
