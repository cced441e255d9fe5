"""EXECUTION_ABOVE_BUDGET."""

import pytest

from app.domain.submission import FundAmounts, FundsRow
from tests.domain.findings.sheets import CLEAN_FUNDS, evidence_of, raised, with_funds, with_total

CODE = "EXECUTION_ABOVE_BUDGET"


def test_more_executed_than_budgeted_is_told() -> None:
    form = with_total("100", "100", "100.01")
    assert raised(CODE, form) == ["/funds/total/executed"]
    assert evidence_of(CODE, form) == {"executed": "100.01万元", "budget": "100万元"}


@pytest.mark.parametrize(
    ("initial", "adjusted", "executed"),
    [
        ("100", "100", "100"),
        ("50", "100", "100"),
        ("100", None, "100.00"),
        ("100", "100", None),
        (None, None, "5"),
        ("0", "0", "0"),
        ("100", "100万元", "1000000元"),
        ("-5", "-5", "-3"),
    ],
)
def test_execution_within_the_adjusted_budget_is_left_in_peace(
    initial: str | None, adjusted: str | None, executed: str | None
) -> None:
    assert raised(CODE, with_total(initial, adjusted, executed)) == []


@pytest.mark.parametrize(
    ("initial", "adjusted", "executed"),
    [("100", None, "101"), ("200", "100", "101"), ("0", "0", "1"), ("100", "100", "1000001元"), ("-5", "-5", "3")],
)
def test_execution_above_it_is_told(initial: str, adjusted: str | None, executed: str) -> None:
    assert raised(CODE, with_total(initial, adjusted, executed)) == ["/funds/total/executed"]


def test_a_row_above_its_own_budget_is_told_where_the_total_keeps_within_it() -> None:
    rows = (
        FundsRow("fiscal", FundAmounts("90", "90", "90", "87"), "当年财政拨款"),
        FundsRow("carry_over", FundAmounts(None, "10", "10", "11"), None),
    )
    assert raised(CODE, with_funds(rows=rows)) == ["/funds/rows/1/executed"]


def test_the_total_alone_is_told_where_both_are_above() -> None:
    rows = (FundsRow("fiscal", FundAmounts("100", "100", None, "101"), "当年财政拨款"),)
    assert raised(CODE, with_funds(total=FundAmounts("100", "100", None, "101"), rows=rows)) == [
        "/funds/total/executed"
    ]


def test_a_row_without_a_budget_of_its_own_says_nothing() -> None:
    rows = (*CLEAN_FUNDS.rows[:2], FundsRow("other", FundAmounts(executed="0.5"), "其他资金"))
    assert raised(CODE, with_funds(rows=rows)) == []
