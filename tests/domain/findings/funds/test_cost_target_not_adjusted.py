"""COST_TARGET_NOT_ADJUSTED."""

from dataclasses import replace

import pytest

from app.domain.submission import Submission
from tests.domain.findings.sheets import evidence_of, raised, row, with_total

CODE = "COST_TARGET_NOT_ADJUSTED"


def form_with(
    target: str, initial: str | None = "24.42", adjusted: str | None = "22.575", name: str = "培训成本"
) -> Submission:
    cost = row("成本指标/经济成本指标", name, target, "22.575", "15")
    return replace(with_total(initial, adjusted, "22.575"), indicators=(cost,))


def test_a_limit_that_stayed_at_the_initial_budget_is_told() -> None:
    form = form_with("≤24.42")
    assert raised(CODE, form) == ["/indicators/0/target"]
    assert evidence_of(CODE, form) == {
        "initial_budget": "24.42万元",
        "adjusted_budget": "22.575万元",
        "target": "24.42万元",
    }


@pytest.mark.parametrize("target", ["≤24.4", "24.42万元", "≤30", "≤244200元"])
def test_the_same_limit_written_another_way_or_above_it_is_told(target: str) -> None:
    assert raised(CODE, form_with(target)) == ["/indicators/0/target"]


@pytest.mark.parametrize("target", ["≤22.575", "≤23", "≤20", "≥24.42", "有效控制", ""])
def test_a_limit_that_was_lowered_is_left_in_peace(target: str) -> None:
    assert raised(CODE, form_with(target)) == []


@pytest.mark.parametrize(
    ("initial", "adjusted"), [("24.42", "24.42"), ("24.42", "30"), (None, "22.575"), ("24.42", None)]
)
def test_a_budget_that_was_not_cut_is_left_in_peace(initial: str | None, adjusted: str | None) -> None:
    assert raised(CODE, form_with("≤24.42", initial, adjusted)) == []


def test_unit_costs_do_not_follow_the_budget() -> None:
    assert raised(CODE, form_with("≤24.42", name="人均成本")) == []
