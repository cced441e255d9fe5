"""CRITERION_WEIGHT_MISMATCH."""

from decimal import Decimal

from tests.domain.findings.framework import evaluation_form, evaluation_pack, with_line
from tests.domain.findings.sheets import clean_form, evidence_of, raised

CODE = "CRITERION_WEIGHT_MISMATCH"


def test_a_weight_that_the_rules_do_not_give_is_told() -> None:
    form = with_line(2, weight=Decimal(45))
    assert raised(CODE, form, evaluation_pack()) == ["/indicators/2/weight"]
    assert evidence_of(CODE, form, evaluation_pack()) == {"prescribed": "40", "printed": "45", "difference": "5"}


def test_the_prescribed_weight_may_be_left_out_or_printed_with_decimals() -> None:
    assert raised(CODE, with_line(2, weight=None), evaluation_pack()) == []
    assert raised(CODE, with_line(2, weight=Decimal("40.00")), evaluation_pack()) == []


def test_where_nothing_is_prescribed_every_weight_is_the_units_own() -> None:
    assert raised(CODE, evaluation_form(), evaluation_pack()) == []
    assert raised(CODE, clean_form()) == []
