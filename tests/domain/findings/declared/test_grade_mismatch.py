"""DECLARED_GRADE_MISMATCH."""

from decimal import Decimal

import pytest

from app.domain.submission import Declared
from tests.domain.findings.sheets import clean_form, evidence_of, raised

CODE = "DECLARED_GRADE_MISMATCH"


def places(total: str | None, grade: str | None) -> list[str]:
    declared = Declared(None if total is None else Decimal(total), grade)
    return raised(CODE, clean_form(declared=declared))


@pytest.mark.parametrize(
    ("total", "grade"), [("89.99", "优"), ("90", "良"), ("80", "优秀"), ("60", "差"), ("59", "三等")]
)
def test_a_grade_that_does_not_follow_is_told(total: str, grade: str) -> None:
    assert places(total, grade) == ["/declared/grade"]


def test_the_evidence_names_the_grade_that_is_due() -> None:
    form = clean_form(declared=Declared(Decimal(80), "优秀"))
    assert evidence_of(CODE, form) == {"total": "80", "declared": "优秀", "grade": "良", "from_score": "80"}


@pytest.mark.parametrize(
    ("total", "grade"),
    [("90", "优"), ("100", " 优秀 "), ("80", "二等"), ("60", "中"), ("59.99", "差"), ("95", "A级"), ("95", None)],
)
def test_a_grade_that_follows_or_is_not_known_is_left_in_peace(total: str, grade: str | None) -> None:
    assert places(total, grade) == []


def test_a_grade_without_a_total_cannot_be_checked() -> None:
    assert places(None, "差") == []
