"""What an operation of the API is: one declaration gives its route and its entry in the OpenAPI document."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias, TypeVar
from urllib.parse import parse_qsl

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.bootstrap import App
from services.web.problems import Unfit, invalid, malformed

JSON = "application/json"
FORM = "multipart/form-data"
PREFIX = "/api/v1"

A = TypeVar("A")
Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]

encode = msgspec.json.Encoder().encode


class Operation(Struct, frozen=True):
    """`endpoint` makes the handler for an App. `ask` holds path and query parameters, `headers` names those
    that it reads, `bodies` what it takes by media type, `answers` what it gives by status (None: no JSON)."""

    method: str
    path: str
    summary: str
    tag: str
    endpoint: Callable[[App], Endpoint]
    ask: type[Struct] | None = None
    headers: tuple[str, ...] = ()
    bodies: dict[str, Any] = {}
    answers: dict[int, Any] = {}
    errors: tuple[int, ...] = ()
    media_type: str = JSON


def route(operation: Operation, app: App) -> Route:
    return Route(operation.path, operation.endpoint(app), methods=[operation.method])


def answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(encode(value), status, headers, JSON)


def asked(request: Request, ask: type[A]) -> A:
    """Path and query parameters as a Struct. Raises Unfit naming the parameter."""
    values = {**query_of(request.scope["query_string"]), **request.path_params}
    try:
        return msgspec.convert(values, ask, strict=False)
    except msgspec.ValidationError as error:
        raise invalid(error, "query") from error


def query_of(raw: bytes) -> dict[str, str]:
    """The parameters of a query string; of one that is given twice the last."""
    text = raw.decode("latin-1")
    if "%" in text or "+" in text:
        return dict(parse_qsl(text, keep_blank_values=True))
    # nothing is escaped, as in most addresses: a tenth of the work
    return {name: value for name, _, value in (pair.partition("=") for pair in text.split("&") if pair)}


async def body_of(request: Request, shape: type[A]) -> A:
    """The JSON body as a Struct; no body at all is an empty object. Raises Unfit."""
    data = await request.body()
    if data and media_type_of(request) != JSON:
        raise unread_type(request, JSON)
    try:
        return msgspec.json.decode(data or b"{}", type=shape)
    except msgspec.ValidationError as error:
        check_well_formed(data)  # a field too many is noticed before the end of the text
        raise invalid(error, "body") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise malformed(error, data) from error


def check_well_formed(data: bytes) -> None:
    """Raises Unfit for what is no JSON at all."""
    try:
        msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise malformed(error, data) from error


def media_type_of(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def unread_type(request: Request, *wanted: str) -> Unfit:
    given = media_type_of(request) or "none"
    wish = ", ".join(wanted)
    return Unfit(
        415,
        "unread-type",
        f"Content-Type {given} is not read here: send {wish}",
        f"此处不读取 Content-Type {given}，请发送 {wish}",
    )
