"""The funds block (项目资金) as exact amounts in one unit."""

from dataclasses import dataclass
from fractions import Fraction

from app.domain.quantity import Quantity, is_money
from app.domain.rule_pack import BudgetBase
from app.domain.submission import FundAmounts, Funds, FundsRow
from app.domain.target import read_amount


@dataclass(frozen=True, slots=True)
class Amounts:
    """The amounts of one row; None where the cell is blank."""

    initial_budget: Quantity | None
    adjusted_budget: Quantity | None
    arrived: Quantity | None
    executed: Quantity | None

    def column(self, base: BudgetBase) -> Quantity | None:
        """The amount a rate is measured against; a budget printed in one column only is both budgets."""
        if base is BudgetBase.ARRIVED:
            return self.arrived
        initial, adjusted = self.initial_budget, self.adjusted_budget
        first, second = (initial, adjusted) if base is BudgetBase.INITIAL_BUDGET else (adjusted, initial)
        return first if first is not None else second

    def column_name(self, base: BudgetBase) -> str:
        """The name of the column that `column` takes: the other budget where the wanted one is blank."""
        if base is BudgetBase.INITIAL_BUDGET and self.initial_budget is None and self.adjusted_budget is not None:
            return BudgetBase.ADJUSTED_BUDGET.value
        if base is BudgetBase.ADJUSTED_BUDGET and self.adjusted_budget is None and self.initial_budget is not None:
            return BudgetBase.INITIAL_BUDGET.value
        return base.value

    @property
    def base_assumed(self) -> bool:
        """Whether only one of the two budget columns is filled."""
        return (self.initial_budget is None) != (self.adjusted_budget is None)


@dataclass(frozen=True, slots=True)
class FundsFigures:
    """The total row and the rows below it, in the order sent, with the unit printed above them."""

    unit: str | None
    total: Amounts
    rows: tuple[tuple[FundsRow, Amounts], ...]

    @property
    def executed_yuan(self) -> Fraction | None:
        """What was executed, in 元; None when the form names no unit of money."""
        executed = self.total.executed
        return executed.base if executed is not None and is_money(executed) else None


def read_funds(funds: Funds) -> FundsFigures:
    """Reads every amount with the unit in its text, else the one above the columns."""
    return FundsFigures(
        unit=funds.unit,
        total=_read(funds.total, funds.unit),
        rows=tuple((row, _read(row.amounts, funds.unit)) for row in funds.rows),
    )


def sum_yuan(amounts: list[Quantity]) -> Fraction:
    """The exact sum in base units (元 where a unit is known)."""
    return sum((amount.base for amount in amounts), start=Fraction(0))


def _read(amounts: FundAmounts, unit: str | None) -> Amounts:
    return Amounts(
        initial_budget=read_amount(amounts.initial_budget, unit),
        adjusted_budget=read_amount(amounts.adjusted_budget, unit),
        arrived=read_amount(amounts.arrived, unit),
        executed=read_amount(amounts.executed, unit),
    )
