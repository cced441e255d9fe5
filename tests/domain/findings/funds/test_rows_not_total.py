"""FUNDS_ROWS_MISMATCH of rows against the total row."""

import pytest

from app.domain.submission import FundAmounts, FundsRow
from tests.domain.findings.sheets import CLEAN_FUNDS, evidence_of, raised, with_funds, with_total

CODE = "FUNDS_ROWS_MISMATCH"
FISCAL, CARRY_OVER, OTHER = CLEAN_FUNDS.rows


def executed(*amounts: str | None, total: str = "98", unit: str | None = "万元") -> list[str]:
    rows = tuple(FundsRow("other", FundAmounts(executed=amount)) for amount in amounts)
    return raised(CODE, with_funds(total=FundAmounts("100", "100", None, total), unit=unit, rows=rows))


def test_rows_that_do_not_add_to_the_total_are_told_column_by_column() -> None:
    rows = (FISCAL, FundsRow("carry_over", FundAmounts("10", "11", None, "10.01")))
    form = with_funds(rows=rows)
    assert raised(CODE, form) == ["/funds/total/adjusted_budget", "/funds/total/arrived", "/funds/total/executed"]


def test_the_evidence_holds_the_sum_and_the_total() -> None:
    rows = (FISCAL, FundsRow("carry_over", FundAmounts("10", "10", "10", "10.01")))
    expected = {"column": "executed", "sum": "98.01万元", "total": "98万元"}
    assert evidence_of(CODE, with_funds(rows=rows)) == expected


@pytest.mark.parametrize(
    "amounts", [("88", "10"), ("98", None), ("98", ""), ("98", "—"), ("98.00", "0"), ("980000元",)]
)
def test_blank_cells_other_decimals_and_other_units_add_up(amounts: tuple[str | None, ...]) -> None:
    assert executed(*amounts) == []


def test_a_missing_row_is_told_by_the_rest() -> None:
    assert executed("88", None) == ["/funds/total/executed"]


@pytest.mark.parametrize("amounts", [(None, None), ("", "—"), ()])
def test_a_column_without_any_row_filled_in_says_nothing(amounts: tuple[str | None, ...]) -> None:
    assert executed(*amounts) == []


def test_bare_amounts_beside_amounts_with_a_unit_are_not_added() -> None:
    assert executed("88", "10万元", unit=None) == []


def test_rows_that_are_part_of_another_do_not_add() -> None:
    inside = FundsRow("central", FundAmounts("50", "50", "50", "50"), "中央", parent=FISCAL.name)
    assert raised(CODE, with_funds(rows=(*CLEAN_FUNDS.rows, inside))) == []


def test_another_split_of_the_same_money_adds_up_by_itself() -> None:
    basic = FundsRow("other", FundAmounts(executed="60"), "基本支出", split="spending")
    project = FundsRow("other", FundAmounts(executed="38"), "项目支出", split="spending")
    assert raised(CODE, with_funds(rows=(*CLEAN_FUNDS.rows, basic, project))) == []
    assert raised(CODE, with_funds(rows=(*CLEAN_FUNDS.rows, basic))) == ["/funds/rows/3/executed"]


def test_no_rows_and_no_total_say_nothing() -> None:
    assert raised(CODE, with_total("100", "100", "98")) == []
    assert raised(CODE, with_funds(total=FundAmounts())) == []
