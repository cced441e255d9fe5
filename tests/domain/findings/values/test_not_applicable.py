"""NOT_APPLICABLE."""

from app.domain.rule_pack import NotApplicablePolicy
from tests.domain.findings.sheets import clean_form, evidence_of, findings, raised, with_row
from tests.domain.packs import national_pack

CODE = "NOT_APPLICABLE"


def test_a_line_that_does_not_apply_tells_what_becomes_of_its_weight() -> None:
    form = with_row(0, not_applicable=True, declared_score=None, deviation_reason="本年无此项任务")
    assert raised(CODE, form) == ["/indicators/0/not_applicable"]
    assert evidence_of(CODE, form) == {"weight": "20", "policy": "rescale"}
    full = national_pack(not_applicable=NotApplicablePolicy.FULL)
    assert evidence_of(CODE, form, full) == {"weight": "20", "score": "20", "policy": "full"}


def test_a_missing_reason_is_named_in_the_message_and_nowhere_else() -> None:
    form = with_row(0, not_applicable=True, declared_score=None)
    (finding,) = (each for each in findings(form) if each.code == CODE)
    assert "未说明" in finding.message.zh
    assert raised("DEVIATION_REASON_MISSING", form) == []


def test_lines_that_apply_are_left_in_peace() -> None:
    assert raised(CODE, clean_form()) == []
