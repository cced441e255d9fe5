"""SECTION_WEIGHTS_MISMATCH."""

from dataclasses import replace
from decimal import Decimal

from app.domain.submission import Declared, DeclaredSection, SectionWeight
from tests.domain.findings.sheets import CLEAN_ROWS, clean_form, evidence_of, raised, with_row

CODE = "SECTION_WEIGHTS_MISMATCH"


def test_a_stated_weight_that_its_lines_do_not_add_to_is_told() -> None:
    form = clean_form(section_weights=(SectionWeight("产出指标", Decimal(40)), SectionWeight("效益指标", Decimal(20))))
    assert raised(CODE, form) == ["/section_weights/1/weight"]
    assert evidence_of(CODE, form) == {"stated": "20", "sum": "30", "difference": "10"}


def test_a_weight_printed_into_a_level_name_is_told_where_it_is_printed_first() -> None:
    rows = tuple(replace(row, level1="产出指标(50分)") if row.level1 == "产出指标" else row for row in CLEAN_ROWS)
    assert raised(CODE, clean_form(indicators=rows)) == ["/indicators/0/level1"]


def test_a_weight_printed_into_a_level_2_name_is_compared_too() -> None:
    assert raised(CODE, with_row(1, level2="质量指标（15）")) == ["/indicators/1/level2"]
    assert raised(CODE, with_row(1, level2="质量指标（10）")) == []


def test_a_level_2_weight_is_compared_with_its_own_lines() -> None:
    stated = SectionWeight("产出指标", Decimal(25), "数量指标")
    assert raised(CODE, clean_form(section_weights=(stated,))) == ["/section_weights/0/weight"]


def test_the_weight_of_a_declared_section_is_compared_too() -> None:
    sections = (DeclaredSection("满意度指标", weight=Decimal(15)), DeclaredSection("成本指标", weight=Decimal(10)))
    form = clean_form(declared=Declared(total=Decimal("99.8"), sections=sections))
    assert raised(CODE, form) == ["/declared/sections/0/weight"]


def test_right_weights_are_left_in_peace_whatever_decimals_they_carry() -> None:
    rows = tuple(replace(row, level1="产出指标（40.0分）") if row.level1 == "产出指标" else row for row in CLEAN_ROWS)
    stated = (SectionWeight("产出 指标", Decimal("40.00")),)
    assert raised(CODE, clean_form(indicators=rows, section_weights=stated)) == []


def test_a_missing_weight_leaves_the_sum_open() -> None:
    form = with_row(0, weight=None)
    assert raised(CODE, replace(form, section_weights=(SectionWeight("产出指标", Decimal(40)),))) == []


def test_a_section_without_lines_is_not_this() -> None:
    assert raised(CODE, clean_form(section_weights=(SectionWeight("预算执行率", Decimal(10)),))) == []


def test_a_lost_level_cell_leaves_the_sum_open() -> None:
    form = with_row(1, level1=None, level2=None)
    assert raised(CODE, replace(form, section_weights=(SectionWeight("产出指标", Decimal(30)),))) == []


def test_a_lost_level_1_is_told_by_level_2() -> None:
    form = with_row(4, level1=None)
    assert raised(CODE, replace(form, section_weights=(SectionWeight("效益指标", Decimal(30)),))) == []
    assert raised(CODE, replace(form, section_weights=(SectionWeight("效益指标", Decimal(20)),))) != []


def test_cost_whose_level_1_was_lost_may_be_a_part_of_the_outputs() -> None:
    form = with_row(3, level1=None)
    assert raised(CODE, replace(form, section_weights=(SectionWeight("产出指标", Decimal(50)),))) == []
