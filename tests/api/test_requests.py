"""What a form may hold: every value as printed, every number exact, every field described and named."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from app.api.checked_text import CheckedText
from app.api.field_names import FIELDS
from app.api.json_syntax import parse_json
from app.api.messages import WORDINGS
from app.api.strict_json import StrictJsonRoute
from app.api.v1 import fields
from app.api.v1.calculation_requests import (
    BudgetExecutionRateRequest,
    CompletionRatioRequest,
    DeductionRequest,
    FundArrivalRateRequest,
    GradeRequest,
)
from app.api.v1.fields import RequestModel, StructuredValue
from app.api.v1.requests import EvaluationRequest
from app.api.validation_errors import invalid_request
from tests.api.edge import edge_app
from tests.hostile.corpus import JSON, form, rows

EXAMPLES = sorted((Path(__file__).parents[2] / "openapi" / "examples").glob("*.json"))
BODIES: tuple[type[BaseModel], ...] = (
    EvaluationRequest,
    FundArrivalRateRequest,
    BudgetExecutionRateRequest,
    CompletionRatioRequest,
    DeductionRequest,
    GradeRequest,
)
calculations = APIRouter(route_class=StrictJsonRoute)


@calculations.post("/deduction")
def echo_deduction(body: DeductionRequest) -> dict[str, Any]:
    return body.model_dump()


CHINESE = re.compile(r"[\u4e00-\u9fff]")


def read(kind: Any, value_as_json: str) -> Any:
    """A value of a field kind, from the JSON that a caller writes."""
    return TypeAdapter(kind).validate_python(parse_json(f"[{value_as_json}]".encode())[0])  # type: ignore[index]


def refused(kind: Any, value_as_json: str) -> list[str]:
    """The codes with which a value is refused."""
    with pytest.raises(ValidationError) as caught:
        read(kind, value_as_json)
    return [error.code for error in invalid_request(caught.value.errors(), None).errors]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_the_real_forms_are_read_without_changing_a_character(example: Path) -> None:
    content = example.read_bytes()
    answer = TestClient(edge_app()).post("/v1/evaluations", content=content, headers=JSON)
    assert answer.json() == json.loads(content)


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ("15", "15"),
        ('"15"', "15"),
        ('"15.0"', "15.0"),
        ("15.0", "15.0"),
        ("1e2", "100"),
        ("1.50E1", "15.0"),
        ("2.5e-1", "0.25"),
        ("0.1", "0.1"),
        ("-0", "0"),
        ("-0.0", "0.0"),
        ('"-0.00"', "0.00"),
        ('"-0.50"', "-0.50"),
        ("999999999999.999999", "999999999999.999999"),
        ("999999999999999999", "999999999999999999"),
        ("-999999999999999999", "-999999999999999999"),
        ('"007"', "007"),
    ],
)
def test_a_number_becomes_plain_decimal_text_with_the_decimals_it_was_sent_with(sent: str, text: str) -> None:
    assert read(fields.ExactNumber, sent) == text


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=6) | st.integers(-(10**17), 10**17))
def test_a_json_number_and_the_same_text_are_the_same_number(number: Decimal | int) -> None:
    plain = f"{Decimal(number):f}"
    assert Decimal(read(fields.ExactNumber, plain)) == number
    assert read(fields.ExactNumber, plain) == read(fields.ExactNumber, f'"{plain}"')


@pytest.mark.parametrize(
    ("kind", "sent", "code"),
    [
        (fields.ExactNumber, '"1e2"', "number_format"),
        (fields.ExactNumber, '"1_0"', "number_format"),
        (fields.ExactNumber, '"１２"', "number_format"),
        (fields.ExactNumber, '"+1"', "number_format"),
        (fields.ExactNumber, '".5"', "number_format"),
        (fields.ExactNumber, '"5."', "number_format"),
        (fields.ExactNumber, '""', "number_format"),
        (fields.ExactNumber, "true", "number_expected"),
        (fields.ExactNumber, "null", "number_expected"),
        (fields.ExactNumber, "1000000000000000000", "number_out_of_bounds"),
        (fields.ExactNumber, "1e18", "number_out_of_bounds"),
        (fields.ExactNumber, "9999999999999.999999", "number_out_of_bounds"),
        (fields.ExactNumber, "0.0000001", "number_out_of_bounds"),
        (fields.ExactNumber, "1e999999999", "number_out_of_bounds"),
        (fields.Weight, "1000.000001", "number_out_of_range"),
        (fields.Weight, '"-0.000001"', "number_out_of_range"),
        (fields.Weight, '"—"', "number_format"),
        (fields.Percentage, '"八成"', "number_format"),
        (fields.Printed, "[]", "value_expected"),
        (fields.Value, "null", "value_expected"),
        (fields.PresentAmount, '"—"', "amount_invalid"),
        (fields.PresentAmount, '""', "amount_invalid"),
    ],
)
def test_what_is_no_number_is_refused_by_name(kind: Any, sent: str, code: str) -> None:
    assert refused(kind, sent) == [code]


def test_a_float_from_careless_code_is_refused_rather_than_rounded() -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(fields.ExactNumber).validate_python(0.1)


@pytest.mark.parametrize(
    ("sent", "text"),
    [("0", "0"), ("1000", "1000"), ('"1000.000"', "1000.000"), ('"-0"', "0"), ("7.5", "7.5")],
)
def test_a_weight_lies_between_0_and_1000(sent: str, text: str) -> None:
    assert read(fields.Weight, sent) == text


@pytest.mark.parametrize("blank", ['""', '" "', '"—"', '"-"', '"/"', '"无"', '"——"', "null"])
def test_a_blank_cell_is_nothing_for_a_number_that_may_be_missing(blank: str) -> None:
    assert read(fields.BlankableNumber | None, blank) is None
    assert read(fields.BlankableWeight | None, blank) is None


@pytest.mark.parametrize(("sent", "text"), [('"85%"', "85"), ('"85.5 ％"', "85.5"), ("85", "85"), ('"100"', "100")])
def test_a_percentage_may_carry_its_sign(sent: str, text: str) -> None:
    assert read(fields.Percentage, sent) == text


@pytest.mark.parametrize(
    "printed",
    [
        "≥95%",
        "21 家",
        "≤12 小时",
        "优",
        "16409 人次",
        "≥ 1,234,567.89 元",
        "９５％",
        "2024年12月底前",
        "90%–95%",
        "0.123456",
        "123456789012345678",
        "",
        "—",
        "完成e2e3测试",
        "(1231.86/1586)*100%=77.67%",
        "第1,2,3,4,5,6,7,8,9,10,11,12,13,14期",
    ],
)
def test_a_cell_is_let_through_as_printed(printed: str) -> None:
    assert read(fields.Printed, json.dumps(printed)) == printed
    assert read(fields.Value, json.dumps(printed)) == printed


@pytest.mark.parametrize(("sent", "text"), [("95", "95"), ("22.575", "22.575"), ("1e2", "100"), ("-3", "-3")])
def test_a_number_in_a_cell_is_read_as_it_would_be_printed(sent: str, text: str) -> None:
    assert read(fields.Value, sent) == text


@pytest.mark.parametrize(
    "printed",
    [
        "1e5",
        "≥1E5",
        "≥ １ｅ５ %",
        "1e-5",
        "1.5e3元",
        "1_0",
        "1234567890123456789",
        ".1234567",
        "0.1234567%",
        "１．１２３４５６７",
    ],
)
def test_a_cell_with_a_number_that_cannot_be_held_exactly_is_refused(printed: str) -> None:
    for kind in (fields.Printed, fields.Value, fields.Amount):
        assert refused(kind, json.dumps(printed)) == ["number_out_of_bounds"]


@pytest.mark.parametrize(
    "printed",
    [
        "22.575",
        "0",
        "-5",
        "+5",
        "1,234,567.89",
        "38.75万元",
        "38.75 万元",
        "２２．５",
        "1，234",
        "－3",
        "100元",
        "2亿元",
        "",
        "—",
        " / ",
    ],
)
def test_an_amount_is_a_number_with_or_without_unit_or_a_blank(printed: str) -> None:
    assert read(fields.Amount, json.dumps(printed)) == printed


@pytest.mark.parametrize(
    "printed", ["约20", "20-30", "1 234", "12,34", "1,2345", "万元", "20美元", "20万", "½", "٣", "=1+1", "1.2.3", "--5"]
)
def test_anything_else_is_no_amount(printed: str) -> None:
    assert refused(fields.Amount, json.dumps(printed)) == ["amount_invalid"]


def test_a_value_may_come_taken_apart() -> None:
    value = read(fields.Value, '{"comparator":"ge","value":95.0,"upper":"98","unit":"%"}')
    assert value == StructuredValue(comparator="ge", value="95.0", upper="98", unit="%")


def _checked(kind: Any) -> CheckedText:
    (checked,) = (each for each in kind.__metadata__ if isinstance(each, CheckedText))
    return checked


@pytest.mark.parametrize(
    "name",
    [
        "ExactNumber",
        "Weight",
        "BlankableWeight",
        "BlankableNumber",
        "Percentage",
        "Printed",
        "Amount",
        "PresentAmount",
        "Value",
    ],
)
@given(data=st.data())
def test_what_the_compiled_pattern_lets_through_the_reader_would_not_change(name: str, data: st.DataObject) -> None:
    checked = _checked(getattr(fields, name))
    text = data.draw(st.from_regex(checked.fine, alphabet="0123456789.,-_eE≥%元９．万 ") | st.from_regex(checked.fine))
    # Python's $ also matches before a final line feed; the compiled pattern's does not.
    if not text.endswith("\n"):
        assert checked.read(text) == text


@given(st.text(max_size=40) | st.text(alphabet="0123456789.,_eE+-≥%１ 万元", max_size=40))
def test_every_text_is_read_or_refused_with_a_known_error(text: str) -> None:
    for kind in (fields.ExactNumber, fields.Weight, fields.Printed, fields.Amount, fields.Value, fields.Percentage):
        assert _error_types(kind, text) <= set(WORDINGS)


def _error_types(kind: Any, text: str) -> set[str]:
    try:
        TypeAdapter(kind).validate_python(text)
    except ValidationError as refusal:
        return {error["type"] for error in refusal.errors()}
    return set()


def test_region_is_needed_only_without_a_pack_and_something_must_be_there_to_score() -> None:
    client = TestClient(edge_app())

    def codes(content: bytes) -> list[str]:
        answer = client.post("/v1/evaluations", content=content, headers=JSON)
        return [error["pointer"] for error in answer.json().get("errors", [])]

    head = '"kind":"project_evaluation","fiscal_year":2024'
    pack = '"rule_pack":{"id":"beijing-project-self-evaluation"}'
    assert codes(f'{{{head},{pack},"indicators":[{{}}]}}'.encode()) == []
    assert codes(f'{{{head},{pack},"funds":{{}}}}'.encode()) == []
    assert codes(f'{{{head},"funds":{{}}}}'.encode()) == ["/region_code"]
    assert codes(f"{{{head},{pack}}}".encode()) == ["/indicators"]
    assert codes(f'{{{head},"rule_pack":{{}},"funds":3}}'.encode()) == ["/rule_pack/id", "/funds"]


def test_every_field_of_the_contract_is_taken() -> None:
    row = (
        '"criterion":"c","target":{"value":"95"},"initial_target":"≥90","actual":1505,"direction":"positive",'
        '"declared_completion":"92.4%","formula":"1/2=50%","facts":{"completed":"1231.18"},'
        '"checks":[{"point":"①","met":true,"note":"n"}],"tier":"achieved","completion":85,'
        '"deductions":[{"amount":"2","reason":"r","author":"a"}],'
        '"survey":{"issued":50,"valid":50,"answers":[{"answer":"满意","count":45}]},'
        '"parts":[{"name":"p","target":"105人","actual":"105人"}],"not_applicable":false,"core":true'
    )
    head = (
        '"rule_pack":{"id":"p","version":"1.0.0"},"section_weights":[{"level1":"产出","level2":"数量","weight":45}],'
        '"declared":{"total":"95","grade":"优","sections":[{"name":"产出","weight":"40","score":"40","rate":"100%","where":"表2"}]},'
        '"funds":{"unit":"万元","total":{"arrived":"1"},"rows":[{"source":"fiscal","name":"n","split":"use","parent":"p",'
        '"declared_rate":1,"declared_score":"10"}],"weight":10,"declared_rate":"100%","declared_score":"10",'
        '"declared_arrival_rate":"100%","deviation_reason":"d"}'
    )
    for content in (rows(row), form(head)):
        answer = TestClient(edge_app()).post("/v1/evaluations", content=content, headers=JSON)
        assert answer.status_code == 200, answer.text
    for content in (b"", row.encode(), head.encode()):
        named = re.findall(rb'"([a-z_0-9]+)":', content)
        assert {name.decode() for name in named} <= {path.rpartition(".")[2] for path in FIELDS} | {
            "completed",
            "version",
            "id",
        }


def _properties(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for title, model in ({schema["title"]: schema} | schema.get("$defs", {})).items():
        for name, described in model.get("properties", {}).items():
            yield title, name, described


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.__name__)
def test_every_field_is_described_in_both_languages_and_named_for_messages(body: type[BaseModel]) -> None:
    for model, name, described in _properties(body.model_json_schema()):
        zh, _, en = described["description"].partition("\n\n")
        assert CHINESE.search(zh), (model, name)
        assert re.search("[a-z]", en), (model, name)
        assert any(path.rpartition(".")[2] == name for path in FIELDS), (model, name)


def test_every_example_in_the_schema_is_a_value_that_is_taken() -> None:
    shown = [
        (model, name, example)
        for model in _models(RequestModel)
        for name, field in model.model_fields.items()
        for example in field.examples or ()
    ]
    assert len(shown) > 70
    for model, name, example in shown:
        field = model.model_fields[name]
        TypeAdapter(Annotated[(field.annotation, *field.metadata, name)]).validate_python(example)


def test_every_field_that_holds_no_further_fields_shows_an_example() -> None:
    for model in _models(RequestModel):
        for name, field in model.model_fields.items():
            holds_fields = any(each.__name__ in str(field.annotation) for each in _models(RequestModel))
            assert field.examples or holds_fields, (model, name)


def _models(base: type[BaseModel]) -> list[type[BaseModel]]:
    below = [model for model in base.__subclasses__() if model.__module__.startswith("app.")]
    return [model for each in below for model in (each, *_models(each))]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.__name__)
def test_every_list_and_text_is_bounded_in_the_schema(body: type[BaseModel]) -> None:
    for node in _nodes(body.model_json_schema()):
        if node.get("type") == "array" and "items" in node:
            assert "maxItems" in node
        if node.get("type") == "string" and "enum" not in node and "pattern" not in node:
            assert node.get("format") == "decimal" or "maxLength" in node, node
        if node.get("type") == "integer":
            assert {"minimum", "maximum"} <= set(node)


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for child in node.values():
            yield from _nodes(child)
    elif isinstance(node, list):
        for child in node:
            yield from _nodes(child)


def test_decimals_are_one_type_for_client_generators() -> None:
    schema = EvaluationRequest.model_json_schema()["$defs"]["Indicator"]["properties"]
    decimal, null = schema["weight"]["anyOf"]
    assert (decimal["type"], decimal["format"], null) == ("string", "decimal", {"type": "null"})


@pytest.mark.parametrize(
    ("sent", "missing"),
    [
        ({"method": "proportional", "weight": 10}, ["/rate"]),
        ({"method": "completion_ratio", "weight": 10}, ["/target", "/actual"]),
        ({"method": "tiers", "weight": 10}, ["/tier"]),
        ({"method": "tiers", "weight": 10, "tier": "achieved"}, []),
    ],
)
def test_a_deduction_names_what_its_method_needs(sent: dict[str, Any], missing: list[str]) -> None:
    answer = TestClient(edge_app(calculations)).post("/deduction", json=sent)
    assert [error["pointer"] for error in answer.json().get("errors", [])] == missing
