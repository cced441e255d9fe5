"""DECLARED_RATE_MISMATCH of an indicator's completion rate."""

from dataclasses import replace

import pytest

from app.domain.submission import Cell
from tests.domain.findings.sheets import evidence_of, raised, with_row
from tests.domain.packs import linear_pack

CODE = "DECLARED_RATE_MISMATCH"


def places(target: Cell, actual: Cell, printed: str | None, level1: str = "产出指标") -> list[str]:
    form = with_row(0, level1=level1, target=target, actual=actual, declared_completion=printed, declared_score=None)
    return raised(CODE, form)


@pytest.mark.parametrize(
    ("target", "actual", "printed"),
    [
        ("≥1628", "1505", "92.5%"),
        ("≥1628", "1505", "100%"),
        ("≥10000", "16409", "160%"),
        ("≤12小时", "15小时", "75%"),
        ("=3", "2", "60%"),
    ],
)
def test_a_completion_rate_that_does_not_follow_is_told(target: str, actual: str, printed: str) -> None:
    assert places(target, actual, printed) == ["/indicators/0/declared_completion"]


def test_the_evidence_holds_both_rates() -> None:
    form = with_row(0, target="≥1628", actual="1505", declared_completion="92.5%", declared_score=None)
    assert evidence_of(CODE, form) == {"declared": "92.5%", "computed": "92.44%"}


@pytest.mark.parametrize(
    ("target", "actual", "printed"),
    [
        ("≥1628", "1505", "92.44%"),
        ("≥1628", "1505", "92%"),
        ("≥1628", "1505", "0.92"),
        ("≥10000", "16409", "164.09%"),
        ("≥10000", "16409", "100%"),
        ("≤12小时", "15小时", "80%"),
        ("≤12小时", "15小时", "125%"),
        ("≤24.42", "22.575", "100%"),
        ("≤24.42", "22.575", "92.44%"),
        ("≤24.42", "22.575", "108.17%"),
        ("=3", "2", "66.67%"),
        ("90%-95%", "93%", "100%"),
        ("≤6月", "6月", "100%"),
        ("优", "良", "70%"),
        ("≥0", "5", "100%"),
        ("≥1628", "≥1628", "80%"),
        ("≥1628", "1505", "已完成"),
        ("≥1628", "1505", None),
    ],
)
def test_a_completion_rate_that_follows_or_cannot_be_checked_is_left_in_peace(
    target: str, actual: str, printed: str | None
) -> None:
    assert places(target, actual, printed) == []


def test_the_linear_formula_may_be_printed_too() -> None:
    form = with_row(0, target="≤12小时", actual="15小时", declared_completion="75%", declared_score=None)
    assert raised(CODE, form) != []
    assert raised(CODE, form, linear_pack()) == []
    assert raised(CODE, replace(form, funds=None), linear_pack()) == []
