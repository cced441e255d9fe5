"""DECLARED_SECTION_MISMATCH of the sections against the total."""

from dataclasses import replace
from decimal import Decimal

from app.domain.submission import Declared, DeclaredSection
from tests.domain.findings.sheets import clean_form, evidence_of, raised

CODE = "DECLARED_SECTION_MISMATCH"


def sections(
    *scores: str | None, where: str | None = None, weights: str = "20 20 40 20"
) -> tuple[DeclaredSection, ...]:
    names = ("项目决策", "项目过程", "项目产出", "项目效益")
    return tuple(
        DeclaredSection(name, Decimal(weight), None if score is None else Decimal(score), where=where)
        for name, weight, score in zip(names, weights.split(), scores, strict=True)
    )


def places(*stated: DeclaredSection, total: str = "100") -> list[str]:
    return raised(CODE, clean_form(indicators=(), declared=Declared(Decimal(total), sections=stated)))


def test_a_report_whose_sections_add_to_80_of_a_total_of_100_is_told() -> None:
    stated = sections("20", "20", "20", "20")
    assert places(*stated) == ["/declared/sections/0"]
    form = clean_form(indicators=(), declared=Declared(Decimal(100), sections=stated))
    assert evidence_of(CODE, form) == {"sum": "80", "declared": "100", "difference": "20"}


def test_each_statement_of_the_sections_is_added_by_itself() -> None:
    text, table = sections("20", "20", "20", "20", where="正文"), sections("20", "20", "40", "20", where="表1")
    assert "/declared/sections/4" in places(*table, *text)
    assert places(*table) == []


def test_the_execution_score_is_added_where_the_sections_leave_it_out() -> None:
    assert places(*sections("20", "20", "40", "10", weights="20 20 40 10"), total="99.8") == []
    assert places(*sections("20", "20", "40", "10", weights="20 20 40 10"), total="90") == ["/declared/sections/0"]


def test_sections_that_are_not_all_there_say_nothing() -> None:
    assert places(*sections("20", "20", "40", "20")[:3]) == []
    assert places(*sections("20", "20", None, "20")) == []
    without_weight = [replace(each, weight=None) for each in sections("20", "20", "20", "20")]
    assert places(*without_weight) == []


def test_a_wrong_section_or_sum_of_lines_is_told_alone() -> None:
    names = (("产出指标", "39"), ("成本指标", "10"), ("效益指标", "30"), ("满意度指标", "10"))
    stated = tuple(DeclaredSection(name, score=Decimal(score)) for name, score in names)
    wrong_section = clean_form(declared=Declared(Decimal("99.8"), sections=stated))
    assert raised(CODE, wrong_section) == ["/declared/sections/0/score"]
    right = (replace(stated[0], score=Decimal(40)), *stated[1:])
    assert raised(CODE, clean_form(declared=Declared(Decimal("99.8"), sections=right))) == []
    wrong_total = clean_form(declared=Declared(Decimal(95), sections=right))
    assert raised(CODE, wrong_total) == []
    assert raised("DECLARED_TOTAL_MISMATCH", wrong_total) == ["/declared/total"]


def test_without_a_declared_total_nothing_is_said() -> None:
    form = clean_form(indicators=(), declared=Declared(sections=sections("20", "20", "20", "20")))
    assert raised(CODE, form) == []
