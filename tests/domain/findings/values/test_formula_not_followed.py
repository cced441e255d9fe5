"""FORMULA_NOT_FOLLOWED."""

from app.domain.submission import Part
from tests.domain.findings.framework import evaluation_form, evaluation_pack, with_line
from tests.domain.findings.sheets import clean_form, evidence_of, raised

CODE = "FORMULA_NOT_FOLLOWED"
ABOVE = (Part("系统正常运行率", "≥90%", "100%"), Part("基金支付率", "≥95%", "96.2%"))


def test_rates_above_the_whole_show_that_another_formula_was_used() -> None:
    form = with_line(3, parts=ABOVE)
    assert raised(CODE, form, evaluation_pack()) == ["/indicators/3/parts"]
    expected = {"formula": "达标产出数÷实际产出数", "completion": "106.19%"}
    assert evidence_of(CODE, form, evaluation_pack()) == expected
    alone = with_line(3, parts=(), target="≥90%", actual="100%")
    assert raised(CODE, alone, evaluation_pack()) == ["/indicators/3"]


def test_figures_that_either_formula_may_give_are_left_in_peace() -> None:
    assert raised(CODE, evaluation_form(), evaluation_pack()) == []
    assert raised(CODE, with_line(3, parts=(Part("合格率", "≥95%", "93%"),)), evaluation_pack()) == []


def test_a_criterion_whose_formula_is_its_own_is_left_in_peace() -> None:
    assert raised(CODE, with_line(2, parts=ABOVE), evaluation_pack()) == []
    assert raised(CODE, clean_form()) == []


def test_without_figures_nothing_is_said() -> None:
    assert raised(CODE, with_line(3, parts=()), evaluation_pack()) == []
