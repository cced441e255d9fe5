"""CRITERION_UNKNOWN."""

from tests.domain.findings.framework import (
    DEPARTMENT_LINES,
    LINES,
    department_form,
    department_pack,
    evaluation_form,
    evaluation_pack,
    line,
    with_line,
)
from tests.domain.findings.sheets import clean_form, evidence_of, raised, with_row

CODE = "CRITERION_UNKNOWN"


def test_a_line_that_no_criterion_fits_is_told_where_the_unit_may_list_none_of_its_own() -> None:
    form = evaluation_form(*LINES, line("职工满意度", "效益", "0", target="≥90%", actual="95%"))
    assert raised(CODE, form, evaluation_pack()) == ["/indicators/6/name"]
    expected = {"given": "职工满意度", "rule_pack": "national-by-hand"}
    assert evidence_of(CODE, form, evaluation_pack()) == expected


def test_a_criterion_named_wrongly_is_told_in_every_pack() -> None:
    assert raised(CODE, with_line(0, criterion="bases"), evaluation_pack()) == ["/indicators/0/criterion"]
    assert raised(CODE, with_row(0, criterion="training")) == ["/indicators/0/criterion"]


def test_lines_that_are_matched_by_id_or_by_name_are_left_in_peace() -> None:
    assert raised(CODE, evaluation_form(), evaluation_pack()) == []
    assert raised(CODE, with_line(0, name="另一个名称", criterion="basis"), evaluation_pack()) == []
    assert raised(CODE, with_line(0, name="“立项依据 充分性”(10分)"), evaluation_pack()) == []


def test_the_units_own_indicators_are_left_in_peace_where_it_may_list_them() -> None:
    form = department_form(*DEPARTMENT_LINES, line("诊疗人次", "产出", "0", target="≥1", actual="1"))
    assert raised(CODE, form, department_pack()) == []
    assert raised(CODE, clean_form()) == []
