"""OVER_FULFILLED."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain.scoring import evaluate
from app.domain.submission import Part
from tests.domain.findings.framework import department_pack, evaluation_pack, with_department_line, with_line
from tests.domain.findings.sheets import evidence_of, findings, raised, with_row
from tests.domain.methods.test_over_fulfilment import deducting
from tests.domain.packs import national_pack

CODE = "OVER_FULFILLED"


def places(target: str, actual: str, **more: object) -> list[str]:
    return raised(CODE, with_row(0, target=target, actual=actual, **more))


@pytest.mark.parametrize(
    ("target", "actual"), [("≥10000 人次", "16409 人次"), ("≥100", "130"), ("21 家", "30家"), (">50%", "65%")]
)
def test_far_more_than_the_target_without_a_reason_is_told(target: str, actual: str) -> None:
    assert places(target, actual) == ["/indicators/0/actual"]


def test_the_evidence_holds_the_rate() -> None:
    form = with_row(0, target="≥10000 人次", actual="16409 人次")
    assert evidence_of(CODE, form) == {
        "target": "≥10000 人次",
        "actual": "16409 人次",
        "completion": "164.09%",
        "threshold": "130.00%",
    }


@pytest.mark.parametrize(
    ("target", "actual"),
    [("≥100", "129.99"), ("≤150", "19.58"), ("≥0", "5"), ("≤6月", "1月"), ("优", "优"), ("=3", "6"), ("≥100", "≥200")],
)
def test_other_directions_and_less_than_the_threshold_are_left_in_peace(target: str, actual: str) -> None:
    assert places(target, actual) == []


def test_a_cost_without_a_sign_is_a_limit_and_not_over_fulfilled() -> None:
    assert places("150万元", "300万元", level1="成本指标") == []


def test_a_reason_settles_it() -> None:
    assert places("≥100", "200", deviation_reason="年中扩大了服务范围") == []
    assert places("≥100", "200", deviation_reason="无") != []


def test_the_threshold_is_the_packs() -> None:
    pack = national_pack(quantitative=replace(national_pack().quantitative, over_fulfilled_from=Fraction(2)))
    assert raised(CODE, with_row(0, target="≥100", actual="199"), pack) == []
    assert raised(CODE, with_row(0, target="≥100", actual="200"), pack) != []


@pytest.mark.parametrize(("actual", "lost"), [("149", None), ("150", "2"), ("200", "10")])
def test_what_the_table_of_the_pack_deducted_is_told(actual: str, lost: str | None) -> None:
    pack = deducting(("2", "0.5"), ("1.5", "0.1"))
    form = with_row(0, target="≥100", actual=actual)
    assert evidence_of(CODE, form, pack).get("deducted") == lost
    (finding,) = (each for each in findings(form, pack) if each.code == CODE)
    assert (f"，按规则扣 {lost} 分，未说明原因" in finding.message.zh) is (lost is not None)


def test_a_reason_silences_the_finding_and_not_the_table() -> None:
    form = with_row(0, target="≥100", actual="200", deviation_reason="年中扩大了服务范围")
    pack = deducting(("1.5", "0.1"))
    assert raised(CODE, form, pack) == []
    assert evaluate(form, pack).lines[0].score == Decimal(18)


def test_a_rate_of_the_funds_and_a_mean_of_several_parts_have_no_target_to_exceed() -> None:
    facts = {"spent": "150", "budget": "100"}
    assert raised(CODE, with_department_line(0, facts=facts), department_pack()) == []
    parts = (Part("参保人数", "≥100人", "200人"),)
    assert raised(CODE, with_line(2, parts=parts), evaluation_pack()) == []
