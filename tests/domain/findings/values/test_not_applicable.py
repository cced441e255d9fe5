"""NOT_APPLICABLE."""

from dataclasses import replace
from decimal import Decimal

from app.domain.rule_pack import NotApplicablePolicy
from app.domain.submission import SectionWeight
from tests.domain.findings.sheets import clean_form, evidence_of, findings, raised, with_row
from tests.domain.packs import national_pack

CODE = "NOT_APPLICABLE"


def test_a_line_that_does_not_apply_tells_what_becomes_of_its_weight() -> None:
    form = with_row(0, not_applicable=True, declared_score=None, deviation_reason="本年无此项任务")
    assert raised(CODE, form) == ["/indicators/0/not_applicable"]
    assert evidence_of(CODE, form) == {"weight": "20", "policy": "rescale"}
    full = national_pack(not_applicable=NotApplicablePolicy.FULL)
    assert evidence_of(CODE, form, full) == {"weight": "20", "score": "20", "policy": "full"}


def test_where_siblings_take_the_weight_they_are_named() -> None:
    sharing = national_pack(not_applicable=NotApplicablePolicy.WEIGHT_TO_SIBLINGS)
    form = with_row(0, not_applicable=True, declared_score=None, deviation_reason="本年无此项任务")
    assert evidence_of(CODE, form, sharing) == {
        "weight": "20",
        "policy": "weight_to_siblings",
        "siblings": "/indicators/1, /indicators/2",
    }
    (finding,) = (each for each in findings(form, sharing) if each.code == CODE)
    assert finding.message.zh == "“培训人次”：本指标不适用，其分值 20 由 2 个同级指标按分值比例分担"
    alone = with_row(4, not_applicable=True, declared_score=None, deviation_reason="本年无此项任务")
    assert evidence_of(CODE, alone, sharing) == {"weight": "30", "policy": "weight_to_siblings"}


def test_no_check_takes_the_raised_weight_for_the_one_on_the_form() -> None:
    sharing = national_pack(not_applicable=NotApplicablePolicy.WEIGHT_TO_SIBLINGS)
    form = with_row(0, not_applicable=True, declared_score=None, deviation_reason="本年无此项任务")
    stated = replace(form, section_weights=(SectionWeight("产出指标", Decimal(40)),))
    assert {each.code for each in findings(stated, sharing)} == {each.code for each in findings(stated)}


def test_a_missing_reason_is_named_in_the_message_and_nowhere_else() -> None:
    form = with_row(0, not_applicable=True, declared_score=None)
    (finding,) = (each for each in findings(form) if each.code == CODE)
    assert "未说明" in finding.message.zh
    assert raised("DEVIATION_REASON_MISSING", form) == []


def test_lines_that_apply_are_left_in_peace() -> None:
    assert raised(CODE, clean_form()) == []
