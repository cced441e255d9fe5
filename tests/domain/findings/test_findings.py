"""What holds for every check: a form without fault is left in peace, and no form breaks a check."""

import re
from dataclasses import replace
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.findings import CHECKS
from app.domain.rule_pack import FormKind, TierName
from app.domain.scoring import evaluate
from app.domain.submission import (
    Check,
    Comparator,
    Declared,
    DeclaredSection,
    Deduction,
    Direction,
    FundAmounts,
    Funds,
    FundsRow,
    Indicator,
    NamedCode,
    Objective,
    Part,
    SectionWeight,
    StructuredValue,
    Submission,
    Survey,
    SurveyAnswer,
)
from tests.domain.findings.framework import department_form, department_pack, evaluation_form, evaluation_pack
from tests.domain.findings.sheets import CLEAN_FUNDS, CLEAN_ROWS, clean_form, findings
from tests.domain.packs import execution_pack, national_pack


def test_a_form_without_fault_has_no_finding() -> None:
    assert [finding.code for finding in findings(clean_form())] == []


def test_the_same_form_with_nothing_declared_has_no_finding_either() -> None:
    rows = tuple(replace(row, declared_score=None) for row in CLEAN_ROWS)
    funds = replace(CLEAN_FUNDS, rows=(), declared_score=None, declared_rate=None, declared_arrival_rate=None)
    form = clean_form(indicators=rows, funds=funds, declared=Declared())
    assert [finding.code for finding in findings(form)] == []


def test_a_form_of_prescribed_criteria_without_fault_has_no_finding_either() -> None:
    assert findings(evaluation_form(), evaluation_pack()) == ()
    assert findings(department_form(), department_pack()) == ()


def test_every_check_is_the_one_public_function_of_a_file_that_says_when_it_speaks() -> None:
    for check in CHECKS:
        module = import_module(check.__module__)
        assert module.__name__.endswith(f".{check.__name__}")
        assert re.match(r"[A-Z_]+(,\s[A-Z_]+)*: [a-z]", module.__doc__ or ""), module


ODD_CELLS = """无 — 0 1 -3 12.345678 99.6% ≥95% ≤100% >90 =3 90%-95% 9月前 ≤6月 12月 优 良 差 达成预期指标
≥1628人次 45.57万元 3150元 约30 ≥≤5 % 1e5 ９０％ 2024年12月底前 0.925 290% 持续提升 人 123456789012345678"""
PRINTED = st.none() | st.just("") | st.sampled_from(ODD_CELLS.split())
CELLS = PRINTED | st.builds(
    StructuredValue,
    value=st.decimals(-1000, 1000, places=2),
    comparator=st.none() | st.sampled_from(Comparator),
    upper=st.none() | st.decimals(-1000, 1000, places=1),
    unit=st.sampled_from([None, "%", "万元", "人次"]),
)
LEVELS = st.sampled_from(
    [None, "", "产出指标", "产出指标(50分)", "成本指标", "效益指标（30）", "满意度指标", "质量指标", "别的"]
)
LISTED = ("支出进度", "满意度", "项目控制成本", "人均成本", "响应时间", "立项依据充分性", "资金使用时间", "a", "")
PRESCRIBED = ("预算完成率", "支出进度率", "预算编制准确率", "项目产出", "实际完成率", "质量达标率", "成本节约率")
SENTENCES = ("通过有力监管，看病就医更有保障", "按季度拨付，项目保障周期")
NAMES = st.none() | st.sampled_from([*LISTED, *PRESCRIBED, *SENTENCES])
SCORES = st.none() | st.decimals(-20, 120, places=2) | st.sampled_from([Decimal(0), Decimal(10), Decimal("4.840")])
AMOUNTS = st.sampled_from([None, "", "—", "0", "0.63", "6300元", "100", "-5", "1,231.86", "45.57万元", "１２", "坏"])
RATES = st.sampled_from([None, "", "100%", "1", "0.85", "92.44%", "—", "≥100%", "坏", "50‰"])
FORMULAS = (
    st.none()
    | st.sampled_from(["(1231.86/1586)*100%=77.67%", "1/0=3", "((((", "=", "5-3=2=1"])
    | st.text("0123456789.+-×÷*/()%= 元", max_size=40)
)


@st.composite
def funds_amounts(draw: st.DrawFn) -> FundAmounts:
    return FundAmounts(draw(AMOUNTS), draw(AMOUNTS), draw(AMOUNTS), draw(AMOUNTS))


FACT_NAMES = ("spent", "planned", "budget", "half", "third", "final", "actual", "unknown")
FACTS = st.sampled_from(FACT_NAMES)
CHECKED = st.builds(Check, st.sampled_from(["①", "②", "⑨"]), st.booleans(), st.sampled_from([None, "说明"]))
COUNTS = st.none() | st.integers(0, 60)
ANSWERED = st.builds(SurveyAnswer, st.sampled_from(["满意", "基本满意", "一般"]), st.integers(0, 50))
INDICATORS = st.builds(
    Indicator,
    level1=LEVELS,
    level2=LEVELS,
    name=NAMES,
    target=CELLS,
    initial_target=CELLS,
    actual=CELLS,
    direction=st.none() | st.sampled_from(Direction),
    weight=SCORES,
    declared_score=SCORES,
    declared_completion=RATES,
    deviation_reason=PRINTED,
    formula=FORMULAS,
    tier=st.none() | st.sampled_from(TierName),
    completion=st.sampled_from([None, "85", "150", "-1"]),
    not_applicable=st.booleans(),
    criterion=st.sampled_from([None, None, "basis", "progress", "none"]),
    facts=st.none() | st.dictionaries(FACTS, AMOUNTS.map(str)),
    checks=st.lists(CHECKED, max_size=3).map(tuple),
    deductions=st.lists(st.builds(Deduction, st.decimals(0, 9, places=1), st.just("理由")), max_size=2).map(tuple),
    survey=st.none() | st.builds(Survey, COUNTS, COUNTS, st.lists(ANSWERED, max_size=3).map(tuple)),
    parts=st.lists(st.builds(Part, NAMES.map(str), CELLS, CELLS), max_size=2).map(tuple),
)
ROWS = st.builds(
    FundsRow,
    source=st.just("other"),
    amounts=funds_amounts(),
    name=NAMES,
    split=st.sampled_from(["source", "use"]),
    parent=NAMES,
    declared_rate=RATES,
    declared_score=SCORES,
)
FUNDS = st.builds(
    Funds,
    total=funds_amounts(),
    unit=st.sampled_from([None, "元", "万元", "人"]),
    rows=st.lists(ROWS, max_size=4).map(tuple),
    weight=SCORES,
    declared_rate=RATES,
    declared_score=SCORES,
    declared_arrival_rate=RATES,
    deviation_reason=PRINTED,
)
SECTIONS = st.builds(
    DeclaredSection,
    name=LEVELS.map(lambda name: name or "—"),
    weight=SCORES,
    score=SCORES,
    rate=RATES,
    where=st.sampled_from([None, "text", "table"]),
)
FORMS = st.builds(
    Submission,
    kind=st.just(FormKind.PROJECT_SELF_EVALUATION),
    fiscal_year=st.integers(2018, 2026),
    region_code=st.sampled_from([None, "110106", "110000", "650000"]),
    project=st.builds(NamedCode, st.sampled_from([None, "", "无", "11010624T000002725033", "1101", "x" * 21])),
    unit=st.builds(NamedCode, st.sampled_from([None, "", "149020"])),
    objective=st.builds(Objective, st.none(), st.sampled_from([None, "未完成", "完成51.8%", "已完成"])),
    funds=st.none() | FUNDS,
    section_weights=st.lists(
        st.builds(
            SectionWeight,
            LEVELS.map(lambda name: name or "—"),
            st.decimals(0, 100, places=1),
            LEVELS,
        ),
        max_size=2,
    ).map(tuple),
    indicators=st.lists(INDICATORS, max_size=5).map(tuple),
    declared=st.builds(
        Declared,
        total=SCORES,
        grade=st.sampled_from([None, "", "优", "优秀", "坏"]),
        sections=st.lists(SECTIONS, max_size=3).map(tuple),
    ),
)
UNSCORED = replace(execution_pack(weight=None), scored=False)
PACKS = st.sampled_from([national_pack(), execution_pack(cap=1), UNSCORED, evaluation_pack(), department_pack()])


@given(FORMS, PACKS)
def test_no_form_breaks_a_check_and_every_pointer_leads_into_the_form(form: Submission, pack: Any) -> None:
    evaluation = evaluate(form, pack)
    places = [(finding.code, finding.pointer) for finding in evaluation.findings]
    assert len(set(places)) == len(places)
    for finding in evaluation.findings:
        assert leads_into(form, finding.pointer), finding
        assert all(isinstance(value, str) for _, value in finding.evidence), finding


def fields(*names: str, **nested: Any) -> dict[str, Any]:
    return {name: {} for name in names} | nested


AMOUNT_FIELDS = ("initial_budget", "adjusted_budget", "arrived", "executed")
FIELDS = fields(
    "kind",
    "fiscal_year",
    "region_code",
    rule_pack=fields("id", "version"),
    project=fields("code", "name"),
    unit=fields("code", "name"),
    objective=fields("expected", "actual"),
    funds=fields(
        *("weight", "declared_rate", "declared_score", "declared_arrival_rate", "deviation_reason"),
        total=fields(*AMOUNT_FIELDS),
        rows=[fields(*AMOUNT_FIELDS, "declared_rate", "declared_score")],
    ),
    section_weights=[fields("level1", "level2", "weight")],
    indicators=[
        fields(
            *("level1", "level2", "name", "target", "actual", "weight", "declared_score", "declared_completion"),
            *("deviation_reason", "formula", "completion", "not_applicable", "tier", "criterion", "deductions"),
            facts=fields(
                "spent", "planned", "budget", "half", "third", "final", "actual", "unknown", "executed", "arrived"
            ),
            checks=[fields("point", "met", "note")],
            survey=fields("issued", "valid", answers=[fields("answer", "count")]),
            parts=[fields("name", "target", "actual")],
        )
    ],
    declared=fields("total", "grade", sections=[fields("name", "weight", "score", "rate")]),
)


def leads_into(form: Submission, pointer: str) -> bool:
    """Whether a JSON pointer names a field of the request, and within a list an element that was sent."""
    lengths = {
        "indicators": len(form.indicators),
        "section_weights": len(form.section_weights),
        "sections": len(form.declared.sections),
        "rows": len(form.funds.rows) if form.funds else 0,
        "checks": max((len(indicator.checks) for indicator in form.indicators), default=0),
        "answers": max((len(each.survey.answers) for each in form.indicators if each.survey), default=0),
        "parts": max((len(indicator.parts) for indicator in form.indicators), default=0),
    }
    here: Any = FIELDS
    last = ""
    for part in pointer.split("/")[1:]:
        if isinstance(here, list):
            if not part.isdigit() or int(part) >= lengths[last]:
                return False
            here = here[0]
        elif part in here:
            here, last = here[part], part
        else:
            return False
    return pointer.startswith("/")


@pytest.mark.parametrize("pointer", ["/indicators/0/colour", "/indicators/9", "indicators", "/funds/rows/0/executed"])
def test_the_check_of_pointers_sees_those_that_lead_nowhere(pointer: str) -> None:
    assert not leads_into(clean_form(funds=None), pointer)
