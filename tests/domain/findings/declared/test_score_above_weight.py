"""DECLARED_SCORE_ABOVE_WEIGHT."""

from dataclasses import replace
from decimal import Decimal

from app.domain.submission import Declared, DeclaredSection
from tests.domain.findings.sheets import (
    CLEAN_FUNDS,
    clean_form,
    evidence_of,
    findings,
    raised,
    with_funds,
    with_row,
)

CODE = "DECLARED_SCORE_ABOVE_WEIGHT"


def test_a_line_above_its_weight_is_told_and_nothing_else_of_its_score() -> None:
    form = with_row(0, declared_score=Decimal("20.01"))
    assert raised(CODE, form) == ["/indicators/0/declared_score"]
    assert evidence_of(CODE, form) == {"declared": "20.01", "weight": "20", "difference": "0.01"}
    at_the_place = [each.code for each in findings(form) if each.pointer == "/indicators/0/declared_score"]
    assert at_the_place == [CODE]


def test_the_execution_rate_above_its_weight_is_told_alone() -> None:
    form = with_funds(declared_score=Decimal("10.26"))
    assert raised(CODE, form) == ["/funds/declared_score"]
    assert raised("DECLARED_EXECUTION_SCORE_MISMATCH", form) == []


def test_full_marks_and_a_line_without_weight_are_left_in_peace() -> None:
    assert raised(CODE, with_row(0, declared_score=Decimal("20.00"))) == []
    assert raised(CODE, with_row(0, weight=None)) == []


def test_a_section_above_its_weight_is_told_where_no_lines_tell_better() -> None:
    declared = Declared(sections=(DeclaredSection("项目产出", Decimal(40), Decimal(41)),))
    assert raised(CODE, clean_form(declared=declared)) == ["/declared/sections/0/score"]
    of_lines = Declared(sections=(DeclaredSection("产出指标", Decimal(40), Decimal(41)),))
    assert raised(CODE, clean_form(declared=of_lines)) == []
    assert raised("DECLARED_SECTION_MISMATCH", clean_form(declared=of_lines)) == ["/declared/sections/0/score"]


def test_a_total_above_full_marks_is_told_where_no_sum_tells_better() -> None:
    above = Declared(total=Decimal("100.5"))
    assert raised(CODE, replace(with_row(0, declared_score=None), declared=above)) == ["/declared/total"]
    assert raised(CODE, clean_form(declared=above)) == []
    assert raised("DECLARED_TOTAL_MISMATCH", clean_form(declared=above)) == ["/declared/total"]
    assert raised(CODE, replace(with_row(0, declared_score=None), declared=Declared(total=Decimal(100)))) == []


def test_weights_above_the_total_are_another_matter() -> None:
    form = with_row(0, weight=Decimal(30), declared_score=None)
    assert raised(CODE, replace(form, funds=CLEAN_FUNDS, declared=Declared(total=Decimal(105)))) == []
