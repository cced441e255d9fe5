"""BUDGET_ADJUSTED."""

from tests.domain.findings.sheets import clean_form, evidence_of, raised, with_total

CODE = "BUDGET_ADJUSTED"


def test_a_cut_tells_the_rate_on_each_budget() -> None:
    form = with_total("24.42", "22.575", "22.575")
    assert raised(CODE, form) == ["/funds/total/adjusted_budget"]
    assert evidence_of(CODE, form) == {
        "initial_budget": "24.42万元",
        "adjusted_budget": "22.575万元",
        "adjustment_rate": "-7.56%",
        "rate_on_initial": "92.44%",
        "rate_on_adjusted": "100.00%",
    }


def test_a_budget_that_was_nothing_at_first_has_no_rate_on_it() -> None:
    assert evidence_of(CODE, with_total("0", "5.376", "5.376")) == {
        "initial_budget": "0万元",
        "adjusted_budget": "5.376万元",
        "rate_on_adjusted": "100.00%",
    }


def test_the_executed_amount_may_be_missing() -> None:
    assert set(evidence_of(CODE, with_total("10", "12", None))) == {
        "initial_budget",
        "adjusted_budget",
        "adjustment_rate",
    }


def test_the_same_budget_written_another_way_was_not_adjusted() -> None:
    assert raised(CODE, with_total("0.63", "6300元", "0.63")) == []
    assert raised(CODE, with_total("100", "100.00", "98")) == []


def test_one_budget_or_none_was_not_adjusted() -> None:
    assert raised(CODE, with_total("100", None, "98")) == []
    assert raised(CODE, clean_form(funds=None)) == []
