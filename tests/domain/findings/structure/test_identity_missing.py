"""IDENTITY_MISSING."""

from dataclasses import replace

import pytest

from app.domain.rule_pack import FormKind
from app.domain.submission import NamedCode
from tests.domain.findings.framework import department_form, department_pack
from tests.domain.findings.sheets import clean_form, raised

CODE = "IDENTITY_MISSING"


@pytest.mark.parametrize("blank", [NamedCode(), NamedCode("", " "), NamedCode(None, "—"), NamedCode("无", "无")])
def test_a_form_of_nobody_and_a_form_of_nothing_are_told(blank: NamedCode) -> None:
    assert raised(CODE, clean_form(unit=blank)) == ["/unit"]
    assert raised(CODE, clean_form(project=blank)) == ["/project"]
    assert raised(CODE, clean_form(project=blank, unit=blank)) == ["/project", "/unit"]


@pytest.mark.parametrize("named", [NamedCode("149020"), NamedCode(None, "医疗保障局")])
def test_a_code_or_a_name_is_enough(named: NamedCode) -> None:
    assert raised(CODE, clean_form(project=named, unit=named)) == []


def test_a_departments_own_form_is_about_no_project() -> None:
    form = department_form(kind=FormKind.DEPARTMENT_SELF_EVALUATION, project=NamedCode())
    assert raised(CODE, form, department_pack()) == []
    assert raised(CODE, replace(form, unit=NamedCode()), department_pack()) == ["/unit"]
