"""SECTION_MISSING."""

from dataclasses import replace

import pytest

from tests.domain.findings.framework import LINES, evaluation_form, evaluation_pack
from tests.domain.findings.sheets import CLEAN_ROWS, clean_form, evidence_of, raised
from tests.domain.packs import national_pack

CODE = "SECTION_MISSING"
WITHOUT_SATISFACTION = CLEAN_ROWS[:5]


def test_a_form_without_satisfaction_is_told() -> None:
    form = clean_form(indicators=WITHOUT_SATISFACTION)
    assert raised(CODE, form) == ["/indicators"]
    assert evidence_of(CODE, form) == {"missing": "满意度指标"}


def test_all_missing_sections_are_one_finding() -> None:
    assert evidence_of(CODE, clean_form(indicators=CLEAN_ROWS[:3])) == {"missing": "效益指标、满意度指标"}


def test_sections_that_the_pack_does_not_require_may_be_missing() -> None:
    assert raised(CODE, clean_form(indicators=(*CLEAN_ROWS[:3], *CLEAN_ROWS[4:]))) == []
    sections = tuple(replace(section, required=False) for section in national_pack().sections)
    assert raised(CODE, clean_form(indicators=CLEAN_ROWS[:1]), national_pack(sections=sections)) == []


@pytest.mark.parametrize(
    ("level1", "level2"),
    [
        ("满意度指标(10分)", None),
        (None, "满意度指标"),
        ("效益指标", "满意度指标"),
        ("社会公众满意度", None),
        (None, "服务对象满意度"),
        (None, None),
    ],
)
def test_a_line_that_is_or_may_be_the_section_is_enough(level1: str | None, level2: str | None) -> None:
    last = replace(CLEAN_ROWS[5], level1=level1, level2=level2)
    assert raised(CODE, clean_form(indicators=(*WITHOUT_SATISFACTION, last))) == []


def test_an_unknown_section_is_not_the_missing_one() -> None:
    last = replace(CLEAN_ROWS[5], level1="其他指标", level2=None)
    assert raised(CODE, clean_form(indicators=(*WITHOUT_SATISFACTION, last))) == ["/indicators"]


def test_a_line_that_does_not_apply_is_there_all_the_same() -> None:
    last = replace(CLEAN_ROWS[5], not_applicable=True)
    assert raised(CODE, clean_form(indicators=(*WITHOUT_SATISFACTION, last))) == []


def test_a_form_without_indicators_is_another_matter() -> None:
    assert raised(CODE, clean_form(indicators=())) == []


def test_a_section_that_holds_only_what_belongs_elsewhere_is_missing() -> None:
    misplaced = replace(CLEAN_ROWS[0], name="立项依据充分性", level2="数量指标")
    assert evidence_of(CODE, clean_form(indicators=(misplaced, *CLEAN_ROWS[3:]))) == {"missing": "产出指标"}
    assert raised(CODE, clean_form(indicators=(misplaced, *CLEAN_ROWS[1:]))) == []
    lines = (replace(LINES[0], level1="项目产出"), *LINES[1:2], LINES[5])
    assert evidence_of(CODE, evaluation_form(*lines), evaluation_pack()) == {"missing": "产出"}


def test_a_level_2_in_the_wrong_place_is_there_all_the_same() -> None:
    last = replace(CLEAN_ROWS[5], level1="产出指标", level2="满意度指标")
    assert raised(CODE, clean_form(indicators=(*WITHOUT_SATISFACTION, last))) == []
