"""FORM_WITHOUT_POINTS."""

from dataclasses import replace

from tests.domain.findings.sheets import CLEAN_ROWS, clean_form, raised
from tests.domain.packs import execution_pack

CODE = "FORM_WITHOUT_POINTS"
UNSCORED = replace(execution_pack(weight=None), scored=False)


def test_a_form_whose_pack_gives_no_points_is_told_once() -> None:
    rows = tuple(replace(row, weight=None, declared_score=None) for row in CLEAN_ROWS)
    assert raised(CODE, clean_form(indicators=rows), UNSCORED) == ["/indicators"]


def test_a_form_with_points_is_left_in_peace_even_if_they_are_missing() -> None:
    rows = tuple(replace(row, weight=None, declared_score=None) for row in CLEAN_ROWS)
    assert raised(CODE, clean_form(indicators=rows)) == []
    assert raised(CODE, clean_form()) == []


def test_funds_alone_have_no_points_to_look_for() -> None:
    assert raised(CODE, clean_form(indicators=()), UNSCORED) == []
