"""What client generators make of the document: one class for one thing, exact decimals, constants one can read."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from app.api.named_schemas import name_shared_schemas
from app.api.v1.fields import MAX_VALUE_LENGTH, CurrencyUnit
from tests.serving import application

Json = dict[str, Any]


@pytest.fixture(scope="module")
def document() -> Json:
    return application("sqlite:///unused.db").openapi()


def enumerations(part: Any, place: str = "") -> Iterator[tuple[str, Json]]:
    """Every enumeration of the document with its place."""
    if isinstance(part, list):
        for index, each in enumerate(part):
            yield from enumerations(each, f"{place}/{index}")
    elif isinstance(part, dict):
        if isinstance(part.get("enum"), list):
            yield place, part
        for key, each in part.items():
            if key not in ("example", "examples"):
                yield from enumerations(each, f"{place}/{key}")


def test_an_enumeration_has_constants_that_a_programmer_can_read(document: Json) -> None:
    unreadable = []
    for place, schema in enumerations(document):
        names = schema.get("x-enum-varnames", schema["enum"])
        readable = all(re.fullmatch("[A-Za-z][A-Za-z0-9_]*", str(name)) for name in names)
        if not readable or len(names) != len(schema["enum"]):
            unreadable.append(place)
    assert unreadable == [], "give them x-enum-varnames in app/api/named_schemas.py"


def test_cells_and_currency_units_are_one_schema_each(document: Json) -> None:
    schemas = document["components"]["schemas"]
    text = json.dumps(document, ensure_ascii=False)
    assert text.count('"#/components/schemas/CellValue"') >= 5
    assert text.count('"#/components/schemas/StructuredValue"') == 1
    assert text.count('"亿元"]') == 1
    assert schemas["CurrencyUnit"]["enum"] == list(CurrencyUnit.__args__)
    assert schemas["CellValue"]["anyOf"][0]["maxLength"] == MAX_VALUE_LENGTH


def test_no_field_is_only_ever_null(document: Json) -> None:
    """Generators have no type for it."""
    for name, schema in document["components"]["schemas"].items():
        for field, each in schema.get("properties", {}).items():
            assert each.get("type") != "null", f"{name}.{field}"


def test_a_schema_of_its_own_is_left_alone() -> None:
    schemas = {
        "Form": {
            "properties": {"a": {"anyOf": [{"type": "string"}, {"type": "null"}], "examples": [{"enum": ["元"]}]}}
        },
        "RegionDigits": {"type": "integer", "enum": [2, 4, 6]},
    }
    document: Json = {"components": {"schemas": json.loads(json.dumps(schemas))}}
    name_shared_schemas(document)
    assert document["components"]["schemas"]["Form"] == schemas["Form"]


def test_requests_are_closed_and_answers_may_grow(document: Json) -> None:
    """A misspelt field must not go unnoticed; a field of a later release must not stop the clients of this one."""
    schemas = document["components"]["schemas"]
    closed = {name for name, schema in schemas.items() if schema.get("additionalProperties") is False}
    assert {"EvaluationRequest", "Indicator", "Funds", "StructuredValue"} <= closed
    answers = [
        response["content"]
        for path in document["paths"].values()
        for operation in path.values()
        for response in operation["responses"].values()
        if "content" in response
    ]
    assert closed & reached(answers, schemas) == set()


def reached(part: Any, schemas: Json) -> set[str]:
    """The names of the schemas that a part of the document leads to."""
    found: set[str] = set()
    left = {*re.findall(r'"#/components/schemas/(\w+)"', json.dumps(part))}
    while left:
        name = left.pop()
        found.add(name)
        left |= {*re.findall(r'"#/components/schemas/(\w+)"', json.dumps(schemas[name]))} - found
    return found
