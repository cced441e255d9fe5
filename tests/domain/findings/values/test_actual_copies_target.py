"""ACTUAL_COPIES_TARGET."""

from dataclasses import replace
from fractions import Fraction

import pytest

from app.domain.rule_pack import RulePack
from app.domain.submission import Cell, StructuredValue
from tests.domain.findings.sheets import clean_form, evidence_of, raised, row
from tests.domain.packs import national_pack

CODE = "ACTUAL_COPIES_TARGET"
COPY, OWN = ("≥90%", "≥90%"), ("≥90%", "93%")


def places(*cells: tuple[Cell, Cell], pack: RulePack | None = None) -> list[str]:
    rows = tuple(row("产出指标", f"指标{index}", *each, "10") for index, each in enumerate(cells))
    return raised(CODE, clean_form(indicators=rows), pack)


def test_five_copies_are_told_once_four_are_not() -> None:
    assert places(*[COPY] * 5) == ["/indicators"]
    assert places(*[COPY] * 4) == []


def test_nine_of_ten_are_told_eight_are_not() -> None:
    assert places(*[COPY] * 9, OWN) == ["/indicators"]
    assert places(*[COPY] * 8, OWN, OWN) == []


def test_the_evidence_counts_them() -> None:
    rows = tuple(row("产出指标", f"指标{index}", "全年", "全 年", "10") for index in range(5))
    expected = {"copies": "5", "indicators": "5", "share": "100.00%"}
    assert evidence_of(CODE, clean_form(indicators=rows)) == expected


@pytest.mark.parametrize(
    "cells", [("≥90%", "90%"), ("≤12 小时", "12 小时"), ("100%", "100.0%"), ("", ""), ("—", "—"), ("", "5")]
)
def test_reaching_the_target_is_no_copy_and_blanks_do_not_count(cells: tuple[str, str]) -> None:
    assert places(*[cells] * 6) == []


def test_blanks_and_inapplicable_lines_are_not_among_those_counted() -> None:
    assert places(*[COPY] * 5, ("", ""), ("≥5", "")) == ["/indicators"]
    rows = [row("产出指标", f"指标{index}", *COPY, "10") for index in range(5)]
    rows[0] = replace(rows[0], not_applicable=True)
    assert raised(CODE, clean_form(indicators=tuple(rows))) == []


def test_structured_values_are_compared_as_they_were_sent() -> None:
    value = StructuredValue(value=5)
    assert places(*[(value, value)] * 5) == ["/indicators"]
    assert places(*[(value, "5")] * 5) == []


def test_the_limits_are_the_packs() -> None:
    review = replace(national_pack().review, copies_from_indicators=3, copies_share=Fraction(2, 3))
    assert places(COPY, COPY, OWN, pack=national_pack(review=review)) == ["/indicators"]
