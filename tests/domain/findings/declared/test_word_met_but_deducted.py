"""WORD_MET_BUT_DEDUCTED."""

from decimal import Decimal

import pytest

from tests.domain.findings.sheets import clean_form, evidence_of, raised, with_row

CODE = "WORD_MET_BUT_DEDUCTED"


def places(target: str, actual: str, declared: str | None, **more: object) -> list[str]:
    score = None if declared is None else Decimal(declared)
    return raised(CODE, with_row(4, target=target, actual=actual, declared_score=score, **more))


@pytest.mark.parametrize("declared", ["28", "24", "29.99"])
def test_the_same_word_with_fewer_points_inside_the_tier_is_told(declared: str) -> None:
    assert places("好", "好", declared) == ["/indicators/4/declared_score"]


def test_it_says_by_how_much() -> None:
    form = with_row(4, target="好", actual="好", declared_score=Decimal(28))
    assert evidence_of(CODE, form) == {"word": "好", "declared": "28", "weight": "30"}


def test_full_marks_another_word_and_nothing_declared_are_left_in_peace() -> None:
    assert places("好", "好", "30") == []
    assert places("优", "达成预期指标", "28") == []
    assert places("优", "良", "22") == []
    assert places("好", "好", None) == []


def test_a_share_outside_the_tier_is_told_as_that() -> None:
    assert places("好", "好", "20") == []


def test_numbers_have_a_check_of_their_own() -> None:
    assert places("≥90%", "90%", "28") == []
    assert raised(CODE, clean_form()) == []
