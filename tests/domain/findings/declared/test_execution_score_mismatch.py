"""DECLARED_EXECUTION_SCORE_MISMATCH."""

from decimal import Decimal

import pytest

from tests.domain.findings.sheets import evidence_of, raised, with_funds, with_total

CODE = "DECLARED_EXECUTION_SCORE_MISMATCH"


@pytest.mark.parametrize("declared", ["9", "9.7", "9.79", "0", "-1"])
def test_a_score_that_the_rate_does_not_give_is_told(declared: str) -> None:
    assert raised(CODE, with_funds(declared_score=Decimal(declared))) == ["/funds/declared_score"]


def test_the_evidence_holds_both() -> None:
    form = with_funds(declared_score=Decimal(9))
    assert evidence_of(CODE, form) == {"declared": "9", "computed": "9.8", "difference": "-0.8"}


@pytest.mark.parametrize("declared", ["9.8", "9.80", "10"])
def test_the_score_within_the_decimals_printed_is_left_in_peace(declared: str) -> None:
    assert raised(CODE, with_funds(declared_score=Decimal(declared))) == []


def test_without_a_computed_or_a_declared_score_nothing_is_said() -> None:
    assert raised(CODE, with_funds(declared_score=None)) == []
    assert raised(CODE, with_total("100", "100", None, declared_score=Decimal(3))) == []
    assert raised(CODE, with_total("0", "0", "0", declared_score=Decimal(3))) == []
