"""FUNDS_ROWS_MISMATCH of rows inside another row."""

from app.domain.submission import FundAmounts, FundsRow
from tests.domain.findings.sheets import CLEAN_FUNDS, evidence_of, raised, with_funds

CODE = "FUNDS_ROWS_MISMATCH"


def inside(*executed: str | None, parent: str = "当年财政拨款", split: str = "source") -> tuple[FundsRow, ...]:
    rows = tuple(
        FundsRow("central", FundAmounts(executed=amount), f"其中{index}", split=split, parent=parent)
        for index, amount in enumerate(executed)
    )
    return (*CLEAN_FUNDS.rows, *rows)


def test_rows_inside_one_that_add_to_more_than_it_are_told_at_that_row() -> None:
    form = with_funds(rows=inside("80", "8.5"))
    assert raised(CODE, form) == ["/funds/rows/0/executed"]
    assert evidence_of(CODE, form) == {"column": "executed", "sum": "88.5万元", "total": "88万元"}


def test_rows_inside_one_may_be_less_than_it() -> None:
    assert raised(CODE, with_funds(rows=inside("80", "8"))) == []
    assert raised(CODE, with_funds(rows=inside("5", None))) == []


def test_another_split_of_the_same_row_is_counted_apart() -> None:
    rows = (*inside("88"), *inside("88", split="spending")[3:])
    assert raised(CODE, with_funds(rows=rows)) == []


def test_the_parent_is_found_whatever_spaces_were_printed_into_it() -> None:
    assert raised(CODE, with_funds(rows=inside("99", parent="当年财政 拨款"))) == ["/funds/rows/0/executed"]


def test_a_parent_that_no_row_bears_says_nothing() -> None:
    assert raised(CODE, with_funds(rows=inside("999", parent="年度资金总额"))) == []
