"""DEVIATION_REASON_MISSING."""

from decimal import Decimal

import pytest

from app.domain.submission import Check, Deduction
from tests.domain.findings.framework import evaluation_pack, with_line
from tests.domain.findings.sheets import evidence_of, raised, with_row
from tests.domain.methods.test_over_fulfilment import deducting

CODE = "DEVIATION_REASON_MISSING"
PLACE = ["/indicators/0/deviation_reason"]
SHORT = {"target": "≥1628", "actual": "1505", "weight": Decimal(20)}


def lost(declared: str | None, reason: str | None = None, **more: object) -> list[str]:
    score = None if declared is None else Decimal(declared)
    return raised(CODE, with_row(0, **SHORT | {"declared_score": score, "deviation_reason": reason} | more))


@pytest.mark.parametrize("reason", [None, "", " ", "无", "/", "—", "-", "――", "——", "不适用", "无。", "\n"])
def test_points_lost_without_a_reason_are_told(reason: str | None) -> None:
    assert lost("18", reason) == PLACE


@pytest.mark.parametrize(("actual", "told"), [("119", []), ("120", PLACE), ("129", PLACE), ("130", [])])
def test_points_lost_by_exceeding_the_target_are_asked_about_once(actual: str, told: list[str]) -> None:
    """From 130% on OVER_FULFILLED asks; a table may begin below."""
    form = with_row(0, target="≥100", actual=actual, declared_score=None)
    pack = deducting(("1.2", "0.1"))
    assert raised(CODE, form, pack) == told
    assert raised("OVER_FULFILLED", form, pack) == (["/indicators/0/actual"] if actual == "130" else [])


def test_the_computed_score_counts_where_none_is_declared() -> None:
    assert lost(None) == PLACE
    form = with_row(0, **SHORT, declared_score=None)
    assert evidence_of(CODE, form) == {"score": "18.49", "weight": "20"}


def test_a_met_target_that_lost_points_needs_a_reason_too() -> None:
    assert lost("18", actual="1700") == PLACE


def test_an_improvement_measure_is_no_reason() -> None:
    assert lost("18", None, improvement="加强培训") == PLACE


def test_a_reason_settles_it() -> None:
    assert lost("18", "部分机构转型，人员流出") == []


def test_full_marks_are_not_points_lost() -> None:
    assert lost("20") == []
    assert lost("20.00") == []
    assert lost(None, actual="1700") == []


def test_rounding_up_to_full_marks_loses_nothing() -> None:
    assert lost("5", target="≥95", actual="92", weight=Decimal(5)) == []


@pytest.mark.parametrize(
    "more",
    [
        {"weight": None, "declared_score": Decimal(5)},
        {"weight": Decimal(0), "declared_score": Decimal(0)},
        {"actual": "≥1628"},
        {"not_applicable": True},
    ],
)
def test_without_a_weight_a_score_or_applicability_nothing_is_lost(more: dict[str, object]) -> None:
    assert lost(None, None, **more) == []


def test_a_deduction_and_an_unmet_point_carry_their_reasons_with_them() -> None:
    told = (Deduction(Decimal(2), "两个指标与项目内容无关"),)
    assert judged(deductions=told) == []
    assert judged(checks=(Check("①", met=False, note="无立项文件"),)) == []
    assert judged(checks=(Check("①", met=False),)) == PLACE
    assert judged(checks=(Check("①", met=True, note="符合"),)) == PLACE


def judged(**evidence: object) -> list[str]:
    return raised(CODE, with_line(0, declared_score=Decimal(8), **{"checks": ()} | evidence), evaluation_pack())
