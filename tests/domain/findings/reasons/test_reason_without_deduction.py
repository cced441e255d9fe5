"""REASON_WITHOUT_DEDUCTION."""

from decimal import Decimal
from typing import Any

import pytest

from tests.domain.findings.framework import department_pack, evaluation_pack, with_department_line, with_line
from tests.domain.findings.sheets import evidence_of, raised, with_row

CODE = "REASON_WITHOUT_DEDUCTION"
REASON = "部分机构转型，人员流出"


def places(
    target: str, actual: str, declared: str | None = "20", reason: str | None = REASON, **more: Any
) -> list[str]:
    score = None if declared is None else Decimal(declared)
    return raised(
        CODE, with_row(0, target=target, actual=actual, declared_score=score, deviation_reason=reason, **more)
    )


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("≥90%", "90%"),
        ("≤12小时", "12小时"),
        ("=3", "3"),
        ("≤6月", "6月"),
        ("优", "优"),
        ("90%-95%", "93%"),
        ("0", "0"),
    ],
)
def test_a_reason_beside_full_marks_is_told(target: str, actual: str) -> None:
    assert places(target, actual) == ["/indicators/0/deviation_reason"]
    assert places(target, actual, declared=None) == ["/indicators/0/deviation_reason"]


def test_the_evidence_holds_the_score() -> None:
    form = with_row(0, target="≥90%", actual="90%", deviation_reason=REASON)
    assert evidence_of(CODE, form) == {"score": "20", "weight": "20"}


@pytest.mark.parametrize(
    ("target", "actual"),
    [("≥90%", "90.1%"), ("≤24.42", "22.575"), ("≤150", "0"), ("≤6月", "5月"), ("良", "优"), ("≥0", "3")],
)
def test_a_target_exceeded_at_all_is_worth_a_reason(target: str, actual: str) -> None:
    assert places(target, actual) == []


@pytest.mark.parametrize("reason", [None, "", "无", "/", "—", "-", " ", "无。", "无偏差", "不适用"])
def test_no_reason_is_no_reason(reason: str | None) -> None:
    assert places("≥90%", "90%", reason=reason) == []


def test_points_lost_missed_targets_and_unread_values_are_other_matters() -> None:
    assert places("≥90%", "90%", declared="18") == []
    assert places("≥90%", "80%") == []
    assert places("≥90%", "≥90%") == []
    assert places("≥90%", "90%", not_applicable=True) == []


def test_a_rate_of_the_funds_may_come_with_a_remark() -> None:
    assert raised(CODE, with_department_line(0, deviation_reason=REASON), department_pack()) == []


def test_points_that_are_all_met_need_no_reason() -> None:
    assert raised(CODE, with_line(0, deviation_reason=REASON), evaluation_pack()) == ["/indicators/0/deviation_reason"]
