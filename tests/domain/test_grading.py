"""Grades from totals and from the words of forms."""

from decimal import Decimal

import pytest

from app.domain.grading import grade_named, grade_of
from tests.domain.packs import national_pack

GRADES = national_pack().grades


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("100", "excellent"),
        ("90", "excellent"),
        ("89.99", "good"),
        ("80", "good"),
        ("79.99", "fair"),
        ("60", "fair"),
        ("59.99", "poor"),
        ("0", "poor"),
        ("-1", "poor"),
        ("120", "excellent"),
    ],
)
def test_a_lower_bound_is_inside_its_grade(total: str, grade: str) -> None:
    assert grade_of(Decimal(total), GRADES).grade == grade


@pytest.mark.parametrize(
    ("printed", "grade"),
    [
        ("优", "excellent"),
        (" 优 秀 ", "excellent"),
        ("一等", "excellent"),
        ("良好", "good"),
        ("中", "fair"),
        ("四等", "poor"),
        ("good", "good"),
    ],
)
def test_a_form_may_name_a_grade_by_its_aliases(printed: str, grade: str) -> None:
    band = grade_named(printed, GRADES)
    assert band is not None
    assert band.grade == grade


@pytest.mark.parametrize("printed", ["合格", "", "优良"])
def test_an_unknown_word_names_no_grade(printed: str) -> None:
    assert grade_named(printed, GRADES) is None
