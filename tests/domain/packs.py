"""The national self-evaluation as a rule pack built by hand: what domain tests score with."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.domain.rule import Authority, Interpretation, Rule, ZeroDenominator
from app.domain.rule_pack import (
    BudgetBase,
    CompletionRule,
    ExecutionCriterion,
    FormKind,
    GradeBand,
    GradeRule,
    NegativeFormula,
    NotApplicablePolicy,
    PackStatus,
    ReviewLimits,
    RulePack,
    Scope,
    SectionRule,
    Tier,
    TierName,
    TiersRule,
)
from app.domain.text import Text

AUTHORITY = Authority("national", "财预〔2020〕10号", None, verified=True)
SCALES = (("优", "良", "中", "差"), ("优", "良", "中", "低", "差"), ("好", "中", "差"))


def national_pack(**changes: Any) -> RulePack:
    """Execution 10, tiers 80/60/0, grades 90/80/60/0, two decimals; `changes` replace whole fields."""
    pack = RulePack(
        id="national-by-hand",
        version="1.0.0",
        digest="0" * 64,
        status=PackStatus.IN_FORCE,
        title=_text("全国通用"),
        scope=Scope(FormKind.PROJECT_SELF_EVALUATION, None, 2020, None, default=True),
        authorities={AUTHORITY.id: AUTHORITY},
        interpretations={},
        total=Decimal(100),
        score_places=2,
        grades=_grades(),
        sections=_sections(),
        execution=_execution(),
        quantitative=_quantitative(),
        qualitative=tiers_rule(),
        not_applicable=NotApplicablePolicy.RESCALE,
        review=ReviewLimits(
            execution_reason_below=Fraction(4, 5),
            unspent_gap=Fraction(1, 5),
            output_benefit_minimum=Decimal(60),
            output_benefit_rule=rule("产出和效益不低于 60 分"),
            copies_from_indicators=5,
            copies_share=Fraction(9, 10),
        ),
    )
    return replace(pack, **changes)


def linear_pack() -> RulePack:
    """The same with the linear formula for missed upper limits."""
    pack = national_pack()
    return replace(pack, quantitative=replace(pack.quantitative, negative_formula=NegativeFormula.LINEAR))


def execution_pack(**changes: Any) -> RulePack:
    """The same with another execution criterion."""
    pack = national_pack()
    return replace(pack, execution=replace(pack.execution, **changes))


def rule(standard: str) -> Rule:
    return Rule(_text(standard), AUTHORITY)


def interpretation(name: str) -> Interpretation:
    return Interpretation(name, _text(f"{name}？"), _text("一种理解"), "依据", _text("另一种理解"))


def tiers_rule(middle: Fraction = Fraction(3, 5), lowest: Fraction = Fraction(0)) -> TiersRule:
    """80/60/0 by default; 80/50/10 is the department form's."""
    return TiersRule(
        rule=rule("分三档"),
        tiers=(
            _tier(TierName.ACHIEVED, Fraction(4, 5), Fraction(1), "达成预期指标", "全部或基本达成预期指标"),
            _tier(TierName.PARTIALLY_ACHIEVED, middle, Fraction(4, 5), "部分达成预期指标并具有一定效果"),
            _tier(TierName.NOT_ACHIEVED, lowest, middle, "未达成预期指标且效果较差"),
        ),
        scales=SCALES,
        reading=interpretation("one_word_lower_is_partial"),
        beside_numbers=interpretation("numbers_come_first"),
    )


def _tier(name: TierName, lower: Fraction, upper: Fraction, *phrases: str) -> Tier:
    return Tier(name, _text(phrases[0]), lower, upper, name is TierName.ACHIEVED, phrases)


def _quantitative() -> CompletionRule:
    return CompletionRule(
        rule=rule("达到得满分，未达到按完成比例"),
        negative_formula=NegativeFormula.INVERSE,
        over_fulfilled_from=Fraction(13, 10),
        cost_limit_reading=interpretation("cost_is_a_limit"),
        deadline_month_reading=interpretation("before_a_month_includes_it"),
        bare_month_reading=interpretation("a_bare_month_is_a_deadline"),
    )


def _execution() -> ExecutionCriterion:
    return ExecutionCriterion(
        id="budget_execution_rate",
        label=_text("预算执行率"),
        rule=rule("得分＝分值×预算执行率"),
        weight=Decimal(10),
        denominator=BudgetBase.ADJUSTED_BUDGET,
        cap=Fraction(1),
        zero_over_zero=ZeroDenominator.NOT_APPLICABLE,
        positive_over_zero=ZeroDenominator.ZERO,
        zero_reading=interpretation("no_budget"),
        zero_other=ZeroDenominator.FULL,
    )


def _grades() -> GradeRule:
    bands = (
        GradeBand("excellent", "优", ("优秀", "一等"), Decimal(90)),
        GradeBand("good", "良", ("良好", "二等"), Decimal(80)),
        GradeBand("fair", "中", ("中等", "三等"), Decimal(60)),
        GradeBand("poor", "差", ("四等",), Decimal(0)),
    )
    return GradeRule(rule("90、80、60 分"), bands)


def _sections() -> tuple[SectionRule, ...]:
    return (
        SectionRule("output", _text("产出指标"), ("产出指标", "数量指标", "质量指标"), Decimal(50), True, "output"),
        SectionRule("cost", _text("成本指标"), ("成本指标", "经济成本指标"), None, False, "output"),
        SectionRule("benefit", _text("效益指标"), ("效益指标", "社会效益指标"), Decimal(30), True, "benefit"),
        SectionRule("satisfaction", _text("满意度指标"), ("满意度指标",), Decimal(10), True, "benefit"),
    )


def _text(zh: str) -> Text:
    return Text(zh, f"({zh})")
