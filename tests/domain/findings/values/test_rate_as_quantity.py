"""RATE_AS_QUANTITY."""

import pytest

from app.domain.submission import Part
from tests.domain.findings.framework import evaluation_form, evaluation_pack, with_line
from tests.domain.findings.sheets import clean_form, evidence_of, raised, with_row

CODE = "RATE_AS_QUANTITY"


def test_a_share_under_quantity_is_told() -> None:
    form = with_row(0, name="药品加成率", target="15%", actual="15%")
    assert raised(CODE, form) == ["/indicators/0/target"]
    assert evidence_of(CODE, form) == {"shares": "药品加成率"}


def test_shares_among_the_parts_are_one_finding_at_the_first_of_them() -> None:
    parts = (Part("参保人数", "≥3.6万人", "3.64万人"), Part("检查覆盖率", "≥90%", "95%"), Part("参保率", "≥95%", "96%"))
    form = with_line(2, parts=parts)
    assert raised(CODE, form, evaluation_pack()) == ["/indicators/2/parts/1/target"]
    assert evidence_of(CODE, form, evaluation_pack()) == {"shares": "检查覆盖率、参保率"}


@pytest.mark.parametrize("target", ["21 家", "≥1628", "≤5.376万元", "优", "—", "≥3.6万人"])
def test_numbers_of_things_are_left_in_peace(target: str) -> None:
    assert raised(CODE, with_row(0, target=target)) == []


def test_shares_stand_rightly_under_quality_and_satisfaction() -> None:
    assert raised(CODE, clean_form()) == []
    assert raised(CODE, evaluation_form(), evaluation_pack()) == []
    assert raised(CODE, with_row(0, level2=None, target="15%")) == []
