"""One form of a batch is scored as if it had been sent alone, and refused in the same words."""

import json

import pytest

from app.api.stored_problem import problem_in
from app.api.v1.batch_items import ItemScorer, with_defaults
from app.services.form import ScoredForm
from tests.forms import NAMES, example, example_bytes, form
from tests.serving import calculating, shipped_packs

LONGEST = 50_000
DEFAULTS = json.dumps({"fiscal_year": 2024, "region_code": "110106", "rule_pack": {"id": "national-x", "version": "1"}})


@pytest.fixture(scope="module")
def scorer() -> ItemScorer:
    return ItemScorer(shipped_packs(), LONGEST)


@pytest.mark.parametrize("name", NAMES)
def test_the_sheet_is_that_of_the_form_sent_alone(scorer: ItemScorer, name: str) -> None:
    client = calculating()
    alone = client.post("/v1/evaluations/preview", json=example(name)).json()
    scored = scorer.score(example_bytes(name), None)
    assert isinstance(scored, ScoredForm)
    assert json.loads(scored.sheet).items() <= alone.items()


@pytest.mark.parametrize(
    ("item", "kind", "pointers"),
    [
        (b"not json", "malformed-json", [""]),
        (b"\xff\xfe", "malformed-json", [""]),
        (b"null", "malformed-json", [""]),
        (b"[]", "invalid-request", [""]),
        (json.dumps(form(kind="other", fiscal_year=1)).encode(), "invalid-request", ["/kind", "/fiscal_year"]),
        (json.dumps(form(rule_pack={"id": "nope"})).encode(), "rule-pack-not-found", ["/rule_pack"]),
        (
            json.dumps(form(kind="department_self_evaluation")).encode(),
            "no-rule-pack",
            ["/kind", "/region_code", "/fiscal_year"],
        ),
        (json.dumps(form(unit={"name": "\u0007"})).encode(), "invalid-request", ["/unit/name"]),
        (b"[" + b"1," * 20_001 + b"1]", "invalid-request", [""]),
        (b" " * LONGEST + b"{}", "body-too-large", None),
    ],
)
def test_a_refusal_names_the_fields_in_both_languages(
    scorer: ItemScorer, item: bytes, kind: str, pointers: list[str] | None
) -> None:
    refused = scorer.score(item, None)
    assert isinstance(refused, str)
    problem = json.loads(refused)
    assert problem["type"] == f"/problems/{kind}"
    assert problem["title"].keys() == problem["detail"].keys() == {"zh", "en"}
    if pointers is not None:
        assert [error["pointer"] for error in problem["errors"]] == pointers
        assert all(error["message_zh"] and error["message_en"] for error in problem["errors"])
    chinese, english = problem_in(problem, "zh"), problem_in(problem, "en")
    assert (chinese["detail"], english["detail"]) == (problem["detail"]["zh"], problem["detail"]["en"])


def test_of_many_errors_the_first_fifty_are_kept(scorer: ItemScorer) -> None:
    refused = scorer.score(json.dumps({f"field{number}": 1 for number in range(60)}).encode(), None)
    assert isinstance(refused, str)
    assert len(json.loads(refused)["errors"]) == 50


@pytest.mark.parametrize(
    ("item", "filled"),
    [
        ("{}", {"fiscal_year": 2024, "region_code": "110106", "rule_pack": {"id": "national-x", "version": "1"}}),
        (
            ' {"fiscal_year": 2023, "rule_pack": null , "region_code":null,"a":"\\"rule_pack\\":null"}',
            {
                "fiscal_year": 2023,
                "region_code": "110106",
                "rule_pack": {"id": "national-x", "version": "1"},
                "a": '"rule_pack":null',
            },
        ),
        ('{"rule_pack":{"id":"own"},"fiscal_year":1,"region_code":""}', None),
    ],
)
def test_defaults_fill_what_is_left_out_or_null_and_nothing_else(item: str, filled: dict[str, object] | None) -> None:
    made = with_defaults(item.encode(), DEFAULTS)
    assert json.loads(made) == (json.loads(item) if filled is None else filled)


@pytest.mark.parametrize("item", [b"[1]", b"3"])
def test_what_is_no_object_is_left_as_it_is(item: bytes) -> None:
    assert with_defaults(item, DEFAULTS) == item


def test_numbers_stay_as_they_were_written() -> None:
    assert b"1.50" in with_defaults(b'{"weight": 1.50}', DEFAULTS)
