"""The calculations: each answers its value, the formula, the numbers put in and the rounding, or says what is wrong."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.api import calculation_examples as examples
from app.api.v1 import calculation_answers as answers
from app.domain.rounding import round_half_up
from app.domain.rule_pack import RulePack
from app.domain.text import plain
from app.rules.catalogue import load_catalogue
from tests.hostile.runner import problem_in
from tests.own_packs import write_deducting, write_stricter
from tests.serving import calculating, shipped_packs

MODELS = {
    "fund-arrival-rate": answers.RateCalculationAnswer,
    "budget-execution-rate": answers.RateCalculationAnswer,
    "completion-ratio": answers.CompletionCalculationAnswer,
    "deduction": answers.DeductionAnswer,
    "grade": answers.GradeCalculationAnswer,
}


def catalogue_pack(name: str) -> RulePack:
    return shipped_packs().get(name)


@pytest.fixture(scope="module")
def client() -> TestClient:
    """The calculations need no database, so none is there: the service is not even started."""
    return calculating()


def asked(client: TestClient, calculation: str, **body: Any) -> httpx.Response:
    return client.post(f"/v1/calculations/{calculation}", json=body)


def calculated(client: TestClient, calculation: str, **body: Any) -> dict[str, Any]:
    """The answer to a calculation, which must be as described."""
    answer = asked(client, calculation, **body)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    assert MODELS[calculation].model_validate(document, strict=True).model_dump() == document
    return document


# Rates.


def test_every_calculation_names_the_document_its_formula_stands_in(client: TestClient) -> None:
    evaluation, self_evaluation = (
        catalogue_pack(name) for name in ("national-project-evaluation", "national-project-self-evaluation")
    )
    arrival = next(each for each in evaluation.criteria if each.id == "fund_arrival_rate").rule.authority
    execution = self_evaluation.execution.rule.authority
    asked_for = {
        "fund-arrival-rate": ({"arrived": "1", "budget": "2"}, arrival),
        "budget-execution-rate": ({"executed": "1", "budget": "2"}, execution),
        "completion-ratio": ({"target": "≥2", "actual": "1"}, self_evaluation.quantitative.rule.authority),
        "deduction": ({"method": "proportional", "weight": "10", "rate": "50%"}, execution),
    }
    for calculation, (body, authority) in asked_for.items():
        cited = calculated(client, calculation, **body)["citation"]
        assert cited == {
            "document": authority.document,
            "article": authority.article,
            "verified": authority.verified,
        }


@pytest.mark.parametrize(
    ("body", "value", "ratio", "substituted"),
    [
        (
            {"arrived": "10.8", "budget": "14.4", "unit": "万元"},
            "75.00",
            "0.75",
            "10.8万元 ÷ 14.4万元 × 100% = 75.00%",
        ),
        ({"arrived": "1", "budget": "3"}, "33.33", "0." + "3" * 34, "1 ÷ 3 × 100% = 33.33%"),
        ({"arrived": "2", "budget": "3", "places": 0}, "67", "0." + "6" * 33 + "7", "2 ÷ 3 × 100% = 67%"),
        ({"arrived": "0.005", "budget": "100", "places": 2}, "0.01", "0.00005", "0.005 ÷ 100 × 100% = 0.01%"),
        ({"arrived": "36万元", "budget": "0.005亿元"}, "72.00", "0.72", "36万元 ÷ 0.005亿元 × 100% = 72.00%"),
        ({"arrived": "38.75万元", "budget": "45.57"}, "85.03", None, "38.75万元 ÷ 45.57万元 × 100% = 85.03%"),
        ({"arrived": "387500元", "budget": "45.57", "unit": "万元"}, "85.03", None, None),
        ({"arrived": "1,234.5", "budget": "２４６９"}, "50.00", "0.5", "1234.5 ÷ 2469 × 100% = 50.00%"),
        ({"arrived": 0.1, "budget": 0.3, "places": 6}, "33.333333", "0." + "3" * 34, None),
        ({"arrived": "0", "budget": "5"}, "0.00", "0", "0 ÷ 5 × 100% = 0.00%"),
        ({"arrived": "1", "budget": "0"}, None, None, "1 ÷ 0 × 100% = —"),
        ({"arrived": "0", "budget": "0"}, None, None, "0 ÷ 0 × 100% = —"),
    ],
)
def test_the_fund_arrival_rate_is_what_arrived_of_the_budget(
    client: TestClient, body: dict[str, Any], value: str | None, ratio: str | None, substituted: str | None
) -> None:
    answer = calculated(client, "fund-arrival-rate", **body)
    assert (answer["value"], answer["unit"]) == (value, "%")
    assert answer["formula"] == "资金到位率 = 实际到位资金 ÷ 预算资金 × 100%"
    assert answer["formula_en"] == "fund arrival rate = funds arrived ÷ budget × 100%"
    assert answer["rounding"] == {"mode": "half_up", "places": body.get("places", 2)}
    if ratio is not None or value is None:
        assert answer["ratio"] == ratio
    if substituted is not None:
        assert answer["substituted"] == substituted


@pytest.mark.parametrize(
    ("denominator", "words", "words_en"),
    [
        (None, "全年预算数", "adjusted budget"),
        ("adjusted_budget", "全年预算数", "adjusted budget"),
        ("initial_budget", "年初预算数", "initial budget"),
        ("arrived", "实际到位资金", "funds arrived"),
    ],
)
def test_the_budget_execution_rate_names_its_denominator(
    client: TestClient, denominator: str | None, words: str, words_en: str
) -> None:
    named = {} if denominator is None else {"denominator_name": denominator}
    answer = calculated(client, "budget-execution-rate", executed="38.75", budget="45.57", **named)
    assert answer["value"] == "85.03"
    assert answer["formula"] == f"预算执行率 = 全年执行数 ÷ {words} × 100%"
    assert answer["formula_en"] == f"budget execution rate = executed ÷ {words_en} × 100%"


_AMOUNTS = st.decimals(min_value=0, max_value=999_999_999_999, places=6, allow_nan=False)


@given(executed=_AMOUNTS, budget=_AMOUNTS.filter(bool), places=st.integers(0, 6))
def test_a_rate_is_exact_whatever_the_amounts(
    client: TestClient, executed: Decimal, budget: Decimal, places: int
) -> None:
    answer = calculated(client, "budget-execution-rate", executed=plain(executed), budget=plain(budget), places=places)
    exact = Fraction(executed) / Fraction(budget)
    assert answer["value"] == plain(round_half_up(exact * 100, places))


# Completion.


@pytest.mark.parametrize(
    ("body", "value", "met", "direction", "score", "substituted"),
    [
        ({"target": "≥1628", "actual": "1505"}, "92.44", False, "positive", "13.87", "15 × 1505 ÷ 1628 = 13.87"),
        ({"target": "≥1628", "actual": "1628"}, "100.00", True, "positive", "15", "1628 = 1628 → 15"),
        ({"target": "21 家", "actual": "42 家"}, "200.00", True, "positive", "15", None),
        ({"target": "≥95%", "actual": "92.5%"}, "97.37", False, "positive", "14.61", "15 × 92.5 ÷ 95 = 14.61"),
        ({"target": "≤12 小时", "actual": "15 小时"}, "80.00", False, "negative", "12", "15 × 12 ÷ 15 = 12"),
        ({"target": "≤12 小时", "actual": "12 小时"}, "100.00", True, "negative", "15", None),
        ({"target": "≤12 小时", "actual": "6 小时"}, "200.00", True, "negative", "15", None),
        ({"target": "5%", "actual": "10%", "direction": "negative"}, "50.00", False, "negative", "7.5", None),
        ({"target": "=3", "actual": "4"}, "75.00", False, "exact", "11.25", "15 × 3 ÷ 4 = 11.25"),
        ({"target": "90%–95%", "actual": "100%"}, "95.00", False, "range", "14.25", "15 × 95 ÷ 100 = 14.25"),
        ({"target": "≤6月", "actual": "6月"}, None, True, "deadline", "15", None),
        (
            {"target": {"comparator": "ge", "value": "95", "unit": "%"}, "actual": {"value": "92.5", "unit": "%"}},
            "97.37",
            False,
            "positive",
            "14.61",
            "15 × 92.5 ÷ 95 = 14.61",
        ),
    ],
)
def test_a_completion_ratio_comes_with_its_score(
    client: TestClient,
    body: dict[str, Any],
    value: str | None,
    met: bool,
    direction: str,
    score: str,
    substituted: str | None,
) -> None:
    answer = calculated(client, "completion-ratio", weight="15", **body)
    assert (answer["value"], answer["met"], answer["direction"]) == (value, met, direction)
    assert (answer["outcome"], answer["score"]) == ("scored", score)
    assert substituted is None or answer["substituted"] == substituted
    assert answer["explanation"]["citation"]["document"]


@pytest.mark.parametrize(
    ("formula", "actual", "score"),
    [
        ("inverse", "15 小时", "12"),
        ("linear", "15 小时", "11.25"),
        ("linear", "24 小时", "0"),
        ("linear", "30 小时", "0"),
        ("inverse", "24 小时", "7.5"),
    ],
)
def test_a_missed_upper_limit_scores_by_the_formula_asked_for(
    client: TestClient, formula: str, actual: str, score: str
) -> None:
    body = {"target": "≤12 小时", "actual": actual, "weight": "15", "negative_formula": formula}
    assert calculated(client, "completion-ratio", **body)["score"] == score


@pytest.mark.parametrize(
    ("target", "actual", "outcome"),
    [
        ("≥95%", "0.925", "unreadable"),
        ("≥3", "≥3", "unreadable"),
        ("≥3", "达成预期指标", "unreadable"),
        ("≥3 小时", "3 家", "unreadable"),
        ("", "", "unreadable"),
        ("≤6月", "7月", "needs_judgement"),
        (">90", "90", "needs_judgement"),
    ],
)
def test_what_has_no_certain_ratio_is_not_computed(client: TestClient, target: str, actual: str, outcome: str) -> None:
    answer = calculated(client, "completion-ratio", target=target, actual=actual, weight="10")
    assert (answer["score"], answer["outcome"]) == (None, outcome)
    assert answer["explanation"]["sentence_zh"]
    assert answer["explanation"]["sentence_en"]


def test_without_a_weight_there_is_a_ratio_and_no_score(client: TestClient) -> None:
    answer = calculated(client, "completion-ratio", target="≥1628", actual="1505")
    assert (answer["value"], answer["score"]) == ("92.44", None)


# Deductions.


@pytest.mark.parametrize(
    ("body", "score", "lost"),
    [
        ({"method": "proportional", "weight": "10", "rate": "51.8%"}, "5.18", "4.82"),
        ({"method": "proportional", "weight": "10", "rate": "0.518"}, "5.18", "4.82"),
        ({"method": "proportional", "weight": "10", "rate": "120%"}, "10", "0"),
        ({"method": "proportional", "weight": "3", "rate": "20.8333%"}, "0.62", "2.38"),
        ({"method": "completion_ratio", "weight": "15", "target": "≥1628", "actual": "1505"}, "13.87", "1.13"),
        ({"method": "completion_ratio", "weight": "3", "target": "≥24", "actual": "5"}, "0.63", "2.37"),
        ({"method": "tiers", "weight": "15", "tier": "achieved"}, "15", "0"),
        ({"method": "tiers", "weight": "15", "tier": "achieved", "completion": "85%"}, "12.75", "2.25"),
        ({"method": "tiers", "weight": "15", "tier": "partially_achieved", "declared_score": "11"}, "11", "4"),
        ({"method": "tiers", "weight": "15", "tier": "not_achieved", "completion": "0"}, "0", "15"),
    ],
)
def test_a_deduction_is_the_weight_less_the_score(
    client: TestClient, body: dict[str, Any], score: str, lost: str
) -> None:
    answer = calculated(client, "deduction", **body)
    assert (answer["score"], answer["value"], answer["weight"]) == (score, lost, body["weight"])
    assert answer["method"] == body["method"]
    assert answer["rounding"] == {"mode": "half_up", "places": 2}


@pytest.mark.parametrize("declared", [None, "8.99", "12", "15"])
def test_a_lower_tier_without_a_share_inside_it_is_a_persons_to_score(client: TestClient, declared: str | None) -> None:
    stated = {} if declared is None else {"declared_score": declared}
    answer = calculated(client, "deduction", method="tiers", weight="15", tier="partially_achieved", **stated)
    assert (answer["outcome"], answer["score"], answer["value"]) == ("needs_judgement", None, None)
    assert answer["permitted"] == {"min": "9", "max": "12", "max_exclusive": True}


def test_the_numbers_are_those_of_the_pack_that_is_named(tmp_path: Path) -> None:
    write_stricter(tmp_path)
    client = calculating(catalogue=load_catalogue(tmp_path))
    named = {"rule_pack": {"id": "stricter-self-evaluation"}}
    body = {"method": "tiers", "weight": "15", "tier": "partially_achieved", "declared_score": "8"}
    assert calculated(client, "deduction", **body)["score"] is None
    assert calculated(client, "deduction", **body, **named)["score"] == "8"
    assert calculated(client, "grade", score="94.99")["value"] == "excellent"
    assert calculated(client, "grade", score="94.99", **named)["value"] == "good"


@pytest.mark.parametrize(
    ("actual", "score", "lost"), [("129.99", "15", "0"), ("130", "13.5", "1.5"), ("200", "7.5", "7.5")]
)
def test_what_a_pack_deducts_for_exceeding_a_target_is_computed_and_cited(
    tmp_path: Path, actual: str, score: str, lost: str
) -> None:
    write_deducting(tmp_path)
    client = calculating(catalogue=load_catalogue(tmp_path))
    body = {"weight": "15", "target": "≥100", "actual": actual, "rule_pack": {"id": "deducting-self-evaluation"}}
    answer = calculated(client, "deduction", method="completion_ratio", **body)
    assert (answer["score"], answer["value"]) == (score, lost)
    assert ("超额完成扣分" in answer["formula"]) is (lost != "0")
    ratio = calculated(client, "completion-ratio", **body)
    assert (ratio["score"], ratio["met"], ratio["value"]) == (score, True, f"{Decimal(actual):.2f}")
    assert ratio["citation"]["verified"] is False
    assert calculated(client, "completion-ratio", **body | {"rule_pack": None})["score"] == "15"


# Grades.


@pytest.mark.parametrize(
    ("score", "grade", "name"),
    [
        ("100", "excellent", "优"),
        ("90", "excellent", "优"),
        ("89.99", "good", "良"),
        ("89.999999", "good", "良"),
        ("80", "good", "良"),
        ("79.99", "fair", "中"),
        ("60", "fair", "中"),
        ("59.99", "poor", "差"),
        ("0", "poor", "差"),
    ],
)
def test_a_grade_begins_at_its_lower_bound(client: TestClient, score: str, grade: str, name: str) -> None:
    answer = calculated(client, "grade", score=score)
    assert (answer["value"], answer["grade_name"]) == (grade, name)
    assert answer["substituted"].startswith(f"{score} ≥ ")
    assert answer["substituted"].endswith(f"→ {name}")
    assert answer["rounding"] == {"mode": "none", "places": None}
    assert "财预〔2020〕10号" in answer["citation"]["document"]


# What is wrong.


@pytest.mark.parametrize(
    ("calculation", "body", "pointers"),
    [
        ("fund-arrival-rate", {}, {"/arrived", "/budget"}),
        ("fund-arrival-rate", {"arrived": "many", "budget": "-"}, {"/arrived", "/budget"}),
        ("fund-arrival-rate", {"arrived": "1", "budget": "1", "unit": "斤"}, {"/unit"}),
        ("fund-arrival-rate", {"arrived": "1", "budget": "1", "places": 7}, {"/places"}),
        ("fund-arrival-rate", {"arrived": "1", "budget": "1", "executed": "1"}, {"/executed"}),
        ("budget-execution-rate", {"executed": "1", "budget": "1", "denominator_name": "all"}, {"/denominator_name"}),
        ("budget-execution-rate", {"executed": "1" * 19, "budget": "1"}, {"/executed"}),
        ("completion-ratio", {"target": "≥1"}, {"/actual"}),
        ("completion-ratio", {"target": "≥1", "actual": "1", "direction": "up"}, {"/direction"}),
        ("completion-ratio", {"target": "≥1", "actual": "1", "weight": "-1"}, {"/weight"}),
        ("completion-ratio", {"target": {"value": "x"}, "actual": "1"}, {"/target/value"}),
        ("deduction", {"method": "magic", "weight": "10"}, {"/method"}),
        ("deduction", {"method": "proportional", "weight": "10"}, {"/rate"}),
        ("deduction", {"method": "proportional", "weight": "1001", "rate": "1"}, {"/weight"}),
        ("deduction", {"method": "proportional", "weight": "10", "rate": "almost all"}, {"/rate"}),
        ("deduction", {"method": "completion_ratio", "weight": "10"}, {"/target", "/actual"}),
        ("deduction", {"method": "tiers", "weight": "10"}, {"/tier"}),
        ("deduction", {"method": "tiers", "weight": "10", "tier": "superb"}, {"/tier"}),
        ("grade", {}, {"/score"}),
        ("grade", {"score": "-1"}, {"/score"}),
        ("grade", {"score": "NaN"}, {"/score"}),
        ("grade", {"score": "1e1"}, {"/score"}),
        ("grade", {"score": None}, {"/score"}),
    ],
)
def test_bad_input_is_refused_by_field(
    client: TestClient, calculation: str, body: dict[str, Any], pointers: set[str]
) -> None:
    answer = asked(client, calculation, **body)
    assert answer.status_code == 422, answer.text
    problem = problem_in(answer)
    assert problem["type"] == "/problems/invalid-request"
    assert {error["pointer"] for error in problem["errors"]} == pointers


@pytest.mark.parametrize(
    ("calculation", "body"),
    [
        ("deduction", {"method": "proportional", "weight": "10", "rate": "51.8%"}),
        ("grade", {"score": "90"}),
    ],
)
def test_a_pack_that_does_not_exist_is_a_problem_of_its_own(
    client: TestClient, calculation: str, body: dict[str, Any]
) -> None:
    for named in ({"id": "nobody-has-this"}, {"id": "national-project-self-evaluation", "version": "9.9.9"}):
        answer = asked(client, calculation, rule_pack=named, **body)
        assert (answer.status_code, problem_in(answer)["type"]) == (422, "/problems/rule-pack-not-found")


@pytest.mark.parametrize(
    ("calculation", "offered"),
    [
        ("fund-arrival-rate", examples.FUND_ARRIVAL_RATE),
        ("budget-execution-rate", examples.BUDGET_EXECUTION_RATE),
        ("completion-ratio", examples.COMPLETION_RATIO),
        ("deduction", examples.DEDUCTION),
        ("grade", examples.GRADE),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_example_that_is_offered_has_a_value(
    client: TestClient, calculation: str, offered: dict[str, Any]
) -> None:
    assert offered
    for each in offered.values():
        assert calculated(client, calculation, **each["value"])["value"] is not None
