"""The pure functions over HTTP: each answers its value, the formula, the numbers put in, and the rounding."""

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Request

from app.api import calculation_examples as examples
from app.api.problem import FieldError
from app.api.problem_document import problem_responses
from app.api.problem_types import BodyTooLarge, InvalidRequest, MalformedJson, RulePackNotFound, UnsupportedMediaType
from app.api.security.permissions import needs
from app.api.strict_json import StrictJsonRoute
from app.api.v1.calculation_answers import (
    CompletionCalculationAnswer,
    DeductionAnswer,
    GradeCalculationAnswer,
    RateCalculationAnswer,
    RoundingAnswer,
)
from app.api.v1.calculation_requests import (
    BudgetExecutionRateRequest,
    CompletionRatioRequest,
    DeductionRequest,
    FundArrivalRateRequest,
    GradeRequest,
)
from app.api.v1.calculation_verdicts import deduction_answer, explained, number_text
from app.api.v1.mapping import cell_of, direction_of, number_of, pack_reference, percentage_of
from app.api.v1.sheet_answers import CitationAnswer
from app.api.wording import Bilingual
from app.domain.evaluation import Verdict
from app.domain.quantity import Quantity, same_units
from app.domain.rates import Rate, budget_execution_rate, fund_arrival_rate
from app.domain.rounding import round_half_up
from app.domain.rule import Rule
from app.domain.rule_pack import NegativeFormula, TierName
from app.domain.target import read_amount
from app.domain.text import digits34, percent, plain
from app.services.calculate import CalculationService

router = APIRouter(
    prefix="/v1/calculations",
    tags=["calculations"],
    route_class=StrictJsonRoute,
    dependencies=[Depends(needs("evaluations:read"))],
)

_PROBLEMS = problem_responses(MalformedJson, UnsupportedMediaType, BodyTooLarge, InvalidRequest, RulePackNotFound)


async def calculations(request: Request) -> CalculationService:
    service: CalculationService = request.app.state.calculations
    return service


Service = Annotated[CalculationService, Depends(calculations)]


@router.post(
    "/fund-arrival-rate",
    operation_id="calculateFundArrivalRate",
    summary="资金到位率 / Fund arrival rate",
    response_description="数值、公式、代入与取整 / value, formula, numbers put in, rounding",
    responses=_PROBLEMS,
)
def fund_arrival(
    body: Annotated[FundArrivalRateRequest, Body(openapi_examples=examples.FUND_ARRIVAL_RATE)],
    service: Service,
) -> RateCalculationAnswer:
    """资金到位率 = 实际到位资金 ÷ 预算资金 × 100%；分母为零时没有比率，value 为 null。

    Funds arrived ÷ budget; with a denominator of zero there is no rate and the value is null.
    """
    arrived, budget = _amounts(("arrived", body.arrived), ("budget", body.budget), body.unit)
    return _rate_answer(fund_arrival_rate(arrived, budget), body.places, service.arrival_rule())


@router.post(
    "/budget-execution-rate",
    operation_id="calculateBudgetExecutionRate",
    summary="预算执行率 / Budget execution rate",
    response_description="数值、公式、代入与取整 / value, formula, numbers put in, rounding",
    responses=_PROBLEMS,
)
def budget_execution(
    body: Annotated[BudgetExecutionRateRequest, Body(openapi_examples=examples.BUDGET_EXECUTION_RATE)],
    service: Service,
) -> RateCalculationAnswer:
    """预算执行率 = 全年执行数 ÷ 所选口径的预算数 × 100%。

    Executed ÷ the denominator named: adjusted budget, initial budget or funds arrived.
    """
    executed, budget = _amounts(("executed", body.executed), ("budget", body.budget), body.unit)
    rate = budget_execution_rate(executed, budget, body.denominator_name or "adjusted_budget")
    return _rate_answer(rate, body.places, service.pack(None).execution.rule)


@router.post(
    "/completion-ratio",
    operation_id="calculateCompletionRatio",
    summary="指标完成率 / Completion ratio of an indicator",
    response_description="数值、公式、代入与取整 / value, formula, numbers put in, rounding",
    responses=_PROBLEMS,
)
def completion(
    body: Annotated[CompletionRatioRequest, Body(openapi_examples=examples.COMPLETION_RATIO)],
    service: Service,
) -> CompletionCalculationAnswer:
    """正向指标为实际÷目标，反向指标为目标÷实际；读不确定的值不计算，value 为 null。

    Positive: actual ÷ target; negative: target ÷ actual. What cannot be read with confidence is not computed.
    """
    verdict = service.completion(
        cell_of(body.target),
        cell_of(body.actual),
        direction_of(body.direction),
        number_of(body.weight),
        NegativeFormula(body.negative_formula) if body.negative_formula else None,
        pack_reference(body.rule_pack),
    )
    ratio = verdict.completion
    return CompletionCalculationAnswer(
        value=percent(ratio).removesuffix("%") if ratio is not None else None,
        unit="%",
        ratio=digits34(ratio) if ratio is not None else None,
        met=verdict.met,
        direction=verdict.direction.value,
        outcome=verdict.outcome.value,
        score=number_text(verdict.score) if body.weight is not None else None,
        rounding=RoundingAnswer(mode="half_up", places=service.pack(pack_reference(body.rule_pack)).score_places),
        **explained(verdict),
    )


@router.post(
    "/deduction",
    operation_id="calculateDeduction",
    summary="按一种评分方法计算得分与扣分 / Score and deduction by one method",
    response_description="数值、公式、代入与取整 / value, formula, numbers put in, rounding",
    responses=_PROBLEMS,
)
def deduction(
    body: Annotated[DeductionRequest, Body(openapi_examples=examples.DEDUCTION)],
    service: Service,
) -> DeductionAnswer:
    """评分方法的数值取自所指明的规则包，未指明时取全国自评规则包。

    The method's figures come from the pack named, else from the national self-evaluation pack.
    """
    places = service.pack(pack_reference(body.rule_pack)).score_places
    return deduction_answer(_by_method(body, service), Decimal(body.weight), places)


@router.post(
    "/grade",
    operation_id="calculateGrade",
    summary="评价等级 / Grade of a score",
    response_description="等级与依据 / the grade and its authority",
    responses=_PROBLEMS,
)
def grade(
    body: Annotated[GradeRequest, Body(openapi_examples=examples.GRADE)],
    service: Service,
) -> GradeCalculationAnswer:
    """等级下限含本数：90 分为优。

    Lower bounds are inside: 90 is 优.
    """
    score = Decimal(body.score)
    graded = service.grade(score, pack_reference(body.rule_pack))
    if graded is None:
        raise _unsuitable("规则包不定等级", "the pack gives no grades")
    band, grades = graded
    standard = grades.rule.standard
    return GradeCalculationAnswer(
        value=band.grade,
        grade_name=band.name,
        formula=standard.zh,
        formula_en=standard.en,
        substituted=f"{plain(score)} ≥ {plain(band.at_least)} → {band.name}",
        rounding=RoundingAnswer(mode="none", places=None),
        citation=_citation(grades.rule),
    )


def _by_method(body: DeductionRequest, service: CalculationService) -> Verdict:
    named, weight = pack_reference(body.rule_pack), Decimal(body.weight)
    if body.method == "tiers" and body.tier is not None:
        tier, completion = TierName(body.tier), percentage_of(body.completion)
        in_tier = service.tiers(tier, completion, number_of(body.declared_score), weight, named)
        if in_tier is None:
            raise _unsuitable("规则包没有定性指标的分档", "the pack has no tiers")
        return in_tier
    if body.method == "completion_ratio":
        formula = NegativeFormula(body.negative_formula) if body.negative_formula else None
        direction = direction_of(body.direction)
        return service.completion(cell_of(body.target), cell_of(body.actual), direction, weight, formula, named)
    verdict = service.proportional(body.rate or "", weight, named)
    if verdict is None:
        raise _unreadable("rate", body.rate or "")
    return verdict


def _amounts(above: tuple[str, str], below: tuple[str, str], unit: str | None) -> tuple[Quantity, Quantity]:
    """Two amounts, each a field with what it prints; one without a unit is in the unit of the other."""
    pair = same_units(_amount(*above, unit), _amount(*below, unit))
    if pair is None:
        raise _unreadable(*below)
    return pair


def _amount(field: str, printed: str, unit: str | None) -> Quantity:
    quantity = read_amount(printed, unit)
    if quantity is None:
        raise _unreadable(field, printed)
    return quantity


def _unreadable(field: str, printed: str) -> InvalidRequest:
    message = Bilingual(f"“{printed}”读不出确定的值", f"“{printed}” cannot be read with confidence")
    return InvalidRequest(errors=[FieldError(f"/{field}", "value_unreadable", message)])


def _unsuitable(zh: str, en: str) -> InvalidRequest:
    return InvalidRequest(errors=[FieldError("/rule_pack", "rule_pack_unsuitable", Bilingual(zh, en))])


def _rate_answer(rate: Rate, places: int | None, rule: Rule) -> RateCalculationAnswer:
    shown_places = 2 if places is None else places
    value = None if rate.ratio is None else plain(round_half_up(rate.ratio * 100, shown_places))
    formula = rate.formula
    return RateCalculationAnswer(
        value=value,
        unit="%",
        ratio=digits34(rate.ratio) if rate.ratio is not None else None,
        formula=formula.zh,
        formula_en=formula.en,
        substituted=f"{rate.numerator} ÷ {rate.denominator} × 100% = {f'{value}%' if value else '—'}",
        rounding=RoundingAnswer(mode="half_up", places=shown_places),
        citation=_citation(rule),
    )


def _citation(rule: Rule) -> CitationAnswer:
    authority = rule.authority
    return CitationAnswer(document=authority.document, article=authority.article, verified=authority.verified)
