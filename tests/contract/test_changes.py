"""Planted changes: each one that breaks a caller is seen, and each one that only adds passes."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from app.openapi import FILE
from tests.contract.changes import breaking_changes

Json = dict[str, Any]
Change = Callable[[Json], object]
DOCUMENT: Json = json.loads(FILE.read_text(encoding="utf-8"))


def create(document: Json) -> Json:
    operation: Json = document["paths"]["/v1/evaluations"]["post"]
    return operation


def listed(document: Json) -> Json:
    operation: Json = document["paths"]["/v1/evaluations"]["get"]
    return operation


def schema(document: Json, name: str) -> Json:
    found: Json = document["components"]["schemas"][name]
    return found


def field(document: Json, name: str, property_name: str) -> Json:
    found: Json = schema(document, name)["properties"][property_name]
    return found


def found(change: Change) -> list[str]:
    changed = copy.deepcopy(DOCUMENT)
    change(changed)
    assert changed != DOCUMENT
    return breaking_changes(DOCUMENT, changed)


BREAKS: dict[str, tuple[Change, str]] = {
    "a path goes": (lambda d: d["paths"].pop("/readyz"), "GET /readyz: is gone"),
    "a method goes": (lambda d: d["paths"]["/v1/evaluations"].pop("get"), "GET /v1/evaluations: is gone"),
    "an operation is renamed": (
        lambda d: create(d).update(operationId="postEvaluation"),
        "POST /v1/evaluations: operationId was createEvaluation, is postEvaluation",
    ),
    "another scope is asked for": (
        lambda d: create(d).update({"x-scope": "admin"}),
        "POST /v1/evaluations: x-scope was evaluations:write, is admin",
    ),
    "a parameter goes": (
        lambda d: listed(d)["parameters"].pop(0),
        "GET /v1/evaluations query fiscal_year: is gone",
    ),
    "a parameter must be sent": (
        lambda d: listed(d)["parameters"][0].update(required=True),
        "GET /v1/evaluations query fiscal_year: must now be sent",
    ),
    "a new parameter must be sent": (
        lambda d: listed(d)["parameters"].append(
            {"in": "query", "name": "tenant", "required": True, "schema": {"type": "string"}}
        ),
        "GET /v1/evaluations query tenant: must now be sent",
    ),
    "a parameter takes less": (
        lambda d: next(each for each in listed(d)["parameters"] if each["name"] == "limit")["schema"].update(
            maximum=10
        ),
        "GET /v1/evaluations query limit: maximum 200 is sent, 10 was agreed",
    ),
    "a request field goes": (
        lambda d: schema(d, "Funds")["properties"].pop("weight"),
        "POST /v1/evaluations request/funds/weight: is refused",
    ),
    "a request field must be sent": (
        lambda d: schema(d, "EvaluationRequest")["required"].append("region_code"),
        "POST /v1/evaluations request/region_code: may be missing, and must be there",
    ),
    "a constant of a request goes": (
        lambda d: field(d, "EvaluationRequest", "kind")["enum"].remove("project_evaluation"),
        "POST /v1/evaluations request/kind: project_evaluation not among the values agreed",
    ),
    "a request field is no longer nullable": (
        lambda d: field(d, "EvaluationRequest", "region_code").update(
            anyOf=[each for each in field(d, "EvaluationRequest", "region_code")["anyOf"] if each["type"] != "null"]
        ),
        "POST /v1/evaluations request/region_code: null is sent, and was not agreed",
    ),
    "a text may be less long": (
        lambda d: schema(d, "CellValue")["anyOf"][0].update(maxLength=999),
        "POST /v1/evaluations request/indicators/[]/target: maxLength 1000 is sent, 999 was agreed",
    ),
    "a list may hold less": (
        lambda d: next(each for each in field(d, "EvaluationRequest", "indicators")["anyOf"] if "items" in each).update(
            maxItems=9
        ),
        "POST /v1/evaluations request/indicators: maxItems 500 is sent, 9 was agreed",
    ),
    "an answer goes": (lambda d: create(d)["responses"].pop("200"), "POST /v1/evaluations 200: is gone"),
    "a header goes": (
        lambda d: create(d)["responses"]["201"]["headers"].pop("Location"),
        "POST /v1/evaluations 201 Location: is gone",
    ),
    "a media type goes": (
        lambda d: create(d)["responses"]["201"]["content"].update(
            {"text/json": create(d)["responses"]["201"]["content"].pop("application/json")}
        ),
        "POST /v1/evaluations 201 application/json: is gone",
    ),
    "an answer's field goes": (
        lambda d: schema(d, "TotalsAnswer")["properties"].pop("grade"),
        "POST /v1/evaluations 201/totals/grade: is gone",
    ),
    "an answer's field may be missing": (
        lambda d: schema(d, "TotalsAnswer")["required"].remove("grade"),
        "POST /v1/evaluations 201/totals/grade: may be missing, and must be there",
    ),
    "an answer's field may be null": (
        lambda d: field(d, "TotalsAnswer", "weight").update(
            anyOf=[{"type": "string", "format": "decimal"}, {"type": "null"}]
        ),
        "POST /v1/evaluations 201/totals/weight: null is sent, and was not agreed",
    ),
    "an answer's figure is a number": (
        lambda d: field(d, "TotalsAnswer", "weight").update(type="number"),
        "POST /v1/evaluations 201/totals/weight: number is sent, and was not agreed",
    ),
    "an answer's figure is mere text": (
        lambda d: field(d, "TotalsAnswer", "weight").pop("format"),
        "POST /v1/evaluations 201/totals/weight: format None is sent, decimal was agreed",
    ),
    "an answer gets a constant": (
        lambda d: field(d, "FindingAnswer", "severity")["enum"].append("fatal"),
        "POST /v1/evaluations 201/findings/[]/severity: fatal not among the values agreed",
    ),
}

ADDITIONS: dict[str, Change] = {
    "a path": lambda d: d["paths"].update({"/v1/further": {"get": copy.deepcopy(listed(d))}}),
    "an optional parameter": lambda d: listed(d)["parameters"].append(
        {"in": "query", "name": "district", "schema": {"type": "string"}}
    ),
    "an optional request field": lambda d: schema(d, "Funds")["properties"].update(remark={"type": "string"}),
    "a constant of a request": lambda d: field(d, "EvaluationRequest", "kind")["enum"].append("policy_evaluation"),
    "a longer text": lambda d: schema(d, "CellValue")["anyOf"][0].update(maxLength=2000),
    "an answer's field": lambda d: schema(d, "TotalsAnswer")["properties"].update(rank={"type": "integer"}),
    "another refusal": lambda d: create(d)["responses"].update(
        {"451": {"description": "x", "content": create(d)["responses"]["422"]["content"]}}
    ),
    "one refusal less": lambda d: create(d)["responses"].pop("409"),
    "other words": lambda d: create(d).update(summary="x", description="y"),
    "a field that is now required in an answer": lambda d: schema(d, "TotalsAnswer")["required"].append("score"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_what_breaks_a_caller_is_seen_with_its_place(name: str) -> None:
    change, told = BREAKS[name]
    assert told in found(change)


@pytest.mark.parametrize("name", ADDITIONS)
def test_what_only_adds_passes(name: str) -> None:
    assert found(ADDITIONS[name]) == []


def test_a_document_breaks_nothing_of_itself() -> None:
    assert breaking_changes(DOCUMENT, DOCUMENT) == []
