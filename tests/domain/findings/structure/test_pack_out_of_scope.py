"""PACK_OUT_OF_SCOPE."""

import pytest

from app.domain.rule_pack import FormKind, RulePack, Scope
from tests.domain.findings.sheets import clean_form, evidence_of, raised
from tests.domain.packs import national_pack

CODE = "PACK_OUT_OF_SCOPE"


def pack(region: str | None, first: int, last: int | None) -> RulePack:
    return national_pack(scope=Scope(FormKind.PROJECT_SELF_EVALUATION, region, first, last, default=True))


@pytest.mark.parametrize(("region", "first", "last"), [("61", 2018, None), ("11", 2018, 2023), ("11", 2025, None)])
def test_another_region_or_year_is_told(region: str, first: int, last: int | None) -> None:
    assert raised(CODE, clean_form(), pack(region, first, last)) == ["/rule_pack"]


def test_both_at_once_are_one_finding() -> None:
    assert evidence_of(CODE, clean_form(), pack("6104", 2018, 2018)) == {
        "rule_pack": "national-by-hand",
        "region": "6104",
        "years": "2018",
        "form_region": "110106",
        "form_year": "2024",
    }


def test_a_pack_for_another_form_is_told() -> None:
    scope = Scope(FormKind.PROJECT_EVALUATION, None, 2020, None, default=False)
    told = evidence_of(CODE, clean_form(), national_pack(scope=scope))

    assert (told["kind"], told["form_kind"]) == ("project_evaluation", "project_self_evaluation")


@pytest.mark.parametrize(("region", "first", "last"), [(None, 2020, None), ("11", 2024, 2024), ("110106", 2018, 2024)])
def test_a_pack_for_the_form_is_left_in_peace(region: str | None, first: int, last: int | None) -> None:
    assert raised(CODE, clean_form(), pack(region, first, last)) == []


def test_without_a_region_code_nothing_is_said_about_the_region() -> None:
    assert raised(CODE, clean_form(region_code=None), pack("61", 2018, None)) == []


def test_a_pack_for_another_kind_of_form_is_told() -> None:
    other = national_pack(scope=Scope(FormKind.DEPARTMENT_SELF_EVALUATION, None, 2018, None, default=True))
    found = evidence_of(CODE, clean_form(), other)
    assert (found["kind"], found["form_kind"]) == ("department_self_evaluation", "project_self_evaluation")
