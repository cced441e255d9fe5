"""ZERO_DENOMINATOR."""

from app.domain.rule import ZeroDenominator
from app.domain.rule_pack import BudgetBase
from app.domain.submission import FundAmounts, FundsRow
from tests.domain.findings.sheets import clean_form, evidence_of, findings, raised, with_funds, with_total
from tests.domain.packs import execution_pack

CODE = "ZERO_DENOMINATOR"


def test_a_budget_of_nothing_tells_what_the_pack_makes_of_it() -> None:
    form = with_total("0", "0", "0")
    assert raised(CODE, form) == ["/funds/total/adjusted_budget"]
    assert evidence_of(CODE, form)["meaning"] == "not_applicable"
    assert evidence_of(CODE, with_total("0", "0", "3")) == {
        "executed": "3万元",
        "denominator": "0万元",
        "meaning": "zero",
        "score": "0",
        "other_score": "10",
    }


def test_the_reading_its_worth_rests_on_is_told_with_the_score_by_the_other() -> None:
    (spent,) = (each for each in findings(with_total("0", "0", "3")) if each.code == CODE)
    assert spent.message.zh.endswith("。所取口径：一种理解；另一种理解：另一种理解，则得 10 分。")
    left_out = execution_pack(zero_over_zero=ZeroDenominator.FULL, zero_other=ZeroDenominator.NOT_APPLICABLE)
    (none,) = (each for each in findings(with_total("0", "0", "0"), left_out) if each.code == CODE)
    assert none.message.en.endswith("Reading taken: (一种理解). The other: (另一种理解); it has no score.")
    without = execution_pack(zero_reading=None)
    (bare,) = (each for each in findings(with_total("0", "0", "3"), without) if each.code == CODE)
    assert "口径" not in bare.message.zh


def test_the_pointer_names_the_column_that_was_used() -> None:
    assert raised(CODE, with_total("0", None, "0")) == ["/funds/total/initial_budget"]
    on_initial = execution_pack(denominator=BudgetBase.INITIAL_BUDGET)
    assert raised(CODE, with_total("0", "5", "5"), on_initial) == ["/funds/total/initial_budget"]


def test_a_budget_is_a_budget() -> None:
    assert raised(CODE, with_total("0", "5.376", "5.376")) == []
    assert raised(CODE, with_total(None, None, "5")) == []
    assert raised(CODE, clean_form(funds=None)) == []


def test_empty_rows_of_funds_are_left_in_peace() -> None:
    rows = (
        FundsRow("fiscal", FundAmounts("100", "100", "100", "98"), "当年财政拨款"),
        FundsRow("carry_over", FundAmounts("0", "0", "0", "0"), "上年结转资金"),
        FundsRow("other", FundAmounts(), "其他资金"),
    )
    assert raised(CODE, with_funds(rows=rows)) == []


def test_the_reading_of_a_zero_budget_is_not_told_a_second_time() -> None:
    assert raised("INTERPRETATION_APPLIED", with_total("0", "0", "3")) == []
