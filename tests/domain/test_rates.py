"""The rates, and that a rate without a denominator is none."""

from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain.quantity import Quantity, unit_named
from app.domain.rates import budget_execution_rate, fund_arrival_rate


def money(value: str, unit: str = "万元") -> Quantity:
    return Quantity(Decimal(value), unit_named(unit))


def test_the_execution_rate_is_exact_and_names_both_amounts() -> None:
    rate = budget_execution_rate(money("22.575"), money("24.42"), "initial_budget")
    assert rate.ratio == Fraction(22575, 24420)
    assert rate.formula.zh == "预算执行率 = 全年执行数 ÷ 年初预算数 × 100%"
    assert rate.formula.en == "budget execution rate = executed ÷ initial budget × 100%"


def test_the_arrival_rate_is_arrived_by_budget() -> None:
    rate = fund_arrival_rate(money("200000", "元"), money("20"))
    assert rate.ratio == 1
    assert rate.formula.zh == "资金到位率 = 实际到位资金 ÷ 预算资金 × 100%"


@pytest.mark.parametrize("executed", ["0", "5"])
def test_nothing_is_divided_by_zero(executed: str) -> None:
    assert budget_execution_rate(money(executed), money("0")).ratio is None
