"""DECLARED_SECTION_MISMATCH: one section stated twice."""

from decimal import Decimal

from app.domain.submission import Declared, DeclaredSection
from tests.domain.findings.sheets import clean_form, evidence_of, raised

CODE = "DECLARED_SECTION_MISMATCH"


def stated(name: str, score: str | None, where: str | None = None) -> DeclaredSection:
    return DeclaredSection(name, score=None if score is None else Decimal(score), where=where)


def places(*sections: DeclaredSection) -> list[str]:
    return raised(CODE, clean_form(declared=Declared(sections=sections)))


def test_two_scores_for_one_section_are_told_at_the_second() -> None:
    text, table = stated("项目产出", "20", "正文"), stated("项目产出", "40", "表1")
    assert places(text, table) == ["/declared/sections/1/score"]
    form = clean_form(declared=Declared(sections=(text, table)))
    assert evidence_of(CODE, form) == {"first": "20", "declared": "40", "difference": "20", "where": "表1"}
    assert places(stated("项目产出（40）", "20"), stated("项目 产出", "40")) == ["/declared/sections/1/score"]


def test_the_same_score_twice_is_left_in_peace() -> None:
    assert places(stated("项目产出", "40", "正文"), stated("项目产出", "40.0", "表1")) == []


def test_a_statement_without_a_score_says_nothing() -> None:
    assert places(stated("项目产出", None, "正文"), stated("项目产出", "40", "表1")) == []
    assert places(stated("项目产出", "40", "正文"), stated("项目产出", None, "表1")) == []


def test_other_sections_may_have_other_scores() -> None:
    assert places(stated("项目产出", "40"), stated("项目效益", "20")) == []
    assert places() == []
