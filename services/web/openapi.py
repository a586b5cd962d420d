"""The OpenAPI 3.1 document, made of the operations and the Structs that they take and give."""

from collections.abc import Iterable, Iterator, Sequence
from http import HTTPStatus
from typing import Any

import msgspec

from services.web.operations import JSON, Operation
from services.web.problems import MEDIA_TYPE, TITLES, Problem
from services.web.writing import BEHALF, IF_MATCH, KEY, MEMBER

VERSION = "3.1.0"
REFERENCE = "#/components/schemas/{name}"
EVERYWHERE = (400, 500, 503)
"""Errors that any operation may answer with."""

HEADERS: dict[str, tuple[bool, str, dict[str, Any]]] = {
    MEMBER: (True, "Who acts: a member's id. There are no accounts yet.", {"pattern": "^[a-z0-9-]+$"}),
    BEHALF: (False, "On whose behalf: a member's id.", {"pattern": "^[a-z0-9-]+$"}),
    KEY: (
        False,
        "The id of this command, kept for ever: the same request again under it is carried out once.",
        {"maxLength": 200},
    ),
    IF_MATCH: (False, "The ETag of the task as you read it; 412 if it has changed since.", {}),
}
ABOUT = """Schedules, reports and escalations of work plans, and the log that they are made of.

Dates are ISO days, local to the calendar. Instants are integers: microseconds since 1970-01-01T00:00Z, and 0
stands for none. Lists come in pages: put `next` into `after`. Reading operations with `as_of` show what was
known then; `as_of_position` tells the position of the log that an answer shows. Free text goes in as plain
text; the log keeps only a salted digest of it.
"""

Document = dict[str, Any]


def document(operations: Sequence[Operation], version: str) -> Document:
    """The whole document, for msgspec or json to write."""
    shapes = list(_shapes(operations))
    schemas, components = msgspec.json.schema_components(shapes, ref_template=REFERENCE)
    known = {id(shape): schema for shape, schema in zip(shapes, schemas, strict=True)}
    paths: Document = {}
    for operation in operations:
        entry = _entry(operation, known)
        paths.setdefault(operation.path, {})[operation.method.lower()] = entry
    return {
        "openapi": VERSION,
        "info": {"title": "duban 督办", "version": version, "description": ABOUT},
        "paths": paths,
        "components": {"schemas": components, "responses": _responses()},
        "tags": [{"name": tag} for tag in dict.fromkeys(operation.tag for operation in operations)],
    }


def _shapes(operations: Sequence[Operation]) -> Iterator[Any]:
    """Types of bodies and answers; a form is described by a schema of its own."""
    yield Problem
    for operation in operations:
        for shape in (*operation.bodies.values(), *operation.answers.values()):
            if shape is not None and not isinstance(shape, dict):
                yield shape


def _entry(operation: Operation, known: dict[int, Any]) -> Document:
    entry: Document = {
        "operationId": _name(operation),
        "summary": operation.summary,
        "tags": [operation.tag],
        "parameters": [*_parameters(operation), *_headers(operation.headers)],
        "responses": {
            **{str(status): _answer(operation, status, known) for status in operation.answers},
            **_errors(operation),
        },
    }
    if operation.bodies:
        content = {media: {"schema": _schema(shape, known)} for media, shape in operation.bodies.items()}
        entry["requestBody"] = {"content": content, "required": not _may_be_empty(operation)}
    return entry


def _name(operation: Operation) -> str:
    """`get_units_unit_schedule`: unique, as method and path are."""
    path = operation.path.removeprefix("/api/v1").translate(str.maketrans("/-.", "___", "{}"))
    return operation.method.lower() + path


def _schema(shape: Any, known: dict[int, Any]) -> Any:
    return shape if isinstance(shape, dict) else known[id(shape)]


def _may_be_empty(operation: Operation) -> bool:
    shape = operation.bodies.get(JSON)
    if shape is None or isinstance(shape, dict):
        return False
    return not any(field.required for field in msgspec.structs.fields(shape))


def _answer(operation: Operation, status: int, known: dict[int, Any]) -> Document:
    shape = operation.answers[status]
    found: Document = {"description": HTTPStatus(status).phrase}
    if shape is None:
        found["content"] = {operation.media_type: {}}
    else:
        found["content"] = {operation.media_type: {"schema": _schema(shape, known)}}
    if IF_MATCH in operation.headers or operation.path.endswith("{period}"):
        found["headers"] = _etag(operation)
    return found if found.get("headers") != {} else {k: v for k, v in found.items() if k != "headers"}


def _etag(operation: Operation) -> Document:
    if operation.method != "GET":
        return {}
    return {"ETag": {"description": "The task's version.", "schema": {"type": "string"}}}


def _parameters(operation: Operation) -> Iterator[Document]:
    """Fields of `ask`, by msgspec's own schema of it; those in braces stand in the path."""
    fields = _fields(operation)
    for name in _in_braces(operation.path):
        yield {"name": name, "in": "path", "required": True, "schema": fields.pop(name, {"type": "string"})}
    for name, schema in fields.items():
        shown = {key: value for key, value in schema.items() if key != "description"}
        entry = {"name": name, "in": "query", "required": False, "schema": shown}
        if "description" in schema:
            entry["description"] = schema["description"]
        yield entry


def _fields(operation: Operation) -> Document:
    if operation.ask is None:
        return {}
    _, components = msgspec.json.schema_components([operation.ask], ref_template=REFERENCE)
    return dict(components[operation.ask.__name__]["properties"])


def _in_braces(path: str) -> Iterable[str]:
    return (part[1:-1] for part in path.split("/") if part.startswith("{"))


def _headers(names: Iterable[str]) -> Iterator[Document]:
    for name in names:
        required, description, limits = HEADERS[name]
        yield {
            "name": name,
            "in": "header",
            "required": required,
            "description": description,
            "schema": {"type": "string", **limits},
        }


def _errors(operation: Operation) -> Document:
    statuses = sorted({*EVERYWHERE, *operation.errors} - set(operation.answers))
    return {str(status): {"$ref": f"#/components/responses/{status}"} for status in statuses}


def _responses() -> Document:
    """One shared answer for each status; 404 and 405 of unknown addresses look the same."""
    schema = {"$ref": REFERENCE.format(name=Problem.__name__)}
    return {
        str(status): {
            "description": english,
            "content": {MEDIA_TYPE: {"schema": schema}},
            **({"headers": _retry_after()} if status in (409, 503) else {}),
        }
        for status, (english, _) in TITLES.items()
    }


def _retry_after() -> Document:
    return {
        "Retry-After": {"description": "Seconds, if trying again may help.", "schema": {"type": "integer"}}
    }
