"""DECLARED_RATE_MISMATCH of execution, arrival and rows."""

from dataclasses import replace

import pytest

from app.domain.rule_pack import BudgetBase
from app.domain.submission import FundAmounts, FundsRow
from tests.domain.findings.sheets import CLEAN_FUNDS, clean_form, evidence_of, raised, with_funds, with_total
from tests.domain.packs import execution_pack

CODE = "DECLARED_RATE_MISMATCH"


@pytest.mark.parametrize("rate", ["100%", "98.1%", "0.97", "97", "97.99%", "9.8%", "980%"])
def test_an_execution_rate_that_does_not_follow_is_told(rate: str) -> None:
    assert raised(CODE, with_funds(declared_rate=rate)) == ["/funds/declared_rate"]


def test_the_evidence_holds_the_numbers() -> None:
    assert evidence_of(CODE, with_funds(declared_rate="100%")) == {
        "declared": "100%",
        "computed": "98.00%",
        "numerator": "98万元",
        "denominator": "100万元",
    }


@pytest.mark.parametrize("rate", ["98%", "98.00%", "98", "0.98", "1", "９８％", "—", "", None, "见附件", "≥95%"])
def test_a_rate_that_follows_or_is_no_rate_is_left_in_peace(rate: str | None) -> None:
    assert raised(CODE, with_funds(declared_rate=rate)) == []


def test_an_arrival_rate_and_a_row_are_told_at_their_own_place() -> None:
    fiscal = replace(CLEAN_FUNDS.rows[0], declared_rate="88%")
    form = with_funds(rows=(fiscal, *CLEAN_FUNDS.rows[1:]), declared_arrival_rate="98%")
    assert raised(CODE, form) == ["/funds/declared_arrival_rate", "/funds/rows/0/declared_rate"]


@pytest.mark.parametrize(
    "amounts", [FundAmounts("0", "0", None, "0"), FundAmounts(), FundAmounts("5", None, None, None)]
)
def test_a_row_that_has_no_rate_is_left_in_peace_whatever_is_printed(amounts: FundAmounts) -> None:
    row = FundsRow("other", amounts, "其他资金", declared_rate="100%")
    assert raised(CODE, with_funds(rows=(*CLEAN_FUNDS.rows[:2], row))) == []


def test_the_denominator_is_the_packs() -> None:
    on_initial = execution_pack(denominator=BudgetBase.INITIAL_BUDGET)
    form = with_total("200", "100", "98", declared_rate="98%")
    assert raised(CODE, form) == []
    assert raised(CODE, form, on_initial) == ["/funds/declared_rate"]


def test_without_funds_or_budget_nothing_is_said() -> None:
    assert raised(CODE, clean_form(funds=None)) == []
    assert raised(CODE, with_total("0", "0", "0", declared_rate="100%")) == []
