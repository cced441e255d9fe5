"""DECLARED_TOTAL_MISMATCH."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.submission import Declared
from tests.domain.findings.sheets import CLEAN_FUNDS, clean_form, evidence_of, raised, with_funds, with_row

CODE = "DECLARED_TOTAL_MISMATCH"


@pytest.mark.parametrize("total", ["99", "99.81", "98.8", "101", "0"])
def test_a_total_that_is_not_the_sum_is_told(total: str) -> None:
    assert raised(CODE, clean_form(declared=Declared(total=Decimal(total)))) == ["/declared/total"]


def test_the_evidence_holds_both_and_the_difference() -> None:
    form = clean_form(declared=Declared(total=Decimal("97.8")))
    assert evidence_of(CODE, form) == {"sum": "99.8", "declared": "97.8", "difference": "-2"}


@pytest.mark.parametrize("total", ["99.8", "99.80", "100"])
def test_the_sum_within_the_decimals_printed_is_left_in_peace(total: str) -> None:
    assert raised(CODE, clean_form(declared=Declared(total=Decimal(total)))) == []


def test_every_line_must_be_declared() -> None:
    off = Declared(total=Decimal(50))
    assert raised(CODE, replace(with_row(0, declared_score=None), declared=off)) == []
    assert raised(CODE, replace(with_funds(declared_score=None), declared=off)) == []
    assert raised(CODE, clean_form(funds=None, declared=off)) == []


def test_an_execution_rate_of_no_weight_needs_no_declared_score() -> None:
    funds = replace(CLEAN_FUNDS, weight=Decimal(0), declared_score=None)
    assert raised(CODE, clean_form(funds=funds, declared=Declared(total=Decimal(91)))) != []
    assert raised(CODE, clean_form(funds=funds, declared=Declared(total=Decimal(90)))) == []


def test_a_report_that_lists_no_indicators_has_no_sum() -> None:
    assert raised(CODE, clean_form(indicators=(), declared=Declared(total=Decimal(95)))) == []


def test_without_a_declared_total_nothing_is_said() -> None:
    assert raised(CODE, clean_form(declared=Declared())) == []
