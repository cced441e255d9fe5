"""ARITHMETIC_IN_TEXT."""

from dataclasses import replace

import pytest

from tests.domain.findings.sheets import clean_form, evidence_of, raised, with_row, with_total

CODE = "ARITHMETIC_IN_TEXT"


def places(formula: str | None, **more: object) -> list[str]:
    return raised(CODE, with_row(0, formula=formula, **more))


def test_a_calculation_that_does_not_give_its_result_is_told() -> None:
    form = with_row(0, formula="(1231.18/1586)*100%=77.67%")
    assert raised(CODE, form) == ["/indicators/0/formula"]
    assert evidence_of(CODE, form) == {
        "expression": "(1231.18/1586)*100%",
        "computed": "77.6280…%",
        "printed": "77.67%",
    }


def test_a_number_that_differs_from_the_forms_is_told() -> None:
    form = with_row(0, formula="(1231.86/1586)*100%=77.67%", target="1586", actual="1231.18")
    found = evidence_of(CODE, form)
    assert (found["used"], found["on_form"]) == ("1231.86", "1231.18")
    assert places("(1231.86/1586)*100%=77.67%", facts={"spent": "1231.18"}) == ["/indicators/0/formula"]


@pytest.mark.parametrize(
    "formula",
    [
        "(1231.18/1586)*100%=77.63%",
        "(1231.2/1586)*100%=77.63%",
        "1231.18÷1586=0.78",
        "1050/1000=105%",
        "(1231.18-1231)/1586=0.01%",
        "见附件",
        "已完成=是",
        "",
        None,
    ],
)
def test_a_calculation_that_holds_or_cannot_be_read_is_left_in_peace(formula: str | None) -> None:
    assert places(formula, target="1586", actual="1231.18") == []


def test_numbers_of_the_form_that_are_far_off_are_not_misquoted() -> None:
    assert places("1231.86/1586*100%=77.67%", target="≥1200", actual="1250") == []


def test_forms_without_formulas_are_left_in_peace() -> None:
    assert raised(CODE, clean_form()) == []


def test_a_number_that_differs_from_the_funds_is_told() -> None:
    rows = with_row(0, formula="(1231.86/1586)*100%=77.67%").indicators
    assert raised(CODE, replace(with_total("1586", "1586", "1231.18"), indicators=rows)) == ["/indicators/0/formula"]
    assert raised(CODE, replace(with_total("1586", "1586", "1231.86"), indicators=rows)) == []


def test_of_several_calculations_the_wrong_one_is_told() -> None:
    formula = "半年：1143/(80+1226+0)*100%=87.52%；全年：(1231.86/1586)*100%=77.67%"
    form = with_row(0, formula=formula, actual="1231.18")
    assert raised(CODE, form) == ["/indicators/0/formula"]
    assert evidence_of(CODE, form)["used"] == "1231.86"
