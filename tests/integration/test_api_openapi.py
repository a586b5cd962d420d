"""The document that describes the API is whole, valid, and true of what is answered."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.routing import Route

from services.web.api import operations
from services.web.app import create_app
from services.web.operations import PREFIX
from tests.integration.api_house import ACTING, PLAN, House, district

WEEKLY = "/tasks/hospital-1/health-2026/i1/2026-W36"

COMPUTED = {f"{PREFIX}/trials"}
"""Sent for what is worked out of it: nothing is saved, so nobody acts."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with district(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture(scope="module")
def document(house: House) -> dict[str, Any]:
    found: dict[str, Any] = house.client.get("/openapi.json").json()
    return found


def entries(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, entry in methods.items():
            yield path, method.upper(), entry


def check(document: dict[str, Any], schema: dict[str, Any], value: Any) -> None:
    """Raises ValidationError; references are resolved inside the document."""
    Draft202012Validator({**schema, "components": document["components"]}).validate(value)


def schema_of(document: dict[str, Any], path: str, method: str, status: int) -> dict[str, Any]:
    answer = document["paths"][path][method]["responses"][str(status)]
    if "$ref" in answer:
        answer = document["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    (content,) = answer["content"].values()
    schema: dict[str, Any] = content["schema"]
    return schema


def test_every_route_of_the_api_stands_in_the_document(house: House, document: dict[str, Any]) -> None:
    served = {
        (route.path, method)
        for route in create_app(house.app).routes
        if isinstance(route, Route) and route.path.startswith(PREFIX)
        for method in (route.methods or set()) - {"HEAD"}
    }

    assert len(served) > 40
    assert served <= {(path, method) for path, method, _ in entries(document)}


def test_every_operation_has_a_name_of_its_own_and_its_errors(document: dict[str, Any]) -> None:
    names = [entry["operationId"] for _, _, entry in entries(document)]

    assert len(set(names)) == len(names)
    for path, method, entry in entries(document):
        needed = {"400", "500", "503"} | (
            {"409", "422"} if method == "POST" and "/evidence" not in path and path not in COMPUTED else set()
        )
        assert needed <= set(entry["responses"]), (method, path)


def test_every_schema_is_valid_and_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def references(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                yield value["$ref"]
            for one in value.values():
                yield from references(one)
        if isinstance(value, list):
            for one in value:
                yield from references(one)

    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for reference in set(references(document)):
        target: Any = document
        for part in reference.removeprefix("#/").split("/"):
            target = target[part]
        assert target


def test_every_parameter_of_a_path_is_described(document: dict[str, Any]) -> None:
    for path, _, entry in entries(document):
        braces = {part[1:-1] for part in path.split("/") if part.startswith("{")}
        assert braces == {one["name"] for one in entry["parameters"] if one["in"] == "path"}


def test_every_writing_operation_asks_for_the_acting_member(document: dict[str, Any]) -> None:
    for path, method, entry in entries(document):
        asked = {one["name"] for one in entry["parameters"] if one["in"] == "header" and one["required"]}
        assert asked == ({"Duban-Member"} if method == "POST" and path not in COMPUTED else set()), path


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/units", {}),
        ("/units/{unit}", {}),
        ("/units/{unit}/schedule", {"month": "2026-09"}),
        ("/units/{unit}/owed", {}),
        ("/overview", {"month": "2026-09"}),
        ("/supervisors", {}),
        ("/members/{member}/inbox", {}),
        ("/members/{member}/notices", {}),
        ("/members/{member}/notice-preferences", {}),
        ("/notices", {"limit": "3"}),
        ("/plans", {}),
        ("/plans/{plan}", {}),
        ("/plans/{plan}/items", {}),
        ("/plans/{plan}/questions", {}),
        ("/policies", {}),
        ("/calendars", {}),
        ("/events", {"limit": "20"}),
        ("/tasks/{unit}/{plan}/{item}/{period}", {}),
        ("/tasks/{unit}/{plan}/{item}/{period}/history", {}),
    ],
)
def test_what_is_read_is_what_the_document_says(
    house: House, document: dict[str, Any], path: str, query: dict[str, str]
) -> None:
    names = {"unit": "hospital-1", "plan": "health-2026", "item": "i1", "period": "2026-W36", "member": "m-1"}
    found = house.get(path.format(**names), **query)

    check(document, schema_of(document, f"/api/v1{path}", "get", 200), found)


def test_what_is_written_is_what_the_document_says(house: House, document: dict[str, Any]) -> None:
    path = "/api/v1/plans"
    body = {**PLAN, "plan": "documented"}
    schema = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]

    check(document, schema, body)
    check(document, schema_of(document, path, "post", 201), house.saved("/plans", body))
    refused = house.post("/plans", body)
    check(document, schema_of(document, path, "post", refused.status_code), refused.json())


def test_a_body_that_may_be_left_out_is_not_required(document: dict[str, Any]) -> None:
    task = "/api/v1/tasks/{unit}/{plan}/{item}/{period}"

    assert document["paths"][f"{task}/start"]["post"]["requestBody"]["required"] is False
    assert document["paths"][f"{task}/excuses"]["post"]["requestBody"]["required"] is True
    assert document["paths"]["/api/v1/plans/imports"]["post"]["requestBody"]["required"] is True


def test_the_page_lists_every_operation_without_a_script(house: House, document: dict[str, Any]) -> None:
    page = house.client.get("/docs")

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<script" not in page.text
    assert "style=" not in page.text
    for path, method, _ in entries(document):
        assert f"<code>{method} {path}</code>" in page.text


def test_the_type_of_a_problem_leads_to_its_code_on_the_page(house: House) -> None:
    problem = house.client.get("/api/v1/units/nowhere", headers=ACTING).json()

    page, _, anchor = problem["type"].partition("#")
    assert f'id="{anchor}"' in house.client.get(page).text


def test_operations_are_declared_once(house: House) -> None:
    declared = [(operation.method, operation.path) for operation in operations()]

    assert len(set(declared)) == len(declared)


def test_every_operation_stands_in_the_written_documentation() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text("utf-8")

    for operation in operations():
        path = operation.path.removeprefix(PREFIX)
        last = f"/{path.rpartition('/')[2]}"
        assert path in text or (f"`{last}`" in text or f"{last}`" in text), operation.path
