"""OUTPUT_BENEFIT_BELOW_MINIMUM."""

from dataclasses import replace
from decimal import Decimal

from app.domain.rule_pack import SectionRule
from app.domain.text import Text
from tests.domain.findings.sheets import CLEAN_ROWS, clean_form, evidence_of, raised, row
from tests.domain.packs import national_pack

CODE = "OUTPUT_BENEFIT_BELOW_MINIMUM"
DECISION = SectionRule("decision", Text("决策", "decision"), ("决策",), None, False, None)
FOUR_BLOCKS = national_pack(sections=(DECISION, *national_pack().sections))


def form_with_decision(decision: str) -> tuple[list[str], dict[str, str]]:
    rest = Decimal(90) - Decimal(decision)
    rows = (row("决策", "立项", "100%", "100%", decision), row("产出指标", "人次", "≥5", "6", str(rest)))
    form = clean_form(indicators=rows)
    found = raised(CODE, form, FOUR_BLOCKS)
    return found, evidence_of(CODE, form, FOUR_BLOCKS) if found else {}


def test_too_little_weight_on_outputs_and_benefits_is_told() -> None:
    assert form_with_decision("31") == (["/indicators"], {"weight": "59", "minimum": "60"})


def test_exactly_the_minimum_is_enough() -> None:
    assert form_with_decision("30") == ([], {})


def test_cost_and_satisfaction_count() -> None:
    weights = ("30", "0", "0", "10", "10", "10")
    rows = tuple(replace(each, weight=Decimal(weight)) for each, weight in zip(CLEAN_ROWS, weights, strict=True))
    assert raised(CODE, clean_form(indicators=rows)) == []


def test_a_line_of_an_unknown_section_may_be_an_output() -> None:
    rows = (row("别的", "人次", "≥5", "6", "60"), row("决策", "立项", "100%", "100%", "30"))
    assert raised(CODE, clean_form(indicators=rows), FOUR_BLOCKS) == []


def test_missing_weights_and_packs_without_a_minimum_say_nothing() -> None:
    rows = (row("产出指标", "人次", "≥5", "6", "20"),)
    assert raised(CODE, clean_form(indicators=rows)) == ["/indicators"]
    assert raised(CODE, clean_form(indicators=(replace(rows[0], weight=None),))) == []
    assert raised(CODE, clean_form(indicators=())) == []
    review = replace(national_pack().review, output_benefit_minimum=None)
    assert raised(CODE, clean_form(indicators=rows), national_pack(review=review)) == []
