"""MET_BUT_DEDUCTED, UNMET_BUT_FULL, DECLARED_SCORE_MISMATCH."""

from decimal import Decimal

import pytest

from app.domain.submission import Cell
from tests.domain.findings.framework import department_pack, with_department_line
from tests.domain.findings.sheets import evidence_of, findings, raised, with_row
from tests.domain.methods.test_over_fulfilment import deducting

OTHERS = ("DECLARED_SCORE_MISSING", "WORD_MET_BUT_DEDUCTED")
CODES = ("MET_BUT_DEDUCTED", "UNMET_BUT_FULL", "DECLARED_SCORE_MISMATCH")


def told(target: Cell, actual: Cell, weight: str, declared: str | None, **more: object) -> list[str]:
    score = None if declared is None else Decimal(declared)
    form = with_row(0, target=target, actual=actual, weight=Decimal(weight), declared_score=score, **more)
    here = [each.code for each in findings(form) if each.pointer == "/indicators/0/declared_score"]
    return [code for code in here if code not in OTHERS]


@pytest.mark.parametrize(
    ("declared", "codes"),
    [("10", ["DECLARED_SCORE_MISMATCH"]), ("9", []), ("8", ["DECLARED_SCORE_MISMATCH"])],
)
def test_a_met_target_that_the_pack_deducts_from_is_compared_with_what_is_left(declared: str, codes: list[str]) -> None:
    form = with_row(0, target="≥100", actual="150", weight=Decimal(10), declared_score=Decimal(declared))
    found = [each.code for each in findings(form, deducting(("1.5", "0.1"))) if each.code in CODES]
    assert found == codes


@pytest.mark.parametrize(
    ("target", "actual", "weight", "declared"),
    [
        ("≥95%", "99.6%", "10", "9"),
        ("≥90%", "90%", "10", "9.99"),
        ("≤12小时", "12小时", "15", "14"),
        ("≤6月", "6月", "5", "4"),
    ],
)
def test_a_met_target_that_lost_points(target: str, actual: str, weight: str, declared: str) -> None:
    assert told(target, actual, weight, declared) == ["MET_BUT_DEDUCTED"]


@pytest.mark.parametrize(
    ("target", "actual", "weight", "declared"),
    [
        ("≥1628", "1505", "15", "15"),
        ("≤12小时", "15小时", "10", "10"),
        ("≤6月", "9月", "10", "10"),
        (">90", "90", "5", "5"),
    ],
)
def test_a_missed_target_with_full_marks(target: str, actual: str, weight: str, declared: str) -> None:
    assert told(target, actual, weight, declared) == ["UNMET_BUT_FULL"]


@pytest.mark.parametrize(("declared", "difference"), [("12", "-1.87"), ("14.5", "0.63"), ("0", "-13.87")])
def test_another_score_than_the_computed_one(declared: str, difference: str) -> None:
    assert told("≥1628", "1505", "15", declared) == ["DECLARED_SCORE_MISMATCH"]
    form = with_row(0, target="≥1628", actual="1505", weight=Decimal(15), declared_score=Decimal(declared))
    side = "declared_below_computed" if difference.startswith("-") else "declared_above_computed"
    expected = {"declared": declared, "computed": "13.87", "difference": difference, "direction": side}
    assert evidence_of("DECLARED_SCORE_MISMATCH", form) == expected


@pytest.mark.parametrize(
    ("target", "actual", "weight", "declared"),
    [
        ("≥95", "92", "5", "5"),
        ("≥95", "92", "5", "4.84"),
        ("≥95", "92", "5", "4.8"),
        ("≥1628", "1505", "15", "13.87"),
        ("≥1628", "1505", "15", "14"),
        ("≥90%", "93%", "10", "10.0"),
        ("≥90%", "93%", "10", None),
        ("≥90%", "≥90%", "10", "10"),
        ("≥90%", "80%", "0", "0"),
        (">90", "90", "0", "0"),
    ],
)
def test_scores_that_agree_at_the_decimals_printed_are_left_in_peace(
    target: str, actual: str, weight: str, declared: str | None
) -> None:
    assert told(target, actual, weight, declared) == []


@pytest.mark.parametrize(
    ("actual", "weight", "declared"),
    [("优", "30", "28"), ("良", "15", "11"), ("优", "3.33", "2.66"), ("良", "10", "7.99")],
)
def test_a_qualitative_share_inside_its_tier_is_a_persons(actual: str, weight: str, declared: str) -> None:
    assert told("优", actual, weight, declared) == []


@pytest.mark.parametrize(
    ("actual", "weight", "declared"), [("优", "10", "7"), ("良", "15", "15"), ("优", "3.33", "2.65")]
)
def test_a_share_outside_its_tier_is_told_as_that_alone(actual: str, weight: str, declared: str) -> None:
    assert told("优", actual, weight, declared) == ["OUTSIDE_TIER"]


def test_a_declared_score_beside_a_stated_share_is_compared_with_it() -> None:
    assert told("优", "优", "10", "9", completion="90%") == []
    assert told("优", "优", "10", "10", completion="90%") == ["DECLARED_SCORE_MISMATCH"]


def test_a_line_that_does_not_apply_is_left_in_peace() -> None:
    assert told("≥90%", "50%", "10", "10", not_applicable=True) == []


def test_points_that_rest_on_the_funds_have_no_target_to_be_met() -> None:
    lower = with_department_line(0, declared_score=Decimal(8))
    assert raised("DECLARED_SCORE_MISMATCH", lower, department_pack()) == ["/indicators/0/declared_score"]
    full = with_department_line(0, facts={"spent": "95", "budget": "100"})
    assert raised("DECLARED_SCORE_MISMATCH", full, department_pack()) == ["/indicators/0/declared_score"]
    for form in (lower, full):
        assert not any(raised(code, form, department_pack()) for code in ("MET_BUT_DEDUCTED", "UNMET_BUT_FULL"))
