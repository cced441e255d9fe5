"""BUDGET_BASE_ASSUMED."""

from app.domain.submission import FundAmounts, FundsRow
from tests.domain.findings.sheets import clean_form, evidence_of, raised, with_funds, with_total

CODE = "BUDGET_BASE_ASSUMED"


def test_the_blank_budget_column_is_named() -> None:
    assert raised(CODE, with_total("100", None, "98")) == ["/funds/total/adjusted_budget"]
    assert raised(CODE, with_total(None, "100", "98")) == ["/funds/total/initial_budget"]
    assert evidence_of(CODE, with_total("100", "—", "98")) == {"used": "initial_budget", "amount": "100万元"}


def test_both_columns_none_and_rows_with_one_column_are_left_in_peace() -> None:
    assert raised(CODE, with_total("100", "100", "98")) == []
    assert raised(CODE, with_total(None, None, "98")) == []
    assert raised(CODE, clean_form(funds=None)) == []
    rows = (FundsRow("carry_over", FundAmounts(None, "100", "100", "98"), "上年结转资金"),)
    assert raised(CODE, with_funds(rows=rows)) == []
