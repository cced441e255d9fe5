"""DECLARED_SECTION_MISMATCH of a section against its lines."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.submission import Declared, DeclaredSection, Submission
from tests.domain.findings.sheets import CLEAN_ROWS, clean_form, evidence_of, raised, with_row

CODE = "DECLARED_SECTION_MISMATCH"


def form_with(*sections: DeclaredSection) -> Submission:
    return clean_form(declared=Declared(total=Decimal("99.8"), sections=sections))


def section(name: str, score: str | None, where: str | None = None) -> DeclaredSection:
    return DeclaredSection(name, score=None if score is None else Decimal(score), where=where)


def test_a_section_score_that_is_not_the_sum_of_its_lines_is_told() -> None:
    form = form_with(section("产出指标", "40"), section("效益指标", "29", "文字部分"))
    assert raised(CODE, form) == ["/declared/sections/1/score"]
    assert evidence_of(CODE, form) == {"sum": "30", "declared": "29", "difference": "-1", "where": "文字部分"}


@pytest.mark.parametrize("name", ["产出指标", "产出 指标", "产出指标(40分)"])
def test_the_sum_is_left_in_peace_however_the_section_is_written(name: str) -> None:
    assert raised(CODE, form_with(section(name, "40.0"))) == []


def test_the_sum_is_compared_at_the_decimals_printed() -> None:
    rows = (replace(CLEAN_ROWS[4], declared_score=Decimal("28.6")),)
    declared = Declared(sections=(section("效益指标", "29"),))
    assert raised(CODE, clean_form(indicators=rows, declared=declared)) == []


@pytest.mark.parametrize(("name", "score"), [("预算执行率", "3"), ("效益指标", None), ("没有的部分", "7")])
def test_sections_without_lines_or_score_say_nothing(name: str, score: str | None) -> None:
    assert raised(CODE, form_with(section(name, score))) == []


def test_a_line_without_a_declared_score_or_level_leaves_the_sum_open() -> None:
    declared = Declared(sections=(section("产出指标", "7"),))
    assert raised(CODE, replace(with_row(0, declared_score=None), declared=declared)) == []
    assert raised(CODE, replace(with_row(0, level1=None, level2=None), declared=declared)) == []
