"""Every operation is told in both languages, can be tried as it stands and declares how it can be refused.

What a route cannot be seen to answer from its declaration is held to it by tests/contract/witness.py, with every
request that any test makes.
"""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.types import Message, Scope

from app.openapi import FILE
from tests.contract.operations import lacking
from tests.contract.witness import undeclared

Json = dict[str, Any]
DOCUMENT: Json = json.loads(FILE.read_text(encoding="utf-8"))
PLACE = "POST /v1/evaluations: "


def create(document: Json) -> Json:
    operation: Json = document["paths"]["/v1/evaluations"]["post"]
    return operation


def read(document: Json) -> Json:
    operation: Json = document["paths"]["/v1/evaluations/{evaluation_id}"]["get"]
    return operation


def test_no_operation_owes_its_reader_anything() -> None:
    assert lacking(DOCUMENT) == [], "each line says what to add to the route"


DEBTS: dict[str, tuple[Callable[[Json], object], str]] = {
    "id": (lambda d: create(d).pop("operationId"), "operation_id="),
    "summary": (lambda d: create(d).update(summary="评分"), "summary in"),
    "description": (lambda d: create(d).pop("description"), "description in"),
    "tag": (lambda d: create(d).update(tags=["unheard of"]), "a tag that"),
    "parameter": (lambda d: create(d)["parameters"][0].update(description="键"), "parameter Idempotency-Key: a desc"),
    "body": (lambda d: create(d)["requestBody"]["content"]["application/json"].pop("examples"), "request body"),
    "success": (lambda d: [create(d)["responses"].pop(status) for status in ("200", "201")], "an answer that"),
    "answer": (lambda d: create(d)["responses"]["201"].update(description="ok"), "answer 201: a description"),
    "header": (
        lambda d: create(d)["responses"]["201"]["headers"]["Location"].pop("description"),
        "answer 201, header Location",
    ),
    "shape": (lambda d: create(d)["responses"]["201"].pop("content"), "answer 201: what it looks like"),
    "refusal": (lambda d: create(d)["responses"]["409"].update(content={"application/json": {}}), "answer 409: app"),
    "example of a refusal": (
        lambda d: create(d)["responses"]["409"]["content"]["application/problem+json"].pop("examples"),
        "answer 409: an example",
    ),
    **{
        f"undeclared {status}": (
            lambda d, status=status: create(d)["responses"].pop(status),
            f"responses= problem_responses(…) with the {status}",
        )
        for status in ("400", "401", "403", "413", "415", "422", "429", "default")
    },
}


@pytest.mark.parametrize("name", DEBTS)
def test_a_debt_is_told_with_what_to_add(name: str) -> None:
    document = copy.deepcopy(DOCUMENT)
    change, told = DEBTS[name]
    change(document)
    assert [debt for debt in lacking(document) if debt.startswith(f"{PLACE}{told}")]


def test_what_must_be_sent_must_be_exemplified() -> None:
    document = copy.deepcopy(DOCUMENT)
    parameter = read(document)["parameters"][0]
    for part in (parameter, parameter["schema"]):
        part.pop("example", None)
        part.pop("examples", None)
    del read(document)["responses"]["404"]
    place = "GET /v1/evaluations/{evaluation_id}: "
    assert lacking(document) == [
        f"{place}parameter evaluation_id: an example, for it must be sent",
        f"{place}responses= problem_responses(…) with the 404 that can happen",
    ]


class Route:
    """What the router leaves in the scope."""

    def __init__(self, path: str) -> None:
        self.path = path


@pytest.mark.parametrize(
    ("status", "headers", "told"),
    [
        (201, {"content-type": "application/json", "location": "/x"}, []),
        (405, {"content-type": "application/problem+json"}, []),
        (418, {"content-type": "application/problem+json"}, ["POST /v1/evaluations 418: the status is not declared"]),
        (201, {"content-type": "text/html; charset=utf-8"}, ["POST /v1/evaluations 201: text/html is not declared"]),
        (201, {"content-type": "application/json", "etag": '"1"'}, ["POST /v1/evaluations 201: etag is not declared"]),
    ],
)
def test_an_answer_beside_the_contract_is_witnessed(status: int, headers: dict[str, str], told: list[str]) -> None:
    scope: Scope = {"method": "POST", "route": Route("/v1/evaluations")}
    start: Message = {"status": status, "headers": [(key.encode(), value.encode()) for key, value in headers.items()]}
    assert undeclared(scope, start) == told


def test_a_page_that_is_no_operation_is_not_held_to_the_contract() -> None:
    assert undeclared({"method": "GET", "route": Route("/docs")}, {"status": 200, "headers": []}) == []
    assert undeclared({"method": "GET"}, {"status": 404, "headers": []}) == []
