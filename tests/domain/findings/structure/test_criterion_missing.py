"""CRITERION_MISSING."""

from tests.domain.findings.framework import (
    DEPARTMENT_LINES,
    LINES,
    department_form,
    department_pack,
    evaluation_form,
    evaluation_pack,
    line,
)
from tests.domain.findings.sheets import clean_form, evidence_of, raised

CODE = "CRITERION_MISSING"


def test_all_criteria_without_a_line_are_one_finding() -> None:
    form = evaluation_form(*LINES[2:])
    assert raised(CODE, form, evaluation_pack()) == ["/indicators"]
    expected = {"missing": "立项依据充分性、预算执行率", "count": "2"}
    assert evidence_of(CODE, form, evaluation_pack()) == expected


def test_a_complete_form_is_left_in_peace() -> None:
    assert raised(CODE, evaluation_form(), evaluation_pack()) == []


def test_indicators_of_the_units_own_may_stand_for_a_lump_that_is_not_required() -> None:
    assert raised(CODE, department_form(), department_pack()) == []
    lump = department_form(*DEPARTMENT_LINES[:3], line("项目产出", "产出", "70"))
    assert raised(CODE, lump, department_pack()) == []


def test_a_pack_without_criteria_misses_none() -> None:
    assert raised(CODE, clean_form()) == []
