"""EXECUTION_BELOW_THRESHOLD."""

from dataclasses import replace
from fractions import Fraction

import pytest

from app.domain.submission import FundAmounts
from tests.domain.findings.framework import evaluation_form, evaluation_pack, with_line
from tests.domain.findings.sheets import CLEAN_FUNDS, clean_form, evidence_of, raised, with_total
from tests.domain.packs import national_pack

CODE = "EXECUTION_BELOW_THRESHOLD"


def test_a_rate_below_the_threshold_without_a_reason_is_told() -> None:
    form = with_total("100", "100", "79.99")
    assert raised(CODE, form) == ["/funds/deviation_reason"]
    expected = {"executed": "79.99万元", "budget": "100万元", "rate": "79.99%", "threshold": "80.00%"}
    assert evidence_of(CODE, form) == expected


@pytest.mark.parametrize("reason", ["无", "—", "/", " ", "-", "", None])
def test_no_reason_is_no_reason(reason: str | None) -> None:
    assert raised(CODE, with_total("100", "100", "50", deviation_reason=reason)) != []


def test_a_reason_settles_it() -> None:
    assert raised(CODE, with_total("100", "100", "50", deviation_reason="年底追加，结转下年使用")) == []


def test_the_threshold_itself_is_enough_and_the_budget_is_the_packs() -> None:
    assert raised(CODE, with_total("100", "100", "80")) == []
    assert raised(CODE, with_total("200", "100", "80")) == []


def test_the_threshold_is_the_packs() -> None:
    review = replace(national_pack().review, execution_reason_below=Fraction(9, 10))
    assert raised(CODE, with_total("100", "100", "89"), national_pack(review=review)) != []


@pytest.mark.parametrize(("budget", "executed"), [("0", "0"), (None, "5"), ("100", None)])
def test_without_a_rate_there_is_nothing_to_explain(budget: str | None, executed: str | None) -> None:
    assert raised(CODE, with_total(budget, budget, executed)) == []
    assert raised(CODE, clean_form(funds=None)) == []


def test_where_execution_is_an_indicator_its_reason_stands_beside_it() -> None:
    funds = replace(CLEAN_FUNDS, total=FundAmounts("100", "100", "100", "50"))
    silent = evaluation_form(funds=funds)
    assert raised(CODE, silent, evaluation_pack()) == ["/funds/deviation_reason"]
    told = with_line(1, deviation_reason="年底追加，结转下年使用")
    assert raised(CODE, replace(told, funds=funds), evaluation_pack()) == []
    elsewhere = with_line(0, deviation_reason="年底追加，结转下年使用")
    assert raised(CODE, replace(elsewhere, funds=funds), evaluation_pack()) != []
