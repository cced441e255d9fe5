"""VALUE_MISSING and the other reasons for which a line was not scored."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

import app.domain
from app.domain.findings.values import doubts
from app.domain.submission import Check
from tests.domain.findings.framework import ALL_MET, department_pack, evaluation_pack, with_department_line, with_line
from tests.domain.findings.sheets import clean_form, findings, raised, with_row, with_total

DOMAIN = Path(app.domain.__file__).parent
UNSCORED = {
    "VALUE_MISSING",
    "VALUE_UNREADABLE",
    "VALUE_IMPLAUSIBLE",
    "ACTUAL_NOT_A_VALUE",
    "UNIT_MISMATCH",
    "OUTSIDE_TIER",
    "JUDGEMENT_NEEDED",
    "EVIDENCE_MISSING",
}


def told(**changes: object) -> list[tuple[str, str]]:
    found = findings(with_row(0, **{"declared_score": None} | changes))
    return [(each.code, each.pointer) for each in found if each.code in UNSCORED]


@pytest.mark.parametrize(
    ("target", "actual", "code", "field"),
    [
        ("", "5", "VALUE_MISSING", "target"),
        ("≥5", "—", "VALUE_MISSING", "actual"),
        ("≥90%", "≥90%", "ACTUAL_NOT_A_VALUE", "actual"),
        ("≥90%", "达成预期指标", "ACTUAL_NOT_A_VALUE", "actual"),
        ("≥90%", "290%", "VALUE_IMPLAUSIBLE", "actual"),
        ("≥5小时", "5人", "UNIT_MISMATCH", "actual"),
        ("≥≤5", "5", "VALUE_UNREADABLE", "target"),
        ("≥95%", "0.925", "VALUE_UNREADABLE", "actual"),
    ],
)
def test_a_value_that_cannot_be_scored_is_told_at_its_cell(target: str, actual: str, code: str, field: str) -> None:
    assert told(name="学员满意度", target=target, actual=actual) == [(code, f"/indicators/0/{field}")]


def test_a_missing_weight_and_a_share_only_a_person_can_give_are_told() -> None:
    assert told(weight=None) == [("VALUE_MISSING", "/indicators/0/weight")]
    assert told(target="优", actual="良") == [("JUDGEMENT_NEEDED", "/indicators/0")]
    assert told(target="优", actual="优", declared_score=Decimal(3)) == [
        ("OUTSIDE_TIER", "/indicators/0/declared_score")
    ]


@pytest.mark.parametrize(
    ("initial", "adjusted", "executed", "pointer"),
    [
        ("100", "100", None, "/funds/total/executed"),
        (None, "—", "98", "/funds/total/adjusted_budget"),
        (None, None, None, "/funds/total/executed"),
    ],
)
def test_what_keeps_the_execution_rate_from_being_scored_is_told_at_its_cell(
    initial: str | None, adjusted: str | None, executed: str | None, pointer: str
) -> None:
    found = findings(with_total(initial, adjusted, executed))
    assert [(each.code, each.pointer) for each in found if each.code in UNSCORED] == [("VALUE_MISSING", pointer)]


def test_a_form_without_funds_is_told_at_the_funds() -> None:
    found = findings(clean_form(funds=None))
    assert [(each.code, each.pointer) for each in found if each.code in UNSCORED] == [("VALUE_MISSING", "/funds")]


def test_a_judged_line_rests_on_its_points_or_on_a_declared_score_alone() -> None:
    unmet = (*ALL_MET[:3], Check("④", met=False, note="无测算依据"))
    alone, some, every = (with_line(0, declared_score=Decimal(8), checks=each) for each in ((), unmet[1:], unmet))
    for form in (alone, some):
        assert raised("EVIDENCE_MISSING", form, evaluation_pack()) == ["/indicators/0"]
    assert raised("EVIDENCE_MISSING", every, evaluation_pack()) == []


def test_every_doubt_of_every_method_has_its_severity() -> None:
    files = (file.read_text(encoding="utf-8") for file in DOMAIN.rglob("*.py"))
    codes = {code for text in files for code in re.findall(r'Doubt\(\s*"([A-Z_]+)"', text)}
    assert {"ZERO_DENOMINATOR", "VALUE_MISSING", "JUDGEMENT_NEEDED"} <= codes
    assert codes <= doubts._SEVERITY.keys()


def test_a_denominator_of_zero_is_told_with_the_reading_its_worth_rests_on() -> None:
    form = with_department_line(2, facts={"final": "0", "planned": "0"})
    (finding,) = (each for each in findings(form, department_pack()) if each.code == "ZERO_DENOMINATOR")
    assert finding.message.zh.endswith("所取口径：一种理解；另一种理解：另一种理解，则没有得分可计。")
    assert finding.message.en.endswith("Reading taken: (一种理解). The other: (另一种理解); it has no score.")
