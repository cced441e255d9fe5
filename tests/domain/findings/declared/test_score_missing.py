"""DECLARED_SCORE_MISSING."""

from dataclasses import replace
from decimal import Decimal

from app.domain.submission import Declared
from tests.domain.findings.sheets import CLEAN_ROWS, clean_form, evidence_of, raised, with_row

CODE = "DECLARED_SCORE_MISSING"


def undeclared(*indexes: int) -> list[str]:
    rows = [replace(row, declared_score=None) if i in indexes else row for i, row in enumerate(CLEAN_ROWS)]
    return raised(CODE, clean_form(indicators=tuple(rows)))


def test_the_lines_left_out_among_others_are_told() -> None:
    assert undeclared(2) == ["/indicators/2/declared_score"]
    assert undeclared(2, 4) == ["/indicators/2/declared_score", "/indicators/4/declared_score"]
    assert evidence_of(CODE, with_row(2, declared_score=None)) == {"weight": "10", "total": "99.8"}


def test_a_form_that_declares_few_of_its_scores_leaves_out_none() -> None:
    assert undeclared(0, 1, 2) == []
    assert undeclared(*range(6)) == []


def test_without_a_total_there_is_nothing_to_check() -> None:
    assert raised(CODE, replace(with_row(2, declared_score=None), declared=Declared())) == []


def test_lines_that_weigh_nothing_or_do_not_apply_need_no_score() -> None:
    assert raised(CODE, with_row(2, declared_score=None, weight=Decimal(0))) == []
    assert raised(CODE, with_row(2, declared_score=None, weight=None)) == []
    assert raised(CODE, with_row(2, declared_score=None, not_applicable=True)) == []
    assert raised(CODE, clean_form()) == []
