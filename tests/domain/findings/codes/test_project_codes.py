"""PROJECT_CODE_INVALID, PROJECT_CODE_YEAR_MISMATCH, PROJECT_CODE_REGION_MISMATCH."""

import pytest

from app.domain.submission import NamedCode
from tests.domain.findings.sheets import clean_form, evidence_of, findings

CODES = ("PROJECT_CODE_INVALID", "PROJECT_CODE_YEAR_MISMATCH", "PROJECT_CODE_REGION_MISMATCH")
GOOD = "11010624T000002725033"


def told(code: str | None, year: int = 2024, region: str | None = "110106") -> list[str]:
    found = findings(clean_form(project=NamedCode(code), fiscal_year=year, region_code=region))
    assert all(each.pointer == "/project/code" for each in found if each.code in CODES)
    return [each.code for each in found if each.code in CODES]


@pytest.mark.parametrize(
    "code",
    [GOOD[:-1], GOOD + "0", GOOD.replace("T", "t"), GOOD.replace("T", "5"), "1101O624T000002725033", "X" * 21, "P1"],
)
def test_a_code_of_another_shape_is_invalid_and_nothing_else(code: str) -> None:
    assert told(code) == ["PROJECT_CODE_INVALID"]


def test_full_width_digits_are_not_read_as_digits() -> None:
    assert told("１１０１０６24T000002725033") == ["PROJECT_CODE_INVALID"]


@pytest.mark.parametrize("code", [GOOD, " 11010624T 000002725033 ", GOOD.replace("T", "R"), None, "", "无", "—", "/"])
def test_a_good_code_and_a_blank_one_are_left_in_peace(code: str | None) -> None:
    assert told(code) == []


def test_a_code_younger_than_the_form_is_told() -> None:
    assert told(GOOD.replace("24T", "25T")) == ["PROJECT_CODE_YEAR_MISMATCH"]
    form = clean_form(project=NamedCode(GOOD.replace("24T", "25T")))
    expected = {"code": "11010625T000002725033", "code_year": "2025", "form_year": "2024"}
    assert evidence_of("PROJECT_CODE_YEAR_MISMATCH", form) == expected


@pytest.mark.parametrize("year", [2024, 2025, 2030])
def test_an_older_code_is_a_project_carried_on(year: int) -> None:
    assert told(GOOD, year=year) == []


@pytest.mark.parametrize("region", ["110105", "120106", "110000", "110100"])
def test_another_region_is_told_unless_it_contains_the_other(region: str) -> None:
    expected = ["PROJECT_CODE_REGION_MISMATCH"] if region in ("110105", "120106") else []
    assert told(GOOD, region=region) == expected


def test_a_project_of_the_city_carried_out_in_a_district_is_left_in_peace() -> None:
    assert told("11000024T000002725033") == []
    assert told("11000024T000002725033", region="610402") == ["PROJECT_CODE_REGION_MISMATCH"]
    assert told(GOOD, region=None) == []
