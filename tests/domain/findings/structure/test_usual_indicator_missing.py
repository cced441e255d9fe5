"""USUAL_INDICATOR_MISSING."""

from dataclasses import replace

from app.domain.rule_pack import RulePack
from tests.domain.findings.sheets import CLEAN_ROWS, clean_form, evidence_of, raised, with_row
from tests.domain.packs import national_pack

CODE = "USUAL_INDICATOR_MISSING"


def pack_with(*usual: str) -> RulePack:
    output, *others = national_pack().sections
    return national_pack(sections=(replace(output, usual_level2=usual), *others))


USUAL = pack_with("数量指标", "质量指标", "时效指标")


def test_outputs_without_quality_are_told() -> None:
    form = clean_form(indicators=(CLEAN_ROWS[0], *CLEAN_ROWS[2:]))
    assert raised(CODE, form, USUAL) == ["/indicators"]
    assert evidence_of(CODE, form, USUAL) == {"section": "output", "missing": "质量指标"}


def test_all_that_is_missing_is_one_finding() -> None:
    form = clean_form(indicators=(CLEAN_ROWS[0], *CLEAN_ROWS[3:]))
    assert evidence_of(CODE, form, USUAL)["missing"] == "质量指标、时效指标"


def test_a_form_that_has_them_all_is_left_in_peace() -> None:
    assert raised(CODE, clean_form(), USUAL) == []
    assert raised(CODE, with_row(1, level2="质量 指标（10分）"), USUAL) == []


def test_nothing_is_usual_where_the_pack_does_not_say_so() -> None:
    assert raised(CODE, clean_form(indicators=CLEAN_ROWS[:1])) == []


def test_a_lost_level_2_may_be_the_one_that_is_missing() -> None:
    assert raised(CODE, with_row(1, level2=None), USUAL) == []


def test_a_section_without_any_line_is_another_matter() -> None:
    assert raised(CODE, clean_form(indicators=CLEAN_ROWS[3:]), USUAL) == []
    assert raised("SECTION_MISSING", clean_form(indicators=CLEAN_ROWS[3:]), USUAL) == ["/indicators"]
