"""A form that no check has anything to say about, and the findings of forms that differ from it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.domain.evaluation import Finding
from app.domain.rule_pack import FormKind, RulePack
from app.domain.scoring import evaluate
from app.domain.submission import (
    Cell,
    Declared,
    FundAmounts,
    Funds,
    FundsRow,
    Indicator,
    NamedCode,
    Submission,
)
from tests.domain.packs import national_pack

CODE = "11010624T000002725033"


def row(
    levels: str, name: str, target: Cell, actual: Cell, weight: str, declared: str | None = None, **more: Any
) -> Indicator:
    """`levels` is `产出指标/数量指标`; declared in full unless told otherwise (`-` declares nothing)."""
    level1, _, level2 = levels.partition("/")
    score = None if declared == "-" else Decimal(declared or weight)
    return Indicator(
        level1=level1 or None,
        level2=level2 or None,
        name=name,
        target=target,
        actual=actual,
        weight=Decimal(weight),
        declared_score=score,
        **more,
    )


CLEAN_ROWS = (
    row("产出指标/数量指标", "培训人次", "≥1000 人次", "1050 人次", "20"),
    row("产出指标/质量指标", "培训合格率", "≥95%", "96%", "10"),
    row("产出指标/时效指标", "培训进度", "≤11月", "10月", "10"),
    row("成本指标/经济成本指标", "项目控制成本", "≤100 万元", "98 万元", "10"),
    row("效益指标/社会效益指标", "业务水平", "优", "优", "30"),
    row("满意度指标/服务对象满意度指标", "学员满意度", "≥90%", "93%", "10"),
)
CLEAN_FUNDS = Funds(
    total=FundAmounts("100", "100", "100", "98"),
    unit="万元",
    rows=(
        FundsRow("fiscal", FundAmounts("90", "90", "90", "88"), "当年财政拨款", declared_rate="97.78%"),
        FundsRow("carry_over", FundAmounts("10", "10", "10", "10"), "上年结转资金", declared_rate="100%"),
        FundsRow("other", FundAmounts("0", "0", None, "0"), "其他资金"),
    ),
    weight=Decimal(10),
    declared_rate="98%",
    declared_score=Decimal("9.8"),
    declared_arrival_rate="100%",
)


def clean_form(**changes: Any) -> Submission:
    """Every line declared as the rules have it, every sum right; `changes` replace whole fields."""
    form = Submission(
        kind=FormKind.PROJECT_SELF_EVALUATION,
        fiscal_year=2024,
        region_code="110106",
        project=NamedCode(CODE, "培训经费"),
        unit=NamedCode("149020", "培训中心"),
        funds=CLEAN_FUNDS,
        indicators=CLEAN_ROWS,
        declared=Declared(total=Decimal("99.8"), grade="优"),
    )
    return replace(form, **changes)


def with_row(index: int, **changes: Any) -> Submission:
    """The clean form with one line changed."""
    rows = list(CLEAN_ROWS)
    rows[index] = replace(rows[index], **changes)
    return clean_form(indicators=tuple(rows))


def with_funds(**changes: Any) -> Submission:
    """The clean form with other funds."""
    return clean_form(funds=replace(CLEAN_FUNDS, **changes))


def with_total(initial: str | None, adjusted: str | None, executed: str | None, **changes: Any) -> Submission:
    """The clean form with another total row and no rows below it; nothing is declared of it."""
    funds = Funds(FundAmounts(initial, adjusted, None, executed), "万元", weight=Decimal(10), **changes)
    return clean_form(funds=funds)


def findings(form: Submission, pack: RulePack | None = None) -> tuple[Finding, ...]:
    return evaluate(form, pack or national_pack()).findings


def raised(code: str, form: Submission, pack: RulePack | None = None) -> list[str]:
    """Where the finding was raised: its pointers, in order."""
    return [finding.pointer for finding in findings(form, pack) if finding.code == code]


def evidence_of(code: str, form: Submission, pack: RulePack | None = None) -> dict[str, str]:
    """The evidence of the only finding of this code."""
    (finding,) = (each for each in findings(form, pack) if each.code == code)
    return dict(finding.evidence)
