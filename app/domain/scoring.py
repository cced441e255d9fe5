"""Scores one form by one pack: this is where the branching is.

submission ─ read funds ─ execution line ─┐
           └ read cells ─ method ─ lines ─┴─ sections ─ totals ─ grade ─ findings
"""

from decimal import Decimal
from fractions import Fraction

from app.domain.evaluation import (
    Doubt,
    Evaluation,
    ExecutionLine,
    Explanation,
    LineDirection,
    Outcome,
    Permitted,
    ScoreLine,
    Status,
    Step,
    Totals,
    Verdict,
    add,
)
from app.domain.findings import review
from app.domain.funds import FundsFigures, read_funds
from app.domain.grading import grade_named, grade_of
from app.domain.item import Item
from app.domain.methods.completion_ratio import completion_ratio
from app.domain.methods.proportional import proportional
from app.domain.methods.tiers import tiers
from app.domain.placing import is_cost, section_of, share_limited
from app.domain.rates import Rate, budget_execution_rate, fund_arrival_rate
from app.domain.rounding import round_half_up, share_of
from app.domain.rule_pack import BudgetBase, NotApplicablePolicy, RulePack
from app.domain.sections import add_up_sections
from app.domain.submission import Indicator, Submission
from app.domain.target import ValueKind, read_cell, read_rate
from app.domain.text import Text, plain
from app.domain.trace import read_steps


def evaluate(submission: Submission, pack: RulePack) -> Evaluation:
    """The score sheet of a form under a pack, with every finding; the same inputs give the same answer for ever."""
    funds = read_funds(submission.funds) if submission.funds else None
    rates = _rates(funds, pack)
    execution = _execution(submission, rates.get("budget_execution"), pack)
    lines = tuple(_line(index, indicator, submission, pack) for index, indicator in enumerate(submission.indicators))
    totals = _totals(submission, execution, lines, pack)
    evaluation = Evaluation(
        status=Status.SCORED if totals.score is not None else Status.INCOMPLETE,
        totals=totals,
        rates=rates,
        execution=execution,
        sections=add_up_sections(submission, lines, pack),
        lines=lines,
    )
    return review(submission, pack, funds, evaluation)


def _rates(funds: FundsFigures | None, pack: RulePack) -> dict[str, Rate]:
    if funds is None:
        return {}
    rates: dict[str, Rate] = {}
    base = pack.execution.denominator
    executed, budget = funds.total.executed, funds.total.column(base)
    if executed is not None and budget is not None:
        rates["budget_execution"] = budget_execution_rate(executed, budget, base.value)
    arrived, planned = funds.total.arrived, funds.total.column(BudgetBase.ADJUSTED_BUDGET)
    if arrived is not None and planned is not None:
        rates["fund_arrival"] = fund_arrival_rate(arrived, planned, BudgetBase.ADJUSTED_BUDGET.value)
    return rates


def _execution(submission: Submission, rate: Rate | None, pack: RulePack) -> ExecutionLine:
    funds, criterion = submission.funds, pack.execution
    weight = funds.weight if funds and funds.weight is not None else criterion.weight
    declared = funds.declared_score if funds else None
    if rate is not None:
        return ExecutionLine(weight, declared, proportional(rate, weight, criterion, pack.score_places))
    message = Text("预算数或执行数未填，不能计分", "budget or executed amount is missing; no score can be computed")
    verdict = Verdict(
        method="proportional",
        direction=LineDirection.POSITIVE,
        outcome=Outcome.UNREADABLE,
        score=None,
        explanation=Explanation(
            rule=criterion.rule,
            formula=Text("得分 = 分值 × 预算执行率", "score = weight × execution rate"),
            substituted="—",
            steps=(Step("not_scored", message),),
            sentence=message,
        ),
        doubts=(Doubt("VALUE_MISSING", "", message),),
    )
    return ExecutionLine(weight, declared, verdict)


def _line(index: int, indicator: Indicator, submission: Submission, pack: RulePack) -> ScoreLine:
    item = _item(indicator, submission, pack)
    if indicator.not_applicable:
        verdict = _not_applicable(item, pack)
    elif item.stated_tier or item.stated_completion is not None or item.target.kind is ValueKind.WORDS:
        verdict = tiers(item, pack.qualitative)
    else:
        verdict = completion_ratio(item, pack.quantitative)
    section = section_of(indicator.level1, indicator.level2, pack)
    return ScoreLine(
        index=index,
        level1=indicator.level1,
        level2=indicator.level2,
        name=indicator.name,
        section=section.id if section else None,
        target=item.target,
        actual=item.actual,
        weight=indicator.weight,
        declared_score=indicator.declared_score,
        verdict=verdict,
    )


def _item(indicator: Indicator, submission: Submission, pack: RulePack) -> Item:
    return Item(
        target=read_cell(indicator.target),
        actual=read_cell(indicator.actual),
        weight=indicator.weight,
        declared_score=indicator.declared_score,
        stated_direction=indicator.direction,
        stated_tier=indicator.tier,
        stated_completion=read_rate(indicator.completion),
        is_cost=is_cost(indicator.level1, indicator.level2),
        share_limited=share_limited(indicator),
        fiscal_year=submission.fiscal_year,
        money_unit=submission.funds.unit if submission.funds else None,
        places=pack.score_places,
    )


def _not_applicable(item: Item, pack: RulePack) -> Verdict:
    """An indicator the unit declared not applicable: full marks, or left out and the rest rescaled (pack choice)."""
    full = pack.not_applicable is NotApplicablePolicy.FULL
    score = share_of(item.weight, Fraction(1), item.places) if full and item.weight is not None else None
    if score is None:
        sentence = Text("本指标不适用，其分值不计入总分", "not applicable: its weight is left out of the total")
    else:
        sentence = Text(f"本指标不适用，按满分 {plain(score)} 分计", f"not applicable: counts in full, {plain(score)}")
    return Verdict(
        method="not_applicable",
        direction=LineDirection.JUDGED,
        outcome=Outcome.NOT_APPLICABLE,
        score=score,
        explanation=Explanation(
            rule=pack.quantitative.rule,
            formula=sentence,
            substituted="—",
            steps=(*read_steps(item.target, item.actual), Step("not_applicable", sentence)),
            sentence=sentence,
        ),
        permitted=Permitted(score, score) if score is not None else None,
    )


def _totals(submission: Submission, execution: ExecutionLine, lines: tuple[ScoreLine, ...], pack: RulePack) -> Totals:
    """The total is the sum of the rounded scores; only where a line is left out is it rescaled and rounded again."""
    every: tuple[ExecutionLine | ScoreLine, ...] = (execution, *lines)
    counted = [line for line in every if line.counts]
    weight = add([line.weight or Decimal(0) for line in every])
    scores = [line.score for line in counted if line.score is not None]
    scored_sum = add(scores)
    scored_weight = add([line.weight or Decimal(0) for line in counted if line.score is not None])
    complete = len(scores) == len(counted) and scored_weight > 0
    score = _rescaled(scored_sum, scored_weight, weight, pack) if complete else None
    declared = submission.declared
    band = grade_of(score, pack.grades) if score is not None else None
    declared_band = grade_named(declared.grade, pack.grades) if declared.grade else None
    if declared_band is None and declared.total is not None:
        declared_band = grade_of(declared.total, pack.grades)
    return Totals(
        score=score,
        weight=weight,
        scored_sum=scored_sum,
        scored_weight=scored_weight,
        declared=declared.total,
        grade=band.grade if band else None,
        grade_name=band.name if band else None,
        declared_grade=declared_band.grade if declared_band else None,
    )


def _rescaled(scored_sum: Decimal, scored_weight: Decimal, weight: Decimal, pack: RulePack) -> Decimal:
    if scored_weight == weight:
        return scored_sum
    return round_half_up(Fraction(scored_sum) * Fraction(weight) / Fraction(scored_weight), pack.score_places)
