"""The rates of the field, one function per formula.

Each takes amounts in units that convert into each other and keeps the exact ratio; a rate whose
denominator is zero has no ratio, and what that is worth is the rule pack's to say.
"""

from dataclasses import dataclass
from fractions import Fraction

from app.domain.quantity import Quantity
from app.domain.text import Text

AMOUNT_NAMES = {
    "executed": Text("全年执行数", "executed"),
    "adjusted_budget": Text("全年预算数", "adjusted budget"),
    "initial_budget": Text("年初预算数", "initial budget"),
    "arrived": Text("实际到位资金", "funds arrived"),
    "budget": Text("预算资金", "budget"),
}


@dataclass(frozen=True, slots=True)
class Rate:
    """A ratio of two amounts, both named; `ratio` is None when the denominator is zero or below."""

    name: Text
    numerator: Quantity
    numerator_name: str
    denominator: Quantity
    denominator_name: str
    ratio: Fraction | None

    @property
    def formula(self) -> Text:
        above, below = AMOUNT_NAMES[self.numerator_name], AMOUNT_NAMES[self.denominator_name]
        return Text(
            f"{self.name.zh} = {above.zh} ÷ {below.zh} × 100%",
            f"{self.name.en} = {above.en} ÷ {below.en} × 100%",
        )


def fund_arrival_rate(arrived: Quantity, budget: Quantity, budget_name: str = "budget") -> Rate:
    """资金到位率 = 实际到位资金 ÷ 预算资金 × 100% (博湖 2022 report, indicator framework)."""
    name = Text("资金到位率", "fund arrival rate")
    return Rate(name, arrived, "arrived", budget, budget_name, _ratio(arrived, budget))


def budget_execution_rate(executed: Quantity, budget: Quantity, budget_name: str = "adjusted_budget") -> Rate:
    """预算执行率 = 全年执行数 ÷ the budget named: 全年预算数 on the Beijing and Shaanxi forms (B/A)."""
    name = Text("预算执行率", "budget execution rate")
    return Rate(name, executed, "executed", budget, budget_name, _ratio(executed, budget))


def _ratio(numerator: Quantity, denominator: Quantity) -> Fraction | None:
    return numerator.base / denominator.base if denominator.base > 0 else None
