"""The OpenAPI document: current, complete, and true to what the service answers."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.api.v1.requests import EvaluationRequest
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


def test_describing_further_services_leaves_the_models_as_they_are() -> None:
    before = repr(EvaluationRequest.__pydantic_core_schema__)
    application("sqlite:///nowhere/unused.db").openapi()
    assert repr(EvaluationRequest.__pydantic_core_schema__) == before


def test_every_resource_of_this_release_is_described(document: Document) -> None:
    assert {
        "POST /v1/evaluations",
        "GET /v1/evaluations",
        "POST /v1/evaluations/preview",
        "GET /v1/evaluations/{evaluation_id}",
        "GET /v1/evaluations/{evaluation_id}/audit",
        "GET /v1/evaluations/{evaluation_id}/receipt",
        "GET /v1/audit/head",
        "GET /v1/audit/entries",
        "GET /v1/audit/checkpoints",
        "GET /v1/audit/proofs/inclusion",
        "GET /v1/audit/proofs/consistency",
        "POST /v1/audit/verify",
        "GET /v1/audit/verifier",
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


def test_ids_and_tags_are_told_apart(document: Document) -> None:
    """Client generators make a method of each id, so it is a name."""
    ids = Counter(operation["operationId"] for _, operation in operations(document))
    assert [each for each, count in ids.items() if count > 1 or not re.fullmatch("[a-z]+[A-Za-z]*", each)] == []
    tags = Counter(tag["name"] for tag in document["tags"])
    assert [each for each, count in tags.items() if count > 1] == []


def test_every_reference_leads_somewhere(document: Document) -> None:
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)):
        found: Any = document
        for part in reference.split("/"):
            found = found[part]
        assert found


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
