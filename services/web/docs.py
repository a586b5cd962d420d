"""/openapi.json, and /docs: the same document as a plain page, with the codes of problems."""

from collections.abc import Iterator, Sequence
from html import escape
from importlib.metadata import version
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from services.bootstrap import App
from services.i18n import translator
from services.web.openapi import document
from services.web.operations import JSON, Endpoint, Operation, encode
from services.web.pages.frame import stylesheet

HTML = "text/html"


def described(operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """The operations with those that describe them all, themselves included."""

    def fixed(media_type: str, place: int) -> Any:
        def endpoint(app: App) -> Endpoint:
            async def get(request: Request) -> Response:
                return Response(contents[place], 200, None, media_type)

            return get

        return endpoint

    whole = (
        *operations,
        Operation(
            "GET", "/openapi.json", "This document", "Documentation", fixed(JSON, 0), answers={200: {}}
        ),
        Operation(
            "GET",
            "/docs",
            "This document as a page",
            "Documentation",
            fixed(f"{HTML}; charset=utf-8", 1),
            answers={200: {"type": "string"}},
            media_type=HTML,
        ),
    )
    found = document(whole, version("duban"))
    contents = (encode(found), page(found).encode())
    return whole


def page(found: dict[str, Any]) -> str:
    """A page without script. Every text is escaped."""
    body = "\n".join(_body(found))
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>duban API</title>
<link rel="icon" href="/static/favicon.svg">
<link rel="stylesheet" href="{escape(stylesheet())}">
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def _body(found: dict[str, Any]) -> Iterator[str]:
    yield f"<h1>{escape(found['info']['title'])}: API</h1>"
    for paragraph in found["info"]["description"].strip().split("\n\n"):
        yield f"<p>{escape(paragraph)}</p>"
    yield '<p>For programs: <a href="/openapi.json">/openapi.json</a></p>'
    for tag in found["tags"]:
        yield f"<h2>{escape(tag['name'])}</h2>"
        for path, methods in found["paths"].items():
            for method, entry in methods.items():
                if tag["name"] in entry["tags"]:
                    yield from _operation(path, method, entry)
    yield from _schemas(found["components"]["schemas"])
    yield from _codes()


def _operation(path: str, method: str, entry: dict[str, Any]) -> Iterator[str]:
    yield f'<section id="{escape(entry["operationId"])}">'
    yield f"<h3><code>{method.upper()} {escape(path)}</code></h3>"
    yield f"<p>{escape(entry['summary'])}</p>"
    if entry["parameters"]:
        yield "<ul>"
        for one in entry["parameters"]:
            need = "required" if one["required"] else "optional"
            words = one.get("description", "")
            yield (f"<li><code>{escape(one['name'])}</code> ({one['in']}, {need}) {escape(words)}</li>")
        yield "</ul>"
    for media, content in entry.get("requestBody", {}).get("content", {}).items():
        yield f"<p>Body, {escape(media)}: {_shape(content['schema'])}</p>"
    answers = ", ".join(
        f"{status} {_shape(_content(one))}".strip() for status, one in entry["responses"].items()
    )
    yield f"<p>Answers: {answers}</p>"
    yield "</section>"


def _content(answer: dict[str, Any]) -> dict[str, Any]:
    """The schema of an answer; empty for one that is described elsewhere or has none."""
    for content in answer.get("content", {}).values():
        schema: dict[str, Any] = content.get("schema", {})
        return schema
    return {}


def _shape(schema: dict[str, Any]) -> str:
    """A link to a named schema, or the names of a form's fields."""
    name = schema.get("$ref", "").rpartition("/")[2]
    if name:
        return f'<a href="#schema-{escape(name)}">{escape(name)}</a>'
    return ", ".join(f"<code>{escape(field)}</code>" for field in schema.get("properties", ()))


def _schemas(schemas: dict[str, Any]) -> Iterator[str]:
    yield "<h2>Shapes</h2>"
    for name, schema in schemas.items():
        yield f'<section id="schema-{escape(name)}"><h3>{escape(schema.get("title", name))}</h3>'
        yield f"<p>{escape(schema.get('description', ''))}</p><ul>"
        for field, one in schema.get("properties", {}).items():
            need = " (required)" if field in schema.get("required", ()) else ""
            yield f"<li><code>{escape(field)}</code>: {escape(_type(one))}{need}</li>"
        yield "</ul></section>"


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"])
    if schema.get("type") == "array" and isinstance(schema.get("items"), dict):
        return f"list of {_type(schema['items'])}"
    return " ".join(str(part) for part in (schema.get("type", "any"), schema.get("format", "")) if part)


def _codes() -> Iterator[str]:
    """What a rule may refuse, by the code that `type` of a problem leads to."""
    yield "<h2>Codes of refusals</h2><dl>"
    words = translator("en").phrases
    for (context, code), forms in sorted(words.items()):
        if context == "refused":
            yield f'<dt id="{escape(code)}"><code>{escape(code)}</code></dt><dd>{escape(forms[0])}</dd>'
    yield "</dl>"
