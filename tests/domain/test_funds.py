"""The funds block as exact amounts."""

from decimal import Decimal
from fractions import Fraction

from app.domain.funds import read_funds
from app.domain.rule_pack import BudgetBase
from app.domain.submission import FundAmounts, Funds, FundsRow


def test_amounts_are_in_the_unit_above_the_columns_unless_they_print_their_own() -> None:
    figures = read_funds(Funds(FundAmounts("24.42", "225,750元", None, "22.575"), "万元"))
    assert str(figures.total.initial_budget) == "24.42万元"
    assert str(figures.total.adjusted_budget) == "225750元"
    assert figures.total.arrived is None
    assert figures.executed_yuan == Fraction(225_750)


def test_without_a_unit_of_money_nothing_is_known_in_yuan() -> None:
    assert read_funds(Funds(FundAmounts(executed="22.575"))).executed_yuan is None


def test_rows_keep_the_order_they_were_sent_in() -> None:
    rows = tuple(FundsRow(source, FundAmounts(executed=amount)) for source, amount in (("fiscal", "3"), ("other", "2")))
    figures = read_funds(Funds(FundAmounts(executed="5"), "万元", rows))
    assert [(row.source, str(amounts.executed)) for row, amounts in figures.rows] == [
        ("fiscal", "3万元"),
        ("other", "2万元"),
    ]


def test_a_single_budget_column_stands_for_both_and_says_so() -> None:
    only_initial = read_funds(Funds(FundAmounts(initial_budget="80"), "万元")).total
    assert only_initial.base_assumed
    for base in (BudgetBase.INITIAL_BUDGET, BudgetBase.ADJUSTED_BUDGET):
        budget = only_initial.column(base)
        assert budget is not None
        assert budget.value == Decimal(80)
    assert only_initial.column(BudgetBase.ARRIVED) is None
    assert read_funds(Funds(FundAmounts(adjusted_budget="80"), "万元")).total.base_assumed
    assert not read_funds(Funds(FundAmounts("80", "80"), "万元")).total.base_assumed
    assert not read_funds(Funds(FundAmounts(), "万元")).total.base_assumed
