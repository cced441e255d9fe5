"""LUMP_SCORE."""

from dataclasses import replace

from tests.domain.findings.framework import (
    DEPARTMENT_LINES,
    department_form,
    department_pack,
    evaluation_form,
    evaluation_pack,
    line,
)
from tests.domain.findings.sheets import clean_form, evidence_of, findings, raised

CODE = "LUMP_SCORE"
LUMP = line("项目产出", "产出", "70")


def test_a_section_scored_at_once_is_told() -> None:
    form = department_form(*DEPARTMENT_LINES[:3], LUMP)
    assert raised(CODE, form, department_pack()) == ["/indicators/3"]
    assert evidence_of(CODE, form, department_pack()) == {"weight": "70", "declared": "70"}


def test_that_it_rests_on_a_declared_score_is_not_told_again() -> None:
    form = department_form(*DEPARTMENT_LINES[:3], LUMP)
    assert [each.code for each in findings(form, department_pack())] == [CODE]


def test_a_lump_without_a_score_still_needs_somebodys_judgement() -> None:
    form = department_form(*DEPARTMENT_LINES[:3], replace(LUMP, declared_score=None))
    codes = {each.code for each in findings(form, department_pack())}
    assert {CODE, "JUDGEMENT_NEEDED"} <= codes


def test_indicators_of_the_units_own_are_no_lump() -> None:
    assert raised(CODE, department_form(), department_pack()) == []
    assert raised(CODE, evaluation_form(), evaluation_pack()) == []
    assert raised(CODE, clean_form()) == []
