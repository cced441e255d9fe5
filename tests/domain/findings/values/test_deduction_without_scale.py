"""DEDUCTION_WITHOUT_SCALE."""

from decimal import Decimal
from typing import Any

from app.domain.submission import Check, Deduction
from tests.domain.findings.framework import ALL_MET, evaluation_form, evaluation_pack, with_line
from tests.domain.findings.sheets import clean_form, evidence_of, raised

CODE = "DEDUCTION_WITHOUT_SCALE"
ONE_UNMET = (ALL_MET[0], Check("②", met=False, note="目标与内容无关"), *ALL_MET[2:])


def places(declared: str | None, **more: Any) -> list[str]:
    score = None if declared is None else Decimal(declared)
    return raised(CODE, with_line(0, declared_score=score, **more), evaluation_pack())


def test_a_deduction_that_equal_shares_do_not_give_is_told() -> None:
    deductions = (Deduction(Decimal(5), "两个指标与项目无关"),)
    assert places("5", checks=ONE_UNMET, deductions=deductions) == ["/indicators/0/deductions"]
    assert places("5", checks=ONE_UNMET) == ["/indicators/0/declared_score"]
    form = with_line(0, checks=ONE_UNMET, declared_score=Decimal(5))
    expected = {"points": "4", "unmet": "1", "deducted": "5", "equal_share": "2.5"}
    assert evidence_of(CODE, form, evaluation_pack()) == expected


def test_equal_shares_need_no_scale() -> None:
    assert places("7.5", checks=ONE_UNMET) == []


def test_nothing_deducted_or_nothing_unmet_is_left_in_peace() -> None:
    assert places("10", checks=ONE_UNMET) == []
    assert places("10", checks=ALL_MET) == []
    assert places("8") == []
    assert places(None, checks=ONE_UNMET) == []


def test_only_points_without_a_printed_deduction_are_meant() -> None:
    assert raised(CODE, evaluation_form(), evaluation_pack()) == []
    assert raised(CODE, clean_form()) == []
