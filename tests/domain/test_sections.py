"""Sections: level-1 blocks with the scores of their lines added up."""

from dataclasses import replace
from decimal import Decimal

from app.domain.evaluation import Section
from app.domain.rule_pack import NotApplicablePolicy
from app.domain.submission import Declared, DeclaredSection, SectionWeight
from tests.domain.forms import indicator, scored
from tests.domain.packs import national_pack


def section(name: str, id: str | None, weight: str, score: str | None, declared: str | None = None) -> Section:
    return Section(
        name,
        id,
        Decimal(weight),
        None if score is None else Decimal(score),
        None if declared is None else Decimal(declared),
    )


def test_lines_of_one_level_1_name_add_up_in_the_order_first_printed() -> None:
    evaluation = scored(
        indicator("≥10", "5", "20", level1="效益指标", declared_score="20"),
        indicator("≥10", "10", "30", level1="产出指标", declared_score="30"),
        indicator("≥10", "10", "10", level1="效益 指标", declared_score="9.5"),
    )
    assert evaluation.sections == (
        section("效益指标", "benefit", "30", "20", "29.5"),
        section("产出指标", "output", "30", "30", "30"),
    )


def test_a_section_with_a_line_that_has_no_score_has_none() -> None:
    (only,) = scored(indicator(level1="产出指标"), indicator("≥1", None, level1="产出指标")).sections
    assert only == section("产出指标", "output", "20", None)


def test_a_section_in_which_nothing_applies_has_no_score_and_not_zero() -> None:
    (only,) = scored(indicator(level1="产出指标", not_applicable=True)).sections
    assert only.score is None


def test_what_does_not_apply_is_left_out_of_its_section_or_counts_in_full() -> None:
    lines = (indicator(level1="产出指标"), indicator(level1="产出指标", not_applicable=True))
    full = replace(national_pack(), not_applicable=NotApplicablePolicy.FULL)
    assert [scored(*lines).sections[0].score, scored(*lines, pack=full).sections[0].score] == [10, 20]


def test_a_lost_level_1_is_told_by_level_2_and_an_unknown_one_keeps_its_name() -> None:
    evaluation = scored(
        indicator(level2="社会效益指标"), indicator(level1="别的"), indicator(), indicator(level1="效益指标")
    )
    assert [(each.name, each.section) for each in evaluation.sections] == [
        ("效益指标", "benefit"),
        ("别的", None),
        ("—", None),
    ]


def test_a_weight_printed_into_the_name_or_sent_with_the_form_is_the_sections() -> None:
    printed = scored(indicator(level1="产出指标(50分)"))
    sent = scored(indicator(level1="产出指标"), section_weights=(SectionWeight("产出指标", Decimal(45)),))
    assert [printed.sections[0].weight, sent.sections[0].weight] == [50, 45]


def test_a_declared_section_score_is_the_printed_one_or_the_sum_when_every_line_declares() -> None:
    line = indicator(level1="产出指标", declared_score="9")
    stated = Declared(sections=(DeclaredSection("产出指标(50分)", score=Decimal(8)),))
    assert scored(line, declared=stated).sections[0].declared_score == 8
    assert scored(line).sections[0].declared_score == 9
    assert scored(line, indicator(level1="产出指标")).sections[0].declared_score is None
