"""PAYMENT_WITHOUT_SPENDING."""

from dataclasses import replace

import pytest

from app.domain.submission import Submission
from tests.domain.findings.sheets import CLEAN_ROWS, clean_form, evidence_of, raised, with_total

CODE = "PAYMENT_WITHOUT_SPENDING"


def form_with(name: str | None, actual: str | None = "全年", executed: str | None = "0", **more: object) -> Submission:
    last = replace(CLEAN_ROWS[2], name=name, target="全年", actual=actual, **more)
    return replace(with_total("350", "350", executed), indicators=(*CLEAN_ROWS[:2], last))


@pytest.mark.parametrize("name", ["资金使用时间", "补助发放时间", "贴息支付时间", "补贴资金拨付及时率", "专项经费支出"])
def test_a_payment_on_no_money_is_told(name: str) -> None:
    assert raised(CODE, form_with(name)) == ["/indicators/2/actual"]


def test_it_says_what_was_claimed() -> None:
    assert evidence_of(CODE, form_with("资金使用时间")) == {"executed": "0万元", "actual": "全年"}


@pytest.mark.parametrize("actual", [None, "", "—", "0", "未支付", "尚未拨付", "0%"])
def test_an_indicator_that_admits_it_is_left_in_peace(actual: str | None) -> None:
    assert raised(CODE, form_with("资金使用时间", actual)) == []


@pytest.mark.parametrize("name", ["医联体个数", "补助覆盖率", "使用人次", None])
def test_indicators_of_something_else_are_left_in_peace(name: str | None) -> None:
    assert raised(CODE, form_with(name)) == []


@pytest.mark.parametrize("executed", ["0.01", "350", None])
def test_where_something_was_spent_or_nothing_is_known_nothing_is_said(executed: str | None) -> None:
    assert raised(CODE, form_with("资金使用时间", executed=executed)) == []


def test_what_does_not_apply_claims_nothing() -> None:
    assert raised(CODE, form_with("资金使用时间", not_applicable=True)) == []
    assert raised(CODE, clean_form(funds=None)) == []
