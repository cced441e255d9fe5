"""WEIGHTS_NOT_TOTAL."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.domain.findings.sheets import clean_form, evidence_of, raised, with_funds, with_row

CODE = "WEIGHTS_NOT_TOTAL"


@pytest.mark.parametrize(("weight", "total", "difference"), [("25", "105", "5"), ("19.99", "99.99", "-0.01")])
def test_weights_that_do_not_add_to_the_total_are_told(weight: str, total: str, difference: str) -> None:
    form = with_row(0, weight=Decimal(weight))
    assert raised(CODE, form) == ["/indicators"]
    assert evidence_of(CODE, form) == {"sum": total, "total": "100", "difference": difference}


def test_the_execution_weight_on_the_form_counts() -> None:
    assert raised(CODE, with_funds(weight=Decimal(20))) == ["/indicators"]
    assert raised(CODE, with_funds(weight=Decimal("10.00"))) == []


def test_a_missing_weight_says_nothing() -> None:
    assert raised(CODE, with_row(0, weight=None)) == []


def test_a_form_without_lines_has_only_the_weight_of_its_execution_rate() -> None:
    assert raised(CODE, clean_form(indicators=())) == ["/indicators"]


def test_a_line_that_does_not_apply_keeps_its_weight() -> None:
    form = with_row(0, not_applicable=True)
    assert raised(CODE, form) == []
    assert raised(CODE, replace(form, indicators=form.indicators[:-1])) == ["/indicators"]
