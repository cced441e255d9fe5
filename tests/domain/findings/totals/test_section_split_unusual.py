"""SECTION_SPLIT_UNUSUAL."""

from dataclasses import replace
from decimal import Decimal

from tests.domain.findings.sheets import CLEAN_ROWS, clean_form, evidence_of, raised, with_row
from tests.domain.packs import national_pack

CODE = "SECTION_SPLIT_UNUSUAL"


def split(output: str, cost: str, benefit: str, satisfaction: str) -> tuple[str, ...]:
    return (output, "0", "0", cost, benefit, satisfaction)


def form_of(*weights: str) -> list[str]:
    rows = tuple(
        replace(row, weight=Decimal(weight), declared_score=Decimal(weight))
        for row, weight in zip(CLEAN_ROWS, weights, strict=True)
    )
    return raised(CODE, clean_form(indicators=rows))


def test_another_split_than_the_usual_one_is_told_once() -> None:
    assert form_of(*split("45", "15", "20", "10")) == ["/indicators"]


def test_cost_counts_with_the_outputs_it_is_a_part_of() -> None:
    assert form_of(*split("40", "10", "30", "10")) == []
    assert form_of(*split("50", "0", "30", "10")) == []


def test_satisfaction_has_a_usual_weight_of_its_own_and_does_not_count_with_the_benefits() -> None:
    assert form_of(*split("50", "0", "40", "0")) == ["/indicators"]


def test_the_evidence_holds_both_splits() -> None:
    form = with_row(4, weight=Decimal(20))
    assert evidence_of(CODE, form) == {
        "split": "50/20/10",
        "usual": "50/30/10",
        "sections": "output/benefit/satisfaction",
    }


def test_a_pack_that_states_no_split_has_nothing_to_compare() -> None:
    sections = tuple(replace(section, usual_weight=None) for section in national_pack().sections)
    assert raised(CODE, with_row(4, weight=Decimal(20)), national_pack(sections=sections)) == []


def test_a_line_of_an_unknown_section_or_without_weight_leaves_the_split_open() -> None:
    assert raised(CODE, with_row(4, level1="其他指标", weight=Decimal(20))) == []
    assert raised(CODE, with_row(4, weight=None)) == []


def test_a_form_without_indicators_has_no_split() -> None:
    assert raised(CODE, clean_form(indicators=())) == []
