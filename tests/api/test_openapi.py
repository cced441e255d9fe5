"""The OpenAPI document: current, complete, and true to what the service answers."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.openapi import FILE, generated
from tests.forms import NAMES, TRAINING, example
from tests.serving import application

Document = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def service() -> FastAPI:
    return application("sqlite:///nowhere/unused.db")


@pytest.fixture(scope="module")
def document(service: FastAPI) -> Document:
    made: Document = service.openapi()
    return made


def operations(document: Document) -> Iterator[tuple[str, Document]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield f"{method.upper()} {path}", item[method]


def test_the_committed_document_is_current() -> None:
    assert FILE.read_text(encoding="utf-8") == generated(), "run `make openapi` and review the difference"


def test_the_service_serves_the_document_that_is_committed(service: FastAPI) -> None:
    assert TestClient(service).get("/openapi.json").json() == json.loads(FILE.read_text(encoding="utf-8"))


def test_every_resource_of_this_release_is_described(document: Document) -> None:
    assert {
        "POST /v1/evaluations",
        "GET /v1/evaluations",
        "POST /v1/evaluations/preview",
        "GET /v1/evaluations/{evaluation_id}",
        "GET /v1/evaluations/{evaluation_id}/audit",
        "GET /v1/rule-packs",
        "GET /v1/rule-packs/resolve",
        "GET /v1/rule-packs/{pack_id}",
        "GET /v1/rule-packs/{pack_id}/versions/{version}",
        "POST /v1/calculations/fund-arrival-rate",
        "POST /v1/calculations/budget-execution-rate",
        "POST /v1/calculations/completion-ratio",
        "POST /v1/calculations/deduction",
        "POST /v1/calculations/grade",
        "GET /healthz",
        "GET /readyz",
    } <= {name for name, _ in operations(document)}


def test_every_operation_has_an_id_a_summary_and_a_description_in_both_languages(document: Document) -> None:
    for name, operation in operations(document):
        assert re.fullmatch("[a-z]+[A-Za-z]*", operation["operationId"]), name
        for words in (operation["summary"], operation["description"]):
            assert re.search(r"[\u4e00-\u9fff]", words), name
            assert re.search("[A-Za-z]{3}", words), name
        assert operation["tags"], name


def test_ids_and_tags_are_told_apart(document: Document) -> None:
    ids = Counter(operation["operationId"] for _, operation in operations(document))
    assert [each for each, count in ids.items() if count > 1] == []
    tags = Counter(tag["name"] for tag in document["tags"])
    assert [each for each, count in tags.items() if count > 1] == []
    assert {tag for _, operation in operations(document) for tag in operation["tags"]} == tags.keys()


def test_every_error_is_declared_as_a_problem_and_nothing_else(document: Document) -> None:
    for name, operation in operations(document):
        for status, response in operation["responses"].items():
            if status >= "4":
                assert response["content"].keys() == {"application/problem+json"}, f"{name} {status}"
                assert response["description"], f"{name} {status}"


def test_an_operation_with_a_body_declares_what_can_be_wrong_with_it(document: Document) -> None:
    with_body = [(name, each) for name, each in operations(document) if "requestBody" in each]
    assert with_body
    for name, operation in with_body:
        assert {"400", "413", "415", "422"} <= operation["responses"].keys(), name
        assert operation["requestBody"]["content"].keys() == {"application/json"}, name


def test_an_operation_with_parameters_declares_that_they_can_be_wrong(document: Document) -> None:
    for name, operation in operations(document):
        if operation.get("parameters"):
            assert "422" in operation["responses"], name
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], f"{name} {parameter['name']}"


def test_nothing_of_fastapis_own_error_format_is_left(document: Document) -> None:
    text = json.dumps(document)
    assert "HTTPValidationError" not in text
    assert "#/components/schemas/ValidationError" not in text


def test_every_reference_leads_somewhere(document: Document) -> None:
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)):
        found: Any = document
        for part in reference.split("/"):
            found = found[part]
        assert found


def test_every_field_of_every_schema_is_described(document: Document) -> None:
    for name, schema in document["components"]["schemas"].items():
        for field, described in schema.get("properties", {}).items():
            reference = "$ref" in described or any("$ref" in choice for choice in described.get("anyOf", ()))
            assert described.get("description") or reference, f"{name}.{field}"


def test_no_figure_is_a_binary_number(document: Document) -> None:
    assert '"type": "number"' not in json.dumps(document)


def test_the_forms_offered_are_the_examples_and_the_first_is_the_readmes(document: Document) -> None:
    for path in ("/v1/evaluations", "/v1/evaluations/preview"):
        offered = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["examples"]
        assert {name: each["value"] for name, each in offered.items()} == {name: example(name) for name in NAMES}
        assert next(iter(offered)) == TRAINING
        assert all(each["summary"] for each in offered.values())


def test_every_address_offered_as_an_example_is_in_its_own_schema(document: Document) -> None:
    """An example that the service itself would refuse misleads whoever presses Execute."""
    for name, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            pattern = parameter["schema"].get("pattern")
            for each in parameter.get("examples", {}).values():
                assert pattern is None or re.search(pattern, str(each["value"])), f"{name} {parameter['name']}"
